//! Account ids. The sandbox's are the same for everybody, the service's are not, so the person goes along.

use async_trait::async_trait;

use crate::{
    Person, Upstream, UpstreamError,
    contract::{
        AccountPage, AccountQuery, AuthorizationLink, ConnectedAccount, Event, ToolCall, ToolExecution,
        Verification,
    },
    upstream::{AuthorizationRequest, Target},
};

type Result<T> = std::result::Result<T, UpstreamError>;

/// The service's id of a person's account.
pub(super) fn of(person: &Person, sandbox_id: &str) -> String {
    format!("{sandbox_id}-{}", person.id())
}

/// The person and the sandbox's id in one of the service's.
pub(super) fn parts(id: &str) -> Option<(Person, &str)> {
    let (sandbox_id, person) = id.split_once('-')?;
    Some((Person::new(person), sandbox_id))
}

/// An upstream over the fake service, whose accounts have the sandbox's ids: the tests of the widget name them.
pub(super) struct SandboxIds<U>(pub(super) U);

impl<U: Upstream> SandboxIds<U> {
    fn target(&self, person: &Person, target: Target) -> Target {
        match target {
            Target::Account(id) => Target::Account(of(person, &id)),
            connection @ Target::Connection(_) => connection,
        }
    }
}

fn plain(mut account: ConnectedAccount) -> ConnectedAccount {
    account.id = account.id.map(|id| parts(&id).map_or_else(|| id.clone(), |(_, plain)| plain.to_owned()));
    account
}

#[async_trait]
impl<U: Upstream> Upstream for SandboxIds<U> {
    async fn accounts(&self, person: &Person, query: AccountQuery) -> Result<AccountPage> {
        let mut page = self.0.accounts(person, query).await?;
        page.connected_accounts = page.connected_accounts.into_iter().map(plain).collect();
        Ok(page)
    }

    async fn account(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        self.0.account(person, &of(person, account_id)).await.map(plain)
    }

    async fn refresh(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        self.0.refresh(person, &of(person, account_id)).await.map(plain)
    }

    async fn disconnect(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        self.0.disconnect(person, &of(person, account_id)).await.map(plain)
    }

    async fn authorization_link(
        &self,
        person: &Person,
        request: AuthorizationRequest,
    ) -> Result<AuthorizationLink> {
        let target = self.target(person, request.target);
        self.0.authorization_link(person, AuthorizationRequest { target, ..request }).await
    }

    async fn execute_tool(&self, person: &Person, call: ToolCall) -> Result<ToolExecution> {
        let connected_account_id = of(person, &call.connected_account_id);
        self.0.execute_tool(person, ToolCall { connected_account_id, ..call }).await
    }

    async fn verify(
        &self,
        person: &Person,
        verification: Verification,
        target: Target,
    ) -> Result<ConnectedAccount> {
        let target = self.target(person, target);
        self.0.verify(person, verification, target).await.map(plain)
    }

    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>> {
        self.0.events(person, &of(person, account_id)).await
    }
}
