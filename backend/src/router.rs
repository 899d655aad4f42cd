//! The contract as an axum router.

use std::sync::Arc;

use axum::{
    Json as Answer, Router,
    extract::{DefaultBodyLimit, FromRef, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{AppendHeaders, IntoResponse},
};
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer_headers,
    clock::Clock,
    contract::{
        AccountAnswer, AccountPage, AccountPath, AccountQuery, AuthorizationLink, AuthorizationLinkBody,
        ConnectedAccount, EventPage, ToolCall, ToolExecution, Verification,
    },
    error::ApiError,
    extract::{Json, Path, Query},
    openapi,
    origin::Origin,
    person::Person,
    request_id, same_site,
    state::{self, StateKey},
    upstream::{AuthorizationRequest, Target, Upstream},
};

/// Where the contract lives unless an app sets another path.
pub const BASE_PATH: &str = "/v1/connect";

/// The largest body of a request, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// The most scopes one authorization link may ask for, and the longest of them, in bytes.
pub(crate) const SCOPE_LIMITS: (usize, usize) = (100, 256);

/// What the contract needs to know of the server that it is served by.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The origins of the app, the first for callers who do not say theirs. People come back from a sign-in to these and
    /// to `allowed_origins` only: whoever chose another could be told of somebody else's sign-in. Without any, a caller is
    /// believed, which is for sandboxes.
    pub public_origins: Vec<Origin>,
    /// Origins beside the server's own whose pages may make state-changing calls.
    pub allowed_origins: Vec<Origin>,
    /// The key that signs the states of sign-ins; the same for all replicas.
    pub state_key: StateKey,
    /// The time.
    pub clock: Clock,
}

impl Edge {
    /// The edge of a server of an app with this origin, whose own pages alone may make state-changing calls.
    pub fn new(public_origin: Origin, state_key: StateKey, clock: Clock) -> Self {
        Self { public_origins: vec![public_origin], ..Self::of_sandbox(state_key, clock) }
    }

    /// The edge of a server that nothing depends on, which does not know where it is reached.
    pub fn of_sandbox(state_key: StateKey, clock: Clock) -> Self {
        Self { public_origins: Vec::new(), allowed_origins: Vec::new(), state_key, clock }
    }

    /// Whose pages may make state-changing calls.
    pub(crate) fn own_pages(&self) -> same_site::AllowedOrigins {
        [&self.public_origins[..], &self.allowed_origins].concat().into()
    }
}

/// The whole contract, to be nested at [`BASE_PATH`] behind a middleware that puts a [`Person`] into each request, such
/// as [`people_from`](crate::person::people_from) makes of an extractor. [`Limits`](crate::Limits) go around it as a host
/// likes.
///
/// Each answer has an `x-request-id`, which the log names as well.
pub fn router(upstream: Arc<dyn Upstream>, edge: &Edge) -> Router {
    let (calls, _) = calls().split_for_parts();
    calls
        .route_layer(from_fn(same_site::require_json))
        .fallback(no_such_call)
        .method_not_allowed_fallback(wrong_method)
        .with_state(Desk {
            upstream,
            states: edge.state_key.clone(),
            clock: edge.clock.clone(),
            home: Home { public: edge.public_origins[..].into(), allowed: edge.allowed_origins[..].into() },
        })
        .layer(from_fn_with_state(edge.own_pages(), same_site::refuse_cross_site))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(answer_headers::protect))
        .layer(from_fn(request_id::identify))
}

/// What is said of each call, for the document.
pub(crate) fn descriptions() -> OpenApi {
    calls().into_openapi()
}

/// Keeps every answer out of every cache.
pub(crate) fn no_store() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

/// The calls, each with its path and description from where its handler stands.
fn calls() -> OpenApiRouter<Desk> {
    OpenApiRouter::default()
        .routes(routes!(accounts))
        .routes(routes!(account))
        .routes(routes!(refresh))
        .routes(routes!(disconnect))
        .routes(routes!(events))
        .routes(routes!(authorization_link))
        .routes(routes!(execute_tool))
        .routes(routes!(verify))
        .routes(routes!(openapi::serve))
}

/// What the calls work with.
#[derive(Clone, FromRef)]
struct Desk {
    upstream: Arc<dyn Upstream>,
    states: StateKey,
    clock: Clock,
    home: Home,
}

