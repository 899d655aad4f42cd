//! Answers whose bodies are wrong.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::stream::{self, StreamExt};
use serde_json::{Map, Value, json};

use crate::UpstreamError;

/// How much a huge body is padded by, in bytes.
const PADDING: usize = 5 * 1024 * 1024;

/// How long the first half of a body gets to leave before the connection breaks.
const CUT_DELAY: Duration = Duration::from_millis(50);

/// The same answer up to its middle, where the connection breaks.
pub(super) async fn cut(response: Response) -> Result<Response, UpstreamError> {
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
pub(super) async fn rewrite(
    response: Response,
    change: impl FnOnce(&mut Value),
) -> Result<Response, UpstreamError> {
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

pub(super) fn pad(answer: &mut Value) {
    if let Value::Object(fields) = answer {
        fields.insert("padding".to_owned(), Value::String("x".repeat(PADDING)));
    }
}

pub(super) fn hide_statuses(answer: &mut Value) {
    for account in accounts_in(answer) {
        account.insert("status".to_owned(), json!("SUSPENDED"));
    }
}

pub(super) fn leak_credentials(answer: &mut Value) {
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
