//! The check of one connected account: this browser, what the app knows, renewing, permissions, a read-only call.
//!
//! Nothing happens in here: events come in, commands go out, and whoever carries them out has the backend, the clock and the
//! browser. A check always ends, in one verdict with one action.

mod answers;
mod browser;
mod patience;
mod refusal;
mod result;
mod step;
mod verdict;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use crate::{
    Account, Answered, CallFailure, Finding, Permissions, Standing, Timestamp, Tried, reconnect::Steady,
};

pub use browser::Browser;
pub use refusal::{Refusal, ToolFailure, execution_id};
pub use result::{CheckResult, CheckedStep};
pub use step::{Said, Step, StepState, Topic};
pub use verdict::Verdict;

use patience::Patience;
use step::Steps;

/// A check under way, or at its end.
#[derive(Debug)]
pub struct Check {
    steps: Steps,
    phase: Phase,
    patience: Patience,
    clock: Steady,
    browser: Browser,
    account: Option<Rc<Account>>,
    /// What the provider's words mean: those of the last error, later those that refused the read-only call.
    answered: Option<Rc<Answered>>,
    permissions: Option<Rc<Permissions>>,
    /// How the renewal went, where there was one.
    renewal: Option<bool>,
    refusal: Option<Refusal>,
    /// Another has just come before it.
    is_again: bool,
}

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum CheckEvent {
    /// The browser is online again.
    Online,
    /// The account that was asked for, and the server's time where the answer told it.
    Read(Result<Rc<Account>, CallFailure>, Option<Timestamp>),
    /// The account after one attempt to renew it.
    Refreshed(Result<Rc<Account>, CallFailure>),
    /// What the provider's words mean; `None` where nobody can tell.
    Explained(Option<Rc<Answered>>),
    /// Whether the granted scopes are enough; `None` where nobody can tell.
    Compared(Option<Rc<Permissions>>),
    /// The read-only call's execution id, where the backend gave one.
    Called(Result<Option<String>, ToolFailure>),
    /// The time that was asked for is over.
    Woke,
    /// The person does not want to wait for the pause to end.
    Skipped,
    /// The person wants it to end.
    Stopped,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckCommand {
    /// Read the account.
    Read,
    /// Renew its tokens, once.
    Refresh,
    /// Find out what the words of this refusal mean, or those of the account's last error where there is none.
    Explain(Option<Refusal>),
    /// Compare the account's scopes.
    Compare,
    /// Run this read-only tool.
    Call(String),
    /// Come back after so many milliseconds; instead of any time that was asked for before.
    WakeIn(u32),
}

/// What a check is at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// The browser is offline; it goes on with `online`, or begins where nothing was asked yet.
    Offline(Option<Asked>),
    /// An answer is awaited, since when.
    Asking {
        asked: Asked,
        since: Timestamp,
        is_slow: bool,
    },
    /// The other side asked for a pause, or failed and may do better.
    Pausing {
        asked: Asked,
        until: Timestamp,
    },
    /// The provider's words are being looked up, since when, and then it ends.
    Explaining {
        since: Timestamp,
        /// Whether they came with a limit or an outage, which no permission explains.
        is_passing: bool,
    },
    Ended(Verdict),
}

/// What somebody else has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Status,
    Refresh,
    Permissions,
    Call { tool: String },
}

impl Asked {
    fn topic(&self) -> Topic {
        match self {
            Self::Status => Topic::Status,
            Self::Refresh => Topic::Refresh,
            Self::Permissions => Topic::Permissions,
            Self::Call { .. } => Topic::Call,
        }
    }

    fn command(&self) -> CheckCommand {
        match self {
            Self::Status => CheckCommand::Read,
            Self::Refresh => CheckCommand::Refresh,
            Self::Permissions => CheckCommand::Compare,
            Self::Call { tool } => CheckCommand::Call(tool.clone()),
        }
    }
}

/// After so long without an answer it is said that one is still awaited, in milliseconds.
const SLOW: u32 = 5_000;

/// Calls have a time limit of their own. What the second module is asked is left out after so long, in milliseconds: it may not
/// have come.
const LOOKUP: u32 = 20_000;

/// Clocks that differ by more than this make sign-ins fail, in milliseconds.
const SKEW: i64 = 5 * 60 * 1000;

