//! The embedded sandbox: an upstream that needs no connection service, for demos and tests.
//!
//! Every person has a world of their own, kept in SQLite, that starts with a scenario of accounts. It stands in for
//! the connection service and for the providers' consent pages, and it fails in chosen ways on request.

pub(crate) mod answer;
pub(crate) mod catalog;
mod consent;
mod control;
mod fault;
mod machine;
pub mod oidc;
pub(crate) mod record;
pub(crate) mod seed;
pub(crate) mod sign_in;
mod store;
pub(crate) mod world;

use std::path::Path;

use async_trait::async_trait;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};

use self::{
    machine::Event,
    oidc::OidcProvider,
    record::Record,
    sign_in::{SignIn, find},
    store::Store,
    world::{Outcome, World, execution_id},
};
use crate::{
    Clock, EventStore, Origin, Person, Upstream, UpstreamError,
    contract::{
        AccountPage, AccountQuery, AuthorizationLink, ConnectedAccount, Event as HistoryEvent, Status,
        ToolCall, ToolErrorInfo, ToolExecution, Verification,
    },
    request_id,
    router::no_store,
    same_site,
    upstream::{AuthorizationRequest, ProviderFault, Target},
};

type Result<T> = std::result::Result<T, UpstreamError>;

/// The sandbox; a clone is the same sandbox.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(crate) store: Store,
    clock: Clock,
    provider: Option<OidcProvider>,
    keeps_refused: bool,
    told: Option<EventStore>,
}

