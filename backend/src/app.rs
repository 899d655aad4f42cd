//! The sandbox as a whole server.

use std::{path::PathBuf, sync::Arc};

use axum::{Router, middleware::from_fn, routing::get};

use crate::{
    live::{Live, updates},
    origin::Origin,
    person::sandbox_session,
    router::{BASE_PATH, Edge, router},
    sandbox::Sandbox,
    site::site,
    state::StateKey,
    upstream::Upstream,
};

/// What a server may be told beyond its sandbox.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// A directory of files to serve beside the API.
    pub site: Option<PathBuf>,
    /// Origins beside the server's own whose pages may make state-changing calls.
    pub allowed_origins: Vec<Origin>,
    /// What tells open widgets of changes, if anything does.
    pub live: Option<Live>,
}

/// The contract at [`BASE_PATH`], the sandbox's pages and controls at `/sandbox`, `/healthz`, and the site if there is
/// one.
pub fn app(sandbox: &Sandbox, settings: &Settings) -> Router {
    app_over(Arc::new(sandbox.clone()), sandbox, settings)
}

/// The same with the contract over another upstream than the sandbox itself.
pub(crate) fn app_over(upstream: Arc<dyn Upstream>, sandbox: &Sandbox, settings: &Settings) -> Router {
    // Whoever is signing in while the sandbox is stopped begins again.
    let edge = Edge::of_sandbox(StateKey::random(), sandbox.clock());
    let edge = Edge { allowed_origins: settings.allowed_origins.clone(), ..edge };
    let mut contract = router(upstream, &edge);
    if let Some(live) = &settings.live {
        contract = contract.merge(updates(live.clone()));
    }
    let mut app = Router::new()
        .nest(BASE_PATH, sandbox.with_faults(contract))
        .merge(sandbox.routes(&settings.allowed_origins));
    if let Some(directory) = &settings.site {
        app = app.fallback_service(site(directory));
    }
    app.layer(from_fn(sandbox_session)).route("/healthz", get(async || "ok"))
}