type Service = State<Arc<dyn Upstream>>;
type Reply<T> = Result<Answer<T>, ApiError>;

/// Lists the person's accounts
///
/// One page of them, with the connections that the person has not connected yet: those have no `id` and the status
/// `NOT_CONNECTED`.
#[utoipa::path(
    get,
    path = "/accounts",
    tag = "accounts",
    params(AccountQuery),
    responses((status = OK, description = "One page of accounts", body = AccountPage))
)]
async fn accounts(
    State(upstream): Service,
    person: Person,
    Query(query): Query<AccountQuery>,
) -> Reply<AccountPage> {
    Ok(Answer(upstream.accounts(&person, query).await?))
}

/// Reads one account
#[utoipa::path(
    get,
    path = "/accounts/{account_id}",
    tag = "accounts",
    params(AccountPath),
    responses((status = OK, description = "The account", body = AccountAnswer))
)]
async fn account(
    State(upstream): Service,
    person: Person,
    Path(AccountPath(id)): Path<AccountPath>,
) -> Reply<AccountAnswer> {
    Ok(answer(upstream.account(&person, &id).await?))
}

/// Tries to refresh an account's tokens
///
/// Once. A refresh that fails is not an error: the status of the answered account tells how it ended. An account that
/// nobody has signed in to is a 400 with `FAILED_PRECONDITION`. There is no body to send, but the `Content-Type` is
/// needed.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/refresh",
    tag = "accounts",
    params(AccountPath),
    responses((status = OK, description = "The account after the attempt", body = AccountAnswer))
)]
async fn refresh(
    State(upstream): Service,
    person: Person,
    Path(AccountPath(id)): Path<AccountPath>,
) -> Reply<AccountAnswer> {
    Ok(answer(upstream.refresh(&person, &id).await?))
}

/// Throws an account's tokens away
///
/// Only where the account says `can_disconnect`, else a 403. An account that is disconnected already stays so. There is
/// no body to send, but the `Content-Type` is needed.
#[utoipa::path(
    post,
    path = "/accounts/{account_id}/disconnect",
    tag = "accounts",
    params(AccountPath),
    responses((status = OK, description = "The account after it was disconnected", body = AccountAnswer))
)]
async fn disconnect(
    State(upstream): Service,
    person: Person,
    Path(AccountPath(id)): Path<AccountPath>,
) -> Reply<AccountAnswer> {
    Ok(answer(upstream.disconnect(&person, &id).await?))
}

/// Reads what happened to an account
///
/// Newest first. A backend without a history answers with a 404, and the widget then shows none.
#[utoipa::path(
    get,
    path = "/accounts/{account_id}/events",
    tag = "accounts",
    params(AccountPath),
    responses((status = OK, description = "What happened", body = EventPage))
)]
async fn events(
    State(upstream): Service,
    person: Person,
    Path(AccountPath(id)): Path<AccountPath>,
) -> Reply<EventPage> {
    Ok(Answer(EventPage { events: upstream.events(&person, &id).await? }))
}

/// Makes a link to sign in with
///
/// For an account that exists, or for a connection. The link works once and soon, and whoever holds it can enter the
/// flow: open it, and keep it nowhere.
#[utoipa::path(
    post,
    path = "/authorization_link",
    tag = "sign-in",
    request_body = AuthorizationLinkBody,
    responses((
        status = OK,
        description = "The link",
        body = AuthorizationLink,
        headers(("set-cookie" = String, description = "The signed state of the sign-in, for `verify`."))
    ))
)]
async fn authorization_link(
    State(desk): State<Desk>,
    person: Person,
    headers: HeaderMap,
    Json(body): Json<AuthorizationLinkBody>,
) -> Result<impl IntoResponse, ApiError> {
    let wish = wish(&headers, &desk.home, body)?;
    let (state, cookies) =
        desk.states.begin(&headers, &person, &wish.target, desk.clock.now(), wish.origin.is_secure())?;
    let Wish { target, scopes, origin, return_url } = wish;
    let request = AuthorizationRequest { target, scopes, origin, return_url, state };
    let link = desk.upstream.authorization_link(&person, request).await?;
    let cookies = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Answer(link)))
}

