//! What a webhook changes, all of it in one transaction.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    StoreError, after, before,
    database::{Transaction, Value},
    incident::{self, Turn},
    insert_event, nanoseconds,
};
use crate::{
    contract::Status,
    notice::Draft,
    webhook::{AccountEvent, EventType},
};

/// A call of ours and what the service says of it are no further apart than this.
const SAME_DEED: Duration = Duration::from_secs(120);

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// It was kept now.
    New,
    /// It had been kept before.
    Again,
}

/// Keeps a delivery, if it has not come before: its place in the history, the account's status, and what it means for
/// the account's incident and its notice.
pub(super) fn receive(
    tx: &mut dyn Transaction,
    webhook_id: &str,
    event: &AccountEvent,
    draft: Option<Draft>,
    now: Timestamp,
) -> Result<Received, StoreError> {
    let delivery = [webhook_id.into(), nanoseconds(now).into()];
    let insert = "INSERT INTO connection_doctor_deliveries (webhook_id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    if tx.execute(insert, &delivery)? == 0 {
        return Ok(Received::Again);
    }
    let AccountEvent { person, account_id, at, .. } = event;
    let is_newest = settle(tx, event)?;
    let is_own = event.kind == EventType::StatusUpdated
        && event.status == Status::Revoked
        && has_event(tx, event, "disconnect")?;
    let history = event.history().filter(|_| !is_own);
    let status = live_status(tx, event, is_newest)?;
    if history.is_some() || status.is_some() {
        insert_event(tx, person, account_id, history.as_ref(), status.as_deref(), *at, now)?;
    }
    // Also of an event that is older than the account's status: it may part two incidents.
    let turn = match (event.kind, &event.status) {
        _ if is_own => Some(Turn::Resolved),
        (EventType::Deleted, _) | (EventType::StatusUpdated, Status::Active) => Some(Turn::Resolved),
        (EventType::StatusUpdated, status) if status.is_problem() => Some(Turn::Broken),
        _ => None,
    };
    if let Some(turn) = turn {
        incident::apply(tx, event, turn, draft, now)?;
    }
    Ok(Received::New)
}

/// The person has disconnected the account in the app: what the service says of it is the same deed, and no incident.
pub(super) fn disconnected_here(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values =
        [person.into(), account_id.into(), before(at, SAME_DEED).into(), after(at, SAME_DEED).into()];
    // Only out of the history: widgets that have not heard of the change yet still do.
    tx.execute(
        "UPDATE connection_doctor_events SET kind = NULL
         WHERE person = $1 AND account_id = $2 AND kind = 'status_change' AND code = 'REVOKED'
         AND at BETWEEN $3 AND $4",
        &values,
    )?;
    incident::disconnected(tx, person, account_id, at, now)
}

/// Makes the event's status the account's, and says whether it is. The order in which webhooks come says nothing, so
/// an older change leaves a newer one alone.
fn settle(tx: &mut dyn Transaction, event: &AccountEvent) -> Result<bool, StoreError> {
    let status = match event.kind {
        EventType::StatusUpdated | EventType::Created => event.status.word(),
        EventType::Deleted => Status::NotConnected.word(),
        // They tell the status in passing; what it changed to is told by its own event.
        _ => return Ok(false),
    };
    let newer = if event.kind == EventType::Created {
        "DO NOTHING"
    } else {
        "(account_id) DO UPDATE SET person = excluded.person, status = excluded.status, changed_at = excluded.changed_at
         WHERE connection_doctor_accounts.changed_at <= excluded.changed_at"
    };
    let insert = format!(
        "INSERT INTO connection_doctor_accounts (account_id, person, status, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT {newer}"
    );
    let values =
        [(&event.account_id).into(), (&event.person).into(), status.into(), nanoseconds(event.at).into()];
    Ok(tx.execute(&insert, &values)? > 0)
}

/// What open widgets are told; `None` where nothing has changed that they show.
fn live_status(
    tx: &mut dyn Transaction,
    event: &AccountEvent,
    is_newest: bool,
) -> Result<Option<String>, StoreError> {
    Ok(match event.kind {
        EventType::Deleted if is_newest => Some(Status::NotConnected.word().to_owned()),
        EventType::Created | EventType::StatusUpdated if is_newest => Some(event.status.word().to_owned()),
        EventType::Updated => {
            let select = "SELECT status FROM connection_doctor_accounts WHERE account_id = $1";
            let row = tx.query(select, &[(&event.account_id).into()])?.into_iter().next();
            Some(row.map_or_else(|| Ok(event.status.word().to_owned()), |mut row| row.text(0))?)
        }
        _ => None,
    })
}

/// Whether the account's history has such a deed at about the time of the event.
fn has_event(tx: &mut dyn Transaction, event: &AccountEvent, kind: &str) -> Result<bool, StoreError> {
    let AccountEvent { person, account_id, at, .. } = event;
    let values: [Value; 5] = [
        person.into(),
        account_id.into(),
        kind.into(),
        before(*at, SAME_DEED).into(),
        after(*at, SAME_DEED).into(),
    ];
    let select = "SELECT seq FROM connection_doctor_events
         WHERE person = $1 AND account_id = $2 AND kind = $3 AND outcome = 'succeeded' AND at BETWEEN $4 AND $5";
    Ok(!tx.query(select, &values)?.is_empty())
}
