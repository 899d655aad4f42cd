//! Notices that are to be handed over: claimed for a while, so that of several replicas one hands them over, and one
//! that dies leaves them to the others.

use std::{sync::PoisonError, time::Duration};

use jiff::Timestamp;

use super::{EventStore, StoreError, after, database::Transaction, nanoseconds};
use crate::notice::{Draft, Notice};

/// So many are claimed at a time.
const PORTION: i64 = 16;

/// A notice that is ours to hand over until the claim runs out.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    /// Its name.
    pub(crate) notice_id: String,
    /// The notice; `None` where this version cannot read it, for which a newer one may have written it.
    pub(crate) notice: Option<Notice>,
    /// How often it was claimed, this time included.
    pub(crate) attempts: i64,
    /// When it was made.
    pub(crate) made_at: Timestamp,
}

impl EventStore {
    /// Claims what is due, also what cannot be read: until the claim runs out, it is in nobody's way.
    pub(crate) async fn claim(&self, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock.now();
        self.database
            .write(move |tx| {
                let rows = tx.query(
                    "UPDATE connection_doctor_notices SET attempts = attempts + 1, due_at = $1
                     WHERE notice_id IN (
                         SELECT notice_id FROM connection_doctor_notices
                         WHERE state = 'waiting' AND due_at <= $2 ORDER BY due_at LIMIT $3
                     )
                     RETURNING notice_id, notice, attempts, made_at",
                    &[after(now, lease).into(), nanoseconds(now).into(), PORTION.into()],
                )?;
                let claimed = rows.into_iter().map(|mut row| {
                    let notice = row.maybe_text(1).and_then(|notice| serde_json::from_str(&notice).ok());
                    let made_at = Timestamp::from_nanosecond(row.integer(3)?.into());
                    let made_at = made_at.map_err(|_| StoreError::Unreadable)?;
                    Ok(Claimed { notice_id: row.text(0)?, notice, attempts: row.integer(2)?, made_at })
                });
                claimed.collect()
            })
            .await
    }

    /// The notice was taken.
    pub(crate) async fn delivered(&self, claimed: &Claimed) -> Result<(), StoreError> {
        self.end(claimed, "delivered").await
    }

    /// The notice will not be taken.
    pub(crate) async fn give_up(&self, claimed: &Claimed) -> Result<(), StoreError> {
        self.end(claimed, "given_up").await
    }

    /// The notice was not taken, and is due again then.
    pub(crate) async fn put_off(&self, claimed: &Claimed, wait: Duration) -> Result<(), StoreError> {
        let due_at = after(self.clock.now(), wait);
        // Whoever has claimed it since then says itself when it is due.
        let values = [(&claimed.notice_id).into(), claimed.attempts.into(), due_at.into()];
        let update = "UPDATE connection_doctor_notices SET due_at = $3
             WHERE notice_id = $1 AND attempts = $2 AND state = 'waiting'";
        self.database.write(move |tx| tx.execute(update, &values).map(drop)).await
    }

    /// Whether it is the first time that this process hears that it cannot read this notice.
    pub(crate) fn is_news_that_unreadable(&self, claimed: &Claimed) -> bool {
        let mut unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        unreadable.insert(claimed.notice_id.clone())
    }

    async fn end(&self, claimed: &Claimed, state: &'static str) -> Result<(), StoreError> {
        let values = [(&claimed.notice_id).into(), state.into()];
        let update =
            "UPDATE connection_doctor_notices SET state = $2 WHERE notice_id = $1 AND state = 'waiting'";
        self.database.write(move |tx| tx.execute(update, &values).map(drop)).await
    }
}

/// Puts a notice of an incident where it is found when it is due.
pub(super) fn put(
    tx: &mut dyn Transaction,
    incident_id: &str,
    draft: Draft,
    now: Timestamp,
    due_at: i64,
) -> Result<(), StoreError> {
    let notice = draft.into_notice(format!("msg_{:032x}", rand::random::<u128>()));
    let text = serde_json::to_string(&notice).map_err(|_| StoreError::Unreadable)?;
    let values =
        [(&notice.id).into(), incident_id.into(), (&text).into(), nanoseconds(now).into(), due_at.into()];
    tx.execute(
        "INSERT INTO connection_doctor_notices (notice_id, incident_id, notice, state, attempts, made_at, due_at)
         VALUES ($1, $2, $3, 'waiting', 0, $4, $5)",
        &values,
    )?;
    Ok(())
}

/// Takes a notice back that nobody has had yet.
pub(super) fn withdraw(tx: &mut dyn Transaction, incident_id: &str) -> Result<(), StoreError> {
    let update = "UPDATE connection_doctor_notices SET state = 'withdrawn' WHERE incident_id = $1 AND state = 'waiting'";
    tx.execute(update, &[incident_id.into()])?;
    Ok(())
}
