//! What the widget's history is told.

use connection_doctor_backend::{History, Person, Retention};
use jiff::SignedDuration;

use crate::support::{GMAIL, MARA, Service, body, words};

#[tokio::test]
async fn the_nine_events_become_a_history_newest_first() {
    for service in Service::over_each_store().await {
        for (kind, status) in [
            ("created", "PENDING_AUTH"),
            ("magic_link_generated", "PENDING_AUTH"),
            ("oauth_succeeded", "PENDING_VERIFICATION"),
            ("status_updated", "ACTIVE"),
            ("oauth_tokens_fetched", "ACTIVE"),
            ("token_refresh_succeeded", "ACTIVE"),
            ("updated", "ACTIVE"),
            ("token_refresh_failed", "ACTIVE"),
            ("status_updated", "EXPIRED"),
            ("deleted", "EXPIRED"),
        ] {
            service.hands.forward(SignedDuration::from_secs(1));
            service.event(kind, status, service.now()).await;
        }
        let told = [
            ("status_change", "failed"),
            ("token_refresh", "failed"),
            ("token_refresh", "succeeded"),
            ("status_change", "succeeded"),
            ("authorization", "succeeded"),
            ("authorization_link", "succeeded"),
        ];
        assert_eq!(service.history().await, words(&told));
        let events = service.store.events(&Person::new(MARA), GMAIL).await.expect("a history");
        assert_eq!(events[0].code.as_deref(), Some("EXPIRED"));
        assert_eq!(events[0].at, service.now() - SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn nobody_reads_of_somebody_else() {
    for service in Service::over_each_store().await {
        service.status("EXPIRED").await;
        for (person, account) in [("joe", GMAIL), (MARA, "ca_other"), ("", GMAIL)] {
            let events = service.store.events(&Person::new(person), account).await.expect("a history");
            assert_eq!(events, [], "{person} {account}");
        }
    }
}

#[tokio::test]
async fn a_deed_of_ours_is_told_by_one_source() {
    for service in Service::over_each_store().await {
        service.note("authorization_link", "succeeded").await;
        service.event("magic_link_generated", "PENDING_AUTH", service.now()).await;
        service.hands.forward(SignedDuration::from_secs(1));
        service.event("token_refresh_succeeded", "ACTIVE", service.now()).await;
        service.note("token_refresh", "succeeded").await;
        service.hands.forward(SignedDuration::from_secs(1));
        service.note("tool_execution", "succeeded").await;
        let told = [
            ("tool_execution", "succeeded"),
            ("token_refresh", "succeeded"),
            ("authorization_link", "succeeded"),
        ];
        assert_eq!(service.history().await, words(&told));
    }
}

#[tokio::test]
async fn a_disconnect_in_the_app_is_one_deed_and_no_incident_whoever_tells_it_first() {
    for service in Service::over_each_store().await {
        for service_comes_first in [true, false] {
            if service_comes_first {
                service.status("DISCONNECTED").await;
                service.note("disconnect", "succeeded").await;
            } else {
                service.note("disconnect", "succeeded").await;
                service.status("DISCONNECTED").await;
            }
            assert_eq!(service.history().await[0], words(&[("disconnect", "succeeded")])[0]);
            service.hands.forward(SignedDuration::from_mins(10));
            assert!(service.notices().await.is_empty(), "{service_comes_first}");
        }
        assert_eq!(service.history().await.len(), 2);
        service.status("DISCONNECTED").await;
        service.hands.forward(SignedDuration::from_mins(1));
        assert_eq!(service.notices().await.len(), 1, "this one was not the person's doing");
    }
}

#[tokio::test]
async fn what_is_too_much_or_too_old_is_forgotten() {
    for service in Service::over_each_store().await {
        let store = service.store.clone();
        let little = Retention { events_per_account: 3, ..Retention::default() };
        let app = crate::support::app(&store.with_retention(little), &service.hands, None);
        let service = service.before(app);
        for _ in 0..5 {
            service.hands.forward(SignedDuration::from_secs(1));
            service.event("oauth_succeeded", "ACTIVE", service.now()).await;
        }
        assert_eq!(service.history().await.len(), 3);
        service.hands.forward(SignedDuration::from_hours(91 * 24));
        service.tell(&body("oauth_succeeded", MARA, "ca_other", "ACTIVE", service.now())).await;
        assert!(service.history().await.is_empty(), "another account's event forgets it too");
    }
}
