//! A server that is killed in the middle of webhooks, again and again, loses none and doubles none.
//!
//! A program of its own and not a test among others, because it is also the server: `kill serve STORE`.

mod messages;
mod server;
mod tally;

#[path = "../webhooks/postgres.rs"]
#[expect(dead_code, reason = "here a place in one that others use is enough")]
mod postgres;

use std::{
    env,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use messages::{Message, messages};
use server::{Delivery, Server};
use tokio::sync::watch;

/// So many deliveries are under way at a time.
const SENDERS: usize = 8;

/// How often the server is killed, each time after so many answers.
const KILLS: usize = 12;

fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", store] => runtime.block_on(server::serve(store)),
        // Asked by programs that run tests.
        ["--list", ..] => {}
        _ => runtime.block_on(async {
            let folder = tempfile::tempdir().expect("a folder");
            kill("SQLite", &folder.path().join("events.sqlite3").display().to_string()).await;
            if let Some(store) = postgres::place().await {
                kill("PostgreSQL", &store).await;
            }
        }),
    }
}

async fn kill(name: &str, store: &str) {
    let all = messages();
    let waiting =
        Arc::new(Mutex::new(all.iter().flat_map(|message| message.deliveries()).collect::<Vec<_>>()));
    let deliveries = waiting.lock().expect("nobody panics while they hold it").len();
    let mut server = Server::start(store).await;
    let (place, _) = watch::channel(server.address.clone());
    let (answered, broken_off) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (told, mut tells) = watch::channel(0);
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (waiting, place, told) = (Arc::clone(&waiting), place.subscribe(), told.clone());
            let (answered, broken_off) = (Arc::clone(&answered), Arc::clone(&broken_off));
            tokio::spawn(async move {
                while let Some(message) = next(&waiting) {
                    broken_off.fetch_add(send(&message, place.clone()).await, Ordering::Relaxed);
                    told.send_replace(answered.fetch_add(1, Ordering::Relaxed) + 1);
                }
            })
        })
        .collect();
    for round in 1..=KILLS {
        let enough = round * deliveries / (KILLS + 1);
        tells.wait_for(|count| *count >= enough).await.expect("senders that send");
        server.kill().await;
        server = Server::start(store).await;
        place.send_replace(server.address.clone());
    }
    for sender in senders {
        sender.await.expect("a sender that comes to its end");
    }
    server.kill().await;

    let tally = tally::read(store).await;
    let broken_off = broken_off.load(Ordering::Relaxed);
    println!(
        "{name}: {} messages, sent {} times, {broken_off} of them without an answer, with {KILLS} kills: {tally:?}",
        all.len(),
        deliveries + broken_off,
    );
    assert!(broken_off > 0, "a kill that nobody notices tests nothing");
    let messages = i64::try_from(all.len()).expect("a number");
    assert_eq!((tally.deliveries, tally.events, tally.distinct_events), (messages, messages, messages));
    assert_eq!(tally.open_incidents, messages::ACCOUNTS_THAT_STAY_BROKEN);
    assert_eq!(tally.accounts_with_open_incidents, messages::ACCOUNTS_THAT_STAY_BROKEN);
    assert_eq!((tally.notices, tally.incidents_with_notice), (tally.incidents, tally.incidents));
}

fn next(waiting: &Mutex<Vec<Message>>) -> Option<Message> {
    waiting.lock().expect("nobody panics while they hold it").pop()
}

/// Sends a message until it is acknowledged; how often it was sent whole and no answer came.
async fn send(message: &Message, mut place: watch::Receiver<String>) -> usize {
    let mut broken_off = 0;
    loop {
        let address = place.borrow_and_update().clone();
        match server::deliver(&address, message).await {
            Delivery::Acknowledged => return broken_off,
            Delivery::BrokenOff => broken_off += 1,
            Delivery::Refused => {}
        }
        place.wait_for(|now| *now != address).await.expect("a server that comes again");
    }
}
