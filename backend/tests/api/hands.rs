//! The time of tests.

use std::sync::{Arc, Mutex};

use connection_doctor_backend::Clock;
use jiff::{SignedDuration, Timestamp};

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-11-22T12:00:00Z".parse().expect("a time"))))
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = Arc::clone(&self.0);
        Clock::new(move || *time.lock().expect("no test panics while it holds the clock"))
    }

    pub(crate) fn forward(&self, by: SignedDuration) {
        *self.0.lock().expect("no test panics while it holds the clock") += by;
    }
}
