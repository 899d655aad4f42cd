//! Scalekit as an upstream, over its REST API.
//!
//! Accounts are read by `details` or by the list, which have no credentials. `auth`, which has them, is asked only
//! because the service refreshes an expired token when it is, and nothing of its answer is read but the status. What is
//! shown is built from the fields that `wire` knows, so nothing else can slip through.

mod environment;
mod machine_token;
mod notes;
mod object;
mod operation;
mod refusal;
mod service;
mod wire;

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Value, json};

pub use self::{
    environment::{Environment, NotAnEnvironment},
    operation::Backoff,
};
use self::{
    notes::Notes,
    operation::Operation,
    refusal::Refusal,
    service::{Request, Service},
    wire::Account,
};
use super::{AuthorizationRequest, Connection, Host, Target, Upstream, UpstreamError};
use crate::{
    Clock, History, Metrics,
    contract::{
        AccountPage, AccountQuery, AuthorizationLink, ConnectedAccount, Event, Status, ToolCall,
        ToolExecution, Verification,
    },
    outgoing::NoClient,
    person::Person,
};

type Result<T> = std::result::Result<T, UpstreamError>;

/// The API's path of connected accounts.
const ACCOUNTS: &str = "/api/v1/connected_accounts";

/// Accounts on a page; the service allows fewer than a hundred.
const PAGE_SIZE: &str = "99";

/// So many pages of a person's list are looked through.
const MOST_PAGES: usize = 20;

/// What the service takes as an app's name for its person, in bytes.
const IDENTIFIER_LIMIT: usize = 100;

/// What is looked for, for a developer.
const ACCOUNT: &str = "the connected account";

/// An environment of Scalekit, and the app's credentials for it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The environment's address.
    pub environment: Environment,
    /// The client id.
    pub client_id: String,
    /// The client secret, which stays on the server.
    pub client_secret: SecretString,
    /// What is between two attempts of a call.
    pub backoff: Backoff,
    /// The time.
    pub clock: Clock,
}

/// Scalekit, for one app.
pub struct Scalekit {
    service: Arc<Service>,
    host: Arc<dyn Host>,
    notes: Notes,
}

impl Scalekit {
    /// The service with these settings, for the app that `host` stands for. What is done is noted in `history`.
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn new(
        settings: Settings,
        host: Arc<dyn Host>,
        history: Arc<dyn History>,
    ) -> std::result::Result<Self, NoClient> {
        let clock = settings.clock.clone();
        Ok(Self { service: Arc::new(Service::new(settings)?), host, notes: Notes::new(history, clock) })
    }

    /// The same with its calls counted here.
    pub fn counted_by(self, metrics: Metrics) -> Self {
        self.service.counted_by(metrics);
        self
    }

    /// The person's account of this id. Somebody else's is not found.
    async fn owned(&self, person: &Person, id: &str) -> Result<Account> {
        if !is_id(id) {
            return Err(UpstreamError::NotFound { what: ACCOUNT });
        }
        match details(&self.service, id).await {
            Ok(account) => mine(person, account),
            // An id that the service does not know is a failure of its own to it, so the list has to tell.
            Err(Refusal::Failed) if !self.finds(person, "", |account| account.id == id).await? => {
                Err(UpstreamError::NotFound { what: ACCOUNT })
            }
            Err(refusal) => Err(refusal.told(ACCOUNT)),
        }
    }

    /// The person's account of a connection.
    async fn of_connection(&self, person: &Person, connection_name: &str) -> Result<Account> {
        let address = [("connector", connection_name), ("identifier", identifier(person)?)];
        let request = Request::get(&format!("{ACCOUNTS}/details"), address);
        let answer: wire::OneAccount =
            self.service.call(Operation::Details, &request).await.map_err(|refusal| refusal.told(ACCOUNT))?;
        mine(person, answer.connected_account)
    }

    /// Looks through the person's list, until one is what is looked for.
    async fn finds(
        &self,
        person: &Person,
        connection_name: &str,
        mut is_it: impl FnMut(Account) -> bool + Send,
    ) -> Result<bool> {
        let mut next = String::new();
        for _ in 0..MOST_PAGES {
            let page = self.page(person, connection_name, &next).await?;
            if page.connected_accounts.into_iter().any(&mut is_it) {
                return Ok(true);
            }
            if page.next_page_token.is_empty() {
                return Ok(false);
            }
            next = page.next_page_token;
        }
        tracing::warn!("the connection service's list does not end");
        Err(UpstreamError::Unavailable)
    }

    async fn page(&self, person: &Person, connection_name: &str, page_token: &str) -> Result<wire::Accounts> {
        let query = [
            ("identifier", identifier(person)?),
            ("page_size", PAGE_SIZE),
            ("page_token", page_token),
            ("connection_names", connection_name),
        ];
        let request = Request::get(ACCOUNTS, query);
        let answer = self.service.call::<wire::Accounts>(Operation::List, &request).await;
        let mut page = answer.map_err(|refusal| match refusal {
            Refusal::Invalid if !page_token.is_empty() => UpstreamError::Invalid {
                problem: "the `page_token` is not one that a page before gave".to_owned(),
            },
            refusal => refusal.told("the list"),
        })?;
        // A filter of the service is no permission: what is not the person's is not theirs to see.
        page.connected_accounts.retain(|account| account.identifier == person.id());
        Ok(page)
    }

