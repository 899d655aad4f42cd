//! What each answer means for a check: how its step stands, and what comes next.

use std::rc::Rc;

use crate::{
    Account, Answered, CallFailure, Class, Condition, Finding, Permissions, Standing, Status, Timestamp,
    Tried,
};

use super::{
    Asked, Check, CheckCommand, LOOKUP, Phase, Refusal, Said, StepState, ToolFailure, Topic, Verdict,
};

impl Check {
    pub(super) fn take_account(&mut self, account: Rc<Account>, now: Timestamp) -> Vec<CheckCommand> {
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
            Status::Expired | Status::Error if !is_org_wide => self.ask(Asked::Refresh, now),
            _ => {
                self.steps.skip(Topic::Refresh, Said::NoUse);
                self.explain_account(now)
            }
        }
    }

    pub(super) fn take_renewal(
        &mut self,
        asked: Asked,
        answer: Result<Rc<Account>, CallFailure>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        // A refusal by the provider is an answer, too.
        if let Err(CallFailure::ProviderRefused(_)) = answer {
            return self.not_renewed(now);
        }
        self.take(asked, answer, now, |check, account, now| {
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
        self.explain(None, false, now)
    }

    /// Looks up what the provider's words mean.
    fn explain(&mut self, refusal: Option<Refusal>, is_passing: bool, now: Timestamp) -> Vec<CheckCommand> {
        self.phase = Phase::Explaining { since: now, is_passing };
        vec![CheckCommand::Explain(refusal), CheckCommand::WakeIn(LOOKUP)]
    }

    pub(super) fn take_answered(
        &mut self,
        answered: Option<Rc<Answered>>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        let is_known = answered.as_ref().is_some_and(|answered| answered.class != Class::Unknown);
        let is_passing = matches!(self.phase, Phase::Explaining { is_passing: true, .. });
        if self.refusal.is_some() && !is_known && !is_passing && self.explains_refusal() {
            return self.end(Verdict::Account, now);
        }
        let tried = self.tried();
        self.answered = answered.filter(|answered| {
            let about = self.account.as_ref().filter(|_| self.refusal.is_none());
            about.is_none_or(|account| answered.still_holds(account, tried, now))
        });
        let verdict = if self.refusal.is_some() { Verdict::Refused } else { Verdict::Account };
        self.end(verdict, now)
    }

    fn compare(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        let needs = self.account.as_ref().is_some_and(|account| !account.required_scopes.is_empty());
        // Once is enough: scopes do not change with a renewal.
        if needs && !self.steps.has_begun(Topic::Permissions) {
            return self.ask(Asked::Permissions, now);
        }
        if !needs {
            self.steps.skip(Topic::Permissions, Said::NoNeeds);
        }
        self.call(now)
    }

    pub(super) fn take_permissions(
        &mut self,
        permissions: Option<Rc<Permissions>>,
        now: Timestamp,
    ) -> Vec<CheckCommand> {
        let unasked = permissions.as_deref().map(not_requested).unwrap_or_default();
        let is_enough = permissions.as_deref().and_then(Permissions::is_enough);
        self.permissions = permissions;
        let (state, said) = match is_enough {
            Some(true) => (StepState::Fine, Said::Allowed),
            _ if self.is_lacking() => (StepState::Warning, Said::Lacking),
            _ if !unasked.is_empty() => (StepState::Skipped, Said::NotRequested { scopes: unasked }),
            _ => (StepState::Skipped, Said::NotTold),
        };
        self.steps.settle(Topic::Permissions, state, vec![said], now);
        self.call(now)
    }

    fn call(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        if let Some(tool) = self.account.as_ref().and_then(|account| account.test_tool.clone()) {
            return self.ask(Asked::Call { tool }, now);
        }
        self.steps.skip(Topic::Call, Said::NoCall);
        self.unproven(now)
    }

    pub(super) fn take_call(
        &mut self,
        asked: Asked,
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
                self.fail(asked, failure, now)
            }
            (CallFailure::ProviderRefused(_), refusal) => self.refuse_token(refusal, now),
            (failure, Some(refusal)) => {
                let is_passing =
                    matches!(failure, CallFailure::RateLimited { .. } | CallFailure::Server { .. });
                self.refuse(Some(refusal.clone()), now);
                self.explain(Some(refusal), is_passing, now)
            }
            (failure @ (CallFailure::SignedOut | CallFailure::Forbidden), None) => {
                let status = if failure == CallFailure::Forbidden { 403 } else { 401 };
                self.steps.settle(Topic::Call, StepState::Warning, vec![Said::Inconclusive { status }], now);
                let verdict = match self.explains_refusal() {
                    true => Verdict::Account,
                    false => Verdict::Inconclusive { status },
                };
                self.end(verdict, now)
            }
            // A backend that does not know the call offers none.
            (CallFailure::NotFound, None) => {
                self.steps.settle(Topic::Call, StepState::Skipped, vec![Said::NoCall], now);
                self.unproven(now)
            }
            (failure, None) => self.fail(asked, failure, now),
        }
    }

    /// The provider does not accept the token: it is renewed once, and the call is made again.
    fn refuse_token(&mut self, refusal: Option<Refusal>, now: Timestamp) -> Vec<CheckCommand> {
        let is_org_wide = self.account.as_ref().is_some_and(|account| account.is_org_wide);
        self.refuse(refusal, now);
        if self.renewal.is_some() || is_org_wide {
            return self.end(Verdict::TokenRefused, now);
        }
        self.ask(Asked::Refresh, now)
    }

    fn refuse(&mut self, refusal: Option<Refusal>, now: Timestamp) {
        self.refusal = Some(refusal.unwrap_or_default());
        self.steps.settle(Topic::Call, StepState::Failed, vec![Said::Refused], now);
    }

    fn unproven(&mut self, now: Timestamp) -> Vec<CheckCommand> {
        let is_active = self.account.as_ref().is_some_and(|account| account.status == Status::Active);
        let verdict = if is_active && !self.is_lacking() { Verdict::Unproven } else { Verdict::Account };
        self.end(verdict, now)
    }

    /// Whether a permission that is known to be missing says more than a refusal of which nobody knows the reason. It is given with
    /// a new sign-in, which mends a dead token as well.
    fn explains_refusal(&self) -> bool {
        self.finding().is_some_and(|finding| finding.condition == Condition::Lacking)
    }

    fn is_lacking(&self) -> bool {
        self.permissions.as_deref().is_some_and(|permissions| permissions.missing().next().is_some())
    }
}

/// What the connection does not ask for, in one line.
fn not_requested(permissions: &Permissions) -> String {
    let scopes = permissions.standing(Standing::NotRequested).map(|need| need.scope.as_str());
    scopes.collect::<Vec<_>>().join(", ")
}
