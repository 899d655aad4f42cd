//! The whole server, asked as a browser asks it.

mod choices;
mod consent;
mod contract;
mod control;
mod dead_token;
mod faults;
mod oidc;
mod openapi;
mod provider;
mod request_id;
mod same_site;
mod site;
mod support;
#[path = "../serve/upstream.rs"]
#[expect(dead_code, reason = "here nobody waits for it")]
mod upstream;
mod verify;

use connection_doctor_backend::app;