impl Check {
    /// Begins. `chance` is any random number: it keeps those who wait for the same server apart.
    pub fn begin(browser: Browser, chance: u32, now: Timestamp) -> (Self, Vec<CheckCommand>) {
        let mut check = Self {
            steps: Steps::new(now),
            phase: Phase::Offline(None),
            patience: Patience::new(chance),
            clock: Steady::new(now),
            browser,
            account: None,
            answered: None,
            permissions: None,
            renewal: None,
            refusal: None,
            is_again: false,
        };
        let commands = if browser.is_online {
            check.leave_browser(now)
        } else {
            check.steps.say(Topic::Browser, Said::Offline);
            Vec::new()
        };
        (check, commands)
    }

    /// The same, where another has just come before it.
    pub fn once_more(self) -> Self {
        Self { is_again: true, ..self }
    }

    /// Its five steps, in the order in which they are shown.
    pub fn steps(&self) -> &[Step] {
        self.steps.all()
    }

    /// What it came to; `None` before its end.
    pub fn verdict(&self) -> Option<&Verdict> {
        if let Phase::Ended(verdict) = &self.phase { Some(verdict) } else { None }
    }

    /// The account as it was read last.
    pub fn account(&self) -> Option<&Rc<Account>> {
        self.account.as_ref()
    }

    /// What the provider's words mean, where they were looked up.
    pub fn answered(&self) -> Option<&Rc<Answered>> {
        self.answered.as_ref()
    }

    /// How the provider refused the read-only call.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// What is true of the account; `None` before it was read.
    pub fn finding(&self) -> Option<Finding> {
        let account = self.account.as_ref()?;
        let finding = Finding::of(account, self.tried());
        let finding = self.permissions.as_ref().map_or(finding, |permissions| finding.with(permissions));
        let answered = self.answered.as_ref().filter(|_| self.refusal.is_none());
        Some(answered.map_or(finding, |answered| finding.after(answered, account)))
    }

    fn tried(&self) -> Tried {
        Tried { refresh: self.renewal_failed(), check: self.is_again, ..Tried::default() }
    }

    /// Whether renewing the tokens was tried, and did not help.
    pub fn renewal_failed(&self) -> bool {
        self.renewal == Some(false)
    }

    /// Whether the granted scopes are enough, where they were compared.
    pub fn permissions(&self) -> Option<&Permissions> {
        self.permissions.as_deref()
    }

    /// Whether a new sign-in cannot give more: what the app has named is granted, or not asked for.
    pub fn has_all(&self) -> bool {
        self.permissions().is_some_and(|permissions| {
            let can_give = |standing| permissions.standing(standing).next().is_some();
            !permissions.needs.is_empty() && !can_give(Standing::Missing) && !can_give(Standing::Unknown)
        })
    }

    /// Whether it goes on once the browser is online.
    pub fn is_offline(&self) -> bool {
        matches!(self.phase, Phase::Offline(_))
    }

    /// Whether an answer is awaited for longer than people expect.
    pub fn is_slow(&self) -> bool {
        matches!(self.phase, Phase::Asking { is_slow: true, .. })
    }

    /// Until when there is a pause, where there is one.
    pub fn pause(&self) -> Option<Timestamp> {
        if let Phase::Pausing { until, .. } = self.phase { Some(self.clock.shown(until)) } else { None }
    }

    /// Takes an event and tells what to do, in order.
    pub fn on(&mut self, event: CheckEvent, now: Timestamp) -> Vec<CheckCommand> {
        let (device, now) = (now, self.clock.at(now));
        match (event, self.phase.clone()) {
            (_, Phase::Ended(_)) => Vec::new(),
            (CheckEvent::Stopped, _) => self.end(Verdict::Stopped, now),
            (CheckEvent::Online, Phase::Offline(None)) => self.leave_browser(now),
            (CheckEvent::Online, Phase::Offline(Some(asked))) => self.ask(asked, now),
            (CheckEvent::Skipped, Phase::Pausing { asked, .. }) => self.ask(asked, now),
            (CheckEvent::Read(answer, time), Phase::Asking { asked: asked @ Asked::Status, .. }) => {
                self.compare_clocks(time, device);
                self.take(asked, answer, now, Self::take_account)
            }
            (CheckEvent::Refreshed(answer), Phase::Asking { asked: asked @ Asked::Refresh, .. }) => {
                self.take_renewal(asked, answer, now)
            }
            (CheckEvent::Compared(permissions), Phase::Asking { asked: Asked::Permissions, .. }) => {
                self.take_permissions(permissions, now)
            }
            (CheckEvent::Called(answer), Phase::Asking { asked: asked @ Asked::Call { .. }, .. }) => {
                self.take_call(asked, answer, now)
            }
            (CheckEvent::Explained(answered), Phase::Explaining { .. }) => self.take_answered(answered, now),
            // What comes late is about a step that is over, and only the time it comes at may tell something.
            (_, phase) => self.look(phase, now),
        }
    }

