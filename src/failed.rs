//! A call to the app's backend that failed.

use std::rc::Rc;

use connection_doctor_core::{CallFailure, Timestamp, is_fresh};

use crate::browser;

/// However long a backend asks for, nobody waits longer than so many seconds.
const LONGEST: u32 = 3600;

/// Why a call failed, and when.
pub(crate) struct Failed {
    pub failure: CallFailure,
    at: Timestamp,
}

impl Failed {
    /// It has failed just now.
    pub(crate) fn now(failure: CallFailure) -> Rc<Self> {
        Rc::new(Self { failure, at: browser::now() })
    }

    /// For how many seconds more the backend asks to be left alone.
    pub(crate) fn seconds_left(&self) -> i64 {
        let wait = i64::from(self.failure.asked_wait().unwrap_or(0).min(LONGEST)) * 1000;
        let now = browser::now();
        if is_fresh(Some(self.at), now, wait) { (self.at.0 + wait - now.0 + 999) / 1000 } else { 0 }
    }
}
