//! The contract as an axum router.

use std::sync::Arc;

use axum::{
    Json as Answer, Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{
    contract::{
        AccountAnswer, AccountPage, AccountQuery, AuthorizationLink, AuthorizationLinkBody, ConnectedAccount,
        EventPage, ToolCall, ToolExecution, Verification,
    },
    error::ApiError,
    extract::{Json, Path, Query},
    origin::Origin,
    person::Person,
    request_id, same_site,
    upstream::{AuthorizationRequest, Target, Upstream},
};

/// Where the contract lives unless an app sets another path.
pub const BASE_PATH: &str = "/v1/connect";

/// The largest body of a request, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// The most scopes one authorization link may ask for, and the longest of them, in bytes.
const SCOPE_LIMITS: (usize, usize) = (100, 256);

/// The whole contract, to be nested at [`BASE_PATH`] behind a middleware that puts a [`Person`] into each request.
///
/// Pages of `allowed_origins` may make state-changing calls beside those of the server's own origin. Each answer has
/// an `x-request-id`, which the log names as well.
pub fn router(upstream: Arc<dyn Upstream>, allowed_origins: &[Origin]) -> Router {
    Router::new()
        .route("/accounts", get(accounts))
        .route("/accounts/{account_id}", get(account))
        .route("/accounts/{account_id}/refresh", post(refresh))
        .route("/accounts/{account_id}/disconnect", post(disconnect))
        .route("/accounts/{account_id}/events", get(events))
        .route("/authorization_link", post(authorization_link))
        .route("/tools/execute", post(execute_tool))
        .route("/verify", post(verify))
        .fallback(no_such_call)
        .method_not_allowed_fallback(wrong_method)
        .with_state(upstream)
        .layer(from_fn(same_site::require_json))
        .layer(from_fn_with_state(allowed_origins.into(), same_site::refuse_cross_site))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(no_store())
        .layer(from_fn(request_id::identify))
}

/// Keeps every answer out of every cache.
pub(crate) fn no_store() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

type Service = State<Arc<dyn Upstream>>;
type Reply<T> = Result<Answer<T>, ApiError>;

async fn accounts(
    State(upstream): Service,
    person: Person,
    Query(query): Query<AccountQuery>,
) -> Reply<AccountPage> {
    Ok(Answer(upstream.accounts(&person, query).await?))
}

async fn account(State(upstream): Service, person: Person, Path(id): Path<String>) -> Reply<AccountAnswer> {
    Ok(answer(upstream.account(&person, &id).await?))
}

async fn refresh(State(upstream): Service, person: Person, Path(id): Path<String>) -> Reply<AccountAnswer> {
    Ok(answer(upstream.refresh(&person, &id).await?))
}

async fn disconnect(
    State(upstream): Service,
    person: Person,
    Path(id): Path<String>,
) -> Reply<AccountAnswer> {
    Ok(answer(upstream.disconnect(&person, &id).await?))
}

async fn events(State(upstream): Service, person: Person, Path(id): Path<String>) -> Reply<EventPage> {
    Ok(Answer(EventPage { events: upstream.events(&person, &id).await? }))
}

async fn authorization_link(
    State(upstream): Service,
    person: Person,
    headers: HeaderMap,
    Json(body): Json<AuthorizationLinkBody>,
) -> Reply<AuthorizationLink> {
    let request = authorization_request(&headers, body)?;
    Ok(Answer(upstream.authorization_link(&person, request).await?))
}

async fn execute_tool(
    State(upstream): Service,
    person: Person,
    Json(call): Json<ToolCall>,
) -> Reply<ToolExecution> {
    Ok(Answer(upstream.execute_tool(&person, call).await?))
}

async fn verify(
    State(upstream): Service,
    person: Person,
    Json(verification): Json<Verification>,
) -> Reply<AccountAnswer> {
    Ok(answer(upstream.verify(&person, verification).await?))
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

fn authorization_request(
    headers: &HeaderMap,
    body: AuthorizationLinkBody,
) -> Result<AuthorizationRequest, ApiError> {
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
    let origin = Origin::of_caller(headers).map_err(|_| invalid("the `Origin` is not one of a web page"))?;
    let return_url = match body.return_url {
        Some(address) => origin
            .own_address(&address)
            .ok_or_else(|| invalid("`return_url` must be of the caller's own origin"))?,
        None => origin.front_page(),
    };
    Ok(AuthorizationRequest { target, scopes, origin, return_url })
}

/// Whether a text is one `scope-token` of RFC 6749, section 3.3.
fn is_scope_token(text: &str) -> bool {
    let allowed = |byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    !text.is_empty() && text.len() <= SCOPE_LIMITS.1 && text.bytes().all(allowed)
}
