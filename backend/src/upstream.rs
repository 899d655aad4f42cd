//! What the backend needs of a connection service.

mod host;
pub mod scalekit;

use std::time::Duration;

use async_trait::async_trait;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::host::{Connection, Host, TestTool};

use crate::{
    contract::{
        AccountPage, AccountQuery, AuthorizationLink, ConnectedAccount, Event, ToolCall, ToolErrorInfo,
        ToolExecution, Verification,
    },
    origin::Origin,
    person::Person,
};

/// A connection service: whatever holds the accounts and their tokens.
///
/// Every call is made for a [`Person`] whom the app has already signed in. An account of somebody else must be
/// [`UpstreamError::NotFound`], as if it did not exist.
#[async_trait]
pub trait Upstream: Send + Sync + 'static {
    /// One page of the person's accounts, with the connections they have not connected yet.
    async fn accounts(&self, person: &Person, query: AccountQuery) -> Result<AccountPage, UpstreamError>;

    /// One account.
    async fn account(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount, UpstreamError>;

    /// The account after one attempt to refresh its tokens; a refresh that fails is not an error but a status.
    async fn refresh(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount, UpstreamError>;

    /// The account after its tokens were thrown away.
    async fn disconnect(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount, UpstreamError>;

    /// A link under which the person signs in, once and soon.
    async fn authorization_link(
        &self,
        person: &Person,
        request: AuthorizationRequest,
    ) -> Result<AuthorizationLink, UpstreamError>;

    /// Runs the account's read-only test tool.
    async fn execute_tool(&self, person: &Person, call: ToolCall) -> Result<ToolExecution, UpstreamError>;

    /// Binds a finished sign-in to the person who started it, which the caller has made sure of; doing so twice is no
    /// error.
    async fn verify(
        &self,
        person: &Person,
        verification: Verification,
        target: Target,
    ) -> Result<ConnectedAccount, UpstreamError>;

    /// What happened to the account, newest first.
    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>, UpstreamError>;
}

/// A checked request for an authorization link.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// What to sign in to.
    pub target: Target,
    /// Scopes to ask for beyond those the connection is configured with.
    pub scopes: Vec<String>,
    /// The origin of the page that asks.
    pub origin: Origin,
    /// Where to come back to, on that origin.
    pub return_url: Url,
    /// What comes back with the person.
    pub state: String,
}

/// What an authorization link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// An account that exists, by id.
    Account(String),
    /// A connection, by name, connected before or not.
    Connection(String),
}

/// Why a provider did not do what a tool asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderFault {
    /// It does not take the person's token.
    Token,
    /// The token does not allow this.
    Permission,
    /// It is limiting requests.
    Limit {
        /// How long to wait, where that was said.
        retry_after: Option<Duration>,
    },
    /// Anything else, with the HTTP status of an error: one below 500 would come again if the tool ran again.
    Other(StatusCode),
}

/// Why an upstream did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// The person has no such thing.
    #[error("{what} was not found")]
    NotFound {
        /// The kind of thing.
        what: &'static str,
    },
    /// The request makes no sense.
    #[error("{problem}")]
    Invalid {
        /// What is wrong with it, for a developer.
        problem: String,
    },
    /// The person may not do this.
    #[error("{reason}")]
    Forbidden {
        /// Why not, for a developer.
        reason: String,
    },
    /// The account's status does not allow this.
    #[error("{reason}")]
    WrongState {
        /// Why not, for a developer.
        reason: String,
    },
    /// The provider did not do what a tool asked of it.
    #[error("the provider refused the request")]
    Provider(ProviderFault, ToolErrorInfo),
    /// The service asks to slow down.
    #[error("the connection service is limiting requests")]
    RateLimited {
        /// How long to wait, where the service says so.
        retry_after: Option<Duration>,
    },
    /// The service cannot be reached or is down.
    #[error("the connection service is not available")]
    Unavailable,
    /// The service did not answer in time.
    #[error("the connection service did not answer in time")]
    TimedOut,
    /// The backend itself failed.
    #[error("the backend failed")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}
