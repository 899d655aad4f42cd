//! The stand-alone server: its sessions, limits, headers, log, metrics, configuration and end.

#[path = "../api/captured.rs"]
mod captured;
mod config;
mod connections;
mod headers;
mod health;
mod host;
mod jwks;
mod keys;
mod limits;
mod log;
mod metrics;
mod origins;
mod replicas;
mod session;
mod shutdown;
#[path = "../api/support.rs"]
#[expect(dead_code, reason = "here it is not the sandbox that is asked")]
mod support;
mod upstream;
mod world;

use connection_doctor_backend::app;
