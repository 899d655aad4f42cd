//! Breaks that are seen to be new only by what comes late: webhooks come in any order.

use connection_doctor_backend::Notice;
use jiff::{SignedDuration, Timestamp};

use crate::support::{MARA, Service, body};

/// What the service tells: a kind of event, the status after it, and the minute in which it happened.
type Told = (&'static str, &'static str, i64);

const EXPIRED_1: Told = ("status_updated", "EXPIRED", 1);
const ACTIVE_2: Told = ("status_updated", "ACTIVE", 2);
const ERROR_3: Told = ("status_updated", "ERROR", 3);

/// The moment of a minute.
fn minute(service: &Service, minute: i64) -> Timestamp {
    // All of it has happened by the time that any of it is told.
    service.now() - SignedDuration::from_mins(10 - minute)
}

async fn tell(service: &Service, (kind, status, at): Told) {
    service.event(kind, status, minute(service, at)).await;
}

/// The statuses that people are told of next, also of what has just been revoked.
async fn statuses(service: &Service) -> Vec<String> {
    let then = service.now();
    // A message about what was revoked waits for less than that. The events keep their time.
    service.hands.forward(SignedDuration::from_mins(1));
    let told = service.notices().await.iter().map(|notice| notice.status.word().to_owned()).collect();
    service.hands.forward(then.duration_since(service.now()));
    told
}

#[tokio::test]
async fn what_broke_again_is_told_although_its_mending_comes_late() {
    for end in [ACTIVE_2, ("deleted", "ACTIVE", 2)] {
        for (status, word) in [("ERROR", "ERROR"), ("DISCONNECTED", "REVOKED")] {
            for service in Service::over_each_store().await {
                tell(&service, EXPIRED_1).await;
                assert_eq!(statuses(&service).await, ["EXPIRED"]);
                tell(&service, ("status_updated", status, 3)).await;
                assert!(statuses(&service).await.is_empty(), "as far as is known it never worked again");
                tell(&service, end).await;
                assert_eq!(statuses(&service).await, [word], "{end:?}");
                // It is one incident like any other.
                for (again, told) in [("EXPIRED", 0), ("ACTIVE", 0), ("EXPIRED", 1)] {
                    service.hands.forward(SignedDuration::from_mins(10));
                    service.status(again).await;
                    assert_eq!(statuses(&service).await.len(), told, "{again}");
                }
            }
        }
    }
}

#[tokio::test]
async fn of_two_breaks_the_one_that_is_over_is_not_told_any_more() {
    for service in Service::over_each_store().await {
        for told in [EXPIRED_1, ERROR_3, ACTIVE_2] {
            tell(&service, told).await;
        }
        let notices = service.notices().await;
        assert_eq!(notices.len(), 1, "{notices:?}");
        let Notice { status, occurred_at, text, .. } = &notices[0];
        assert_eq!((status.word(), *occurred_at), ("ERROR", minute(&service, 3)));
        assert!(text.contains(&notices[0].link), "{text}");
    }
}

#[tokio::test]
async fn what_comes_late_leaves_a_newer_incident_alone() {
    for late in [ACTIVE_2, ("deleted", "ACTIVE", 2), EXPIRED_1, ("status_updated", "DISCONNECTED", 2)] {
        for service in Service::over_each_store().await {
            tell(&service, ERROR_3).await;
            assert_eq!(statuses(&service).await, ["ERROR"]);
            tell(&service, late).await;
            tell(&service, ("status_updated", "EXPIRED", 4)).await;
            assert!(statuses(&service).await.is_empty(), "{late:?}");
        }
    }
}

#[tokio::test]
async fn what_is_over_is_not_told_when_it_comes_late() {
    for end in [("status_updated", "ACTIVE", 5), ("deleted", "ACTIVE", 5)] {
        for service in Service::over_each_store().await {
            // A sign-in that was begun since then says nothing of whether it had worked.
            for told in [end, ("status_updated", "PENDING_AUTH", 6), ERROR_3, ACTIVE_2, EXPIRED_1] {
                tell(&service, told).await;
            }
            assert!(statuses(&service).await.is_empty(), "{end:?}");
        }
    }
}

#[tokio::test]
async fn a_break_is_told_although_a_sign_in_was_begun_since() {
    for service in Service::over_each_store().await {
        for told in [ACTIVE_2, ("status_updated", "PENDING_AUTH", 4), ERROR_3] {
            tell(&service, told).await;
        }
        assert_eq!(statuses(&service).await, ["ERROR"]);
    }
}

#[tokio::test]
async fn of_several_late_events_each_finds_its_place() {
    for service in Service::over_each_store().await {
        let (error_5, active_4) = (("status_updated", "ERROR", 5), ("status_updated", "ACTIVE", 4));
        for (told, statuses_told) in [
            (EXPIRED_1, &["EXPIRED"][..]),
            (("status_updated", "DISCONNECTED", 3), &[]),
            (error_5, &[]),
            (ACTIVE_2, &["ERROR"]),
            (active_4, &[]),
            (("status_updated", "EXPIRED", 4), &[]),
            (error_5, &[]),
            (ACTIVE_2, &[]),
        ] {
            tell(&service, told).await;
            assert_eq!(statuses(&service).await, statuses_told, "{told:?}");
        }
    }
}

#[tokio::test]
async fn a_disconnect_in_the_app_ends_what_was_broken_before_it() {
    let revoked = ("status_updated", "DISCONNECTED", 10);
    for service_comes_first in [true, false] {
        for service in Service::over_each_store().await {
            tell(&service, EXPIRED_1).await;
            assert_eq!(statuses(&service).await, ["EXPIRED"]);
            if service_comes_first {
                tell(&service, revoked).await;
                tell(&service, ACTIVE_2).await;
                service.note("disconnect", "succeeded").await;
            } else {
                service.note("disconnect", "succeeded").await;
                tell(&service, ACTIVE_2).await;
                tell(&service, revoked).await;
            }
            tell(&service, ERROR_3).await;
            assert!(statuses(&service).await.is_empty(), "{service_comes_first}");
        }
    }
    // The same of an account that nothing was told of before.
    for service in Service::over_each_store().await {
        service.note("disconnect", "succeeded").await;
        tell(&service, revoked).await;
        tell(&service, ERROR_3).await;
        assert!(statuses(&service).await.is_empty());
    }
}

#[tokio::test]
async fn in_every_order_the_same_is_told_in_the_end() {
    let story = [EXPIRED_1, ACTIVE_2, ERROR_3, ("status_updated", "PENDING_AUTH", 4)];
    for service in Service::over_each_store().await {
        let orders = orders(&story);
        for (place, order) in orders.iter().enumerate() {
            for (kind, status, at) in order {
                let account = format!("ca_{place}");
                service.tell(&body(kind, MARA, &account, status, minute(&service, *at))).await;
            }
        }
        let mut told = Vec::new();
        loop {
            let portion = service.notices().await;
            if portion.is_empty() {
                break;
            }
            told.extend(portion);
        }
        for (place, order) in orders.iter().enumerate() {
            let of_it = told.iter().filter(|notice| notice.connected_account_id == format!("ca_{place}"));
            let of_it: Vec<_> = of_it.map(|notice| (notice.status.word(), notice.occurred_at)).collect();
            assert_eq!(of_it, [("ERROR", minute(&service, 3))], "{order:?}");
        }
    }
}

/// All orders of some things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let each = (0..things.len()).flat_map(|place| {
        let mut others = things.to_vec();
        let first = others.remove(place);
        orders(&others).into_iter().map(move |rest| [vec![first.clone()], rest].concat())
    });
    each.collect()
}
