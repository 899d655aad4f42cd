//! Whether the server lives, and whether it can take calls: for whoever starts it and whoever sends it traffic.

use std::{future::ready, sync::Arc, time::Duration};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use futures_util::future::{BoxFuture, FutureExt};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// After how long an answer that nobody waits for any more is given up, and may be asked for again.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(30);

/// How long an answer holds. Anybody may ask, as often as they like, and the work behind it is not theirs to order.
const FRESH_FOR: Duration = Duration::from_secs(1);

/// Asks whether what the server cannot do without is there. The connection service does not count: without it the
/// contract still answers, with errors that the widget explains.
#[derive(Clone)]
pub(super) struct Readiness {
    ask: Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>,
    /// The last answer and when it came. Whoever holds it is the one who asks.
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Readiness {
    pub(super) fn new<F>(is_ready: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self { ask: Arc::new(move || is_ready().boxed()), last: Arc::default() }
    }

    pub(super) fn always() -> Self {
        Self::new(|| ready(true))
    }

    /// The answer, or that of a moment ago. Whoever comes while it is asked for waits for the same.
    async fn now(&self) -> bool {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some((_, is_ready)) = last.filter(|(at, _)| at.elapsed() < FRESH_FOR) {
            return is_ready;
        }
        let answer = (self.ask)();
        // On a task of its own: a caller who hangs up does not end what the store does, so the next must not begin it
        // again.
        let asking = tokio::spawn(async move {
            let is_ready = timeout(GIVEN_UP_AFTER, answer).await.unwrap_or(false);
            *last = Some((Instant::now(), is_ready));
            is_ready
        });
        asking.await.unwrap_or(false)
    }
}

/// `GET /healthz` and `GET /readyz`, for everybody.
pub(super) fn routes(readiness: Readiness) -> Router {
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(is_ready)).with_state(readiness)
}

async fn is_ready(State(readiness): State<Readiness>) -> (StatusCode, &'static str) {
    // Whoever asks gives up before long.
    if timeout(PATIENCE, readiness.now()).await.unwrap_or(false) {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    }
}
