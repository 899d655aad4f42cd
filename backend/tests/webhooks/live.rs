//! Live updates.

use std::time::Duration;

use axum::{
    Extension, Router,
    body::{Body, BodyDataStream},
    http::{Request, StatusCode},
    response::Response,
};
use connection_doctor_backend::{EventStore, Live, Person, updates};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::support::{GMAIL, MARA, Service, body, json_of};

/// What answers the widgets of a person.
fn widgets(live: &Live, person: &str) -> Router {
    updates(live.clone()).layer(Extension(Person::new(person)))
}

fn live(store: &EventStore) -> (Live, CancellationToken) {
    let stop = CancellationToken::new();
    (Live::asking_every(Duration::from_millis(5), store.clone(), stop.clone()), stop)
}

async fn ask(app: &Router, path: &str, last_event_id: Option<&str>) -> Response {
    let mut request = Request::get(path);
    if let Some(id) = last_event_id {
        request = request.header("last-event-id", id);
    }
    app.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("a router never fails")
}

/// An open stream of events.
struct Listener {
    stream: BodyDataStream,
    read: String,
}

impl Listener {
    async fn open(app: &Router, path: &str, last_event_id: Option<&str>) -> (Self, String) {
        let response = ask(app, path, last_event_id).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        let mut listener = Self { stream: response.into_body().into_data_stream(), read: String::new() };
        let ready = listener.event().await.expect("a first event");
        assert!(ready.contains("event: ready\n") && ready.contains("retry: 3000\n"), "{ready}");
        let id = ready.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned();
        (listener, id)
    }

    /// The next event as it is sent; `None` where the stream has ended.
    async fn event(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let event = format!("{event}\n");
                self.read = rest.to_owned();
                // On a busy machine there are signs of life in between.
                if event.starts_with(':') {
                    continue;
                }
                return Some(event);
            }
            let chunk = self.stream.next().await?.expect("a stream that does not break");
            self.read.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    async fn change(&mut self) -> Value {
        let event = self.event().await.expect("an event");
        json_of(event.lines().find_map(|line| line.strip_prefix("data: ")).expect("data"))
    }
}

fn change(account: &str, status: &str) -> Value {
    json!({ "connected_account_id": account, "status": status })
}

#[tokio::test]
async fn a_person_hears_of_their_own_accounts_only() {
    for service in Service::over_each_store().await {
        let (live, _stop) = live(&service.store);
        let (mut mara, _) = Listener::open(&widgets(&live, MARA), "/updates", None).await;
        let (mut joe, _) = Listener::open(&widgets(&live, "joe"), "/updates", None).await;
        service.status("EXPIRED").await;
        service.event("token_refresh_failed", "ACTIVE", service.now()).await;
        service.tell(&body("created", "joe", "ca_joe", "PENDING_AUTH", service.now())).await;
        service.status("DISCONNECTED").await;
        service.event("deleted", "DISCONNECTED", service.now()).await;
        for status in ["EXPIRED", "REVOKED", "NOT_CONNECTED"] {
            assert_eq!(mara.change().await, change(GMAIL, status));
        }
        assert_eq!(joe.change().await, change("ca_joe", "PENDING"));
    }
}

#[tokio::test]
async fn whoever_comes_again_hears_what_they_missed() {
    for service in Service::over_each_store().await {
        let (live, _stop) = live(&service.store);
        let app = widgets(&live, MARA);
        let (listener, id) = Listener::open(&app, "/updates", None).await;
        drop(listener);
        service.status("EXPIRED").await;
        service.tell(&body("status_updated", "joe", "ca_joe", "EXPIRED", service.now())).await;
        service.status("ACTIVE").await;
        let asked = format!("/updates?last_event_id={id}");
        for (path, header) in [("/updates", Some(id.as_str())), (asked.as_str(), None)] {
            let (mut listener, _) = Listener::open(&app, path, header).await;
            for status in ["EXPIRED", "ACTIVE"] {
                assert_eq!(listener.change().await, change(GMAIL, status));
            }
        }
        // What is no number, or one of another store, is as good as none.
        for header in ["x", "-1", "999999"] {
            let (mut listener, _) = Listener::open(&app, "/updates", Some(header)).await;
            service.status("PENDING_AUTH").await;
            assert_eq!(listener.change().await, change(GMAIL, "PENDING"), "{header}");
        }
    }
}

