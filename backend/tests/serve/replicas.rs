//! Two servers of one configuration behind a client that takes turns.

use std::sync::Arc;

use axum::Router;
use connection_doctor_backend::{Services, serve::app};

use crate::{
    keys::{Key, Publisher},
    support::Hands,
    upstream::{Service, account_of},
    world::{BY_SECRET, LIST, claims, config, get, poke, sign_in, token},
};

/// Two replicas before one connection service.
fn two(tables: &str, hands: &Hands) -> [Router; 2] {
    let config = config("", tables);
    let service = Arc::new(Service::new());
    [(); 2].map(|()| {
        let services = Services::new(service.clone()).with_clock(hands.clock());
        app(&config, services).expect("a server")
    })
}

#[tokio::test]
async fn whoever_answers_knows_who_asks() {
    let replicas = two(BY_SECRET, &Hands::new());
    let token = token("mara");
    let own = format!("{LIST}/{}", account_of("mara"));
    for turn in 0..6 {
        let (one, other) = (&replicas[turn % 2], &replicas[(turn + 1) % 2]);
        assert_eq!(get(one, LIST, &token).await.status, 200);
        assert_eq!(poke(other, &format!("{own}/refresh"), &token).await.status, 200);
        let [link, verified] = sign_in([one, other], &token).await;
        assert_eq!(link.status, 200);
        assert_eq!(verified.account()["identifier"], "mara");
        assert_eq!(get(one, &own, &token).await.status, 200);
        assert_eq!(get(other, &format!("{LIST}/ca_jo"), &token).await.status, 404);
    }
}

#[tokio::test]
async fn each_reads_the_keys_for_itself() {
    let hands = Hands::new();
    let key = Key::p256("key");
    let publisher = Publisher::start(&[key.jwk()]).await;
    let replicas = two(&format!("[session]\njwks_url = \"{}\"", publisher.url), &hands);
    let token = key.sign(&claims("mara", &hands));
    for turn in 0..4 {
        assert_eq!(get(&replicas[turn % 2], LIST, &token).await.status, 200);
    }
    assert_eq!(publisher.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn each_counts_calls_for_itself() {
    let tables = "[session]\nshared_secret_env = \"SESSION_SECRET\"\n[limits]\ncalls_per_minute = 2";
    let replicas = two(tables, &Hands::new());
    let mut answered = 0;
    for turn in 0..10 {
        answered += usize::from(get(&replicas[turn % 2], LIST, &token("mara")).await.status == 200);
    }
    assert_eq!(answered, 4);
}
