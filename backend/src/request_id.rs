//! A name for each call, by which a report to support and the log find each other.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

/// The header that carries the id, in requests and in answers.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over, in bytes.
const MAX_LENGTH: usize = 128;

/// Marks a request that has its id already, so that a layer further in does not give another.
#[derive(Clone, Copy)]
struct Identified;

/// Middleware that gives a call an id, or keeps the well-formed one that a proxy gave it, and answers with it.
pub(crate) async fn identify(mut request: Request, next: Next) -> Response {
    if request.extensions_mut().insert(Identified).is_some() {
        return next.run(request).await;
    }
    let brought = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let id = brought.filter(|id| is_well_formed(id)).map_or_else(random, str::to_owned);
    let span = tracing::error_span!("call", request_id = id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn random() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Whether an id is a word that can be logged, read out and pasted without harm.
fn is_well_formed(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !id.is_empty() && id.len() <= MAX_LENGTH && id.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn what_is_logged_during_a_call_names_it_once() {
        let log = Log::default();
        let writer = log.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let fails = get(async || tracing::error!("a call failed"));
        let app = Router::new().route("/", fails).layer(from_fn(identify)).layer(from_fn(identify));
        let request = Request::get("/").header(REQUEST_ID, "req-1").body(Body::empty()).unwrap();
        app.oneshot(request).await.unwrap();
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.matches("req-1").count(), 1, "{text}");
        assert!(text.contains("a call failed"), "{text}");
    }

    #[test]
    fn takes_only_a_short_word_as_an_id() {
        for id in ["b2f7c1e0-52c9-4c8e-9d0c-6f1f3a7e2b11", "req_1.2", &random(), &"x".repeat(MAX_LENGTH)] {
            assert!(is_well_formed(id), "{id}");
        }
        for id in ["", "two words", "<b>", "a\tb", "a;b", "ü", &"x".repeat(MAX_LENGTH + 1)] {
            assert!(!is_well_formed(id), "{id}");
        }
    }
}
