//! What happened to accounts, as far as the backend was told.

use async_trait::async_trait;

use crate::{contract::Event, person::Person, upstream::UpstreamError};

/// Where events are kept, and found again for the widget's history.
#[async_trait]
pub trait History: Send + Sync + 'static {
    /// Keeps something that happened to one of the person's accounts.
    async fn note(&self, person: &Person, account_id: &str, event: Event) -> Result<(), UpstreamError>;

    /// What happened to one of the person's accounts, newest first, as far back as anybody reads.
    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>, UpstreamError>;
}

/// Nothing is kept, and the widget shows no history.
#[derive(Clone, Copy, Debug)]
pub struct NoHistory;

#[async_trait]
impl History for NoHistory {
    async fn note(&self, _: &Person, _: &str, _: Event) -> Result<(), UpstreamError> {
        Ok(())
    }

    async fn events(&self, _: &Person, _: &str) -> Result<Vec<Event>, UpstreamError> {
        Err(UpstreamError::NotFound { what: "a history" })
    }
}
