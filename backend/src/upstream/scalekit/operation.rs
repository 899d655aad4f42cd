//! The calls that are made, how long each may take, and when it may be made again.

use std::time::Duration;

use super::refusal::Refusal;

/// A call to Scalekit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    List,
    Details,
    Auth,
    MagicLink,
    Verify,
    ExecuteTool,
    Disconnect,
}

/// What is between two attempts.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The wait before the second attempt; it doubles before each further one.
    pub base: Duration,
    /// Attempts in all.
    pub attempts: u32,
}

impl Default for Backoff {
    /// As the official SDKs have it: 1 s, then 2 s, each shortened by up to a half, three attempts in all.
    fn default() -> Self {
        Self { base: Duration::from_secs(1), attempts: 3 }
    }
}

impl Operation {
    /// Its name in logs and metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Details => "details",
            Self::Auth => "auth",
            Self::MagicLink => "magic_link",
            Self::Verify => "verify",
            Self::ExecuteTool => "execute_tool",
            Self::Disconnect => "disconnect",
        }
    }

    /// How long it may take with all its attempts: the official SDKs' deadlines.
    pub(super) fn limit(self) -> Duration {
        Duration::from_secs(if self == Self::ExecuteTool { 60 } else { 20 })
    }

    /// How long to wait before it is made again after `attempt` attempts, if it may be. `random` is from 0 to 1.
    pub(super) fn wait(
        self,
        backoff: Backoff,
        attempt: u32,
        refusal: &Refusal,
        random: f64,
    ) -> Option<Duration> {
        let may_again = match refusal {
            // Nothing was done. A tool is never run twice, not even for this: its own provider may be the one who limits.
            Refusal::RateLimited { .. } | Refusal::Unavailable { was_sent: false } => {
                self != Self::ExecuteTool
            }
            Refusal::Unavailable { was_sent: true } => self.is_harmless(),
            _ => false,
        };
        if !may_again || attempt >= backoff.attempts {
            return None;
        }
        let doubled = backoff.base.saturating_mul(1 << attempt.saturating_sub(1).min(16));
        let jittered = doubled.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0);
        match refusal {
            // Whoever is told to wait for long is not kept waiting: the person is told how long it takes.
            Refusal::RateLimited { retry_after: Some(asked) } => {
                (*asked <= backoff.base.saturating_mul(4)).then(|| jittered.max(*asked))
            }
            _ => Some(jittered),
        }
    }

    /// Whether doing it twice is doing it once.
    fn is_harmless(self) -> bool {
        matches!(self, Self::List | Self::Details | Self::Verify)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { base: Duration::from_secs(1), attempts: 3 };
    const LOST: Refusal = Refusal::Unavailable { was_sent: true };
    const UNSENT: Refusal = Refusal::Unavailable { was_sent: false };

    fn limited(seconds: Option<u64>) -> Refusal {
        Refusal::RateLimited { retry_after: seconds.map(Duration::from_secs) }
    }

    #[test]
    fn only_what_does_no_harm_is_done_again() {
        use Operation::{Auth, Details, Disconnect, ExecuteTool, List, MagicLink, Verify};
        for (operation, lost, rate_limited) in [
            (List, true, true),
            (Details, true, true),
            (Verify, true, true),
            (Auth, false, true),
            (MagicLink, false, true),
            (Disconnect, false, true),
            (ExecuteTool, false, false),
        ] {
            let again = |refusal: &Refusal| operation.wait(BACKOFF, 1, refusal, 0.0).is_some();
            let found = (again(&LOST), again(&limited(None)), again(&UNSENT));
            assert_eq!(found, (lost, rate_limited, true), "{operation:?}");
            for refusal in [Refusal::TimedOut, Refusal::Failed, Refusal::NotFound, Refusal::OwnToken] {
                assert!(!again(&refusal), "{operation:?} {refusal:?}");
            }
        }
    }

    #[test]
    fn waits_double_and_end() {
        let wait = |attempt, random| Operation::List.wait(BACKOFF, attempt, &LOST, random);
        assert_eq!(wait(1, 1.0), Some(Duration::from_secs(1)));
        assert_eq!(wait(1, 0.0), Some(Duration::from_millis(500)));
        assert_eq!(wait(2, 1.0), Some(Duration::from_secs(2)));
        assert_eq!(wait(3, 1.0), None);
    }

    #[test]
    fn a_short_wait_that_is_asked_for_is_kept_and_a_long_one_passed_on() {
        let wait = |asked| Operation::List.wait(BACKOFF, 1, &limited(Some(asked)), 0.0);
        assert_eq!(wait(3), Some(Duration::from_secs(3)));
        assert_eq!(wait(0), Some(Duration::from_millis(500)));
        assert_eq!(wait(30), None);
    }
}