    async fn connection(&self, person: &Person, name: &str) -> Result<Option<Connection>> {
        let connections = self.host.connections(person).await?;
        Ok(connections.into_iter().find(|connection| connection.name == name))
    }

    async fn shown(&self, person: &Person, account: Account) -> Result<ConnectedAccount> {
        let connection = self.connection(person, &account.connector).await?;
        let mut shown = account.shown(connection.as_ref());
        self.host.complete(person, &mut shown).await?;
        Ok(shown)
    }
}

#[async_trait]
impl Upstream for Scalekit {
    async fn accounts(&self, person: &Person, query: AccountQuery) -> Result<AccountPage> {
        let only = query.connection_name.as_deref().unwrap_or_default();
        let token = query.page_token.as_deref().unwrap_or_default();
        let page = self.page(person, only, token).await?;
        let connections = self.host.connections(person).await?;
        let mut connected_accounts = Vec::with_capacity(page.connected_accounts.len());
        let mut connected: BTreeSet<_> =
            page.connected_accounts.iter().map(|account| account.connector.clone()).collect();
        for account in page.connected_accounts {
            let connection = connections.iter().find(|connection| connection.name == account.connector);
            let mut shown = account.shown(connection);
            self.host.complete(person, &mut shown).await?;
            connected_accounts.push(shown);
        }
        // The last page ends with what the person has not connected, and that depends on the pages before as well.
        if page.next_page_token.is_empty() {
            if !token.is_empty() {
                let note = |account: Account| {
                    connected.insert(account.connector);
                    false
                };
                self.finds(person, only, note).await?;
            }
            let offers = self.host.offers(person, &connected).await?;
            let wanted = offers.iter().filter(|offer| only.is_empty() || offer.name == only);
            connected_accounts.extend(wanted.map(|offer| offer.unconnected(person.id())));
        }
        Ok(AccountPage { connected_accounts, next_page_token: page.next_page_token })
    }

    async fn account(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let account = self.owned(person, account_id).await?;
        self.shown(person, account).await
    }

    async fn refresh(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let mut account = self.owned(person, account_id).await?;
        if matches!(Status::from(account.status.clone()), Status::Pending | Status::PendingVerification) {
            let reason = "the connection has no tokens yet".to_owned();
            return Err(UpstreamError::WrongState { reason });
        }
        let request = Request::get(&format!("{ACCOUNTS}/auth"), [("id", account_id)]);
        let refreshed: wire::Refreshed =
            self.service.call(Operation::Auth, &request).await.map_err(|refusal| refusal.told(ACCOUNT))?;
        let status = refreshed.connected_account.status;
        let is_active = Status::from(status.clone()) == Status::Active;
        self.notes
            .add(person, account_id, "token_refresh", if is_active { Ok("") } else { Err(("", "")) })
            .await;
        // By an old `updated_at`, a sign-in that another page has finished would count as one that was finished later.
        // The renewal is done and its end is known, so a failure to read again is none of it.
        match details(&self.service, account_id).await {
            Ok(read) => account = mine(person, read)?,
            Err(Refusal::NotFound) => return Err(Refusal::NotFound.told(ACCOUNT)),
            Err(_) => account.status = status,
        }
        self.shown(person, account).await
    }

    async fn disconnect(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let before = self.account(person, account_id).await?;
        if before.status == Status::Revoked {
            return Ok(before);
        }
        if !before.can_disconnect {
            return Err(UpstreamError::Forbidden { reason: "the person may not disconnect this".to_owned() });
        }
        let request = Request::post(format!("{ACCOUNTS}/{account_id}:disconnect"), json!({}));
        let (service, notes) = (Arc::clone(&self.service), self.notes.clone());
        let (whose, id) = (person.clone(), account_id.to_owned());
        // On a task of its own: a person who leaves must still be known to have done it, or they are told of it as news.
        let done = tokio::spawn(async move {
            let done = service.call::<wire::Done>(Operation::Disconnect, &request).await;
            let after = match done {
                Ok(wire::Done {}) => None,
                // Nobody heard what became of it, and it may be done.
                Err(refusal) if refusal.is_unclear() => {
                    Some(revoked(&service, &whose, &id).await.ok_or(refusal)?)
                }
                Err(refusal) => return Err(refusal),
            };
            notes.add(&whose, &id, "disconnect", Ok("")).await;
            Ok(after)
        });
        let after = done.await.map_err(|error| UpstreamError::Internal(error.into()))?;
        match after.map_err(|refusal| refusal.told(ACCOUNT))? {
            Some(account) => self.shown(person, account).await,
            None => self.account(person, account_id).await,
        }
    }

