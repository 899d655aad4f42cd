//! The client of a service that listens on this machine.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use axum::Router;
use connection_doctor_backend::{
    Clock, History, Person, UpstreamError,
    contract::Event,
    fake_scalekit::CLIENT,
    upstream::{
        Connection, TestTool,
        scalekit::{Backoff, Scalekit, Settings},
    },
};
use secrecy::SecretString;
use tokio::net::TcpListener;

/// The client of a service with these routes.
pub(crate) async fn client_of(routes: Router) -> Scalekit {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let environment = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    client_at(&environment)
}

/// The client of the service at this address.
pub(crate) fn client_at(environment: &str) -> Scalekit {
    let (client_id, client_secret) = CLIENT;
    let settings = Settings {
        environment: environment.parse().expect("an address on this machine"),
        client_id: client_id.to_owned(),
        client_secret: SecretString::from(client_secret),
        backoff: Backoff { base: Duration::from_millis(1), attempts: 3 },
        clock: Clock::system(),
    };
    Scalekit::new(settings, Arc::new(connections()), Arc::new(Notes::default())).expect("a client")
}

/// An app with two connections, of which one has a test tool and can be disconnected.
fn connections() -> Vec<Connection> {
    let gmail = Connection {
        name: "gmail".to_owned(),
        provider: "GMAIL".to_owned(),
        test_tool: Some(TestTool { name: "gmail_get_profile".to_owned(), ..TestTool::default() }),
        can_disconnect: true,
        ..Connection::default()
    };
    let slack =
        Connection { name: "slack".to_owned(), provider: "SLACK".to_owned(), ..Connection::default() };
    vec![gmail, slack]
}

#[derive(Default)]
struct Notes(Mutex<Vec<Event>>);

#[async_trait]
impl History for Notes {
    async fn note(&self, _: &Person, _: &str, event: Event) -> Result<(), UpstreamError> {
        self.0.lock().expect("no test panics with the notes").push(event);
        Ok(())
    }

    async fn events(&self, _: &Person, _: &str) -> Result<Vec<Event>, UpstreamError> {
        Ok(self.0.lock().expect("no test panics with the notes").clone())
    }
}
