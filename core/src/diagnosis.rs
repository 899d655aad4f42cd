//! The current finding as plain data, for the app around the widget.

use crate::{Account, Answered, CallFailure, Finding, Fixer, Permissions, Remedy};

/// What the element's `diagnosis` property and its events carry. The words are stable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The connected account's id, where one account is shown.
    pub account_id: Option<String>,
    /// The connection's name.
    pub connection_name: Option<String>,
    /// The wire word of the last known status.
    pub status: Option<String>,
    /// The kind of failure, in the closed set.
    pub class: Option<&'static str>,
    /// `user`, `workspace_admin`, `app_developer` or `nobody_wait`.
    pub who_can_fix: Option<&'static str>,
    /// What is offered to the reader.
    pub remedy: Option<&'static str>,
    /// Required permissions that are known to be lacking.
    pub missing_scopes: Vec<String>,
    /// When the backend was last asked with success, RFC 3339.
    pub checked_at: Option<String>,
}

impl Diagnosis {
    /// Of an account.
    pub fn of(
        account: &Account,
        finding: &Finding,
        permissions: Option<&Permissions>,
        checked_at: Option<String>,
    ) -> Self {
        let missing = permissions.into_iter().flat_map(Permissions::missing);
        Self {
            account_id: account.id.clone(),
            connection_name: Some(account.connection_name.clone()),
            status: Some(account.status.word().to_owned()),
            class: finding.class().map(|class| class.word()),
            who_can_fix: finding.fixer.map(|fixer| fixer.word()),
            remedy: finding.remedy.map(Remedy::word),
            missing_scopes: missing.map(str::to_owned).collect(),
            checked_at,
        }
    }

    /// The same, where a sign-in came back with an answer.
    pub fn answered(self, answered: &Answered) -> Self {
        let remedy = answered.explanation.action.as_ref().map(|action| action.remedy.word());
        Self {
            class: Some(answered.class.word()),
            who_can_fix: answered.fixer.map(Fixer::word),
            remedy,
            ..self
        }
    }

    /// The same, after a call that failed: what is known of the account `about` which it was stays, the failure is what is
    /// to be mended.
    pub fn failed(self, failure: &CallFailure, about: Option<&Account>) -> Self {
        Self {
            class: Some(failure.class().word()),
            who_can_fix: Some(failure.fixer().word()),
            remedy: Some(Remedy::after(failure, about).word()),
            ..self
        }
    }
}
