//! How long to wait for what may pass, and how often.

use crate::CallFailure;

/// The pauses before the second, third and fourth try, in milliseconds.
const PAUSES: [u32; 3] = [1_000, 2_000, 4_000];

/// Whoever asks for a longer pause, in seconds, is left alone: nobody looks at a page for so long.
const LONGEST: u32 = 300;

/// The tries of one step.
#[derive(Debug)]
pub(super) struct Patience {
    tried: usize,
    chance: u32,
}

impl Patience {
    pub(super) fn new(chance: u32) -> Self {
        Self { tried: 0, chance }
    }

    /// The next step has tries of its own.
    pub(super) fn renew(&mut self) {
        self.tried = 0;
    }

    /// Whether there is another try after such a failure.
    pub(super) fn may_pass(&self, failure: &CallFailure) -> bool {
        let is_passing = match failure {
            CallFailure::RateLimited { wait } => wait.is_none_or(|wait| wait <= LONGEST),
            CallFailure::Server { .. } => true,
            _ => false,
        };
        is_passing && self.tried < PAUSES.len()
    }

    /// How long to wait before the next try, in milliseconds; `None` where there is none. What the answer asks for wins; else
    /// the pause grows, and is up to a quarter longer than its length so that those who wait do not all come back at once.
    pub(super) fn pause(&mut self, failure: &CallFailure) -> Option<u32> {
        if !self.may_pass(failure) {
            return None;
        }
        let pause = PAUSES.get(self.tried).copied()?;
        self.tried += 1;
        Some(match failure.asked_wait() {
            Some(seconds) => seconds.saturating_mul(1000),
            None => pause + self.next_chance() % (pause / 4 + 1),
        })
    }

    /// A step of a linear congruential generator (Numerical Recipes), whose upper bits are the better ones.
    fn next_chance(&mut self) -> u32 {
        self.chance = self.chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.chance >> 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pauses_grow_and_end(chance in any::<u32>()) {
            let mut patience = Patience::new(chance);
            for base in PAUSES {
                let pause = patience.pause(&CallFailure::Server { status: 503 }).expect("a try");
                prop_assert!((base..=base + base / 4).contains(&pause));
            }
            prop_assert_eq!(patience.pause(&CallFailure::Server { status: 503 }), None);
            patience.renew();
            let limited = CallFailure::RateLimited { wait: None };
            prop_assert!(patience.pause(&limited).is_some());
        }
    }

    #[test]
    fn what_the_answer_asks_for_wins() {
        let mut patience = Patience::new(7);
        let asks = |wait| CallFailure::RateLimited { wait: Some(wait) };
        assert_eq!(patience.pause(&asks(7)), Some(7_000));
        assert_eq!(patience.pause(&asks(0)), Some(0));
        assert_eq!(patience.pause(&asks(LONGEST + 1)), None);
        assert_eq!(patience.pause(&asks(LONGEST)), Some(300_000));
    }

    #[test]
    fn what_does_not_pass_is_not_waited_for() {
        let mut patience = Patience::new(7);
        for failure in [
            CallFailure::TimedOut { after: 20 },
            CallFailure::NoAnswer,
            CallFailure::SignedOut,
            CallFailure::Forbidden,
            CallFailure::NotFound,
            CallFailure::ProviderRefused(None),
            CallFailure::Rejected { status: 400, message: None },
            CallFailure::Unreadable("x"),
        ] {
            assert_eq!(patience.pause(&failure), None, "{failure:?}");
        }
    }
}
