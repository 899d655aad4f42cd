//! Whether it lives, and whether it is ready.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use connection_doctor_backend::{Services, serve::app};

use crate::{
    support::Browser,
    upstream::Service,
    world::{BY_SECRET, config},
};

#[tokio::test]
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
    }
}
