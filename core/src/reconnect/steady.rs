//! A clock that is never set back.

use crate::Timestamp;

/// What a device's clock tells, but for the times that it was set back: a time that was agreed on by it is not put off by hours.
#[derive(Debug)]
pub(crate) struct Steady {
    last: Timestamp,
    /// By how much it was set back altogether, in milliseconds.
    behind: i64,
}

impl Steady {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { last: now, behind: 0 }
    }

    /// The steady time of what the device's clock tells now.
    pub(crate) fn at(&mut self, now: Timestamp) -> Timestamp {
        self.behind += (self.last.0 - now.0).max(0);
        self.last = now;
        Timestamp(now.0 + self.behind)
    }

    /// What the device's clock tells at a steady time, as it is set now.
    pub(crate) fn shown(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0 - self.behind)
    }
}
