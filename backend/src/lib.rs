//! The server side of connection-doctor.
//!
//! [`router()`] is the contract between the widget and an app's own backend, as an axum router over an [`Upstream`]:
//! the connection service that holds the accounts. [`Sandbox`] is an upstream without a service behind it, with
//! consent pages and faults of its own, and [`app()`] is the sandbox as a whole server. [`Server`] is the contract as a
//! server of its own beside an app, with a [`Config`], sessions, limits, a log and metrics.
//!
//! What the service tells by itself comes to [`webhooks()`] and is kept in an [`EventStore`], which is the [`History`] of
//! accounts. From there [`updates()`] tells open widgets what has changed, and [`deliver_notices()`] hands the host ready
//! messages for people whose account has stopped working.

pub mod app;
pub mod clock;
pub mod config;
pub mod contract;
#[cfg(feature = "fake-scalekit")]
pub mod fake_scalekit;
pub mod history;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod notice;
pub mod openapi;
pub mod person;
pub mod router;
pub mod sandbox;
pub mod serve;
pub mod session;
pub mod signature;
pub mod store;
pub mod upstream;
pub mod webhook;

mod answer_headers;
mod call_log;
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
pub use config::Config;
pub use error::ApiError;
pub use history::History;
pub use limits::Limits;
pub use live::{Live, updates};
pub use metrics::Metrics;
pub use notice::{Deliver, Notice, Notices, PostToHost, deliver_notices};
pub use origin::Origin;
pub use outgoing::NoClient;
pub use person::Person;
pub use router::{BASE_PATH, Edge, router};
pub use sandbox::{
    Sandbox,
    oidc::{Issuer, OidcProvider},
};
pub use serve::{Server, Services};
pub use signature::Secret;
pub use state::{SecretTooShort, StateKey};
pub use store::{EventStore, Retention, StoreError};
pub use upstream::{Upstream, UpstreamError};
pub use webhook::{WebhookSettings, webhooks};
