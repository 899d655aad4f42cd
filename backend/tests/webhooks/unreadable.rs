//! Notices that this version cannot read, as a newer one may have written them.

use connection_doctor_backend::notice::deliver_due;
use jiff::SignedDuration;

use crate::{
    captured::{capture, lines},
    support::{Host, MARA, Service, alter, body},
};

/// So many others are due beside it, more than are claimed at a time.
const OTHERS: usize = 20;

const UNREADABLE: &str = "UPDATE connection_doctor_notices SET notice = 'planted ' || notice";
const READABLE: &str =
    "UPDATE connection_doctor_notices SET notice = substr(notice, 9) WHERE notice LIKE 'planted %'";

#[tokio::test]
async fn a_notice_that_cannot_be_read_keeps_no_other_back_and_waits_for_who_can() {
    capture();
    let folder = tempfile::tempdir().unwrap();
    for address in Service::addresses(folder.path()).await {
        let service = Service::over(&address, None).await;
        let breaks = async |account: &str| {
            service.tell(&body("status_updated", MARA, account, "EXPIRED", service.now())).await;
        };
        breaks("ca_newer").await;
        alter(&address, UNREADABLE).await;
        for other in 0..OTHERS {
            breaks(&format!("ca_{other}")).await;
        }
        lines();

        let host = Host::default();
        let due = async || deliver_due(&service.store, &host).await.unwrap();
        assert_eq!([due().await, due().await, due().await], [16, 5, 0]);
        let taken = host.taken.lock().unwrap().clone();
        assert_eq!(taken.len(), OTHERS);
        assert!(taken.iter().all(|notice| notice.connected_account_id != "ca_newer"));

        // It is looked at again, and not at once: somebody may have come who can read it.
        for _ in 0..3 {
            service.hands.forward(SignedDuration::from_secs(59));
            assert_eq!(due().await, 0);
            service.hands.forward(SignedDuration::from_secs(1));
            assert_eq!([due().await, due().await], [1, 0]);
        }
        // However old it becomes, it is there.
        service.hands.forward(SignedDuration::from_hours(4 * 24));
        assert_eq!([due().await, due().await], [1, 0]);

        let said = lines();
        let said: Vec<_> = said.iter().filter(|line| line["level"] == "ERROR").collect();
        let [line] = said.as_slice() else { panic!("{said:?}") };
        assert!(line["notice_id"].as_str().is_some_and(|id| id.starts_with("msg_")), "{line}");
        assert!(!line.to_string().contains("planted"), "{line}");

        alter(&address, READABLE).await;
        service.hands.forward(SignedDuration::from_mins(1));
        let told = service.notices().await;
        assert_eq!(told.len(), 1);
        assert_eq!(
            (&*told[0].connected_account_id, &told[0].id),
            ("ca_newer", &line["notice_id"].as_str().unwrap().to_owned())
        );
    }
}

#[tokio::test]
async fn a_newer_break_that_cannot_be_read_keeps_no_account_from_working_again() {
    let folder = tempfile::tempdir().unwrap();
    for address in Service::addresses(folder.path()).await {
        let service = Service::over(&address, None).await;
        service.status("EXPIRED").await;
        service.hands.forward(SignedDuration::from_secs(1));
        service.status("ERROR").await;
        let planted = "UPDATE connection_doctor_incidents SET newest_draft = 'planted ' || newest_draft";
        alter(&address, planted).await;
        service.hands.forward(SignedDuration::from_secs(1));
        service.status("ACTIVE").await;
        assert!(service.notices().await.is_empty(), "nobody was told by then");
        service.hands.forward(SignedDuration::from_mins(5));
        service.status("EXPIRED").await;
        assert_eq!(service.notices().await.len(), 1);
    }
}
