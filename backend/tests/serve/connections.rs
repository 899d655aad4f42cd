//! How long a connection may leave a call unsaid, over real connections and by a clock that nobody waits for.

use std::{convert::Infallible, future::pending, net::SocketAddr, ops::Range, sync::Arc, time::Duration};

use axum::{
    Router,
    response::sse::{Event, Sse},
    routing::get,
};
use connection_doctor_backend::{Server, Services, serve::run_until};
use futures_util::{Stream, StreamExt, stream};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Instant, interval, sleep},
};

use crate::{
    support::Hands,
    upstream::Service,
    world::{BY_SECRET, config},
};

/// Seconds that a connection is left alone, and a few in which that is noticed.
const PATIENCE: Range<u64> = 620..625;

/// Has the clock go in steps of a second. By itself it jumps to whatever is due next, over bytes that are on their way.
fn tick() {
    tokio::spawn(async {
        let mut seconds = interval(Duration::from_secs(1));
        loop {
            seconds.tick().await;
        }
    });
}

/// What comes back when this is sent and then a byte of `more` with each second, over and over, and how many seconds it takes to the end of the
/// connection, at most 900.
async fn spoken(address: SocketAddr, first: &str, more: &str) -> (String, u64) {
    let began = Instant::now();
    let (mut reading, mut writing) = TcpStream::connect(address).await.expect("a listener").into_split();
    writing.write_all(first.as_bytes()).await.expect("a connection that is open");
    let dripping = async {
        let mut bytes = more.bytes().cycle();
        for _ in 0..900 {
            sleep(Duration::from_secs(1)).await;
            let byte: Vec<_> = bytes.next().into_iter().collect();
            if writing.write_all(&byte).await.is_err() {
                // The other half says that it is over.
                pending::<()>().await;
            }
        }
    };
    let mut answer = Vec::new();
    tokio::select! {
        // What is sent into a connection that has ended may be answered by a reset.
        _ = reading.read_to_end(&mut answer) => {}
        () = dripping => {}
    }
    (String::from_utf8(answer).expect("text"), began.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn who_does_not_come_to_the_point_is_cut_off() {
    tick();
    let services = Services::new(Arc::new(Service::new())).with_clock(Hands::new().clock());
    let config = config("metrics_listen = \"127.0.0.1:0\"", BY_SECRET);
    let server = Server::bind(&config, services).await.expect("a server");
    let metrics = server.metrics_address().ok().flatten().expect("an address for metrics");
    let addresses = [server.address().expect("an address"), metrics];
    tokio::spawn(server.run(pending()));
    for address in addresses {
        let asked = "GET /healthz HTTP/1.1\r\nHost: here\r\n";
        for (first, more) in [
            // Nothing at all, and what might become HTTP/2.
            ("", ""),
            ("P", ""),
            // A call that never ends, in a header and in whole ones.
            ("G", "E"),
            (&*format!("{asked}x-slow: "), "x"),
            (asked, "x-slow: x\r\n"),
        ] {
            let (answer, seconds) = spoken(address, first, more).await;
            assert!(PATIENCE.contains(&seconds), "{first:?} {more:?}: {seconds}");
            assert_eq!(answer, "", "{first:?} {more:?}");
        }
        // A connection is kept for another call, and no longer.
        let (answer, seconds) = spoken(address, &format!("{asked}\r\n"), "").await;
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
        assert!(PATIENCE.contains(&seconds), "{seconds}");
    }
}

/// Four events, 200 seconds apart.
async fn updates() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(stream::iter(0..4).then(async |number: u32| {
        sleep(Duration::from_secs(200)).await;
        Ok(Event::default().data(format!("event {number}")))
    }))
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_take_as_long_as_it_likes() {
    tick();
    let late = get(async || {
        sleep(Duration::from_secs(800)).await;
        "late"
    });
    let app = Router::new().route("/late", late).route("/updates", get(updates));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(run_until(pending(), listener, app, Duration::ZERO));
    for (path, last) in [("/late", "late"), ("/updates", "event 3")] {
        let call = format!("GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        let (answer, seconds) = spoken(address, &call, "").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(last), "{answer}");
        assert!((800..805).contains(&seconds), "{path}: {seconds}");
    }
}
