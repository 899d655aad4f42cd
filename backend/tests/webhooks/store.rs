//! Where events are kept.

use connection_doctor_backend::{Clock, EventStore, StoreError};
use jiff::SignedDuration;

use crate::{
    postgres,
    support::{Hands, Service, alter, body, words},
};

#[tokio::test]
async fn what_was_kept_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut addresses = vec![format!("sqlite:{}", folder.path().join("events.sqlite3").display())];
    addresses.extend(postgres::place().await);
    for address in addresses {
        for round in 1..=2 {
            let service = Service::over(&address, None).await;
            service.event("oauth_succeeded", "ACTIVE", service.now()).await;
            assert_eq!(service.history().await.len(), 1, "in round {round} the same message came again");
        }
    }
}

#[tokio::test]
async fn tables_of_a_newer_version_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.sqlite3").display().to_string();
    EventStore::open(&file, Clock::system()).await.unwrap();
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = EventStore::open(&file, Clock::system()).await;
    assert!(matches!(refused, Err(StoreError::FromTheFuture { version: 99 })), "{refused:?}");
}

/// Takes back what the second version has done to the tables.
const BACK_TO_THE_FIRST: &str = "
    ALTER TABLE connection_doctor_accounts DROP COLUMN resolved_at;
    ALTER TABLE connection_doctor_incidents DROP COLUMN began_at;
    ALTER TABLE connection_doctor_incidents DROP COLUMN newest_at;
    ALTER TABLE connection_doctor_incidents DROP COLUMN newest_status;
    ALTER TABLE connection_doctor_incidents DROP COLUMN newest_draft;
    DELETE FROM connection_doctor_deliveries;
";

#[tokio::test]
async fn incidents_of_the_first_version_go_on() {
    let folder = tempfile::tempdir().unwrap();
    for address in Service::addresses(folder.path()).await {
        let service = Service::over(&address, None).await;
        service.status("EXPIRED").await;
        service.tell(&body("status_updated", "joe", "ca_joe", "ACTIVE", service.now())).await;
        drop(service);
        let version = if address.starts_with("postgres:") {
            "UPDATE connection_doctor_schema SET version = 1"
        } else {
            "PRAGMA user_version = 1"
        };
        alter(&address, &format!("{BACK_TO_THE_FIRST} {version}")).await;

        let service = Service::over(&address, None).await;
        let earlier = service.now() - SignedDuration::from_secs(1);
        service.tell(&body("status_updated", "joe", "ca_joe", "EXPIRED", earlier)).await;
        for (status, told) in [("ERROR", 1), ("ACTIVE", 0), ("EXPIRED", 1)] {
            service.hands.forward(SignedDuration::from_secs(1));
            service.status(status).await;
            let notices = service.notices().await;
            assert_eq!(notices.len(), told, "{status}");
            assert!(notices.iter().all(|notice| notice.status.word() == "EXPIRED"), "{notices:?}");
        }
    }
}

#[tokio::test]
async fn only_addresses_of_a_store_are_opened() {
    for address in ["mysql://app.example/events", "sqlite:http://app.example/events"] {
        let refused = EventStore::open(address, Clock::system()).await;
        assert!(matches!(refused, Err(StoreError::UnknownAddress)), "{refused:?}");
    }
    // A server that is not there says so, and not the password.
    let address = "postgres://mara:secret@127.0.0.1:1/events";
    let refused = EventStore::open(address, Clock::system()).await.unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("secret"), "{refused:?}");
}

#[tokio::test]
async fn without_webhooks_the_backend_s_own_calls_are_the_history() {
    let hands = Hands::new();
    let store = EventStore::open(":memory:", hands.clock()).await.unwrap();
    let service = Service::of(store, hands, None);
    service.note("authorization_link", "succeeded").await;
    service.note("token_refresh", "failed").await;
    let told = [("token_refresh", "failed"), ("authorization_link", "succeeded")];
    assert_eq!(service.history().await, words(&told));
}
