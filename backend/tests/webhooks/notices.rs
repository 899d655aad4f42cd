//! How notices reach the host.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use connection_doctor_backend::{
    Deliver, Notice, Notices, Person, PostToHost, deliver_notices,
    notice::{NotDelivered, Readers, deliver_due},
};
use jiff::SignedDuration;
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::sync::CancellationToken;

use crate::support::{GMAIL, Host, KEY, MARA, PAGE, Service, app, body, json_of, secret, signature};

struct Germans;

#[async_trait]
impl Readers for Germans {
    async fn language(&self, person: &Person) -> Option<String> {
        (person.id() == MARA).then(|| "de-AT".to_owned())
    }
}

#[tokio::test]
async fn each_person_reads_their_own_language() {
    for service in Service::over_each_store().await {
        let notices = Notices::new(PAGE.parse().unwrap()).unwrap().for_readers(Germans);
        let app = app(&service.store, &service.hands, Some(notices));
        let service = service.before(app);
        for person in [MARA, "joe"] {
            service.tell(&body("status_updated", person, person, "EXPIRED", service.now())).await;
        }
        for notice in service.notices().await {
            let language = if notice.identifier == MARA { "de" } else { "en" };
            assert_eq!(notice.language, language);
            assert_eq!(notice.text.contains(" ist "), language == "de", "{}", notice.text);
        }
    }
}

#[tokio::test]
async fn what_is_not_taken_comes_again_later_and_later_and_then_no_more() {
    for service in Service::over_each_store().await {
        service.status("EXPIRED").await;
        let host = Host { refuses: true, ..Host::default() };
        let due = async || deliver_due(&service.store, &host).await.unwrap();
        assert_eq!(due().await, 1, "the first attempt");
        for wait in [5, 30, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 6 * 3600] {
            service.hands.forward(SignedDuration::from_secs(wait - 1));
            assert_eq!(due().await, 0, "before {wait} s have passed");
            service.hands.forward(SignedDuration::from_secs(1));
            assert_eq!(due().await, 1, "after {wait} s");
        }
        service.hands.forward(SignedDuration::from_hours(3 * 24));
        assert_eq!(due().await, 1, "the last attempt");
        service.hands.forward(SignedDuration::from_hours(3 * 24));
        assert_eq!(due().await, 0);
    }
}

/// A host that has a notice in its hands and never says whether it took it.
struct Hangs(mpsc::UnboundedSender<String>);

#[async_trait]
impl Deliver for Hangs {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        self.0.send(notice.id.clone()).expect("somebody listens");
        std::future::pending().await
    }
}

#[tokio::test]
async fn of_two_replicas_one_delivers_and_the_other_follows_when_it_has_died() {
    for service in Service::over_each_store().await {
        service.status("EXPIRED").await;
        let (hangs, mut has) = mpsc::unbounded_channel();
        let store = service.store.clone();
        let replica = tokio::spawn(async move { deliver_due(&store, &Hangs(hangs)).await.map(drop) });
        let id = has.recv().await.expect("it is handed over");
        assert!(service.notices().await.is_empty(), "it is the other's");
        replica.abort();
        assert!(service.notices().await.is_empty(), "nobody knows yet that it is not");
        service.hands.forward(SignedDuration::from_secs(61));
        let notices = service.notices().await;
        assert_eq!(notices.iter().map(|notice| &notice.id).collect::<Vec<_>>(), [&id]);
        service.hands.forward(SignedDuration::from_hours(24));
        assert!(service.notices().await.is_empty());
    }
}

#[tokio::test]
async fn of_many_replicas_each_notice_has_one() {
    for service in Service::over_each_store().await {
        for account in 0..40 {
            service
                .tell(&body("status_updated", MARA, &format!("ca_{account}"), "EXPIRED", service.now()))
                .await;
        }
        let host = Host::default();
        let rounds = (0..12).map(|_| deliver_due(&service.store, &host));
        let claimed = futures_util::future::try_join_all(rounds).await.unwrap();
        assert_eq!(claimed.iter().sum::<usize>(), 40);
        let mut ids: Vec<_> = host.taken.into_inner().unwrap().into_iter().map(|notice| notice.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 40);
    }
}

/// A host that says what it was given.
struct Tells(mpsc::UnboundedSender<Notice>);

#[async_trait]
impl Deliver for Tells {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        self.0.send(notice.clone()).map_err(|error| NotDelivered(error.to_string()))
    }
}

#[tokio::test]
async fn the_task_delivers_at_once_and_ends_when_it_is_told_to() {
    for service in Service::over_each_store().await {
        let (tells, mut told) = mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let task = tokio::spawn(deliver_notices(service.store.clone(), Arc::new(Tells(tells)), stop.clone()));
        service.status("EXPIRED").await;
        assert_eq!(told.recv().await.expect("a notice").connected_account_id, GMAIL);
        stop.cancel();
        task.await.unwrap();
    }
}

#[derive(Clone, Default)]
struct Inbox {
    bodies: Arc<Mutex<Vec<(String, String)>>>,
    attempts: Arc<AtomicUsize>,
}

async fn take(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |name: &str| headers[name].to_str().expect("a header of plain text").to_owned();
    let (id, body) = (text("webhook-id"), String::from_utf8(body.into()).expect("a body of text"));
    let seconds = text("webhook-timestamp").parse().expect("seconds");
    assert_eq!(text("webhook-signature"), signature(KEY, &id, seconds, &body));
    assert_eq!(text("content-type"), "application/json");
    inbox.bodies.lock().expect("no test panics while it holds them").push((id, body));
    if inbox.attempts.fetch_add(1, Ordering::Relaxed) == 0 {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::ACCEPTED
    }
}

#[tokio::test]
async fn a_post_is_signed_and_comes_again_under_the_same_id() {
    for service in Service::over_each_store().await {
        let inbox = Inbox::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/notices", listener.local_addr().unwrap());
        let host = Router::new().route("/notices", post(take)).with_state(inbox.clone());
        let server = tokio::spawn(async move { axum::serve(listener, host).await });
        let post = PostToHost::new(address.parse().unwrap(), secret(KEY), service.hands.clock()).unwrap();

        service.status("EXPIRED").await;
        for _ in 0..3 {
            deliver_due(&service.store, &post).await.unwrap();
            service.hands.forward(SignedDuration::from_mins(1));
        }
        server.abort();
        let bodies = inbox.bodies.lock().unwrap().clone();
        assert_eq!(bodies.len(), 2, "the second was taken");
        assert_eq!(bodies[0], bodies[1]);
        let body = json_of(&bodies[0].1);
        assert_eq!(body["type"], "connected_account.needs_attention");
        assert_eq!(
            (&body["data"]["id"], &body["data"]["identifier"]),
            (&bodies[0].0.clone().into(), &MARA.into())
        );
        assert_eq!(body["data"]["status"], "EXPIRED");
    }
}

#[test]
fn notices_are_posted_to_safe_addresses_only() {
    for address in ["http://app.example/notices", "https://me:word@app.example/", "ftp://app.example/"] {
        let clock = connection_doctor_backend::Clock::system();
        assert!(PostToHost::new(address.parse().unwrap(), secret(KEY), clock).is_err(), "{address}");
    }
}
