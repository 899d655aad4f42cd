//! The consent pages: where a provider would ask the person, and what becomes of the answer.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use url::form_urlencoded;

use super::{
    Sandbox,
    catalog::Connection,
    sign_in::{Consent, SignIn, find},
};
use crate::{ApiError, UpstreamError};

/// The app that asks for access.
const APP_NAME: &str = "Northwind";

/// Only what the pages are made of: no script, one stylesheet, one form that stays here.
const POLICY: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // The address holds the link's secret. A stricter policy would also hide the `Origin` of the form.
    (header::REFERRER_POLICY, "same-origin"),
];

/// The pages, below `/sandbox`.
pub(crate) fn routes() -> Router<Sandbox> {
    Router::new().route("/consent/{token}", get(ask).post(answer)).route("/consent.css", get(stylesheet))
}

async fn stylesheet() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("consent.css"))
}

async fn ask(State(sandbox): State<Sandbox>, Path(token): Path<String>) -> Result<Response, ApiError> {
    let now = sandbox.clock.now();
    let sign_in = sandbox.store.transact(move |tx| SignIn::of_link(tx, &token)).await?;
    Ok(match sign_in {
        Some(sign_in) if sign_in.is_open(now) => {
            let label = sandbox.label(&sign_in).await?;
            page(StatusCode::OK, &consent_page(find(&sign_in.connection_name)?, &sign_in, &label))
        }
        Some(sign_in) => over(sign_in.return_url.as_str()),
        None => over("/"),
    })
}

async fn answer(
    State(sandbox): State<Sandbox>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, ApiError> {
    let now = sandbox.clock.now();
    let form = Form::read(query.as_deref().unwrap_or_default(), &body);
    let gone_to = sandbox
        .store
        .transact(move |tx| {
            let Some(sign_in) = SignIn::of_link(tx, &token)? else { return Ok(Err("/".to_owned())) };
            if !sign_in.is_open(now) {
                return Ok(Err(sign_in.return_url.into()));
            }
            let consent = form.consent(&sign_in)?;
            sign_in.answer(tx, consent, now).map(Ok)
        })
        .await?;
    Ok(match gone_to {
        Ok(url) => (POLICY, Redirect::to(url.as_str())).into_response(),
        Err(back) => over(&back),
    })
}

/// The fields of the form. A test may put them into the query instead, where no `scope` at all means every scope.
struct Form {
    answer: Option<String>,
    scopes: Option<Vec<String>>,
}

impl Form {
    fn read(query: &str, body: &[u8]) -> Self {
        let by_query = body.is_empty();
        let fields = if by_query { query.as_bytes() } else { body };
        let mut form = Self { answer: None, scopes: (!by_query).then(Vec::new) };
        for (name, value) in form_urlencoded::parse(fields) {
            match &*name {
                "answer" => form.answer = Some(value.into_owned()),
                "scope" => form.scopes.get_or_insert_default().push(value.into_owned()),
                _ => {}
            }
        }
        form
    }

    fn consent(self, sign_in: &SignIn) -> Result<Consent, UpstreamError> {
        match self.answer.as_deref() {
            Some("allow") => Ok(Consent::Allow(self.scopes.unwrap_or_else(|| sign_in.scopes.clone()))),
            Some("deny") => Ok(Consent::Deny),
            Some("fail") => Ok(Consent::Fail),
            _ => {
                Err(UpstreamError::Invalid { problem: "`answer` is one of allow, deny and fail".to_owned() })
            }
        }
    }
}

fn page(status: StatusCode, markup: &Markup) -> Response {
    (status, POLICY, Html(markup.0.clone())).into_response()
}

fn over(back: &str) -> Response {
    let body = html! {
        h1 { "This link no longer works" }
        p { "A sign-in link works once and for ten minutes. This visit changed nothing." }
        p { a.button href=(back) { "Back to " (APP_NAME) } }
    };
    page(StatusCode::GONE, &document("This link no longer works", &body))
}

fn consent_page(connection: &Connection, sign_in: &SignIn, label: &str) -> Markup {
    let provider = connection.signs_in_with;
    let body = html! {
        p.provider { span.mark aria-hidden="true" { (provider.chars().take(1).collect::<String>()) } (provider) }
        h1 { (APP_NAME) " wants access to your " (connection.display_name) }
        p.who { "You are signed in as " strong { (label) } }
        form method="post" {
            fieldset {
                legend { "What " (APP_NAME) " may do" }
                @if connection.has_scopes {
                    @for scope in &sign_in.scopes {
                        label {
                            input type="checkbox" name="scope" value=(scope) checked;
                            span { (words(connection, scope)) " " code { (scope) } }
                        }
                    }
                } @else {
                    ul { @for permission in connection.permissions { li { (permission.words) } } }
                }
            }
            p.actions {
                button name="answer" value="deny" { "Cancel" }
                button.primary name="answer" value="allow" { "Allow" }
            }
            details {
                summary { "Test other answers" }
                p { button name="answer" value="fail" { "The provider fails" } " " code { "server_error" } }
            }
        }
        p.note { "This page belongs to the sandbox and stands in for " (provider) ". No real account is touched." }
    };
    document(&format!("Sign in with {provider}"), &body)
}

fn words<'a>(connection: &Connection, scope: &'a str) -> &'a str {
    let known = connection.permissions.iter().find(|permission| permission.scope == scope);
    known.map_or("Another permission", |permission| permission.words)
}

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/sandbox/consent.css";
            }
            body { main { (body) } }
        }
    }
}