#[tokio::test]
async fn the_store_connects_replicas() {
    let folder = tempfile::tempdir().unwrap();
    let mut addresses = vec![folder.path().join("events.sqlite3").display().to_string()];
    addresses.extend(crate::postgres::place().await);
    for address in addresses {
        let hands = crate::support::Hands::new();
        let here = EventStore::open(&address, hands.clock()).await.unwrap();
        let there = EventStore::open(&address, hands.clock()).await.unwrap();
        let (live, _stop) = live(&here);
        let (mut listener, _) = Listener::open(&widgets(&live, MARA), "/updates", None).await;
        let app = crate::support::app(&there, &hands, None);
        let (now, text) =
            (hands.clock().now(), body("status_updated", MARA, GMAIL, "EXPIRED", hands.clock().now()));
        let signed = crate::support::signature(crate::support::KEY, "msg_1", now.as_second(), &text);
        crate::support::post(&app, "msg_1", now.as_second(), &signed, &text).await;
        assert_eq!(listener.change().await, change(GMAIL, "EXPIRED"));
    }
}

#[tokio::test]
async fn nobody_loses_anything_however_much_they_missed() {
    // More than the store answers at a time and than are held ready for who is slow, together.
    const MISSED: usize = 800;

    for service in Service::over_each_store().await {
        let (live, _stop) = live(&service.store);
        let app = widgets(&live, MARA);
        let (mut slow, id) = Listener::open(&app, "/updates", None).await;
        let (mut other, _) = Listener::open(&widgets(&live, "joe"), "/updates", None).await;
        for number in 0..MISSED {
            service.tell(&body("created", MARA, &format!("ca_{number}"), "ACTIVE", service.now())).await;
        }
        // By the time that this has come, the others have too.
        service.tell(&body("created", "joe", "ca_joe", "ACTIVE", service.now())).await;
        assert_eq!(other.change().await, change("ca_joe", "ACTIVE"));
        let (mut again, _) = Listener::open(&app, "/updates", Some(&id)).await;
        service.status("EXPIRED").await;
        for listener in [&mut slow, &mut again] {
            for number in 0..MISSED {
                assert_eq!(listener.change().await, change(&format!("ca_{number}"), "ACTIVE"));
            }
            assert_eq!(listener.change().await, change(GMAIL, "EXPIRED"));
        }
    }
}

#[tokio::test]
async fn streams_are_counted_and_end_with_the_server() {
    for service in Service::over_each_store().await {
        let (live, stop) = live(&service.store);
        let (mara, joe) = (widgets(&live, MARA), widgets(&live, "joe"));
        let mut listeners = Vec::new();
        for _ in 0..10 {
            listeners.push(Listener::open(&mara, "/updates", None).await.0);
        }
        assert_eq!(ask(&mara, "/updates", None).await.status(), StatusCode::TOO_MANY_REQUESTS);
        listeners.push(Listener::open(&joe, "/updates", None).await.0);
        drop(listeners.remove(0));
        listeners.push(Listener::open(&mara, "/updates", None).await.0);
        stop.cancel();
        for mut listener in listeners {
            assert_eq!(listener.event().await, None);
        }
    }
}

#[tokio::test]
async fn nobody_listens_who_is_not_signed_in() {
    for service in Service::over_each_store().await {
        let (live, _stop) = live(&service.store);
        assert_eq!(ask(&updates(live), "/updates", None).await.status(), StatusCode::UNAUTHORIZED);
    }
}
