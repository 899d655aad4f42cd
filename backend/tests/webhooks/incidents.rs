//! When people are told, and how often.

use jiff::SignedDuration;

use crate::support::{GMAIL, MARA, PAGE, Service, body};

#[tokio::test]
async fn each_problem_is_told_once_until_it_works_again() {
    for service in Service::over_each_store().await {
        for status in ["EXPIRED", "DISCONNECTED", "ERROR"] {
            let mut told = Vec::new();
            for next in [status, "PENDING_AUTH", status, "EXPIRED", "ACTIVE"] {
                service.hands.forward(SignedDuration::from_mins(5));
                service.status(next).await;
                service.hands.forward(SignedDuration::from_mins(1));
                told.extend(service.notices().await);
            }
            let word = if status == "DISCONNECTED" { "REVOKED" } else { status };
            assert_eq!(told.iter().map(|notice| notice.status.word()).collect::<Vec<_>>(), [word]);
        }
        service.hands.forward(SignedDuration::from_mins(5));
        assert!(service.notices().await.is_empty());
    }
}

#[tokio::test]
async fn people_and_accounts_have_incidents_of_their_own() {
    for service in Service::over_each_store().await {
        for (person, account) in [(MARA, GMAIL), (MARA, "ca_slack"), ("joe", "ca_joe"), (MARA, GMAIL)] {
            service.tell(&body("status_updated", person, account, "EXPIRED", service.now())).await;
        }
        let mut told: Vec<_> = service
            .notices()
            .await
            .into_iter()
            .map(|notice| (notice.identifier, notice.connected_account_id))
            .collect();
        told.sort();
        let expected = [("joe", "ca_joe"), (MARA, GMAIL), (MARA, "ca_slack")];
        assert_eq!(told, expected.map(|(person, account)| (person.to_owned(), account.to_owned())));
    }
}

#[tokio::test]
async fn what_works_again_before_anybody_was_told_is_told_to_nobody() {
    for service in Service::over_each_store().await {
        for end in ["ACTIVE", "deleted"] {
            service.status("EXPIRED").await;
            service.hands.forward(SignedDuration::from_secs(1));
            let kind = if end == "deleted" { end } else { "status_updated" };
            service.event(kind, "ACTIVE", service.now()).await;
            service.hands.forward(SignedDuration::from_mins(1));
            assert!(service.notices().await.is_empty(), "{end}");
        }
    }
}

#[tokio::test]
async fn a_notice_says_what_happened_and_where_to_go() {
    for service in Service::over_each_store().await {
        service.tell(&body("status_updated", MARA, "ca_1&x", "EXPIRED", service.now())).await;
        let notice = service.notices().await.remove(0);
        assert_eq!(notice.link, format!("{PAGE}&account=ca_1%26x&connection=gmail"));
        assert!(notice.text.contains(&notice.link) && notice.subject.contains("Gmail"), "{notice:?}");
        assert!(!notice.subject.contains('\n'));
        assert_eq!((notice.language.as_str(), notice.occurred_at), ("en", service.now()));
        assert!(notice.id.starts_with("msg_"));
    }
}
