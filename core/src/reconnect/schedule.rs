//! When the backend is asked: soon at first, then less and less often, and not for ever.

use crate::Timestamp;

/// Nobody waits longer than that, in seconds.
pub(super) const LONGEST: u32 = 5 * 60;

/// Two readings are at least so far apart, in milliseconds.
const GAP: i64 = 1000;

/// The waits between readings, and between tries to verify, in milliseconds; the last one is repeated.
const WAITS: [u32; 7] = [2000, 3000, 5000, 8000, 13_000, 20_000, 30_000];

#[derive(Debug)]
pub(super) struct Schedule {
    began: Timestamp,
    last_reading: Option<Timestamp>,
    is_reading: bool,
    waits: usize,
}

impl Schedule {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { began: now, last_reading: None, is_reading: false, waits: 0 }
    }

    /// Begins anew, but for the reading under way and how far the next one has to be from the last.
    pub(super) fn renew(&mut self, now: Timestamp) {
        (self.began, self.waits) = (now, 0);
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.left(now) == 0
    }

    pub(super) fn may_read(&self, now: Timestamp) -> bool {
        let is_far = self.last_reading.is_none_or(|last| now.0 - last.0 >= GAP);
        !self.is_reading && is_far
    }

    pub(super) fn begin_reading(&mut self, now: Timestamp) {
        (self.last_reading, self.is_reading) = (Some(now), true);
    }

    /// Whether a reading was under way, which has now come to its end.
    pub(super) fn take_reading(&mut self) -> bool {
        std::mem::take(&mut self.is_reading)
    }

    /// How long to wait from now, in milliseconds: as long as is asked for, else longer each time.
    pub(super) fn wait(&mut self, now: Timestamp, asked: Option<u32>) -> u32 {
        let wait = asked.unwrap_or_else(|| {
            self.waits += 1;
            WAITS[(self.waits - 1).min(WAITS.len() - 1)]
        });
        match self.left(now) {
            0 => wait,
            left => wait.min(left),
        }
    }

    /// How long anybody waits yet, in milliseconds.
    fn left(&self, now: Timestamp) -> u32 {
        (self.began.0 + i64::from(LONGEST) * 1000 - now.0).clamp(0, i64::from(u32::MAX)) as u32
    }
}