/// Runs an account's test tool
///
/// Only the tool that the account names as its `test_tool`, else a 403. What it reads stays on the server. Where the
/// provider refuses, its status is passed on with the code `TOOL_ERROR`.
#[utoipa::path(
    post,
    path = "/tools/execute",
    tag = "accounts",
    request_body = ToolCall,
    responses((status = OK, description = "The tool ran", body = ToolExecution))
)]
async fn execute_tool(
    State(upstream): Service,
    person: Person,
    Json(call): Json<ToolCall>,
) -> Reply<ToolExecution> {
    Ok(Answer(upstream.execute_tool(&person, call).await?))
}

/// Binds a finished sign-in to the person who started it
///
/// With what came back in the address. A sign-in that somebody else started is a 403. A state is good for once.
#[utoipa::path(
    post,
    path = "/verify",
    tag = "sign-in",
    request_body = Verification,
    responses((status = OK, description = "The account that was signed in to", body = AccountAnswer))
)]
async fn verify(
    State(desk): State<Desk>,
    person: Person,
    headers: HeaderMap,
    Json(verification): Json<Verification>,
) -> Result<impl IntoResponse, ApiError> {
    let target = desk.states.redeem(&headers, &person, &verification.state, desk.clock.now())?;
    let spent = state::spent(&verification.state);
    let verified = desk.upstream.verify(&person, verification, target).await.map_err(ApiError::from);
    // Whoever could not be heard may try again with the same state.
    let is_settled = verified.as_ref().map_or_else(ApiError::is_final, |_| true);
    let spent = spent.filter(|_| is_settled).map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(spent), verified.map(answer)))
}

async fn no_such_call() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "the contract has no such call")
}

pub(crate) async fn wrong_method() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "the call has another method")
}

fn answer(connected_account: ConnectedAccount) -> Answer<AccountAnswer> {
    Answer(AccountAnswer { connected_account })
}

/// Where people may come back to.
#[derive(Clone)]
struct Home {
    public: Arc<[Origin]>,
    allowed: Arc<[Origin]>,
}

impl Home {
    /// The origin of the page that asks, if it is one of the app's.
    fn origin_for(&self, headers: &HeaderMap) -> Result<Origin, ApiError> {
        let invalid = |problem: &str| ApiError::new(StatusCode::BAD_REQUEST, problem);
        let said = |headers| {
            Origin::of_caller(headers).map_err(|_| invalid("the `Origin` is not one of a web page"))
        };
        let Some(first) = self.public.first() else { return said(headers) };
        if !headers.contains_key(header::ORIGIN) {
            return Ok(first.clone());
        }
        let origin = said(headers)?;
        if self.public.contains(&origin) || self.allowed.contains(&origin) {
            Ok(origin)
        } else {
            Err(invalid("the `Origin` is not one of the app's"))
        }
    }
}

/// An [`AuthorizationRequest`] that has no state yet.
struct Wish {
    target: Target,
    scopes: Vec<String>,
    origin: Origin,
    return_url: Url,
}

fn wish(headers: &HeaderMap, home: &Home, body: AuthorizationLinkBody) -> Result<Wish, ApiError> {
    let invalid = |problem: &str| ApiError::new(StatusCode::BAD_REQUEST, problem);
    let target = match (body.connected_account_id, body.connection_name) {
        (Some(id), None) => Target::Account(id),
        (None, Some(name)) => Target::Connection(name),
        _ => return Err(invalid("exactly one of `connected_account_id` and `connection_name` is needed")),
    };
    let scopes = body.scopes.unwrap_or_default();
    if scopes.len() > SCOPE_LIMITS.0 || !scopes.iter().all(|scope| is_scope_token(scope)) {
        return Err(invalid("`scopes` must be scope tokens"));
    }
    let origin = home.origin_for(headers)?;
    let return_url = match body.return_url {
        Some(address) => origin
            .own_address(&address)
            .ok_or_else(|| invalid("`return_url` must be of the caller's own origin"))?,
        None => origin.front_page(),
    };
    Ok(Wish { target, scopes, origin, return_url })
}

/// Whether a text is one `scope-token` of RFC 6749, section 3.3.
pub(crate) fn is_scope_token(text: &str) -> bool {
    let allowed = |byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    !text.is_empty() && text.len() <= SCOPE_LIMITS.1 && text.bytes().all(allowed)
}
