//! One line in the log and one more in the metrics for each call: which route, how it ended, how long it took, whose
//! it was. Never the address as it was sent, which may hold a state or an id, and never a header or a body.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::Sha256;
use tokio::time::Instant;

use crate::{
    metrics::{Metrics, known_method},
    person::Person,
};

/// What stands in the place of a route that is none of ours.
const NO_ROUTE: &str = "unmatched";

/// Where calls are noted.
#[derive(Clone)]
pub(crate) struct CallLog {
    metrics: Metrics,
    key: Arc<SecretSlice<u8>>,
}

impl CallLog {
    /// A log that counts into these metrics. Whoever has the key can tell whose a line is, and nobody else.
    pub(crate) fn new(metrics: Metrics, key: Arc<SecretSlice<u8>>) -> Self {
        Self { metrics, key }
    }

    /// A short word for a person, the same for the same person on every replica.
    fn word_for(&self, person: &Person) -> Option<String> {
        let mut digest = Hmac::<Sha256>::new_from_slice(self.key.expose_secret()).ok()?;
        // The key has other uses.
        digest.update(b"person in the log\0");
        digest.update(person.id().as_bytes());
        Some(digest.finalize().into_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Middleware that notes each call. The person is the one that the session left in the answer.
pub(crate) async fn note(State(log): State<CallLog>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let (elapsed, status) = (began.elapsed(), response.status());
    let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    log.metrics.call(&method, route, status, elapsed);
    let person = response.extensions().get::<Person>().and_then(|person| log.word_for(person));
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let (method, status) = (known_method(&method), status.as_u16());
    tracing::info!(method, route, status, milliseconds, person, "call");
    response
}