    async fn authorization_link(
        &self,
        person: &Person,
        request: AuthorizationRequest,
    ) -> Result<AuthorizationLink> {
        // The service asks for what the connection is configured with, so further scopes cannot be asked for.
        let mut body = json!({ "state": request.state, "user_verify_url": request.return_url.as_str() });
        let account_id = match request.target {
            Target::Account(id) => {
                if self.owned(person, &id).await?.is_org_wide_credential {
                    let reason = "only an admin can sign in to an account that the whole organisation shares";
                    return Err(UpstreamError::Forbidden { reason: reason.to_owned() });
                }
                body["id"] = Value::from(&*id);
                Some(id)
            }
            Target::Connection(name) => {
                // The service makes an account for whatever connection it has; only the app's own are meant.
                if self.connection(person, &name).await?.is_none() {
                    return Err(UpstreamError::NotFound { what: "the connection" });
                }
                body["connector"] = Value::from(name);
                body["identifier"] = Value::from(identifier(person)?);
                None
            }
        };
        let request = Request::post(format!("{ACCOUNTS}/magic_link"), body);
        let answer: wire::MagicLink = self
            .service
            .call(Operation::MagicLink, &request)
            .await
            .map_err(|refusal| refusal.told("the connection"))?;
        if let Some(id) = account_id {
            self.notes.add(person, &id, "authorization_link", Ok("")).await;
        }
        Ok(AuthorizationLink { link: answer.link, expiry: answer.expiry })
    }

    async fn execute_tool(&self, person: &Person, call: ToolCall) -> Result<ToolExecution> {
        let id = call.connected_account_id;
        let account = self.owned(person, &id).await?;
        let connection = self.connection(person, &account.connector).await?;
        let tool = connection.and_then(|connection| connection.test_tool);
        let Some(tool) = tool.filter(|tool| tool.name == call.tool_name) else {
            let reason = "only the connection's own test tool may be run";
            return Err(UpstreamError::Forbidden { reason: reason.to_owned() });
        };
        let body = json!({ "tool_name": tool.name, "connected_account_id": id, "params": tool.input });
        let request = Request::post("/api/v1/execute_tool", body);
        let answer = self.service.call::<wire::Executed>(Operation::ExecuteTool, &request).await;
        match answer {
            Ok(wire::Executed { execution_id }) => {
                self.notes.add(person, &id, "tool_execution", Ok(&execution_id)).await;
                Ok(ToolExecution { execution_id })
            }
            Err(refusal) => {
                if let Refusal::Tool(_, info) = &refusal {
                    let failure = (info.execution_id.as_str(), info.tool_error_code.as_str());
                    self.notes.add(person, &id, "tool_execution", Err(failure)).await;
                }
                Err(refusal.told("the tool"))
            }
        }
    }

    async fn verify(
        &self,
        person: &Person,
        verification: Verification,
        target: Target,
    ) -> Result<ConnectedAccount> {
        let body = json!({
            "auth_request_id": verification.auth_request_id,
            "identifier": identifier(person)?,
        });
        let request = Request::post(format!("{ACCOUNTS}/user/verify"), body);
        let answer: std::result::Result<wire::Done, _> = self.service.call(Operation::Verify, &request).await;
        answer.map_err(|refusal| match refusal {
            Refusal::NotAllowed => {
                UpstreamError::Forbidden { reason: "somebody else started this sign-in".to_owned() }
            }
            refusal => refusal.told("the sign-in"),
        })?;
        let account = match target {
            Target::Account(id) => self.owned(person, &id).await?,
            Target::Connection(name) => self.of_connection(person, &name).await?,
        };
        self.notes.add(person, &account.id, "verify", Ok("")).await;
        self.shown(person, account).await
    }

    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>> {
        self.owned(person, account_id).await?;
        self.notes.events(person, account_id).await
    }
}

/// An account, if it is the person's.
fn mine(person: &Person, account: Account) -> Result<Account> {
    if account.identifier == person.id() {
        Ok(account)
    } else {
        Err(UpstreamError::NotFound { what: ACCOUNT })
    }
}

/// The account of an id, whosever it is.
async fn details(service: &Service, id: &str) -> std::result::Result<Account, Refusal> {
    let request = Request::get(&format!("{ACCOUNTS}/details"), [("id", id)]);
    let answer = service.call::<wire::OneAccount>(Operation::Details, &request).await?;
    Ok(answer.connected_account)
}

/// The person's account of an id, where it is disconnected.
async fn revoked(service: &Service, person: &Person, id: &str) -> Option<Account> {
    let account = mine(person, details(service, id).await.ok()?).ok()?;
    (Status::from(account.status.clone()) == Status::Revoked).then_some(account)
}

/// The person's id as the service takes it.
fn identifier(person: &Person) -> Result<&str> {
    let id = person.id();
    if id.is_empty() || id.len() > IDENTIFIER_LIMIT {
        let problem = "the person's id is empty, or longer than the connection service takes".to_owned();
        return Err(UpstreamError::Invalid { problem });
    }
    Ok(id)
}

/// Whether a text can be an account's id, and so a part of a path.
fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_plain)
}
