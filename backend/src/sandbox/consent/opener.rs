//! Cutting the tie between a consent page and the window that opened it.

use axum::{
    extract::{RawQuery, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use url::form_urlencoded;

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Middleware: with `coop=1` in the query, the answer has the policy with which some providers make `window.opener`
/// and the opener's handle useless. The query stays with the page's form, so that what follows an answer has it too.
pub(super) async fn cut(RawQuery(query): RawQuery, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let query = query.unwrap_or_default();
    if form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "coop" && value == "1") {
        response.headers_mut().insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    }
    response
}