    /// Goes on where it is time to, and else tells when it is.
    fn look(&mut self, phase: Phase, now: Timestamp) -> Vec<CheckCommand> {
        let left = |since: Timestamp, longest: u32| since.0 + i64::from(longest) - now.0;
        let left = match phase {
            Phase::Pausing { asked, until } => match until.0 - now.0 {
                ..=0 => return self.ask(asked, now),
                left => left,
            },
            Phase::Asking { asked, since, .. } => match (left(since, SLOW), left(since, LOOKUP)) {
                (left @ 1.., _) => left,
                (_, ..=0) if asked == Asked::Permissions => return self.take_permissions(None, now),
                (_, left) => {
                    let may_not_come = asked == Asked::Permissions;
                    self.phase = Phase::Asking { asked, since, is_slow: true };
                    if !may_not_come {
                        return Vec::new();
                    }
                    left
                }
            },
            Phase::Explaining { since, .. } => match left(since, LOOKUP) {
                ..=0 => return self.take_answered(None, now),
                left => left,
            },
            Phase::Offline(_) | Phase::Ended(_) => return Vec::new(),
        };
        vec![CheckCommand::WakeIn(u32::try_from(left).unwrap_or(u32::MAX))]
    }

    fn leave_browser(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        let trouble = self.browser.trouble();
        let state = if trouble.is_empty() { StepState::Fine } else { StepState::Warning };
        let said = if trouble.is_empty() { vec![Said::Browser] } else { trouble };
        self.steps.settle(Topic::Browser, state, said, now);
        self.ask(Asked::Status, now)
    }

    /// Begins a step, or goes on with it after a pause.
    fn ask(&mut self, asked: Asked, now: Timestamp) -> Vec<CheckCommand> {
        if self.steps.begin(asked.topic(), now) {
            self.patience.renew();
        }
        let command = asked.command();
        self.phase = Phase::Asking { asked, since: now, is_slow: false };
        vec![command, CheckCommand::WakeIn(SLOW)]
    }

    /// Goes on with what was answered.
    fn take<T>(
        &mut self,
        asked: Asked,
        answer: Result<T, CallFailure>,
        now: Timestamp,
        go_on: fn(&mut Self, T, Timestamp) -> Vec<CheckCommand>,
    ) -> Vec<CheckCommand> {
        match answer {
            Ok(answer) => go_on(self, answer, now),
            Err(failure) => self.fail(asked, failure, now),
        }
    }

    /// What may pass is waited for, and all else ends the check.
    fn fail(&mut self, asked: Asked, failure: CallFailure, now: Timestamp) -> Vec<CheckCommand> {
        let topic = asked.topic();
        if failure == CallFailure::Offline {
            self.steps.say(topic, Said::Offline);
            self.phase = Phase::Offline(Some(asked));
            return Vec::new();
        }
        if let Some(millis) = self.patience.pause(&failure) {
            self.phase = Phase::Pausing { asked, until: Timestamp(now.0 + i64::from(millis)) };
            return vec![CheckCommand::WakeIn(millis)];
        }
        self.steps.settle(topic, StepState::Failed, vec![Said::Failure(failure.clone())], now);
        let has_no_cookies = !self.browser.has_cookies && failure == CallFailure::SignedOut;
        let verdict = if has_no_cookies { Verdict::Cookies } else { Verdict::NoAccess(failure) };
        self.end(verdict, now)
    }

    fn compare_clocks(&mut self, time: Option<Timestamp>, now: Timestamp) {
        let Some(skew) = time.map(|time| now.0 - time.0).filter(|skew| skew.abs() > SKEW) else { return };
        let minutes = skew.abs().div_euclid(60_000);
        self.steps.warn(Topic::Browser, Said::Clock { minutes });
    }

    fn end(&mut self, verdict: Verdict, now: Timestamp) -> Vec<CheckCommand> {
        self.steps.end(now);
        self.phase = Phase::Ended(verdict);
        Vec::new()
    }
}
