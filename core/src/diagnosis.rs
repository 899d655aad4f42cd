//! The current finding as plain data, for the app around the widget.

use serde::Serialize;

use crate::{Account, CallFailure, Finding, Remedy};

/// What the element's `diagnosis` property and its events carry. The words are stable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    pub fn of(account: &Account, finding: &Finding, checked_at: Option<String>) -> Self {
        Self {
            account_id: account.id.clone(),
            connection_name: Some(account.connection_name.clone()),
            status: Some(account.status.word().to_owned()),
            class: finding.class().map(|class| class.word()),
            who_can_fix: finding.fixer.map(|fixer| fixer.word()),
            remedy: finding.remedy.map(Remedy::word),
            missing_scopes: Vec::new(),
            checked_at,
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
