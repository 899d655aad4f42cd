//! Webhooks of the connection service: what it tells by itself.
//!
//! A delivery is answered with 204 only when what it told is on the disk, so the service sends again whatever was not
//! kept, and what comes twice counts once.

mod event;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    middleware::from_fn,
    routing::post,
};

pub(crate) use self::event::{AccountEvent, EventType, TOLD_BY_WEBHOOKS};
use crate::{
    Clock,
    error::ApiError,
    metrics::{Metrics, WebhookOutcome},
    notice::Notices,
    request_id,
    router::{no_store, wrong_method},
    signature::{Secret, verify},
    store::{EventStore, Received},
};

/// The largest body of a delivery, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// What receives webhooks.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// The secrets that deliveries may be signed with; two while one takes the place of the other.
    pub secrets: Vec<Secret>,
    /// Where what they tell is kept.
    pub store: EventStore,
    /// How people are told; `None` where the host does not tell them.
    pub notices: Option<Notices>,
    /// What deliveries must be from about now by.
    pub clock: Clock,
    /// Where they are counted.
    pub metrics: Metrics,
}

/// One call, `POST /`, for the connection service. It needs no [`Person`](crate::Person): the signature says who speaks.
pub fn webhooks(settings: WebhookSettings) -> Router {
    Router::new()
        .route("/", post(receive))
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::new(settings))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(no_store())
        .layer(from_fn(request_id::identify))
}

async fn receive(
    State(settings): State<Arc<WebhookSettings>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let outcome = keep(&settings, &headers, body).await;
    match &outcome {
        Ok(outcome) => settings.metrics.webhook(*outcome),
        // What could not be kept comes again, and is counted then.
        Err(error) if error.is_of_caller() => settings.metrics.webhook(WebhookOutcome::Refused),
        Err(_) => {}
    }
    outcome.map(|_| StatusCode::NO_CONTENT)
}

/// Keeps what a delivery tells, if it is one and of use here.
async fn keep(
    settings: &WebhookSettings,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<WebhookOutcome, ApiError> {
    let body = body.map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))?;
    let webhook_id = verify(&settings.secrets, headers, &body, settings.clock.now())
        .map_err(|error| ApiError::new(StatusCode::UNAUTHORIZED, error.to_string()))?;
    let Some(event) =
        event::read(&body).map_err(|problem| ApiError::new(StatusCode::BAD_REQUEST, problem))?
    else {
        // The service may tell more than it did when this was written.
        return Ok(WebhookOutcome::Ignored);
    };
    let draft = match &settings.notices {
        Some(notices) => notices.draft(&event).await,
        None => None,
    };
    Ok(match settings.store.receive(webhook_id, event, draft).await? {
        Received::New => WebhookOutcome::Accepted,
        Received::Again => WebhookOutcome::Duplicate,
    })
}
