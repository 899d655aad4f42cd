//! Incidents: from the moment an account stops working until it works again, once for its person.

use std::time::Duration;

use jiff::Timestamp;

use super::{StoreError, database::Transaction, nanoseconds, outbox};
use crate::{notice::Draft, webhook::AccountEvent};

/// So long nobody is told that access was taken away: it may be the person who is just doing it.
pub(super) const REVOKED_GRACE: Duration = Duration::from_secs(30);

/// Opens an incident with its notice, unless one is open.
pub(super) fn open(
    tx: &mut dyn Transaction,
    event: &AccountEvent,
    draft: Option<Draft>,
    now: Timestamp,
    due_at: i64,
) -> Result<(), StoreError> {
    let incident_id = format!("inc_{:032x}", rand::random::<u128>());
    let values = [
        (&incident_id).into(),
        (&event.person).into(),
        (&event.account_id).into(),
        event.status.word().into(),
        nanoseconds(now).into(),
    ];
    // The index of open incidents has room for one.
    let opened = tx.execute(
        "INSERT INTO connection_doctor_incidents (incident_id, person, account_id, status, opened_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING",
        &values,
    )?;
    match draft {
        Some(draft) if opened > 0 => outbox::put(tx, &incident_id, draft, now, due_at),
        _ => Ok(()),
    }
}

/// Closes the account's incident, if one is open. A notice that nobody has had yet is not sent any more.
pub(super) fn close(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [person.into(), account_id.into(), nanoseconds(now).into()];
    let closed = tx.query(
        "UPDATE connection_doctor_incidents SET closed_at = $3
         WHERE person = $1 AND account_id = $2 AND closed_at = 0 RETURNING incident_id",
        &values,
    )?;
    for mut row in closed {
        outbox::withdraw(tx, &row.text(0)?)?;
    }
    Ok(())
}
