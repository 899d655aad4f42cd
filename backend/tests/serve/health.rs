//! Whether it lives, and whether it is ready.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use connection_doctor_backend::{Services, serve::app};
use tokio::time::{advance, sleep, timeout};

use crate::{
    support::Browser,
    upstream::Service,
    world::{BY_SECRET, config},
};

#[tokio::test(start_paused = true)]
async fn it_is_ready_while_its_store_is_and_alive_anyway() {
    let store = Arc::new(AtomicBool::new(true));
    let asked = Arc::clone(&store);
    let services = Services::new(Arc::new(Service::new())).with_readiness(move || {
        let is_there = asked.load(Ordering::SeqCst);
        async move { is_there }
    });
    let mut browser = Browser::of(app(&config("", BY_SECRET), services).unwrap());
    for (is_there, ready) in [(true, 200), (false, 503), (true, 200)] {
        store.store(is_there, Ordering::SeqCst);
        assert_eq!(browser.get("/readyz").await.status, ready);
        assert_eq!(browser.get("/healthz").await.status, 200);
        advance(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn however_many_want_to_know_its_store_is_asked_once_a_second() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let services = Services::new(Arc::new(Service::new())).with_readiness(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {
            sleep(Duration::from_millis(100)).await;
            true
        }
    });
    let app = app(&config("", BY_SECRET), services).unwrap();
    for second in 1..=3 {
        let calls = (0..20).map(|_| async { Browser::of(app.clone()).get("/readyz").await.status });
        assert!(futures_util::future::join_all(calls).await.into_iter().all(|status| status == 200));
        assert_eq!(Browser::of(app.clone()).get("/readyz").await.status, 200);
        assert_eq!(asked.load(Ordering::SeqCst), second);
        advance(Duration::from_secs(1)).await;
    }
}

/// Who does not wait for the answer must not make it be asked for again: what they asked for still goes on.
#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_asked_once_also_by_who_hangs_up() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let services = Services::new(Arc::new(Service::new())).with_readiness(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        pending()
    });
    let app = app(&config("", BY_SECRET), services).unwrap();
    for _ in 0..5 {
        let mut browser = Browser::of(app.clone());
        assert!(timeout(Duration::from_millis(10), browser.get("/readyz")).await.is_err());
        assert_eq!(browser.get("/readyz").await.status, 503);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // Which is not for ever: what hung may have been one connection.
    sleep(Duration::from_secs(31)).await;
    assert_eq!(Browser::of(app).get("/readyz").await.status, 503);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}
