//! The contract as a server of its own, beside an app.
//!
//! It keeps nothing of a person between two calls: the session is in its token, the state of a sign-in in a cookie, and
//! accounts at the connection service. So any number of replicas with one configuration answer for each other; only
//! rates are counted by each for itself, and keys of sessions read by each for itself.

mod connections;
mod health;
mod parts;
mod shutdown;

use std::{any::Any, fmt, future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};

use self::{health::Readiness, shutdown::run_beside};
use crate::{
    answer_headers,
    call_log::{self, CallLog},
    clock::Clock,
    config::Config,
    error::ApiError,
    metrics::Metrics,
    outgoing::NoClient,
    request_id,
    router::{Edge, router},
    same_site,
    session::{self, Sessions},
    upstream::Upstream,
};

pub use self::{parts::PartError, shutdown::run_until};

/// What the server puts its edges around.
#[derive(Clone)]
pub struct Services {
    upstream: Arc<dyn Upstream>,
    clock: Clock,
    metrics: Metrics,
    calls: Router,
    public: Router,
    readiness: Readiness,
    /// Those that are waited for at the end.
    tasks: TaskTracker,
}

impl Services {
    /// The contract over a connection service.
    pub fn new(upstream: Arc<dyn Upstream>) -> Self {
        Self {
            upstream,
            clock: Clock::system(),
            metrics: Metrics::new(),
            calls: Router::new(),
            public: Router::new(),
            readiness: Readiness::always(),
            tasks: TaskTracker::new(),
        }
    }

    /// The same by another clock.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same counting into these metrics, which the connection service and others may count into as well.
    pub fn with_metrics(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
    }

    /// The same with calls beside those of the contract: below its path, by signed-in people, within the limits.
    pub fn with_calls(self, calls: Router) -> Self {
        Self { calls: self.calls.merge(calls), ..self }
    }

    /// The same with routes that know whom to trust by themselves, such as webhooks. Their paths are whole.
    pub fn with_public(self, public: Router) -> Self {
        Self { public: self.public.merge(public), ..self }
    }

    /// The same, ready for calls only while this says so, such as a store that can be written to.
    pub fn with_readiness<F>(self, is_ready: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        Self { readiness: Readiness::new(is_ready), ..self }
    }

    /// The same with a task, which begins now. What tells the server to stop must tell the task as well; it has the
    /// grace of calls that are under way to end.
    fn with_task(self, task: impl Future<Output = ()> + Send + 'static) -> Self {
        self.tasks.spawn(task);
        self
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Services").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not this machine's.
    #[error("{address} cannot be listened on: {error}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// Keys of sessions cannot be asked for.
    #[error(transparent)]
    NoClient(#[from] NoClient),
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    api: TcpListener,
    app: Router,
    metrics: Option<(TcpListener, Router)>,
    grace: Duration,
    tasks: TaskTracker,
}

impl Server {
    /// Takes the addresses of a configuration.
    ///
    /// # Errors
    /// When an address cannot be had, or the machine's certificates cannot be read.
    pub async fn bind(config: &Config, services: Services) -> Result<Self, StartError> {
        let metrics = match config.metrics_listen {
            Some(address) => Some((listen(address).await?, services.metrics.routes())),
            None => None,
        };
        let tasks = services.tasks.clone();
        let app = app(config, services)?;
        Ok(Self { api: listen(config.listen).await?, app, metrics, grace: config.grace, tasks })
    }

    /// Where the API is.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.api.local_addr()
    }

    /// Where the metrics are, if they are anywhere.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics.as_ref().map(|(listener, _)| listener.local_addr()).transpose()
    }

    /// Answers until `stop` ends, and then until the calls and the notices that are under way have ended or their grace
    /// is over. Metrics are told to the end.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        self.tasks.close();
        let api = run_beside(self.tasks.wait(), stop, self.api, self.app, self.grace);
        let Some((listener, routes)) = self.metrics else { return api.await };
        tokio::select! {
            ended = api => ended,
            ended = run_until(pending(), listener, routes, Duration::ZERO) => ended,
        }
    }
}

/// The whole API with its edges, as one router.
///
/// # Errors
/// When the machine's certificates cannot be read.
pub fn app(config: &Config, services: Services) -> Result<Router, NoClient> {
    let Services { upstream, clock, metrics, calls, public, readiness, tasks: _ } = services;
    let sessions = Sessions::new(config.session.clone(), clock.clone())?;
    let edge = Edge {
        public_origins: config.public_origins.clone(),
        allowed_origins: config.allowed_origins.clone(),
        state_key: config.state_key.clone(),
        clock,
    };
    // A session in a cookie comes along when another site's page makes the call.
    let calls = calls.layer(from_fn_with_state(edge.own_pages(), same_site::refuse_cross_site));
    let contract = config.limits.around(router(upstream, &edge).merge(calls));
    let contract = contract.layer(from_fn_with_state(sessions, session::sign_in));
    let log = CallLog::new(metrics, Arc::clone(&config.log_key));
    let app = Router::new()
        .nest(&config.base_path, contract)
        .merge(config.limits.in_time(public))
        .fallback(nothing_here)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(log, call_log::note))
        // Probes come every few seconds and are nobody's calls.
        .merge(health::routes(readiness))
        .layer(from_fn(answer_headers::protect))
        .layer(from_fn(request_id::identify));
    Ok(match config.strict_transport_security {
        Some(age) => app.layer(strict_transport_security(age)),
        None => app,
    })
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })
}

async fn nothing_here() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "there is nothing here")
}

/// The answer where our own code is wrong. What it says is in the log already, by the panic's own hook, and may hold
/// anything.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "the backend failed").into_response()
}

fn strict_transport_security(age: Duration) -> SetResponseHeaderLayer<Option<HeaderValue>> {
    let value = HeaderValue::from_str(&format!("max-age={}", age.as_secs())).ok();
    SetResponseHeaderLayer::overriding(header::STRICT_TRANSPORT_SECURITY, value)
}
