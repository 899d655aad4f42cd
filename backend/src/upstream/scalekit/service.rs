//! Talking to Scalekit: a request in, a typed answer or a [`Refusal`] out.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, RequestBuilder, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{sleep, timeout};
use url::Url;

use super::{
    Settings,
    machine_token::MachineToken,
    object::Object,
    operation::{Backoff, Operation},
    refusal::Refusal,
};
use crate::{
    Metrics,
    outgoing::{self, NoClient},
};

/// The longest answer that is read, in bytes. A tool may read a lot, of which only the execution's id is kept.
const ANSWER_LIMIT: usize = 8 * 1024 * 1024;

/// The service and our standing with it.
pub(super) struct Service {
    http: Client,
    environment: Url,
    token: MachineToken,
    backoff: Backoff,
    metrics: OnceLock<Metrics>,
}

/// A request, without what every request has.
pub(super) struct Request {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Request {
    /// To read. Empty values are left out.
    pub(super) fn get<const N: usize>(path: &str, query: [(&'static str, &str); N]) -> Self {
        let query = query.into_iter().filter(|(_, value)| !value.is_empty());
        let query = query.map(|(name, value)| (name, value.to_owned())).collect();
        Self { method: Method::GET, path: path.to_owned(), query, body: None }
    }

    /// To do something.
    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), query: Vec::new(), body: Some(body) }
    }
}

impl Service {
    pub(super) fn new(settings: Settings) -> Result<Self, NoClient> {
        let environment = Url::from(settings.environment);
        // Each request sets a limit of its own; this one is for what forgets to.
        let http = outgoing::client(environment.scheme() == "http", Operation::ExecuteTool.limit())?;
        let token =
            MachineToken::new(&environment, settings.client_id, settings.client_secret, settings.clock);
        Ok(Self { http, environment, token, backoff: settings.backoff, metrics: OnceLock::new() })
    }

    /// Has its calls counted here, unless they are counted elsewhere already.
    pub(super) fn counted_by(&self, metrics: Metrics) {
        self.metrics.get_or_init(|| metrics);
    }

    /// Makes a call, again where that is safe, within the operation's time limit.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        operation: Operation,
        request: &Request,
    ) -> Result<T, Refusal> {
        let begun = Instant::now();
        let answer = timeout(operation.limit(), self.persist(operation, request)).await;
        let answer = answer.unwrap_or(Err(Refusal::TimedOut));
        let elapsed = begun.elapsed();
        let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let outcome = answer.as_ref().map_or_else(Refusal::name, |_| "ok");
        tracing::info!(operation = operation.name(), outcome, milliseconds, "called the connection service");
        if let Some(metrics) = self.metrics.get() {
            metrics.upstream(operation.name(), outcome, elapsed);
        }
        answer
    }

    async fn persist<T: DeserializeOwned>(
        &self,
        operation: Operation,
        request: &Request,
    ) -> Result<T, Refusal> {
        let mut is_renewed = false;
        let mut attempt = 1;
        loop {
            let refusal = match self.attempt(operation, request, &mut is_renewed).await {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refusal,
            };
            let wait = operation.wait(self.backoff, attempt, &refusal, rand::random());
            let Some(wait) = wait else { return Err(refusal) };
            tracing::debug!(operation = operation.name(), outcome = refusal.name(), attempt, "trying again");
            attempt += 1;
            sleep(wait).await;
        }
    }

    /// One attempt. A machine token that is refused is replaced, once a call.
    async fn attempt<T: DeserializeOwned>(
        &self,
        operation: Operation,
        request: &Request,
        is_renewed: &mut bool,
    ) -> Result<T, Refusal> {
        loop {
            let token = self.token.get(&self.http).await?;
            let answer = answer_to(self.prepare(operation, request)?.bearer_auth(&token)).await;
            match answer {
                Err(Refusal::OwnToken) if !*is_renewed => {
                    self.token.forget(&token).await;
                    *is_renewed = true;
                }
                answer => return answer,
            }
        }
    }

    fn prepare(&self, operation: Operation, request: &Request) -> Result<RequestBuilder, Refusal> {
        let mut url = self.environment.join(&request.path).map_err(|_| Refusal::Failed)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let builder = self.http.request(request.method.clone(), url).timeout(operation.limit());
        Ok(match &request.body {
            Some(body) => builder.json(body),
            None => builder,
        })
    }
}

/// Sends a request and reads the answer.
pub(super) async fn answer_to<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Refusal> {
    let response = request.header(header::ACCEPT, "application/json").send().await.map_err(unsent)?;
    let (status, retry_after) = (response.status(), retry_after(response.headers()));
    let body = outgoing::body_up_to(ANSWER_LIMIT, response).await.map_err(unsent)?;
    let body = body.ok_or(Refusal::Unreadable)?;
    if status.is_success() {
        serde_json::from_slice(&body).map(|Object(answer)| answer).map_err(|_| Refusal::Unreadable)
    } else {
        Err(Refusal::read(status.as_u16(), retry_after, &body))
    }
}

fn unsent(error: reqwest::Error) -> Refusal {
    if error.is_timeout() && !error.is_connect() {
        Refusal::TimedOut
    } else {
        Refusal::Unavailable { was_sent: !error.is_connect() }
    }
}

/// The seconds of a `Retry-After`; its other form, a date, is not worth a clock.
fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    let is_plain = text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then_some(text)?.parse().ok().map(Duration::from_secs)
}
