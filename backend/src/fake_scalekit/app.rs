//! The sandbox's server with Scalekit's client between the contract and the sandbox.

use std::{error::Error, net::TcpListener, sync::Arc};

use axum::Router;
use secrecy::SecretString;

use super::{CLIENT, FakeScalekit, ids::SandboxIds, knowledge::Knowledge};
use crate::{
    Sandbox, Settings, Upstream,
    app::app_over,
    upstream::scalekit::{self, Backoff, Scalekit},
};

/// The same server as [`crate::app()`], but that each call of the contract goes through [`Scalekit`] to a fake service of
/// its own, which listens on this machine and ends with the runtime.
///
/// # Errors
/// When there is nothing to listen on or to call with.
///
/// # Panics
/// Outside a tokio runtime.
pub fn app(sandbox: &Sandbox, settings: &Settings) -> Result<Router, Box<dyn Error>> {
    let scalekit = upstream(&FakeScalekit::over(sandbox), Backoff::default())?;
    Ok(app_over(Arc::new(SandboxIds(scalekit)), sandbox, settings))
}

/// [`Scalekit`] with this fake for its service, for an app that has the sandbox's connections.
///
/// # Errors
/// When there is nothing to listen on or to call with.
///
/// # Panics
/// Outside a tokio runtime.
pub fn upstream(fake: &FakeScalekit, backoff: Backoff) -> Result<impl Upstream + use<>, Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let environment = format!("http://{}", listener.local_addr()?).parse()?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let routes = fake.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let (client_id, client_secret) = CLIENT;
    let settings = scalekit::Settings {
        environment,
        client_id: client_id.to_owned(),
        client_secret: SecretString::from(client_secret),
        backoff,
        clock: fake.sandbox.clock(),
    };
    let knowledge = Arc::new(Knowledge(fake.sandbox.clone()));
    Ok(Scalekit::new(settings, knowledge.clone(), knowledge)?)
}
