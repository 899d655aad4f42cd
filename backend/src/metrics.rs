//! What happened how often and how long it took, for Prometheus.
//!
//! No label has a value that a caller can choose: routes are those of the router, methods and outcomes are known words.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        prometheus_text::{self, CONTENT_TYPE},
    },
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::Registry,
};

/// Upper ends of the buckets for latency, in seconds. The last ones are the time limits.
const BUCKETS: [f64; 13] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 65.0];

type Latencies<L> = Family<L, Histogram, fn() -> Histogram>;

/// The server's metrics; a clone counts into the same.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    calls: Family<Call, Counter>,
    call_seconds: Latencies<Route>,
    upstream_calls: Family<Operation, Counter>,
    upstream_seconds: Latencies<Operation>,
    webhooks: Family<Outcome, Counter>,
    notices: Family<Outcome, Counter>,
    live_connections: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// What became of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// It was new and is kept.
    Accepted,
    /// It had come before.
    Duplicate,
    /// It tells of something that is not kept here.
    Ignored,
    /// Its signature, its age or its body was not good.
    Refused,
}

/// What became of a notice to the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// The host took it.
    Delivered,
    /// The host did not take it; it is tried again.
    Failed,
}

/// A live connection that is open, and counted until this is dropped.
#[derive(Debug)]
pub struct LiveConnection(Gauge);

impl Metrics {
    /// Metrics that begin at nothing.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("connection_doctor");
        let latencies = || -> Histogram { Histogram::new(BUCKETS) };
        let calls = Family::<Call, Counter>::default();
        registry.register("calls", "Calls of the API", calls.clone());
        let call_seconds = Latencies::<Route>::new_with_constructor(latencies);
        registry.register("call_seconds", "Time until the API answered", call_seconds.clone());
        let upstream_calls = Family::<Operation, Counter>::default();
        registry.register("upstream_calls", "Calls of the connection service", upstream_calls.clone());
        let upstream_seconds = Latencies::<Operation>::new_with_constructor(latencies);
        let help = "Time until the connection service answered";
        registry.register("upstream_call_seconds", help, upstream_seconds.clone());
        let webhooks = Family::<Outcome, Counter>::default();
        registry.register("webhooks", "Webhooks by what became of them", webhooks.clone());
        let notices = Family::<Outcome, Counter>::default();
        registry.register("notices", "Notices to the host by what became of them", notices.clone());
        let live_connections = Gauge::default();
        registry.register("live_connections", "Pages that wait for updates", live_connections.clone());
        let build = Info::new(Build { version: env!("CARGO_PKG_VERSION") });
        registry.register("build", "The running version", build);
        Self(Arc::new(Inner {
            registry,
            calls,
            call_seconds,
            upstream_calls,
            upstream_seconds,
            webhooks,
            notices,
            live_connections,
        }))
    }

    /// Counts a call of the API. The route is a router's own, such as `/v1/connect/accounts/{account_id}`.
    pub fn call(&self, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        let route = route.to_owned();
        let call = Call { method, route: route.clone(), status };
        self.0.calls.get_or_create(&call).inc();
        self.0.call_seconds.get_or_create(&Route { method, route }).observe(elapsed.as_secs_f64());
    }

    /// Counts a call of the connection service, such as `list` that ended `ok` or `timed_out`.
    pub fn upstream(&self, operation: &'static str, outcome: &'static str, elapsed: Duration) {
        let operation = Operation { operation, outcome };
        self.0.upstream_calls.get_or_create(&operation).inc();
        self.0.upstream_seconds.get_or_create(&operation).observe(elapsed.as_secs_f64());
    }

    /// Counts a webhook.
    pub fn webhook(&self, outcome: WebhookOutcome) {
        let outcome = match outcome {
            WebhookOutcome::Accepted => "accepted",
            WebhookOutcome::Duplicate => "duplicate",
            WebhookOutcome::Ignored => "ignored",
            WebhookOutcome::Refused => "refused",
        };
        self.0.webhooks.get_or_create(&Outcome { outcome }).inc();
    }

    /// Counts an attempt to deliver a notice.
    pub fn notice(&self, outcome: NoticeOutcome) {
        let outcome = match outcome {
            NoticeOutcome::Delivered => "delivered",
            NoticeOutcome::Failed => "failed",
        };
        self.0.notices.get_or_create(&Outcome { outcome }).inc();
    }

    /// Counts a live connection for as long as what this gives is kept.
    pub fn live_connection(&self) -> LiveConnection {
        self.0.live_connections.inc();
        LiveConnection(self.0.live_connections.clone())
    }

    /// All of it in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Only a writer can fail, and a text does not.
        let _ = prometheus_text::encode(&mut text, &self.0.registry);
        text
    }

    /// `GET /metrics`, for a listener that the public does not reach.
    pub fn routes(&self) -> Router {
        Router::new().route("/metrics", get(scrape)).with_state(self.clone())
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for LiveConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}

async fn scrape(State(metrics): State<Metrics>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics.text())
}
