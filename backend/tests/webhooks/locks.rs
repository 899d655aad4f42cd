//! A lock in PostgreSQL that somebody else does not give back.

use axum::http::StatusCode;
use connection_doctor_backend::{Clock, EventStore, History, Person, StoreError, UpstreamError};
use tokio_postgres::NoTls;

use crate::{
    postgres,
    support::{GMAIL, MARA, Service, body},
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
