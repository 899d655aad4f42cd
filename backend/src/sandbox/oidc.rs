//! A sign-in at an OAuth provider that is not the sandbox: out with a question, back with an answer.
//!
//! Where a server is told of a provider, it stands behind one connection, in the place of the consent page. What a
//! connection service does with a provider is then done in earnest: a code with PKCE, a state, a nonce, and tokens that
//! nobody keeps.

mod id_token;
mod issuer;
mod provider;
mod provider_error;
mod visit;

use axum::{Router, extract::State, response::Response, routing::get};
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

pub use self::{
    issuer::{Issuer, NotAnIssuer},
    provider::OidcProvider,
};
use self::{provider_error::ProviderError, visit::Visit};
use super::{
    Sandbox,
    answer::{Answer, Consent, WayBack},
    consent::{go, over},
    sign_in::{Link, SignIn},
};
use crate::{
    ApiError, Person,
    extract::{Path, Query},
};

/// The connection that the provider stands behind. Notion tells no scopes, so the provider needs none of Notion's names
/// for them: it is asked for `openid` alone.
pub(super) const CONNECTION: &str = "notion";

/// Where the provider sends the person back to.
const CALLBACK: &str = "/sandbox/oidc/callback";

/// The routes, below `/sandbox`.
pub(super) fn routes(sandbox: &Sandbox, provider: &OidcProvider) -> Router<Sandbox> {
    Router::new()
        .route("/oidc/{token}", get(leave))
        .route("/oidc/callback", get(come_back))
        .with_state(Desk { sandbox: sandbox.clone(), provider: provider.clone() })
}

/// What the routes work with.
#[derive(Clone)]
struct Desk {
    sandbox: Sandbox,
    provider: OidcProvider,
}

/// What a provider adds to the address it sends the person back to (RFC 6749, sections 4.1.2 and 4.1.2.1, and RFC 9207).
#[derive(Deserialize)]
struct Callback {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    #[serde(default)]
    error_description: String,
    iss: Option<String>,
}

/// Sends the person to the provider.
async fn leave(
    State(desk): State<Desk>,
    person: Person,
    Path(token): Path<String>,
) -> Result<Response, ApiError> {
    let sign_in = match desk.open(token).await? {
        Ok(sign_in) => sign_in,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let endpoints = match desk.provider.endpoints().await {
        Ok(endpoints) => endpoints,
        Err(error) => return desk.finish(sign_in.token, refusal(error)).await,
    };
    let redirect_uri = redirect_uri(&sign_in.return_url);
    let visit = Visit::of(&person, sign_in.token);
    let url = desk.provider.question(endpoints, &visit, &redirect_uri);
    desk.sandbox.store.transact(move |tx| visit.remember(tx)).await?;
    Ok(go(&url))
}

/// Takes the provider's answer. An answer that nobody in this browser waits for is not acted on.
async fn come_back(
    State(desk): State<Desk>,
    person: Person,
    Query(callback): Query<Callback>,
) -> Result<Response, ApiError> {
    let state = callback.state.clone();
    let visit = desk.sandbox.store.transact(move |tx| Visit::take(tx, &person, &state)).await?;
    let Some(visit) = visit else { return Ok(over(None)) };
    let sign_in = match desk.open(visit.token.clone()).await? {
        Ok(sign_in) => sign_in,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let redirect_uri = redirect_uri(&sign_in.return_url);
    let now = desk.sandbox.clock.now();
    let consent = match redeem(&desk.provider, callback, &visit, &redirect_uri, now).await {
        Ok(()) => Consent::Allow { scopes: sign_in.scopes, label: None },
        Err(error) => refusal(error),
    };
    desk.finish(sign_in.token, consent).await
}

impl Desk {
    /// The sign-in of a link that can be answered here, or the page that there is instead.
    async fn open(&self, token: String) -> Result<Result<Box<SignIn>, Response>, ApiError> {
        let now = self.sandbox.clock.now();
        let link = self.sandbox.store.transact(move |tx| Link::of(tx, &token, now)).await?;
        Ok(match link {
            Link::Open(sign_in) if sign_in.connection_name == CONNECTION => Ok(sign_in),
            Link::Open(_) => Err(over(None)),
            Link::Again(url) => Err(go(&url)),
            Link::Over(back) => Err(over(back.as_ref())),
        })
    }

    /// Ends a sign-in as the consent page does. It may have been answered while the provider was asked.
    async fn finish(&self, token: String, consent: Consent) -> Result<Response, ApiError> {
        let now = self.sandbox.clock.now();
        let answer = Answer { consent, way_back: WayBack::Open { with_state: true, again: false } };
        let gone_to = self.sandbox.store.transact(move |tx| match Link::of(tx, &token, now)? {
            Link::Open(sign_in) => sign_in.answer(tx, answer, now),
            Link::Again(_) | Link::Over(_) => Ok(None),
        });
        Ok(gone_to.await?.map_or_else(|| over(None), |url| go(&url)))
    }
}

/// Makes sure that the answer is the provider's own, for this visit, and that it says yes.
async fn redeem(
    provider: &OidcProvider,
    callback: Callback,
    visit: &Visit,
    redirect_uri: &Url,
    now: Timestamp,
) -> Result<(), ProviderError> {
    if callback.iss.as_deref().is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(ProviderError::Foreign("another issuer"));
    }
    if let Some(error) = callback.error {
        return Err(ProviderError::Refused { error, description: callback.error_description });
    }
    let code = callback.code.ok_or(ProviderError::Unreadable("neither a code nor an error"))?;
    let endpoints = provider.endpoints().await?;
    if callback.iss.is_none() && endpoints.names_issuer {
        return Err(ProviderError::Foreign("no issuer, which was announced"));
    }
    provider.redeem(&endpoints, &code, visit, redirect_uri, now).await
}

/// The error with which the person goes back.
fn refusal(error: ProviderError) -> Consent {
    if !matches!(error, ProviderError::Refused { .. }) {
        tracing::warn!(%error, "a sign-in at the provider failed");
    }
    let (error, description) = error.into_answer();
    Consent::Refuse { error, description }
}

/// The callback on the origin of the page that the person came from and goes back to.
fn redirect_uri(return_url: &Url) -> Url {
    let mut url = return_url.clone();
    url.set_path(CALLBACK);
    url.set_query(None);
    url.set_fragment(None);
    url
}
