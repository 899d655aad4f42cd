//! Whether the server lives, and whether it can take calls: for whoever starts it and whoever sends it traffic.

use std::{future::ready, sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use futures_util::future::{BoxFuture, FutureExt};
use tokio::time::timeout;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks whether what the server cannot do without is there. The connection service does not count: without it the
/// contract still answers, with errors that the widget explains.
#[derive(Clone)]
pub(super) struct Readiness(Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>);

impl Readiness {
    pub(super) fn new<F>(is_ready: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self(Arc::new(move || is_ready().boxed()))
    }

    pub(super) fn always() -> Self {
        Self::new(|| ready(true))
    }
}

/// `GET /healthz` and `GET /readyz`, for everybody.
pub(super) fn routes(readiness: Readiness) -> Router {
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(is_ready)).with_state(readiness)
}

async fn is_ready(State(readiness): State<Readiness>) -> (StatusCode, &'static str) {
    // Whoever asks gives up before long.
    if timeout(PATIENCE, (readiness.0)()).await.unwrap_or(false) {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    }
}
