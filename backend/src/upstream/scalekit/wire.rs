//! The answers of Scalekit's REST API, as far as they are read: what has no field here is dropped unread, credentials
//! first of all. Names are in snake case as documented; the camel case of plain gRPC gateways is read too.

use jiff::Timestamp;
use serde::Deserialize;

use super::object::{object, objects};
use crate::{
    contract::{ConnectedAccount, Status},
    upstream::Connection,
};

/// `GET /api/v1/connected_accounts`
#[derive(Debug, Deserialize)]
pub(super) struct Accounts {
    /// The accounts of this page.
    #[serde(default, alias = "connectedAccounts", deserialize_with = "objects")]
    pub(super) connected_accounts: Vec<Account>,
    /// The token of the next page; empty on the last.
    #[serde(default, alias = "nextPageToken")]
    pub(super) next_page_token: String,
}

/// Every answer about one account.
#[derive(Debug, Deserialize)]
pub(super) struct OneAccount {
    /// The account.
    #[serde(alias = "connectedAccount", deserialize_with = "object")]
    pub(super) connected_account: Account,
}

/// A connected account.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Account {
    /// Such as `ca_24834495392086178`.
    pub(super) id: String,
    /// The app's name for its person.
    #[serde(default)]
    pub(super) identifier: String,
    /// The name of the connection.
    #[serde(default)]
    pub(super) connector: String,
    /// The provider's slug.
    #[serde(default)]
    provider: String,
    /// A word; a status of zero may be left out.
    #[serde(default)]
    pub(super) status: String,
    /// Such as `OAUTH`.
    #[serde(default, alias = "authorizationType")]
    authorization_type: Option<String>,
    /// When it last changed.
    #[serde(default, alias = "updatedAt")]
    updated_at: Option<Timestamp>,
    /// When it was last used.
    #[serde(default, alias = "lastUsedAt")]
    last_used_at: Option<Timestamp>,
    /// Whether the whole organisation shares it.
    #[serde(default, alias = "isOrgWideCredential")]
    pub(super) is_org_wide_credential: bool,
}

/// `GET /api/v1/connected_accounts/auth`, of which the status is all that is read.
#[derive(Debug, Deserialize)]
pub(super) struct Refreshed {
    /// The account.
    #[serde(alias = "connectedAccount", deserialize_with = "object")]
    pub(super) connected_account: OnlyStatus,
}

/// An account without anything else.
#[derive(Debug, Deserialize)]
pub(super) struct OnlyStatus {
    /// A word.
    #[serde(default)]
    pub(super) status: String,
}

/// `POST /api/v1/connected_accounts/magic_link`
#[derive(Deserialize)]
pub(super) struct MagicLink {
    /// Where the person signs in; whoever holds it can enter the flow.
    pub(super) link: String,
    /// When it stops working.
    pub(super) expiry: Timestamp,
}

/// `POST /api/v1/execute_tool`, without what the tool read.
#[derive(Debug, Deserialize)]
pub(super) struct Executed {
    /// The execution. Whatever answers without one has run nothing.
    #[serde(alias = "executionId")]
    pub(super) execution_id: String,
}

/// An answer of which nothing is of interest but that it came.
#[derive(Debug, Deserialize)]
pub(super) struct Done {}

impl Account {
    /// The account as the contract has it. `connection` is what the app knows of its connection.
    pub(super) fn shown(self, connection: Option<&Connection>) -> ConnectedAccount {
        let status = Status::from(self.status);
        let is_ended = matches!(status, Status::Pending | Status::PendingVerification | Status::Revoked);
        let may_disconnect = connection.is_some_and(|connection| connection.can_disconnect);
        ConnectedAccount {
            id: Some(self.id),
            connection_name: self.connector,
            provider: self.provider,
            status,
            authorization_type: self.authorization_type,
            can_disconnect: may_disconnect && !is_ended && !self.is_org_wide_credential,
            is_org_wide_credential: self.is_org_wide_credential,
            updated_at: self.updated_at.filter(is_set),
            last_used_at: self.last_used_at.filter(is_set),
            ..bare(self.identifier, connection)
        }
    }
}

impl Connection {
    /// The entry of a connection that the person has not connected yet.
    pub(super) fn unconnected(&self, identifier: &str) -> ConnectedAccount {
        bare(identifier.to_owned(), Some(self))
    }
}

/// What is known without an account.
fn bare(identifier: String, connection: Option<&Connection>) -> ConnectedAccount {
    let known = connection.cloned().unwrap_or_default();
    ConnectedAccount {
        display_name: known.display_name,
        icon_url: known.icon_url,
        required_scopes: known.required_scopes,
        requested_scopes: known.requested_scopes,
        test_tool: known.test_tool.map(|tool| tool.name),
        redirect_uri: known.redirect_uri,
        ..ConnectedAccount::not_connected(identifier, known.name, known.provider)
    }
}

/// A time that was never set comes as the epoch.
fn is_set(at: &Timestamp) -> bool {
    *at > Timestamp::UNIX_EPOCH
}
