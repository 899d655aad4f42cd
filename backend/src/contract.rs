//! The JSON that passes between the widget and the backend, as types. Field names are those on the wire.
//!
//! None of these types has a field for a credential, so none can be sent by accident.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{lengths, openapi::Scope};

/// One connection of one person to one provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectedAccount {
    /// The account's id, such as `ca_gmail_expired`; `null` for a connection the person has not connected yet.
    #[schema(required = true, examples("ca_gmail_expired"))]
    pub id: Option<String>,
    /// The app's own name for the person.
    #[schema(examples("user_mara"))]
    pub identifier: String,
    /// The connection's name in the workspace, such as `gmail`.
    #[schema(examples("gmail"))]
    pub connection_name: String,
    /// The provider's slug, such as `GMAIL`.
    #[schema(examples("GMAIL"))]
    pub provider: String,
    /// The provider's name for people, such as "Google Calendar".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("Gmail"))]
    pub display_name: Option<String>,
    /// A picture of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri")]
    pub icon_url: Option<String>,
    /// The last known status.
    pub status: Status,
    /// Why the status is what it is, in the service's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("The last refresh of the tokens failed."))]
    pub status_reason: Option<String>,
    /// How the provider is signed in to, such as `OAUTH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("OAUTH"))]
    pub authorization_type: Option<String>,
    /// The granted scopes; `null` when they are not known.
    #[schema(required = true)]
    pub scopes: Option<Vec<String>>,
    /// The scopes that the app cannot do without.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub required_scopes: Option<Vec<String>>,
    /// The scopes that the connection asks for at sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub requested_scopes: Option<Vec<String>>,
    /// Whose account at the provider this is, such as an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("mara@northwind.example"))]
    pub account_label: Option<String>,
    /// The read-only tool that shows whether the connection works.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("gmail_get_profile"))]
    pub test_tool: Option<String>,
    /// Whether the whole organisation shares this account, so that only an admin can sign in again.
    #[serde(default)]
    pub is_org_wide_credential: bool,
    /// Whether the person may disconnect it.
    #[serde(default)]
    pub can_disconnect: bool,
    /// When the account was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
    /// When the account last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    pub updated_at: Option<Timestamp>,
    /// When the account was last used; an account that was never connected has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// What went wrong last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_error: Option<LastError>,
    /// The redirect URI that the connection is configured with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        format = "uri",
        examples("https://auth.northwind.example/oauth/gmail/callback")
    )]
    pub redirect_uri: Option<String>,
}

impl ConnectedAccount {
    /// A connection that the person has not connected yet, of which no more is known.
    pub fn not_connected(identifier: String, connection_name: String, provider: String) -> Self {
        Self {
            id: None,
            identifier,
            connection_name,
            provider,
            display_name: None,
            icon_url: None,
            status: Status::NotConnected,
            status_reason: None,
            authorization_type: None,
            scopes: None,
            required_scopes: None,
            requested_scopes: None,
            account_label: None,
            test_tool: None,
            is_org_wide_credential: false,
            can_disconnect: false,
            created_at: None,
            updated_at: None,
            last_used_at: None,
            last_error: None,
            redirect_uri: None,
        }
    }
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
    /// Those with a meaning.
    pub(crate) const KNOWN: [Self; 7] = [
        Self::Pending,
        Self::PendingVerification,
        Self::Active,
        Self::Expired,
        Self::Revoked,
        Self::Error,
        Self::NotConnected,
    ];

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LastError {
    /// The provider's code, such as `invalid_grant`.
    #[schema(examples("invalid_grant"))]
    pub code: String,
    /// The provider's message.
    #[schema(examples("Token has been expired or revoked."))]
    pub message: String,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Answer of `GET accounts`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountPage {
    /// The accounts of this page.
    pub connected_accounts: Vec<ConnectedAccount>,
    /// The token of the next page; empty on the last.
    #[schema(examples("20"))]
    pub next_page_token: String,
}

/// Answer of every call about one account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountAnswer {
    /// The account.
    pub connected_account: ConnectedAccount,
}

/// The account that a path names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(names("account_id"), parameter_in = Path)]
pub struct AccountPath(
    /// The account's id.
    #[serde(deserialize_with = "lengths::text::<_, 1, 128>")]
    #[param(min_length = 1, max_length = 128, example = "ca_gmail_expired")]
    pub String,
);

/// Query of `GET accounts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// Only accounts of this connection.
    #[serde(default, deserialize_with = "lengths::optional::<_, 0, 400>")]
    #[param(required = false, value_type = String, max_length = 400, example = "gmail")]
    pub connection_name: Option<String>,
    /// The `next_page_token` of the page before; empty for the first page.
    #[serde(default, deserialize_with = "lengths::optional::<_, 0, 2048>")]
    #[param(required = false, value_type = String, max_length = 2048)]
    pub page_token: Option<String>,
}

