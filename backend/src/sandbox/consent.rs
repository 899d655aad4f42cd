//! The consent pages: where a provider would ask the person, and what becomes of the answer.

mod form;
mod opener;
mod page;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderName, StatusCode, header},
    middleware::from_fn,
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use maud::Markup;
use url::Url;

use self::form::{Choice, Form};
use super::{
    Sandbox,
    answer::WayBack,
    sign_in::{Link, find},
};
use crate::ApiError;

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
    Router::new()
        .route("/consent/{token}", get(ask).post(answer).layer(from_fn(opener::cut)))
        .route("/consent.css", get(stylesheet))
}

async fn stylesheet() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("consent.css"))
}

async fn ask(State(sandbox): State<Sandbox>, Path(token): Path<String>) -> Result<Response, ApiError> {
    let now = sandbox.clock.now();
    Ok(match sandbox.store.transact(move |tx| Link::of(tx, &token, now)).await? {
        Link::Open(sign_in) => {
            let label = sandbox.label(&sign_in).await?;
            let connection = find(&sign_in.connection_name)?;
            show(StatusCode::OK, page::question(connection, &sign_in, &label))
        }
        Link::Again(url) => go(&url),
        Link::Over(back) => over(back.as_ref()),
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
    let store = sandbox.store.clone();
    let response = store.transact(move |tx| {
        let sign_in = match Link::of(tx, &token, now)? {
            Link::Open(sign_in) => sign_in,
            Link::Again(url) => return Ok(go(&url)),
            Link::Over(back) => return Ok(over(back.as_ref())),
        };
        let connection = find(&sign_in.connection_name)?;
        let gone_to = match form.choice(&sign_in)? {
            Choice::Answer(mut answer) => {
                if sandbox.keeps_refused && answer.consent.error(connection).is_some() {
                    answer.way_back = WayBack::Closed;
                }
                sign_in.answer(tx, answer, now)?
            }
            Choice::Stall => return Ok(show(StatusCode::OK, page::stalled(connection))),
        };
        Ok(gone_to.map_or_else(|| show(StatusCode::OK, page::closed(connection)), |url| go(&url)))
    });
    Ok(response.await?)
}

fn show(status: StatusCode, page: Markup) -> Response {
    (status, POLICY, Html(page.0)).into_response()
}

/// The page of a link that leads to nothing any more.
pub(super) fn over(back: Option<&Url>) -> Response {
    show(StatusCode::GONE, page::over(back.map_or("/", Url::as_str)))
}

/// On to another page.
pub(super) fn go(url: &Url) -> Response {
    (POLICY, Redirect::to(url.as_str())).into_response()
}
