//! The server side of connection-doctor.
//!
//! [`router()`] is the contract between the widget and an app's own backend, as an axum router over an [`Upstream`]:
//! the connection service that holds the accounts. [`Sandbox`] is an upstream without a service behind it, with
//! consent pages and faults of its own, and [`app()`] is the sandbox as a whole server.

pub mod app;
pub mod clock;
pub mod contract;
#[cfg(feature = "fake-scalekit")]
pub mod fake_scalekit;
pub mod history;
pub mod openapi;
pub mod person;
pub mod router;
pub mod sandbox;
pub mod upstream;

mod error;
mod extract;
mod lengths;
mod origin;
mod outgoing;
mod request_id;
mod same_site;
mod site;
mod state;

pub use app::{Settings, app};
pub use clock::Clock;
pub use error::ApiError;
pub use history::History;
pub use origin::Origin;
pub use outgoing::NoClient;
pub use person::Person;
pub use router::{BASE_PATH, Edge, router};
pub use sandbox::{
    Sandbox,
    oidc::{Issuer, OidcProvider},
};
pub use state::{SecretTooShort, StateKey};
pub use upstream::{Upstream, UpstreamError};