/// Body of `POST authorization_link`: either an account or a connection is named.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct AuthorizationLinkBody {
    /// The account to sign in to again.
    #[serde(default, deserialize_with = "lengths::optional::<_, 1, 128>")]
    #[schema(nullable = false, min_length = 1, max_length = 128, examples("ca_gmail_expired"))]
    pub connected_account_id: Option<String>,
    /// The connection to sign in to.
    #[serde(default, deserialize_with = "lengths::optional::<_, 1, 400>")]
    #[schema(nullable = false, min_length = 1, max_length = 400, examples("gmail"))]
    pub connection_name: Option<String>,
    /// Scopes to ask for beyond those the connection is configured with.
    #[schema(value_type = Option<Vec<Scope>>, max_items = 100)]
    pub scopes: Option<Vec<String>>,
    /// Where to come back to: an address of the caller's own origin, which a path is resolved against. Without it, the
    /// origin's front page.
    #[serde(default, deserialize_with = "lengths::optional::<_, 0, 2048>")]
    #[schema(max_length = 2048, examples("/settings"))]
    pub return_url: Option<String>,
}

/// Answer of `POST authorization_link`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorizationLink {
    /// Where the person signs in. Whoever holds it can enter the flow, so it is used once and soon.
    #[schema(format = "uri", examples("https://app.example/sandbox/consent/0f2d9c"))]
    pub link: String,
    /// When the link stops working.
    #[schema(value_type = String, format = DateTime)]
    pub expiry: Timestamp,
}

/// Body of `POST tools/execute`.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
pub struct ToolCall {
    /// The account to act for.
    #[serde(deserialize_with = "lengths::text::<_, 1, 128>")]
    #[schema(min_length = 1, max_length = 128, examples("ca_gmail_active"))]
    pub connected_account_id: String,
    /// The tool: the account's `test_tool`.
    #[serde(deserialize_with = "lengths::text::<_, 1, 128>")]
    #[schema(min_length = 1, max_length = 128, examples("gmail_get_profile"))]
    pub tool_name: String,
    /// The tool's input.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub tool_input: Map<String, Value>,
}

/// Answer of `POST tools/execute`. What the tool read stays on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ToolExecution {
    /// The id under which the service can find the execution.
    #[schema(examples("exec_5b1f0c9e7a3d2468"))]
    pub execution_id: String,
}

/// Body of `POST verify`: what came back in the address after signing in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct Verification {
    /// The sign-in to bind.
    #[serde(deserialize_with = "lengths::text::<_, 1, 1000>")]
    #[schema(min_length = 1, max_length = 1000, examples("areq_8f14e45f"))]
    pub auth_request_id: String,
    /// The state that the sign-in was started with.
    #[serde(deserialize_with = "lengths::text::<_, 1, 512>")]
    #[schema(min_length = 1, max_length = 512, examples("4c1d3b"))]
    pub state: String,
}

/// Answer of `GET accounts/{account_id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// What happened to the account, newest first.
    pub events: Vec<Event>,
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What: `authorization_link`, `authorization`, `verify`, `token_refresh`, `tool_execution`, `disconnect`,
    /// `status_change` or `error`. Another word is shown as something else that happened.
    #[schema(examples("token_refresh"))]
    pub kind: String,
    /// How it ended: `succeeded` or `failed`. With another word that is not said.
    #[schema(examples("failed"))]
    pub outcome: String,
    /// The provider's code where it failed; of a `status_change` the new status.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("invalid_grant"))]
    pub code: Option<String>,
    /// The execution, where a tool was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, examples("exec_5b1f0c9e7a3d2468"))]
    pub execution_id: Option<String>,
}

/// Body of every answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// The gRPC status number, as the service's REST gateway gives it.
    pub code: u8,
    /// What went wrong, for a developer.
    pub message: String,
    /// One entry with the error code.
    pub details: Vec<ErrorDetail>,
}

/// The part of an error that a program decides by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// A code such as `RESOURCE_NOT_FOUND`; `TOOL_ERROR` means that the provider refused.
    #[schema(examples("RESOURCE_NOT_FOUND"))]
    pub error_code: String,
    /// More about a refusal by the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tool_error_info: Option<ToolErrorInfo>,
}

/// What a provider answered to a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ToolErrorInfo {
    /// The execution that failed.
    #[schema(examples("exec_5b1f0c9e7a3d2468"))]
    pub execution_id: String,
    /// The provider's code.
    #[schema(examples("invalid_grant"))]
    pub tool_error_code: String,
    /// The provider's message.
    #[schema(examples("Token has been expired or revoked."))]
    pub tool_error_message: String,
}
