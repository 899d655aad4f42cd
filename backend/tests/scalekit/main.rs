//! Scalekit's client against a fake of the service, and the whole contract over both.

#[path = "../api/choices.rs"]
mod choices;
mod client;
#[path = "../api/contract.rs"]
mod contract;
#[path = "../api/dead_token.rs"]
mod dead_token;
mod documented;
mod failures;
#[path = "../api/faults.rs"]
mod faults;
mod honesty;
#[path = "../api/oidc.rs"]
mod oidc;
#[path = "../api/provider.rs"]
mod provider;
mod quirks;
#[cfg(unix)]
mod replicas;
#[path = "../api/same_site.rs"]
mod same_site;
mod scripted;
#[path = "../api/support.rs"]
mod support;
#[path = "../api/verify.rs"]
mod verify;

use axum::Router;
use connection_doctor_backend::{Sandbox, Settings, fake_scalekit};

/// The sandbox's server, with Scalekit between the contract and the sandbox.
fn app(sandbox: &Sandbox, settings: &Settings) -> Router {
    fake_scalekit::app(sandbox, settings).expect("a fake service on this machine")
}
