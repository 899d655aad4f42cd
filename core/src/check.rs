//! The check of one connected account: this browser, what the app knows, renewing, permissions, a read-only call.
//!
//! Nothing happens in here: events come in, commands go out, and whoever carries them out has the backend, the clock and the
//! browser. A check always ends, in one verdict with one action.

mod browser;
mod patience;
mod refusal;
mod result;
mod step;
mod verdict;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use crate::{Account, Answered, CallFailure, Finding, Permissions, Status, Timestamp, Tried};

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
    browser: Browser,
    account: Option<Rc<Account>>,
    /// What the provider's words mean: those of the last error, later those that refused the read-only call.
    answered: Option<Rc<Answered>>,
    permissions: Option<Rc<Permissions>>,
    /// How the renewal went, where there was one.
    renewal: Option<bool>,
    refusal: Option<Refusal>,
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
    /// The browser is offline; the step goes on with `online`.
    Offline(Topic),
    /// An answer is awaited, since when.
    Asking {
        topic: Topic,
        since: Timestamp,
        is_slow: bool,
    },
    /// The other side asked for a pause, or failed and may do better.
    Pausing {
        topic: Topic,
        until: Timestamp,
    },
    /// The provider's words are being looked up, and then it ends.
    Explaining,
    Ended(Verdict),
}

/// After so long without an answer it is said that one is still awaited, in milliseconds.
const SLOW: u32 = 5_000;

/// Clocks that differ by more than this make sign-ins fail, in milliseconds.
const SKEW: i64 = 5 * 60 * 1000;

impl Check {
    /// Begins. `chance` is any random number: it keeps those who wait for the same server apart.
    pub fn begin(browser: Browser, chance: u32, now: Timestamp) -> (Self, Vec<CheckCommand>) {
        let mut check = Self {
            steps: Steps::new(now),
            phase: Phase::Offline(Topic::Browser),
            patience: Patience::new(chance),
            browser,
            account: None,
            answered: None,
            permissions: None,
            renewal: None,
            refusal: None,
        };
        let commands = if browser.is_online {
            check.leave_browser(now)
        } else {
            check.steps.say(Topic::Browser, Said::Offline);
            Vec::new()
        };
        (check, commands)
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
        let tried = Tried { refresh: self.renewal == Some(false), ..Tried::default() };
        let finding = Finding::of(account, tried);
        let finding = self.permissions.as_ref().map_or(finding, |permissions| finding.with(permissions));
        let answered = self.answered.as_ref().filter(|_| self.refusal.is_none());
        Some(answered.map_or(finding, |answered| finding.after(answered, account)))
    }

    /// Whether renewing the tokens was tried, and did not help.
    pub fn renewal_failed(&self) -> bool {
        self.renewal == Some(false)
    }

    /// Whether the granted scopes are enough, where they were compared.
    pub fn permissions(&self) -> Option<&Permissions> {
        self.permissions.as_deref()
    }

    /// Whether an answer is awaited for longer than people expect.
    pub fn is_slow(&self) -> bool {
        matches!(self.phase, Phase::Asking { is_slow: true, .. })
    }

    /// Until when there is a pause, where there is one.
    pub fn pause(&self) -> Option<Timestamp> {
        if let Phase::Pausing { until, .. } = self.phase { Some(until) } else { None }
    }

    /// Takes an event and tells what to do, in order.
    pub fn on(&mut self, event: CheckEvent, now: Timestamp) -> Vec<CheckCommand> {
        match (event, self.phase.clone()) {
            (_, Phase::Ended(_)) => Vec::new(),
            (CheckEvent::Stopped, _) => self.end(Verdict::Stopped, now),
            (CheckEvent::Online, Phase::Offline(Topic::Browser)) => self.leave_browser(now),
            (CheckEvent::Online, Phase::Offline(topic)) => self.ask(topic, now),
            (CheckEvent::Skipped, Phase::Pausing { topic, .. }) => self.ask(topic, now),
            (CheckEvent::Woke, Phase::Pausing { topic, until }) => match until.0 - now.0 {
                ..=0 => self.ask(topic, now),
                left => vec![wake_in(left)],
            },
            (CheckEvent::Woke, Phase::Asking { topic, since, .. }) => {
                let left = i64::from(SLOW) - (now.0 - since.0);
                // A clock that was set back must not keep it from being said.
                if (1..=i64::from(SLOW)).contains(&left) {
                    return vec![wake_in(left)];
                }
                self.phase = Phase::Asking { topic, since, is_slow: true };
                Vec::new()
            }
            (CheckEvent::Read(answer, time), Phase::Asking { topic: Topic::Status, .. }) => {
                self.compare_clocks(time, now);
                self.take(Topic::Status, answer, now, Self::take_account)
            }
            (CheckEvent::Refreshed(answer), Phase::Asking { topic: Topic::Refresh, .. }) => {
                self.take_renewal(answer, now)
            }
            (CheckEvent::Compared(permissions), Phase::Asking { topic: Topic::Permissions, .. }) => {
                self.take_permissions(permissions, now)
            }
            (CheckEvent::Called(answer), Phase::Asking { topic: Topic::Call, .. }) => {
                self.take_call(answer, now)
            }
            (CheckEvent::Explained(answered), Phase::Explaining) => {
                self.answered = answered;
                let verdict = if self.refusal.is_some() { Verdict::Refused } else { Verdict::Account };
                self.end(verdict, now)
            }
            // What comes late is about a step that is over.
            _ => Vec::new(),
        }
    }

