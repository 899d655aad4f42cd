//! Faults on request: what a network, a provider or a backend can do wrong, done on purpose.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use futures_util::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Sandbox,
    world::{World, execution_id, from_json, to_json},
};
use crate::{ApiError, Person, UpstreamError, contract::ToolErrorInfo};

/// How long a call waits for an answer that never comes, at most.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How long a latency is, and a `Retry-After`, unless the order says otherwise.
const LATENCY: Duration = Duration::from_millis(1500);
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How much a huge body is padded by, in bytes.
const PADDING: usize = 5 * 1024 * 1024;

/// How long the first half of a body gets to leave before the connection breaks.
const CUT_DELAY: Duration = Duration::from_millis(50);

/// A fault that somebody ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultOrder {
    /// Which calls it hits.
    route: Route,
    /// What happens to them.
    fault: Fault,
    /// How many calls it still hits; without it, all until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    /// The length of a `latency`, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    millis: Option<u64>,
    /// The value of a `Retry-After`, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
}

/// Calls of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Route {
    List,
    Account,
    Refresh,
    Disconnect,
    AuthorizationLink,
    Tools,
    Verify,
    Events,
    Any,
}

impl Route {
    /// The call of a route as the router matched it, wherever the contract is nested.
    fn of(path: &str) -> Option<Self> {
        let routes = [
            ("/accounts", Self::List),
            ("/accounts/{account_id}", Self::Account),
            ("/accounts/{account_id}/refresh", Self::Refresh),
            ("/accounts/{account_id}/disconnect", Self::Disconnect),
            ("/accounts/{account_id}/events", Self::Events),
            ("/authorization_link", Self::AuthorizationLink),
            ("/tools/execute", Self::Tools),
            ("/verify", Self::Verify),
        ];
        routes.into_iter().find(|(end, _)| path.ends_with(end)).map(|(_, route)| route)
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Fault {
    Latency,
    #[serde(rename = "status_401")]
    SignedOut,
    #[serde(rename = "status_401_tool_error")]
    ToolError,
    #[serde(rename = "status_403")]
    Forbidden,
    #[serde(rename = "status_404")]
    NotFound,
    #[serde(rename = "status_429")]
    RateLimited,
    #[serde(rename = "status_429_retry_after")]
    RateLimitedWithWait,
    #[serde(rename = "status_500")]
    Internal,
    #[serde(rename = "status_503")]
    Unavailable,
    Timeout,
    Cut,
    WrongContentType,
    BrokenJson,
    HugeBody,
    UnknownStatus,
    Credentials,
}

impl World<'_> {
    /// Adds a fault; it goes before those that were there.
    pub(crate) fn order_fault(&self, order: &FaultOrder) -> Result<(), UpstreamError> {
        self.tx.execute("INSERT INTO faults VALUES (?1, ?2)", (self.person.id(), to_json(order)?))?;
        Ok(())
    }

    /// The faults that wait, the next one first.
    pub(crate) fn faults(&self) -> Result<Vec<FaultOrder>, UpstreamError> {
        Ok(self.numbered_faults()?.into_iter().map(|(_, order)| order).collect())
    }

    /// Takes all faults back.
    pub(crate) fn clear_faults(&self) -> Result<(), UpstreamError> {
        self.tx.execute("DELETE FROM faults WHERE person = ?1", [self.person.id()])?;
        Ok(())
    }

    /// The fault that hits a call now, which counts as one time.
    fn take_fault(&self, route: Route) -> Result<Option<FaultOrder>, UpstreamError> {
        let hits = |order: &FaultOrder| order.route == route || order.route == Route::Any;
        let Some((row, mut order)) = self.numbered_faults()?.into_iter().find(|(_, order)| hits(order))
        else {
            return Ok(None);
        };
        match order.times {
            Some(0 | 1) => self.tx.execute("DELETE FROM faults WHERE rowid = ?1", [row])?,
            Some(times) => {
                order.times = Some(times - 1);
                self.tx.execute("UPDATE faults SET fault = ?2 WHERE rowid = ?1", (row, to_json(&order)?))?
            }
            None => 0,
        };
        Ok(Some(order))
    }

    fn numbered_faults(&self) -> Result<Vec<(i64, FaultOrder)>, UpstreamError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT rowid, fault FROM faults WHERE person = ?1 ORDER BY rowid DESC")?;
        let rows =
            statement.query_map([self.person.id()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| row.map_err(UpstreamError::from).and_then(|(row, text)| Ok((row, from_json(&text)?))))
            .collect()
    }
}

/// Middleware around the contract that does what was ordered.
pub(crate) async fn inject(
    State(sandbox): State<Sandbox>,
    person: Person,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let route = request.extensions().get::<MatchedPath>().and_then(|path| Route::of(path.as_str()));
    // A preflight is no call of the contract, so it uses no fault up.
    let order = match route.filter(|_| request.method() != Method::OPTIONS) {
        Some(route) => sandbox.world(&person, move |world| world.take_fault(route)).await?,
        None => None,
    };
    match order {
        Some(order) => order.commit(request, next).await,
        None => Ok(next.run(request).await),
    }
}

impl FaultOrder {
    async fn commit(self, request: Request, next: Next) -> Result<Response, ApiError> {
        let refused = |status| Err(ApiError::new(status, "a fault that was ordered"));
        match self.fault {
            Fault::Latency => {
                tokio::time::sleep(self.millis.map_or(LATENCY, Duration::from_millis)).await;
                Ok(next.run(request).await)
            }
            Fault::SignedOut => refused(StatusCode::UNAUTHORIZED),
            Fault::ToolError => Err(ApiError::provider_refused(ToolErrorInfo {
                execution_id: execution_id(),
                tool_error_code: "UNAUTHENTICATED".to_owned(),
                tool_error_message: "Request had invalid authentication credentials.".to_owned(),
            })),
            Fault::Forbidden => refused(StatusCode::FORBIDDEN),
            Fault::NotFound => refused(StatusCode::NOT_FOUND),
            Fault::RateLimited => refused(StatusCode::TOO_MANY_REQUESTS),
            Fault::RateLimitedWithWait => {
                let wait = self.seconds.map_or(RETRY_AFTER, Duration::from_secs);
                Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "a fault that was ordered")
                    .retry_after(wait))
            }
            Fault::Internal => refused(StatusCode::INTERNAL_SERVER_ERROR),
            Fault::Unavailable => refused(StatusCode::SERVICE_UNAVAILABLE),
            Fault::Timeout => {
                tokio::time::sleep(TIMEOUT).await;
                refused(StatusCode::GATEWAY_TIMEOUT)
            }
            Fault::Cut => Ok(cut(next.run(request).await).await?),
            Fault::WrongContentType => {
                Ok(Html("<!doctype html><title>Welcome</title><p>Please sign in.").into_response())
            }
            Fault::BrokenJson => {
                let headers = [(header::CONTENT_TYPE, "application/json")];
                Ok((headers, r#"{"connected_accounts":[{"id":"ca_"#).into_response())
            }
            Fault::HugeBody => Ok(rewrite(next.run(request).await, pad).await?),
            Fault::UnknownStatus => Ok(rewrite(next.run(request).await, hide_statuses).await?),
            Fault::Credentials => Ok(rewrite(next.run(request).await, leak_credentials).await?),
        }
    }
}

/// The same answer up to its middle, where the connection breaks.
async fn cut(response: Response) -> Result<Response, UpstreamError> {
    let (mut parts, body) = response.into_parts();
    let bytes = read(body).await?;
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let half = stream::iter([Ok(bytes.slice(..bytes.len() / 2))]);
    // What is sent together with an error never leaves, so the error waits for the half to go first.
    let end = stream::once(async {
        tokio::time::sleep(CUT_DELAY).await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    Ok(Response::from_parts(parts, Body::from_stream(half.chain(end))))
}

/// The same answer with another JSON body.
async fn rewrite(response: Response, change: impl FnOnce(&mut Value)) -> Result<Response, UpstreamError> {
    let (mut parts, body) = response.into_parts();
    let internal = |error: serde_json::Error| UpstreamError::Internal(error.into());
    let mut value = serde_json::from_slice(&read(body).await?).map_err(internal)?;
    change(&mut value);
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(serde_json::to_vec(&value).map_err(internal)?)))
}

async fn read(body: Body) -> Result<Bytes, UpstreamError> {
    to_bytes(body, usize::MAX).await.map_err(|error| UpstreamError::Internal(error.into()))
}

fn pad(answer: &mut Value) {
    if let Value::Object(fields) = answer {
        fields.insert("padding".to_owned(), Value::String("x".repeat(PADDING)));
    }
}

fn hide_statuses(answer: &mut Value) {
    for account in accounts_in(answer) {
        account.insert("status".to_owned(), json!("SUSPENDED"));
    }
}

fn leak_credentials(answer: &mut Value) {
    for account in accounts_in(answer) {
        let token = json!({
            "access_token": "sandbox-access-token-that-opens-nothing",
            "refresh_token": "sandbox-refresh-token-that-opens-nothing",
            "scopes": account.get("scopes"),
        });
        account.insert("authorization_details".to_owned(), json!({ "oauth_token": token }));
    }
}

fn accounts_in(answer: &mut Value) -> Vec<&mut Map<String, Value>> {
    let Value::Object(fields) = answer else { return Vec::new() };
    let values = fields.values_mut().flat_map(|value| match value {
        Value::Array(items) => items.as_mut_slice(),
        value => std::slice::from_mut(value),
    });
    values.filter_map(Value::as_object_mut).filter(|object| object.contains_key("status")).collect()
}
