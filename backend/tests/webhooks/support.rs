//! The connection service as the sender of webhooks, and a host that takes notices.

#[path = "../api/hands.rs"]
mod hands;

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use connection_doctor_backend::{
    Deliver, EventStore, History, Metrics, Notice, Notices, Person, Secret, WebhookSettings,
    contract::Event,
    notice::{NotDelivered, deliver_due},
    webhooks,
};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use tower::ServiceExt;

pub(crate) use self::hands::Hands;
use crate::postgres;

pub(crate) const KEY: &[u8] = b"a key of the service, of 32 byte";

pub(crate) const GMAIL: &str = "ca_gmail";
pub(crate) const MARA: &str = "mara";

/// The secret of a key.
pub(crate) fn secret(key: &[u8]) -> Secret {
    format!("whsec_{}", BASE64_STANDARD.encode(key)).parse().expect("a secret")
}

/// A signature by a key, written down from the standard's own words.
pub(crate) fn signature(key: &[u8], id: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()))
}

/// The body of an event as the service sends it, with what is of no interest here.
pub(crate) fn body(kind: &str, person: &str, account: &str, status: &str, at: Timestamp) -> String {
    let event = json!({
        "spec_version": "1", "id": "evt_1", "object": "ConnectedAccount", "environment_id": "env_1",
        "type": format!("connected_account.{kind}"),
        "occurred_at": at,
        "data": {
            "id": account, "identifier": person, "connection_id": "conn_1", "connection_name": "gmail",
            "provider": "GMAIL", "authorization_type": "OAUTH", "status": status, "old_status": "ACTIVE",
            "token_expires_at": null, "authorization_details": { "oauth_token": { "access_token": 7 } },
        },
    });
    event.to_string()
}

/// The service, and the backend that it tells.
pub(crate) struct Service {
    pub(crate) hands: Hands,
    pub(crate) store: EventStore,
    pub(crate) app: Router,
    count: AtomicU32,
    _folder: Option<tempfile::TempDir>,
}

impl Service {
    /// One for each kind of store that there is.
    pub(crate) async fn over_each_store() -> Vec<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("new/events.sqlite3").display().to_string();
        let mut services = vec![Self::over(&file, Some(folder)).await];
        if let Some(address) = postgres::place().await {
            services.push(Self::over(&address, None).await);
        }
        services
    }

    /// The address of each kind of store that there is; that of a file is in this folder.
    pub(crate) async fn addresses(folder: &Path) -> Vec<String> {
        let file = folder.join("events.sqlite3").display().to_string();
        [file].into_iter().chain(postgres::place().await).collect()
    }

    /// One over this store.
    pub(crate) async fn over(address: &str, folder: Option<tempfile::TempDir>) -> Self {
        let hands = Hands::new();
        let store = EventStore::open(address, hands.clock()).await.expect("a store").fed_by_webhooks();
        Self::of(store, hands, folder)
    }

    /// One over a store that is open and goes by these hands.
    pub(crate) fn of(store: EventStore, hands: Hands, folder: Option<tempfile::TempDir>) -> Self {
        let notices = Notices::new(PAGE.parse().expect("an address")).expect("a page");
        let app = app(&store, &hands, Some(notices));
        Self { hands, store, app, count: AtomicU32::new(0), _folder: folder }
    }

    /// The same service and another backend before the same store.
    pub(crate) fn before(self, app: Router) -> Self {
        Self { app, ..self }
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        self.hands.clock().now()
    }

    /// Tells that Mara's account has another status since now.
    pub(crate) async fn status(&self, status: &str) {
        self.event("status_updated", status, self.now()).await;
    }

    /// Tells of Mara's account what happened then.
    pub(crate) async fn event(&self, kind: &str, status: &str, at: Timestamp) {
        self.tell(&body(kind, MARA, GMAIL, status, at)).await;
    }

    /// Delivers something new.
    pub(crate) async fn tell(&self, body: &str) {
        let id = format!("msg_{}", self.count.fetch_add(1, Ordering::Relaxed));
        assert_eq!(self.deliver(&id, body).await, StatusCode::NO_CONTENT, "{body}");
    }

    /// Delivers a message of this id, signed now.
    pub(crate) async fn deliver(&self, id: &str, body: &str) -> StatusCode {
        let seconds = self.now().as_second();
        post(&self.app, id, seconds, &signature(KEY, id, seconds, body), body).await
    }

    /// What Mara's history says: kinds and outcomes, newest first.
    pub(crate) async fn history(&self) -> Vec<(String, String)> {
        let events = self.store.events(&Person::new(MARA), GMAIL).await.expect("a history");
        events.into_iter().map(|event| (event.kind, event.outcome)).collect()
    }

    /// Notes a call of the backend's own, made now.
    pub(crate) async fn note(&self, kind: &str, outcome: &str) {
        let event = Event {
            at: self.now(),
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            code: None,
            execution_id: None,
        };
        self.store.note(&Person::new(MARA), GMAIL, event).await.expect("it is noted");
    }

    /// Hands over what is due now; what was taken.
    pub(crate) async fn notices(&self) -> Vec<Notice> {
        let host = Host::default();
        deliver_due(&self.store, &host).await.expect("a store that works");
        host.taken.into_inner().expect("no test panics while it holds them")
    }
}

pub(crate) const PAGE: &str = "https://app.example/reconnect?from=notice";

/// The backend's side.
pub(crate) fn app(store: &EventStore, hands: &Hands, notices: Option<Notices>) -> Router {
    let (secrets, store) = (vec![secret(KEY)], store.clone());
    webhooks(WebhookSettings { secrets, store, notices, clock: hands.clock(), metrics: Metrics::new() })
}

/// Sends a message with these headers.
pub(crate) async fn post(app: &Router, id: &str, seconds: i64, signatures: &str, body: &str) -> StatusCode {
    let request = Request::post("/")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signatures)
        .body(Body::from(body.to_owned()))
        .expect("a request");
    app.clone().oneshot(request).await.expect("a router never fails").status()
}

/// A host that takes every notice, unless it is told to refuse.
#[derive(Default)]
pub(crate) struct Host {
    pub(crate) taken: Mutex<Vec<Notice>>,
    pub(crate) refuses: bool,
}

#[async_trait]
impl Deliver for Host {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        if self.refuses {
            return Err(NotDelivered("not now".to_owned()));
        }
        self.taken.lock().expect("no test panics while it holds them").push(notice.clone());
        Ok(())
    }
}

/// Does something to the tables of a store, behind its back.
pub(crate) async fn alter(address: &str, statements: &str) {
    if !address.starts_with("postgres:") {
        let file = rusqlite::Connection::open(address).expect("a database");
        return file.execute_batch(statements).unwrap_or_else(|error| panic!("{statements}: {error}"));
    }
    let (client, connection) =
        tokio_postgres::connect(address, tokio_postgres::NoTls).await.expect("PostgreSQL answers");
    let driven = tokio::spawn(connection);
    client.batch_execute(statements).await.unwrap_or_else(|error| panic!("{statements}: {error}"));
    drop(client);
    driven.await.expect("a task that ends").expect("a connection that ends");
}

/// Words as a history has them.
pub(crate) fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(kind, outcome)| ((*kind).to_owned(), (*outcome).to_owned())).collect()
}

/// The JSON of an answer or an event.
pub(crate) fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
