//! A check as plain data, for the app around the widget.

use serde::Serialize;

use crate::{Audience, Check, Words};

/// What `check()` of the element resolves to. The words are stable, but for those in `title` and `said`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// The connected account's id.
    pub account_id: String,
    /// The connection's name, where the account was read.
    pub connection_name: Option<String>,
    /// The status that was read last.
    pub status: Option<String>,
    /// What it came to.
    pub verdict: &'static str,
    /// The same in the reader's words.
    pub title: String,
    /// The kind of failure, in the closed set.
    pub class: Option<&'static str>,
    /// `user`, `workspace_admin`, `app_developer` or `nobody_wait`.
    pub who_can_fix: Option<&'static str>,
    /// What is offered to the reader.
    pub remedy: Option<&'static str>,
    /// Required permissions that are known to be lacking.
    pub missing_scopes: Vec<String>,
    /// The steps, in order.
    pub steps: Vec<CheckedStep>,
}

/// A step of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedStep {
    /// What was looked at.
    pub topic: &'static str,
    /// How it stands.
    pub state: &'static str,
    /// What it has shown, in the reader's words.
    pub said: Vec<String>,
    /// How long it took, in milliseconds.
    pub millis: Option<u32>,
}

impl CheckResult {
    /// Of a check that is over; `None` before that.
    pub fn of(check: &Check, account_id: &str, audience: Audience, words: &Words) -> Option<Self> {
        let verdict = check.verdict()?;
        let explanation = check.explanation(audience, words)?;
        let account = check.account().map(AsRef::as_ref);
        let missing = check.permissions.iter().flat_map(|permissions| permissions.missing());
        let steps = check.steps().iter().map(|step| CheckedStep {
            topic: step.topic.word(),
            state: step.state.word(),
            said: step.sayings(account, audience, words),
            millis: step.millis,
        });
        Some(Self {
            account_id: account_id.to_owned(),
            connection_name: account.map(|account| account.connection_name.clone()),
            status: account.map(|account| account.status.word().to_owned()),
            verdict: verdict.word(),
            title: explanation.title,
            class: check.class().map(|class| class.word()),
            who_can_fix: check.fixer().map(|fixer| fixer.word()),
            remedy: explanation.action.map(|action| action.remedy.word()),
            missing_scopes: missing.map(str::to_owned).collect(),
            steps: steps.collect(),
        })
    }
}
