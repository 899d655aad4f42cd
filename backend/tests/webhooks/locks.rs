//! What keeps PostgreSQL from answering: a lock that somebody else does not give back, and a statement that is stuck.

use std::time::Duration;

use axum::http::StatusCode;
use connection_doctor_backend::{
    Clock, EventStore, History, Person, StoreError, UpstreamError, contract::Event,
};
use tokio_postgres::NoTls;

use crate::{
    postgres,
    support::{GMAIL, MARA, Service, alter, body},
};

/// What whoever writes holds.
const TO_WRITE: &str = "SELECT pg_advisory_xact_lock(7234016283807667)";

#[tokio::test]
async fn who_waits_for_a_lock_is_told_so_before_long() {
    let Some(address) = postgres::database().await else { return };
    let (mut other, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    // Our own limit is longer than a test should wait.
    let address = postgres::with_parameter(&address, "options=-clock_timeout%3D50ms");
    let service = Service::over(&address, None).await;
    service.status("EXPIRED").await;

    let message = body("status_updated", MARA, GMAIL, "ACTIVE", service.now());
    for (lock, keeps_readers_off) in [(TO_WRITE, false), ("LOCK TABLE connection_doctor_events", true)] {
        let held = other.transaction().await.unwrap();
        held.batch_execute(lock).await.unwrap();
        // More than there are connections: none is lost.
        for _ in 0..10 {
            assert_eq!(service.deliver("msg", &message).await, StatusCode::INTERNAL_SERVER_ERROR, "{lock}");
        }
        let history = service.store.events(&Person::new(MARA), GMAIL).await;
        assert_eq!(is_locked(history.err()), keeps_readers_off, "{lock}");
        let opened = EventStore::open(&address, Clock::system()).await;
        assert_eq!(matches!(opened, Err(StoreError::Locked(_))), lock == TO_WRITE, "{opened:?}");
        held.rollback().await.unwrap();
    }
    assert_eq!(
        service.deliver("msg", &message).await,
        StatusCode::NO_CONTENT,
        "what was refused comes again"
    );
    drop((service, other));
    driven.await.unwrap().unwrap();
}

fn is_locked(error: Option<UpstreamError>) -> bool {
    let Some(UpstreamError::Internal(cause)) = error else { return false };
    matches!(cause.downcast_ref(), Some(StoreError::Locked(_)))
}

/// Has whatever is added to the history take a minute.
const STUCK: &str = "
    CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
    CREATE TRIGGER stuck BEFORE INSERT ON connection_doctor_events FOR EACH ROW EXECUTE FUNCTION stuck();
";

#[tokio::test]
async fn a_statement_that_is_stuck_is_broken_off() {
    let Some(address) = postgres::database().await else { return };
    // Our own limit is longer than a test should wait.
    let limited = postgres::with_parameter(&address, "options=-cstatement_timeout%3D200ms");
    let service = Service::over(&limited, None).await;
    alter(&address, STUCK).await;
    let message = body("status_updated", MARA, GMAIL, "EXPIRED", service.now());
    // More than there are connections: none is lost.
    for _ in 0..10 {
        assert_eq!(service.deliver("msg", &message).await, StatusCode::INTERNAL_SERVER_ERROR);
    }
    let event = Event {
        at: service.now(),
        kind: "verify".to_owned(),
        outcome: "succeeded".to_owned(),
        code: None,
        execution_id: None,
    };
    let refused = service.store.note(&Person::new(MARA), GMAIL, event).await;
    let Err(UpstreamError::Internal(cause)) = refused else { panic!("{refused:?}") };
    assert!(matches!(cause.downcast_ref(), Some(StoreError::Cancelled(_))), "{cause:?}");
    assert!(service.history().await.is_empty());
    alter(&address, "DROP TRIGGER stuck ON connection_doctor_events").await;
    assert_eq!(service.deliver("msg", &message).await, StatusCode::NO_CONTENT);
}

/// How many wait for what whoever writes in this database holds.
const WAITING: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()";

#[tokio::test]
async fn tables_are_brought_up_to_date_in_whatever_time_it_takes() {
    let Some(address) = postgres::database().await else { return };
    let (mut other, connection) = tokio_postgres::connect(&address, NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    let held = other.transaction().await.unwrap();
    held.batch_execute(TO_WRITE).await.unwrap();
    let limited = postgres::with_parameter(&address, "options=-cstatement_timeout%3D200ms");
    let opening = tokio::spawn(async move { EventStore::open(&limited, Clock::system()).await });
    while held.query_one(WAITING, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        assert!(!opening.is_finished(), "it is not opened while another writes");
    }
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(!opening.is_finished(), "it waits longer than statements may take");
    held.rollback().await.unwrap();
    opening.await.unwrap().unwrap();
    drop(other);
    driven.await.unwrap().unwrap();
}
