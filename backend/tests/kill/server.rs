//! The server that is killed, as a process, and the deliveries to it.

use std::{
    env,
    io::{self, Read, Write},
    process::{self, Stdio},
    thread,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use connection_doctor_backend::{Clock, EventStore, Metrics, Notices, Secret, WebhookSettings, webhooks};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use crate::messages::Message;

const KEY: &[u8] = b"a key of the service, of 32 byte";

/// A server under way.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) async fn start(store: &str) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["serve", store])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a piped stdout")).lines();
        let address = lines.next_line().await.expect("a readable stdout").expect("one line");
        Self { child, address }
    }

    /// Ends it at once, by SIGKILL.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("a server that was alive");
    }
}

/// Serves webhooks, and says where in one line.
pub(crate) async fn serve(store: &str) {
    // So that it ends with whoever started it.
    thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        process::exit(1);
    });
    let clock = Clock::system();
    let store = EventStore::open(store, clock.clone()).await.expect("a store").fed_by_webhooks();
    let secret: Secret = format!("whsec_{}", BASE64_STANDARD.encode(KEY)).parse().expect("a secret");
    let page = "https://app.example/reconnect".parse().expect("an address");
    let notices = Some(Notices::new(page).expect("a page"));
    let app =
        webhooks(WebhookSettings { secrets: vec![secret], store, notices, clock, metrics: Metrics::new() });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    writeln!(io::stdout(), "{}", listener.local_addr().expect("an address")).expect("somebody who reads");
    axum::serve(listener, app).await.expect("a server that is killed");
}

/// What became of a delivery.
pub(crate) enum Delivery {
    Acknowledged,
    /// It was sent, and nobody knows whether it was kept.
    BrokenOff,
    /// It was not sent.
    Refused,
}

/// Delivers a message once.
pub(crate) async fn deliver(address: &str, message: &Message) -> Delivery {
    let seconds = Timestamp::now().as_second();
    let Message { id, body, .. } = message;
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).expect("a key");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nwebhook-id: {id}\r\nwebhook-timestamp: {seconds}\r\n\
         webhook-signature: v1,{signature}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let Ok(mut connection) = TcpStream::connect(address).await else { return Delivery::Refused };
    if connection.write_all(request.as_bytes()).await.is_err() {
        return Delivery::Refused;
    }
    let mut answer = String::new();
    // Whatever is cut off is no answer.
    if connection.read_to_string(&mut answer).await.is_err() || answer.is_empty() {
        return Delivery::BrokenOff;
    }
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    Delivery::Acknowledged
}
