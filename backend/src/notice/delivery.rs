//! Hands notices over, at least once each, until they are taken or too old.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use super::Notice;
use crate::store::{Claimed, EventStore, StoreError};

/// How long one attempt may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// How long a claim holds, longer than an attempt takes; after that another replica may try.
const LEASE: Duration = Duration::from_secs(60);

/// How often one looks what is due when nobody says that something is.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What is waited after each attempt; after the last of these it goes on like that.
const WAITS: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
];

/// A notice that nobody has taken for so long is no news any more.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(3 * 24);

/// Whoever takes notices: sends them by e-mail, or shows them in the app.
#[async_trait]
pub trait Deliver: Send + Sync + 'static {
    /// Takes a notice. The same one may come again, under the same id, where it was not seen that it was taken.
    ///
    /// # Errors
    /// When it was not taken; it comes again later, for three days. So it does after a panic.
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered>;
}

/// Why a notice was not taken, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotDelivered(pub String);

/// Hands over what is due until it is told to stop; to be spawned, in as many replicas as there are.
///
/// It ends when what is under way then is, after half a minute at most. A process that does not wait for that leaves
/// those notices to be handed over again a minute later, perhaps a second time.
pub async fn deliver_notices(store: EventStore, deliver: Arc<dyn Deliver>, stop: CancellationToken) {
    let mut kept = store.watch();
    loop {
        // What is under way when it is told to stop is finished first.
        let more = match deliver_due(&store, &*deliver).await {
            Ok(claimed) => claimed > 0,
            Err(error) => {
                tracing::error!(%error, "notices cannot be read");
                false
            }
        };
        if stop.is_cancelled() {
            return;
        }
        if !more {
            tokio::select! {
                () = stop.cancelled() => return,
                // The store outlives this, so there is always somebody who may say it.
                _ = kept.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }
}

/// Hands over what is due now, once; how many notices that were, with those that this version cannot read. These stay
/// where they are, and are looked at again a minute later: a version that can read them may have come.
///
/// # Errors
/// When the store cannot be used. What was claimed by then is due again a minute later.
pub async fn deliver_due(store: &EventStore, deliver: &dyn Deliver) -> Result<usize, StoreError> {
    let claimed = store.claim(LEASE).await?;
    let mut attempts: FuturesUnordered<_> =
        claimed.iter().map(|claimed| attempt(store, deliver, claimed)).collect();
    // What is under way ends also where the store has failed another: broken off, it would come twice.
    let mut all = Ok(());
    while let Some(ended) = attempts.next().await {
        all = all.and(ended);
    }
    all.map(|()| claimed.len())
}

async fn attempt(store: &EventStore, deliver: &dyn Deliver, claimed: &Claimed) -> Result<(), StoreError> {
    let notice_id = &claimed.notice_id;
    let Some(notice) = &claimed.notice else {
        if store.is_news_that_unreadable(claimed) {
            tracing::error!(notice_id, "a notice cannot be read, and waits for a version that can");
        }
        return Ok(());
    };
    // A host's mistake with one notice must not end what hands over all the others. What it left half done is its own.
    let taking = AssertUnwindSafe(deliver.deliver(notice)).catch_unwind();
    let error = match tokio::time::timeout(TIME_LIMIT, taking).await {
        Ok(Ok(Ok(()))) => return store.delivered(claimed).await,
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "it panicked".to_owned(),
        Err(_) => "it took too long".to_owned(),
    };
    let age = store.clock().now().duration_since(claimed.made_at);
    if age.unsigned_abs() >= GIVEN_UP_AFTER {
        tracing::error!(notice_id, error, "a notice was given up");
        return store.give_up(claimed).await;
    }
    tracing::warn!(notice_id, error, "a notice was not taken, and is tried again");
    store.put_off(claimed, wait_after(claimed.attempts)).await
}

fn wait_after(attempts: i64) -> Duration {
    let place = usize::try_from(attempts - 1).unwrap_or_default();
    WAITS[place.min(WAITS.len() - 1)]
}
