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
mod verify;

use connection_doctor_backend::app;
