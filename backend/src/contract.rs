//! The JSON that passes between the widget and the backend, as types. Field names are those on the wire.
//!
//! None of these types has a field for a credential, so none can be sent by accident.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One connection of one person to one provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConnectedAccount {
    /// The account's id, such as `ca_gmail_expired`; `None` for a connection the person has not connected yet.
    pub id: Option<String>,
    /// The app's own name for the person.
    pub identifier: String,
    /// The connection's name in the workspace, such as `gmail`.
    pub connection_name: String,
    /// The provider's slug, such as `GMAIL`.
    pub provider: String,
    /// The provider's name for people, such as "Google Calendar".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// A picture of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The last known status.
    pub status: Status,
    /// Why the status is what it is, in the service's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// How the provider is signed in to, such as `OAUTH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    /// The granted scopes; `None` when they are not known.
    pub scopes: Option<Vec<String>>,
    /// The scopes that the app cannot do without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_scopes: Option<Vec<String>>,
    /// The scopes that the connection asks for at sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_scopes: Option<Vec<String>>,
    /// Whose account at the provider this is, such as an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_label: Option<String>,
    /// The read-only tool that shows whether the connection works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_tool: Option<String>,
    /// Whether the whole organisation shares this account, so that only an admin can sign in again.
    #[serde(default)]
    pub is_org_wide_credential: bool,
    /// Whether the person may disconnect it.
    #[serde(default)]
    pub can_disconnect: bool,
    /// When the account was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When the account last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When the account was last used; an account that was never connected has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<LastError>,
    /// The redirect URI that the connection is configured with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
}

/// The status of a connected account, as a word on the wire. A word that is not known is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Status {
    /// The person has not finished signing in.
    Pending,
    /// Signed in, but not yet bound to the person who started it.
    PendingVerification,
    /// Working.
    Active,
    /// The tokens ran out and were not refreshed.
    Expired,
    /// Access was taken away.
    Revoked,
    /// Something else is wrong.
    Error,
    /// There is no account yet.
    NotConnected,
    /// Any other word.
    Other(String),
}

impl Status {
    /// The word on the wire.
    pub fn word(&self) -> &str {
        match self {
            Self::Pending => "PENDING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
            Self::Error => "ERROR",
            Self::NotConnected => "NOT_CONNECTED",
            Self::Other(word) => word,
        }
    }

    /// Whether an account in it has stopped working, so that its person has something to do.
    pub(crate) fn is_problem(&self) -> bool {
        matches!(self, Self::Expired | Self::Revoked | Self::Error)
    }
}

impl From<String> for Status {
    /// Reads the words of the published guide and those of the current Scalekit API.
    fn from(word: String) -> Self {
        match word.as_str() {
            "PENDING" | "PENDING_AUTH" => Self::Pending,
            "PENDING_VERIFICATION" => Self::PendingVerification,
            "ACTIVE" => Self::Active,
            "EXPIRED" => Self::Expired,
            "REVOKED" | "DISCONNECTED" => Self::Revoked,
            "ERROR" => Self::Error,
            "NOT_CONNECTED" => Self::NotConnected,
            _ => Self::Other(word),
        }
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.word().to_owned()
    }
}

/// The last error of an account, in the provider's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastError {
    /// The provider's code, such as `invalid_grant`.
    pub code: String,
    /// The provider's message.
    pub message: String,
    /// When it happened.
    pub at: Timestamp,
}

/// Answer of `GET accounts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountPage {
    /// The accounts of this page.
    pub connected_accounts: Vec<ConnectedAccount>,
    /// The token of the next page; empty on the last.
    pub next_page_token: String,
}

/// Answer of every call about one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountAnswer {
    /// The account.
    pub connected_account: ConnectedAccount,
}

/// Query of `GET accounts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AccountQuery {
    /// Only accounts of this connection.
    pub connection_name: Option<String>,
    /// The `next_page_token` of the page before.
    pub page_token: Option<String>,
}

/// Body of `POST authorization_link`: either an account or a connection is named.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AuthorizationLinkBody {
    /// The account to sign in to again.
    pub connected_account_id: Option<String>,
    /// The connection to sign in to.
    pub connection_name: Option<String>,
    /// Scopes to ask for beyond those the connection is configured with.
    pub scopes: Option<Vec<String>>,
    /// Where to come back to: an address of the caller's own origin.
    pub return_url: Option<String>,
}

/// Answer of `POST authorization_link`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationLink {
    /// Where the person signs in. Whoever holds it can enter the flow, so it is used once and soon.
    pub link: String,
    /// When the link stops working.
    pub expiry: Timestamp,
}

/// Body of `POST tools/execute`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ToolCall {
    /// The account to act for.
    pub connected_account_id: String,
    /// The tool.
    pub tool_name: String,
    /// The tool's input.
    #[serde(default)]
    pub tool_input: Map<String, Value>,
}

/// Answer of `POST tools/execute`. What the tool read stays on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolExecution {
    /// The id under which the service can find the execution.
    pub execution_id: String,
}

/// Body of `POST verify`: what came back in the address after signing in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Verification {
    /// The sign-in to bind.
    pub auth_request_id: String,
    /// The state that the sign-in was started with.
    pub state: String,
}

/// Answer of `GET accounts/{account_id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// What happened to the account, newest first.
    pub events: Vec<Event>,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What, such as `token_refresh`.
    pub kind: String,
    /// How it ended, such as `succeeded`.
    pub outcome: String,
    /// The provider's code where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The execution, where a tool was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_id: Option<String>,
}

/// Body of every answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// The gRPC status number, as the service's REST gateway gives it.
    pub code: u8,
    /// What went wrong, for a developer.
    pub message: String,
    /// One entry with the error code.
    pub details: Vec<ErrorDetail>,
}

/// The part of an error that a program decides by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// A code such as `RESOURCE_NOT_FOUND`; `TOOL_ERROR` means that the provider refused.
    pub error_code: String,
    /// More about a refusal by the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_error_info: Option<ToolErrorInfo>,
}

/// What a provider answered to a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolErrorInfo {
    /// The execution that failed.
    pub execution_id: String,
    /// The provider's code.
    pub tool_error_code: String,
    /// The provider's message.
    pub tool_error_message: String,
}
