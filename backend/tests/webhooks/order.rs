//! What comes twice, at once, or in the wrong order.

use axum::http::StatusCode;
use jiff::SignedDuration;

use crate::support::{GMAIL, MARA, Service, body, words};

#[tokio::test]
async fn what_comes_twice_counts_once_also_at_the_same_time() {
    for service in Service::over_each_store().await {
        let text = body("status_updated", MARA, GMAIL, "EXPIRED", service.now());
        let deliveries: Vec<_> =
            (0..24).map(|place| service.deliver(["msg_x", "msg_y"][place % 2], &text)).collect();
        for status in futures_util::future::join_all(deliveries).await {
            assert_eq!(status, StatusCode::NO_CONTENT);
        }
        // Two messages, so it happened twice; but it is one incident.
        assert_eq!(service.history().await, words(&[("status_change", "failed"); 2]));
        assert_eq!(service.notices().await.len(), 1);
    }
}

#[tokio::test]
async fn an_older_change_leaves_a_newer_one_alone() {
    for service in Service::over_each_store().await {
        let earlier = service.now() - SignedDuration::from_secs(5);
        service.status("ACTIVE").await;
        service.event("status_updated", "EXPIRED", earlier).await;
        assert_eq!(
            service.history().await,
            words(&[("status_change", "succeeded"), ("status_change", "failed")])
        );
        assert!(service.notices().await.is_empty(), "it works again since");
    }
}

#[tokio::test]
async fn other_events_do_not_hide_a_change_that_is_late() {
    for service in Service::over_each_store().await {
        let then = service.now();
        service.hands.forward(SignedDuration::from_secs(1));
        service.event("updated", "EXPIRED", service.now()).await;
        service.event("created", "PENDING_AUTH", service.now()).await;
        service.hands.forward(SignedDuration::from_secs(1));
        service.event("status_updated", "EXPIRED", service.now()).await;
        service.event("token_refresh_failed", "ACTIVE", then).await;
        assert_eq!(service.notices().await.len(), 1);
    }
}
