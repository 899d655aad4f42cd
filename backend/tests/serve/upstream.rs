//! A connection service in which everybody has one account, and some calls wait until they may go on.

use std::{future::pending, sync::Arc};

use async_trait::async_trait;
use axum::http::StatusCode;
use connection_doctor_backend::{
    Person, Upstream, UpstreamError,
    contract::{
        AccountPage, AccountQuery, AuthorizationLink, ConnectedAccount, Event, ToolCall, ToolErrorInfo,
        ToolExecution, Verification,
    },
    upstream::{AuthorizationRequest, ProviderFault, Target},
};
use serde_json::json;
use tokio::sync::Semaphore;

/// What the service knows and nobody may find in the log.
pub(crate) const LINK_SECRET: &str = "planted-link-secret";

/// The service.
#[derive(Clone)]
pub(crate) struct Service {
    /// A permit for each refresh that has begun.
    pub(crate) begun: Arc<Semaphore>,
    /// A permit for each refresh that may end.
    pub(crate) may_end: Arc<Semaphore>,
}

impl Service {
    /// One whose refreshes end at once.
    pub(crate) fn new() -> Self {
        Self { begun: Arc::new(Semaphore::new(0)), may_end: Arc::new(Semaphore::new(1000)) }
    }

    /// One whose refreshes wait for a permit.
    pub(crate) fn waiting() -> Self {
        Self { may_end: Arc::new(Semaphore::new(0)), ..Self::new() }
    }
}

/// The id of a person's account.
pub(crate) fn account_of(person: &str) -> String {
    format!("ca_{person}")
}

#[async_trait]
impl Upstream for Service {
    async fn accounts(&self, person: &Person, _: AccountQuery) -> Result<AccountPage, UpstreamError> {
        Ok(AccountPage { connected_accounts: vec![account(person)], next_page_token: String::new() })
    }

    async fn account(&self, person: &Person, id: &str) -> Result<ConnectedAccount, UpstreamError> {
        match id {
            "ca_never" => pending().await,
            id if id == account_of(person.id()) => Ok(account(person)),
            _ => Err(UpstreamError::NotFound { what: "account" }),
        }
    }

    async fn refresh(&self, person: &Person, id: &str) -> Result<ConnectedAccount, UpstreamError> {
        self.begun.add_permits(1);
        self.may_end.acquire().await.expect("it is never closed").forget();
        self.account(person, id).await
    }

    async fn disconnect(&self, person: &Person, id: &str) -> Result<ConnectedAccount, UpstreamError> {
        self.account(person, id).await
    }

    async fn authorization_link(
        &self,
        _: &Person,
        request: AuthorizationRequest,
    ) -> Result<AuthorizationLink, UpstreamError> {
        let link = format!("https://service.example/link?token={LINK_SECRET}&state={}", request.state);
        Ok(AuthorizationLink { link, expiry: "2026-11-22T12:01:00Z".parse().expect("a time") })
    }

    async fn execute_tool(&self, _: &Person, call: ToolCall) -> Result<ToolExecution, UpstreamError> {
        match &*call.tool_name {
            "never" => pending().await,
            "panics" => panic!("planted-panic"),
            name => match name.strip_prefix("refused_with_") {
                Some(status) => Err(refused(status.parse().expect("a status"))),
                None => Ok(ToolExecution { execution_id: "exec_1".to_owned() }),
            },
        }
    }

    async fn verify(
        &self,
        person: &Person,
        _: Verification,
        _: Target,
    ) -> Result<ConnectedAccount, UpstreamError> {
        Ok(account(person))
    }

    async fn events(&self, _: &Person, _: &str) -> Result<Vec<Event>, UpstreamError> {
        Ok(Vec::new())
    }
}

/// The provider's refusal of a tool.
fn refused(status: StatusCode) -> UpstreamError {
    let info = ToolErrorInfo {
        execution_id: "exec_1".to_owned(),
        tool_error_code: "no".to_owned(),
        tool_error_message: "No.".to_owned(),
    };
    UpstreamError::Provider(ProviderFault::Other(status), info)
}

fn account(person: &Person) -> ConnectedAccount {
    let account = json!({
        "id": account_of(person.id()), "identifier": person.id(), "connection_name": "gmail", "provider": "GMAIL",
        "status": "ACTIVE", "scopes": null,
    });
    serde_json::from_value(account).expect("an account")
}
