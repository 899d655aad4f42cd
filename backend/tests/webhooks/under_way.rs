//! Notices that are under way when the server is told to stop, or when the store or the host fails another.

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{Router, extract::State, http::StatusCode, routing::post};
use connection_doctor_backend::{
    Clock, Config, Deliver, EventStore, Notice, Server, Services,
    notice::{NotDelivered, deliver_due},
};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, oneshot},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::support::{Hands, Host, MARA, Service, alter, body};

/// What a configuration's environment holds; none of it is used here.
const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A host that says when it has a notice in its hands, and takes it when it may.
struct Slow {
    begun: Semaphore,
    may_end: Semaphore,
}

impl Slow {
    fn new() -> Arc<Self> {
        Arc::new(Self { begun: Semaphore::new(0), may_end: Semaphore::new(0) })
    }

    async fn take(State(host): State<Arc<Self>>) -> StatusCode {
        host.begun.add_permits(1);
        host.may_end.acquire().await.expect("it is never closed").forget();
        StatusCode::NO_CONTENT
    }
}

/// A server with its store, and a host that has its one notice in its hands.
struct Running {
    host: Arc<Slow>,
    store: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
    _folder: tempfile::TempDir,
}

impl Running {
    async fn start(grace_seconds: u32) -> Self {
        let host = Slow::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let routes = Router::new().route("/", post(Slow::take)).with_state(Arc::clone(&host));
        tokio::spawn(async move { axum::serve(listener, routes).await });

        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("events.sqlite3").display().to_string();
        let kept = EventStore::open(&store, Clock::system()).await.expect("a store");
        Service::of(kept, Hands::new(), None).status("EXPIRED").await;

        let text = format!(
            r#"
            listen = "127.0.0.1:0"
            public_origins = ["https://app.example"]
            state_key_env = "KEY"
            grace_seconds = {grace_seconds}
            [scalekit]
            environment_url = "https://env.scalekit.example"
            client_id = "skc_1"
            client_secret_env = "KEY"
            [session]
            shared_secret_env = "KEY"
            cookie = "app_session"
            [store]
            url = "{store}"
            [webhooks]
            secret_envs = ["SECRET"]
            [notices]
            deliver_url = "http://{address}/"
            secret_env = "SECRET"
            reconnect_page = "https://app.example/settings"
            "#
        );
        let env = |name: &str| Some(if name == "SECRET" { SECRET } else { KEY }.to_owned());
        let config = Config::parse(&text, Path::new("/"), &env).unwrap_or_else(|error| panic!("{error}"));
        let ending = CancellationToken::new();
        let services = Services::of(&config, ending.clone()).await.expect("its parts");
        let server = Server::bind(&config, services).await.expect("a server");
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(server.run(async move {
            drop(stopped.await);
            ending.cancel();
        }));
        host.begun.acquire().await.expect("it is never closed").forget();
        Self { host, store, stop, ended, _folder: folder }
    }

    /// What is due when the claim of who had it has run out.
    async fn due_later(store: &str) -> usize {
        let clock = Clock::new(|| Timestamp::now() + SignedDuration::from_mins(2));
        let store = EventStore::open(store, clock).await.expect("a store");
        deliver_due(&store, &Host::default()).await.expect("a store that works")
    }
}

#[tokio::test]
async fn a_server_ends_when_its_host_has_taken_the_notice() {
    let Running { host, store, stop, mut ended, _folder } = Running::start(600).await;
    stop.send(()).unwrap();
    assert!(timeout(Duration::from_millis(300), &mut ended).await.is_err(), "it is under way");
    host.may_end.add_permits(1);
    timeout(Duration::from_secs(20), ended).await.expect("nothing is under way").unwrap().unwrap();
    assert_eq!(Running::due_later(&store).await, 0, "it was told");
}

#[tokio::test]
async fn a_notice_that_the_host_does_not_take_in_time_is_left_to_others() {
    let Running { host: _host, store, stop, ended, _folder } = Running::start(0).await;
    stop.send(()).unwrap();
    timeout(Duration::from_secs(20), ended).await.expect("its grace is over").unwrap().unwrap();
    assert_eq!(Running::due_later(&store).await, 1);
}

/// A host that takes one notice while nothing can be written down of it, and is slow with the other.
struct Breaks {
    store: String,
    slow: Arc<Slow>,
}

#[async_trait]
impl Deliver for Breaks {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        if notice.connected_account_id == "ca_quick" {
            let broken = "ALTER TABLE connection_doctor_notices RENAME TO gone";
            alter(&self.store, broken).await;
        } else {
            Slow::take(State(Arc::clone(&self.slow))).await;
            self.slow.begun.add_permits(1);
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_store_that_fails_one_notice_breaks_no_other_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("events.sqlite3").display().to_string();
    let service = Service::over(&store, None).await;
    for account in ["ca_quick", "ca_slow"] {
        service.tell(&body("status_updated", MARA, account, "EXPIRED", service.now())).await;
    }
    let slow = Slow::new();
    let host = Breaks { store, slow: Arc::clone(&slow) };
    let mut due = Box::pin(deliver_due(&service.store, &host));
    let early = timeout(Duration::from_millis(500), &mut due).await;
    assert!(early.is_err(), "the slow one is under way: {early:?}");
    slow.may_end.add_permits(1);
    assert!(due.await.is_err());
    assert_eq!(slow.begun.available_permits(), 2, "it came to its end");
}

/// A host with a mistake in what it does with one account.
#[derive(Default)]
struct Mistaken(Host);

#[async_trait]
impl Deliver for Mistaken {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        assert_ne!(notice.connected_account_id, "ca_odd");
        self.0.deliver(notice).await
    }
}

#[tokio::test]
async fn a_host_that_panics_over_one_notice_is_handed_the_others() {
    for service in Service::over_each_store().await {
        for account in ["ca_odd", "ca_1", "ca_2"] {
            service.tell(&body("status_updated", MARA, account, "EXPIRED", service.now())).await;
        }
        let host = Mistaken::default();
        assert_eq!(deliver_due(&service.store, &host).await.unwrap(), 3);
        assert_eq!(host.0.taken.lock().unwrap().len(), 2);
        // Like one that was refused, it comes again.
        service.hands.forward(SignedDuration::from_secs(5));
        let told = service.notices().await;
        assert_eq!(told.iter().map(|notice| &*notice.connected_account_id).collect::<Vec<_>>(), ["ca_odd"]);
    }
}