    fn leave_browser(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        let trouble = self.browser.trouble();
        let state = if trouble.is_empty() { StepState::Fine } else { StepState::Warning };
        let said = if trouble.is_empty() { vec![Said::Browser] } else { trouble };
        self.steps.settle(Topic::Browser, state, said, now);
        self.ask(Topic::Status, now)
    }

    /// Begins a step, or goes on with it after a pause.
    fn ask(&mut self, topic: Topic, now: Timestamp) -> Vec<CheckCommand> {
        let command = match (topic, &self.account) {
            (Topic::Refresh, _) => CheckCommand::Refresh,
            (Topic::Permissions, _) => CheckCommand::Compare,
            (Topic::Call, Some(account)) if account.test_tool.is_some() => {
                CheckCommand::Call(account.test_tool.clone().unwrap_or_default())
            }
            _ => CheckCommand::Read,
        };
        self.steps.begin(topic, now);
        self.phase = Phase::Asking { topic, since: now, is_slow: false };
        vec![command, CheckCommand::WakeIn(SLOW)]
    }

    /// Takes what was answered; what may pass is waited for, and all else ends the check.
    fn take<T>(
        &mut self,
        topic: Topic,
        answer: Result<T, CallFailure>,
        now: Timestamp,
        go_on: fn(&mut Self, T, Timestamp) -> Vec<CheckCommand>,
    ) -> Vec<CheckCommand> {
        match answer {
            Ok(answer) => {
                self.patience.renew();
                go_on(self, answer, now)
            }
            Err(CallFailure::Offline) => {
                self.steps.say(topic, Said::Offline);
                self.phase = Phase::Offline(topic);
                Vec::new()
            }
            Err(failure) => match self.patience.pause(&failure) {
                Some(millis) => {
                    self.phase = Phase::Pausing { topic, until: Timestamp(now.0 + i64::from(millis)) };
                    vec![CheckCommand::WakeIn(millis)]
                }
                None => {
                    self.steps.settle(topic, StepState::Failed, vec![Said::Failure(failure.clone())], now);
                    let has_no_cookies = !self.browser.has_cookies && failure == CallFailure::SignedOut;
                    let verdict = if has_no_cookies { Verdict::Cookies } else { Verdict::NoAccess(failure) };
                    self.end(verdict, now)
                }
            },
        }
    }

    fn take_account(&mut self, account: Rc<Account>, now: Timestamp) -> Vec<CheckCommand> {
        let (status, is_org_wide) = (account.status.clone(), account.is_org_wide);
        let condition = Finding::of(&account, Tried::default()).condition;
        self.account = Some(account);
        let state = match status {
            Status::Active => StepState::Fine,
            Status::Expired | Status::Error | Status::Unknown(_) | Status::PendingVerification => {
                StepState::Warning
            }
            Status::Pending | Status::NotConnected | Status::Revoked => StepState::Failed,
        };
        self.steps.settle(Topic::Status, state, vec![Said::Status(condition)], now);
        match status {
            // Renewing what works can break it: tokens that are rotated are lost with a lost answer.
            Status::Active | Status::Unknown(_) => {
                self.steps.skip(Topic::Refresh, Said::NotNeeded);
                self.compare(now)
            }
            // A shared credential is the admin's to renew.
            Status::Expired | Status::Error if !is_org_wide => self.ask(Topic::Refresh, now),
            _ => {
                self.steps.skip(Topic::Refresh, Said::NoUse);
                self.explain_account(now)
            }
        }
    }

    fn take_renewal(
        &mut self,
        answer: Result<Rc<Account>, CallFailure>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        // A refusal by the provider is an answer, too.
        if let Err(CallFailure::ProviderRefused(_)) = answer {
            return self.not_renewed(now);
        }
        self.take(Topic::Refresh, answer, now, |check, account, now| {
            let works = account.status == Status::Active;
            check.account = Some(account);
            if !works {
                return check.not_renewed(now);
            }
            check.renewal = Some(true);
            check.steps.settle(Topic::Refresh, StepState::Fine, vec![Said::Renewed], now);
            check.compare(now)
        })
    }

