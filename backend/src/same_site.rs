//! Refuses calls that change something when another site's page makes them.
//!
//! `Sec-Fetch-Site` (W3C Fetch Metadata) cannot be set by a page, so it decides where a browser sends it. Elsewhere
//! the `Origin` must be the server's own or one that is allowed by name. A request with neither does not come from a
//! page.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{error::ApiError, origin::Origin};

/// Origins beside the server's own whose pages may change things, such as a development server's.
pub(crate) type AllowedOrigins = Arc<[Origin]>;

/// Middleware that refuses a state-changing request from another site with a 403.
pub(crate) async fn refuse_cross_site(
    State(allowed): State<AllowedOrigins>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || comes_from_own_site(request.headers(), &allowed) {
        next.run(request).await
    } else {
        ApiError::new(StatusCode::FORBIDDEN, "the call came from another site").into_response()
    }
}

/// Middleware that lets a `POST` pass only as `application/json`, with or without a body. A form cannot send that, and
/// a script of another origin only after asking first.
pub(crate) async fn require_json(request: Request, next: Next) -> Response {
    if request.method() != Method::POST || is_json(request.headers()) {
        next.run(request).await
    } else {
        let message = "the call needs `Content-Type: application/json`";
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).into_response()
    }
}

fn comes_from_own_site(headers: &HeaderMap, allowed: &[Origin]) -> bool {
    let origin = headers.get(header::ORIGIN);
    let parsed = origin.and_then(|origin| origin.to_str().ok()?.parse::<Origin>().ok());
    if parsed.as_ref().is_some_and(|origin| allowed.contains(origin)) {
        return true;
    }
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin" || site == "none",
        None => origin.is_none() || parsed.is_some_and(|origin| origin.is_host_of(headers)),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn tells_own_pages_from_others() {
        let allowed = ["http://localhost:8080".parse().unwrap()];
        let own: &[&[(&str, &str)]] = &[
            &[],
            &[("sec-fetch-site", "same-origin"), ("origin", "http://any.example")],
            &[("sec-fetch-site", "none")],
            &[("host", "app.example"), ("origin", "https://app.example")],
            &[("host", "127.0.0.1:8787"), ("origin", "http://127.0.0.1:8787")],
            &[("host", "127.0.0.1:8787"), ("origin", "http://localhost:8080")],
            &[("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")],
        ];
        for pairs in own {
            assert!(comes_from_own_site(&headers(pairs), &allowed), "{pairs:?}");
        }
        let foreign: &[&[(&str, &str)]] = &[
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("host", "app.example"), ("origin", "https://app.example")],
            &[("host", "app.example"), ("origin", "https://evil.example")],
            &[("host", "127.0.0.1:8787"), ("origin", "http://127.0.0.1:9999")],
            &[("host", "app.example"), ("origin", "null")],
            &[("origin", "https://app.example")],
        ];
        for pairs in foreign {
            assert!(!comes_from_own_site(&headers(pairs), &allowed), "{pairs:?}");
        }
    }

    #[test]
    fn knows_json_by_its_essence() {
        for (content_type, json) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("application/jsonx", false),
        ] {
            assert_eq!(is_json(&headers(&[("content-type", content_type)])), json, "{content_type}");
        }
        assert!(!is_json(&headers(&[])));
    }
}
