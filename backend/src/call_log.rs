//! One line in the log and one more in the metrics for each call: which route, how it ended, how long it took, whose
//! it was. Never the address as it was sent, which may hold a state or an id, and never a header or a body.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::Sha256;
use tokio::time::Instant;

use crate::{metrics::Metrics, person::Person};

/// What stands in the place of a route that is none of ours.
const NO_ROUTE: &str = "unmatched";

/// What stands in the place of a status where nobody waited for one, as nginx has it.
const HUNG_UP: u16 = 499;

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
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut call = Call { log, method, route, began: Instant::now(), ended: None };
    let response = next.run(request).await;
    call.ended = Some((response.status(), response.extensions().get::<Person>().cloned()));
    response
}

/// A call that is noted when it is over, also when whoever made it hung up.
struct Call {
    log: CallLog,
    method: &'static str,
    route: Option<MatchedPath>,
    began: Instant,
    ended: Option<(StatusCode, Option<Person>)>,
}

impl Drop for Call {
    fn drop(&mut self) {
        let (status, person) =
            self.ended.take().map_or((HUNG_UP, None), |(status, person)| (status.as_u16(), person));
        let (method, elapsed) = (self.method, self.began.elapsed());
        let route = self.route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
        self.log.metrics.call(method, route, status, elapsed);
        let person = person.and_then(|person| self.log.word_for(&person));
        let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(method, route, status, milliseconds, person, "call");
    }
}

/// A method by its name, if the API could have it: a caller may make up others.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