    fn not_renewed(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        self.renewal = Some(false);
        self.steps.settle(Topic::Refresh, StepState::Failed, vec![Said::NotRenewed], now);
        if self.refusal.is_some() {
            return self.end(Verdict::TokenRefused, now);
        }
        self.explain_account(now)
    }

    /// What the account's last error says about why it does not work.
    fn explain_account(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        if self.account.as_ref().is_none_or(|account| !account.has_reported()) {
            return self.end(Verdict::Account, now);
        }
        self.phase = Phase::Explaining;
        vec![CheckCommand::Explain(None)]
    }

    fn compare(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        // Once is enough: scopes do not change with a renewal.
        let needs = self.account.as_ref().is_some_and(|account| !account.required_scopes.is_empty());
        if needs && self.permissions.is_none() {
            return self.ask(Topic::Permissions, now);
        }
        if !needs {
            self.steps.skip(Topic::Permissions, Said::NoNeeds);
        }
        self.call(now)
    }

    fn take_permissions(
        &mut self,
        permissions: Option<Rc<Permissions>>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        let (state, said) = match permissions.as_deref().map(Permissions::is_enough) {
            Some(Some(true)) => (StepState::Fine, Said::Allowed),
            Some(Some(false)) => (StepState::Warning, Said::Lacking),
            Some(None) | None => (StepState::Skipped, Said::NotTold),
        };
        self.permissions = permissions;
        self.steps.settle(Topic::Permissions, state, vec![said], now);
        self.call(now)
    }

    fn call(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        if self.account.as_ref().is_some_and(|account| account.test_tool.is_some()) {
            return self.ask(Topic::Call, now);
        }
        self.steps.skip(Topic::Call, Said::NoCall);
        self.unproven(now)
    }

    fn take_call(
        &mut self,
        answer: Result<Option<String>, ToolFailure>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        let ToolFailure { failure, refusal } = match answer {
            Ok(execution) => {
                self.refusal = None;
                self.steps.settle(Topic::Call, StepState::Fine, vec![Said::Answered { execution }], now);
                let verdict = match self.is_lacking() {
                    true => Verdict::Account,
                    false => Verdict::Works { was_renewed: self.renewal == Some(true) },
                };
                return self.end(verdict, now);
            }
            Err(failed) => failed,
        };
        match (failure, refusal) {
            // The provider's own limits and outages may pass like anybody's.
            (failure, refusal) if self.patience.may_pass(&failure) => {
                self.refusal = refusal;
                self.take::<()>(Topic::Call, Err(failure), now, |_, (), _| Vec::new())
            }
            (CallFailure::ProviderRefused(_), refusal) => self.refuse_token(refusal, now),
            (_, Some(refusal)) => {
                self.refuse(Some(refusal.clone()), vec![Said::Refused], now);
                self.phase = Phase::Explaining;
                vec![CheckCommand::Explain(Some(refusal))]
            }
            (failure @ (CallFailure::SignedOut | CallFailure::Forbidden), None) => {
                let status = if failure == CallFailure::Forbidden { 403 } else { 401 };
                self.steps.settle(Topic::Call, StepState::Warning, vec![Said::Inconclusive { status }], now);
                self.end(Verdict::Inconclusive { status }, now)
            }
            // A backend that does not know the call offers none.
            (CallFailure::NotFound, None) => {
                self.steps.settle(Topic::Call, StepState::Skipped, vec![Said::NoCall], now);
                self.unproven(now)
            }
            (failure, None) => self.take::<()>(Topic::Call, Err(failure), now, |_, (), _| Vec::new()),
        }
    }

    /// The provider does not accept the token: it is renewed once, and the call is made again.
    fn refuse_token(&mut self, refusal: Option<Refusal>, now: Timestamp) -> Vec<CheckCommand> {
        let is_org_wide = self.account.as_ref().is_some_and(|account| account.is_org_wide);
        self.refuse(refusal, vec![Said::Refused], now);
        if self.renewal.is_some() || is_org_wide {
            return self.end(Verdict::TokenRefused, now);
        }
        self.ask(Topic::Refresh, now)
    }

    fn refuse(&mut self, refusal: Option<Refusal>, said: Vec<Said>, now: Timestamp) {
        self.refusal = Some(refusal.unwrap_or_default());
        self.steps.settle(Topic::Call, StepState::Failed, said, now);
    }

    fn unproven(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        let is_active = self.account.as_ref().is_some_and(|account| account.status == Status::Active);
        let verdict = if is_active && !self.is_lacking() { Verdict::Unproven } else { Verdict::Account };
        self.end(verdict, now)
    }

    fn is_lacking(&self) -> bool {
        self.permissions.as_deref().is_some_and(|permissions| permissions.missing().next().is_some())
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

fn wake_in(millis: i64) -> CheckCommand {
    CheckCommand::WakeIn(u32::try_from(millis).unwrap_or(u32::MAX))
}
