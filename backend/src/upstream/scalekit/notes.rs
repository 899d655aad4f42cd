//! What is told to the app's history of what was done.

use std::sync::Arc;

use crate::{Clock, History, Person, UpstreamError, contract::Event};

/// Where deeds are noted.
#[derive(Clone)]
pub(super) struct Notes {
    history: Arc<dyn History>,
    clock: Clock,
}

impl Notes {
    pub(super) fn new(history: Arc<dyn History>, clock: Clock) -> Self {
        Self { history, clock }
    }

    /// What is known of an account.
    pub(super) async fn events(&self, person: &Person, id: &str) -> Result<Vec<Event>, UpstreamError> {
        self.history.events(person, id).await
    }

    /// Notes a deed, unless the history is told of it by a webhook. A history that cannot be written ends nothing else.
    pub(super) async fn add(
        &self,
        person: &Person,
        id: &str,
        kind: &str,
        outcome: Result<&str, (&str, &str)>,
    ) {
        let (outcome, execution_id, code) = match outcome {
            Ok(execution_id) => ("succeeded", execution_id, ""),
            Err((execution_id, code)) => ("failed", execution_id, code),
        };
        let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let event = Event {
            at: self.clock.now(),
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            code: told(code),
            execution_id: told(execution_id),
        };
        if let Err(error) = self.history.note(person, id, event).await {
            tracing::error!(%error, kind, "the history could not be written");
        }
    }
}