/// A database that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox's database cannot be used: {0}")]
pub struct DatabaseError(#[from] rusqlite::Error);

impl Sandbox {
    /// Opens the sandbox that is kept in a file, or makes it.
    pub fn open(path: &Path, clock: Clock) -> std::result::Result<Self, DatabaseError> {
        Ok(Self::of(Store::open(path)?, clock))
    }

    /// A sandbox that is forgotten with its last clone.
    pub fn in_memory(clock: Clock) -> std::result::Result<Self, DatabaseError> {
        Ok(Self::of(Store::in_memory()?, clock))
    }

    /// The same sandbox with a provider behind one of its connections, in the place of the consent page.
    pub fn with_provider(self, provider: OidcProvider) -> Self {
        Self { provider: Some(provider), ..self }
    }

    /// The same sandbox with consent pages that send nobody back without access, as Scalekit's do not.
    pub fn keeping_refused(self) -> Self {
        Self { keeps_refused: true, ..self }
    }

    /// The same sandbox, which tells this store when an account's status is set by its controls, as the service's
    /// webhooks would.
    pub fn telling(self, store: EventStore) -> Self {
        Self { told: Some(store), ..self }
    }

    /// Forgets everybody's world.
    pub fn reset(&self) -> std::result::Result<(), DatabaseError> {
        Ok(self.store.clear()?)
    }

    fn of(store: Store, clock: Clock) -> Self {
        Self { store, clock, provider: None, keeps_refused: false, told: None }
    }

    /// What the sandbox takes for the time.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// The contract's router with the ordered faults around it.
    pub(crate) fn with_faults(&self, contract: Router) -> Router {
        let faulty = contract.layer(from_fn_with_state(self.clone(), fault::inject));
        faulty.layer(no_store()).layer(from_fn(request_id::identify))
    }

    /// The consent pages and the controls, below `/sandbox`.
    pub(crate) fn routes(&self, allowed_origins: &[Origin]) -> Router {
        let controls = control::routes().layer(from_fn(same_site::require_json)).layer(no_store());
        let mut routes = controls.merge(consent::routes());
        if let Some(provider) = &self.provider {
            routes = routes.merge(oidc::routes(self, provider));
        }
        let routes = routes.layer(from_fn_with_state(allowed_origins.into(), same_site::refuse_cross_site));
        Router::new().nest("/sandbox", routes.with_state(self.clone()))
    }

    /// Does some work in a person's world, all of it or none.
    pub(crate) async fn world<T: Send + 'static>(
        &self,
        person: &Person,
        work: impl FnOnce(&World<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (person, now) = (person.clone(), self.clock.now());
        self.store.transact(move |tx| work(&World::open(tx, person, now)?)).await
    }

    /// Whom a consent page greets.
    async fn label(&self, sign_in: &SignIn) -> Result<String> {
        let id = sign_in.account_id.clone();
        let record =
            self.world(&Person::new(&*sign_in.person), move |world| Ok(world.account(&id)?.record)).await?;
        let connection = find(&record.account.connection_name)?;
        Ok(record.account.account_label.unwrap_or_else(|| connection.labels[0].to_owned()))
    }
}

#[async_trait]
impl Upstream for Sandbox {
    async fn accounts(&self, person: &Person, query: AccountQuery) -> Result<AccountPage> {
        let after = match query.page_token.as_deref() {
            None | Some("") => 0,
            Some(token) => token.parse().map_err(|_| UpstreamError::Invalid {
                problem: "the `page_token` is not one that a page before gave".to_owned(),
            })?,
        };
        self.world(person, move |world| {
            let (records, more) = world.page(query.connection_name.as_deref(), after)?;
            Ok(AccountPage {
                connected_accounts: records.into_iter().map(|record| record.account).collect(),
                next_page_token: more.map(|position| position.to_string()).unwrap_or_default(),
            })
        })
        .await
    }

    async fn account(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let id = account_id.to_owned();
        self.world(person, move |world| Ok(world.account(&id)?.record.account)).await
    }

    async fn refresh(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let id = account_id.to_owned();
        self.world(person, move |world| {
            let mut placed = world.account(&id)?;
            let Record { account, refresh_works } = &placed.record;
            let connection = find(&account.connection_name)?;
            // A token that died unnoticed is an expiry that the refresh brings to light.
            let is_dead = account.status == Status::Active && world.has_dead_token(&id)?;
            let before = if is_dead { &Status::Expired } else { &account.status };
            let status = machine::next(before, Event::Refresh { works: *refresh_works })?;
            if status == Status::Active {
                world.replace_token(&id)?;
            }
            // Access that was taken away stays as it is, with the reason that was known.
            if status != Status::Revoked {
                placed.record.enter(connection, status, world.now);
                world.save(&placed)?;
            }
            let account = placed.record.account;
            let code = account.last_error.as_ref().map_or(connection.expiry.0, |error| &error.code);
            let outcome =
                if account.status == Status::Active { Outcome::Succeeded } else { Outcome::Failed { code } };
            world.note(&id, "token_refresh", outcome)?;
            Ok(account)
        })
        .await
    }

    async fn disconnect(&self, person: &Person, account_id: &str) -> Result<ConnectedAccount> {
        let id = account_id.to_owned();
        self.world(person, move |world| {
            let mut placed = world.account(&id)?;
            if placed.record.account.status == Status::Revoked {
                return Ok(placed.record.account);
            }
            if !placed.record.account.can_disconnect {
                return Err(UpstreamError::Forbidden {
                    reason: "the person may not disconnect this".to_owned(),
                });
            }
            let status = machine::next(&placed.record.account.status, Event::Disconnect)?;
            placed.record.enter(find(&placed.record.account.connection_name)?, status, world.now);
            placed.record.account.status_reason = Some("The person disconnected it in the app.".to_owned());
            world.save(&placed)?;
            world.note(&id, "disconnect", Outcome::Succeeded)?;
            Ok(placed.record.account)
        })
        .await
    }

    async fn authorization_link(
        &self,
        person: &Person,
        request: AuthorizationRequest,
    ) -> Result<AuthorizationLink> {
        let has_provider = self.provider.is_some();
        self.world(person, move |world| {
            let mut placed = match &request.target {
                Target::Account(id) => world.account(id)?,
                Target::Connection(name) => world.connection(find(name)?)?,
            };
            if placed.record.account.is_org_wide_credential {
                let reason = "only an admin can sign in to an account that the whole organisation shares";
                return Err(UpstreamError::Forbidden { reason: reason.to_owned() });
            }
            let connection = find(&placed.record.account.connection_name)?;
            let status = machine::next(&placed.record.account.status, Event::BeginAuthorization)?;
            if status != placed.record.account.status {
                placed.record.enter(connection, status, world.now);
            }
            placed.record.account.created_at.get_or_insert(world.now);
            let id =
                placed.record.account.id.get_or_insert_with(|| format!("ca_{}", connection.name)).clone();
            world.save(&placed)?;
            world.note(&id, "authorization_link", Outcome::Succeeded)?;
            let origin = request.origin.clone();
            let sign_in = SignIn::start(world, &id, connection, request)?;
            let page = if has_provider && connection.name == oidc::CONNECTION { "oidc" } else { "consent" };
            Ok(AuthorizationLink {
                link: origin.at(&format!("/sandbox/{page}/{}", sign_in.token)),
                expiry: sign_in.expires_at,
            })
        })
        .await
    }

    async fn execute_tool(&self, person: &Person, call: ToolCall) -> Result<ToolExecution> {
        let execution = self.world(person, move |world| {
            let id = call.connected_account_id;
            let mut placed = world.account(&id)?;
            let account = &mut placed.record.account;
            if account.test_tool.as_ref() != Some(&call.tool_name) {
                let reason = "only the connection's own test tool may be run";
                return Err(UpstreamError::Forbidden { reason: reason.to_owned() });
            }
            let execution_id = execution_id();
            if account.status == Status::Active && !world.has_dead_token(&id)? {
                account.last_used_at = Some(world.now);
                world.save(&placed)?;
                world.note(&id, "tool_execution", Outcome::Executed { id: &execution_id })?;
                return Ok(Ok(ToolExecution { execution_id }));
            }
            let (tool_error_code, tool_error_message) = find(&account.connection_name)?.expiry;
            world.note(
                &id,
                "tool_execution",
                Outcome::Refused { id: &execution_id, code: tool_error_code },
            )?;
            // The refusal is part of the history, so the transaction has to succeed.
            Ok(Err(UpstreamError::Provider(
                ProviderFault::Token,
                ToolErrorInfo {
                    execution_id,
                    tool_error_code: tool_error_code.to_owned(),
                    tool_error_message: tool_error_message.to_owned(),
                },
            )))
        });
        execution.await?
    }

    async fn verify(
        &self,
        person: &Person,
        verification: Verification,
        _: Target,
    ) -> Result<ConnectedAccount> {
        self.world(person, move |world| {
            SignIn::verify(world, &verification.auth_request_id, &verification.state)
        })
        .await
    }

    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<HistoryEvent>> {
        let id = account_id.to_owned();
        self.world(person, move |world| {
            world.account(&id)?;
            world.history(&id)
        })
        .await
    }
}
