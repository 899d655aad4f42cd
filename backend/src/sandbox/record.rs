//! An account as the sandbox keeps it, and what goes with each status.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::catalog::Connection;
use crate::contract::{ConnectedAccount, LastError, Status};

/// The name the app knows its person by.
const IDENTIFIER: &str = "user_mara";

/// An account and its fate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// What the contract shows.
    pub(crate) account: ConnectedAccount,
    /// Whether a refresh works.
    pub(crate) refresh_works: bool,
}

impl Record {
    /// A connection that nobody has signed in to yet.
    pub(crate) fn not_connected(connection: &Connection) -> Self {
        let (name, provider) = (connection.name.to_owned(), connection.provider.to_owned());
        let account = ConnectedAccount {
            display_name: Some(connection.display_name.to_owned()),
            authorization_type: Some("OAUTH".to_owned()),
            required_scopes: connection.required_scopes(),
            requested_scopes: connection.scopes(),
            test_tool: Some(connection.test_tool.to_owned()),
            redirect_uri: Some(format!("https://auth.northwind.example/oauth/{}/callback", connection.name)),
            ..ConnectedAccount::not_connected(IDENTIFIER.to_owned(), name, provider)
        };
        Self { account, refresh_works: connection.refresh_works }
    }

    /// An account that came to its status in the past, as seen from `now`. `age` spreads the times of different
    /// accounts.
    pub(crate) fn seeded(
        connection: &Connection,
        id: String,
        status: Status,
        now: Timestamp,
        age: usize,
    ) -> Self {
        let mut record = Self::not_connected(connection);
        let hours = |hours: usize| now - SignedDuration::from_hours(i64::try_from(hours).unwrap_or_default());
        let changed = hours(2 + 5 * age);
        record.account.id = Some(id);
        record.account.created_at = Some(hours(24 * (30 + 11 * age)));
        if !matches!(status, Status::Pending | Status::PendingVerification) {
            record.account.last_used_at = Some(changed - SignedDuration::from_mins(25));
            record.grant(connection, connection.scopes(), None);
        }
        record.enter(connection, status, changed);
        record
    }

    /// Takes on a status, with the reason and the error that the provider gives for it.
    pub(crate) fn enter(&mut self, connection: &Connection, status: Status, now: Timestamp) {
        let (reason, error) = match status {
            Status::Expired => (Some("The last refresh of the tokens failed."), Some(connection.expiry)),
            Status::Error => (Some("The provider answers with an error."), Some(connection.failure)),
            Status::Revoked => (Some("The provider says that access was removed."), None),
            _ => (None, None),
        };
        let account = &mut self.account;
        account.status_reason = reason.map(str::to_owned);
        account.last_error = error.map(|(code, message)| LastError {
            code: code.to_owned(),
            message: message.to_owned(),
            at: now,
        });
        account.can_disconnect = !account.is_org_wide_credential
            && matches!(status, Status::Active | Status::Expired | Status::Error | Status::Other(_));
        account.updated_at = Some(now);
        account.status = status;
    }

    /// Notes what the person granted, and whose account it is: that of `label`, or else the one it was.
    pub(crate) fn grant(
        &mut self,
        connection: &Connection,
        scopes: Option<Vec<String>>,
        label: Option<&str>,
    ) {
        let account = &mut self.account;
        account.scopes = scopes;
        let label = label.or(account.account_label.as_deref()).unwrap_or(connection.labels[0]);
        account.account_label = Some(label.to_owned());
    }
}
