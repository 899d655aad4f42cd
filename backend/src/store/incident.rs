//! Incidents: from the moment an account stops working until it works again, once for its person.

mod decision;

use std::time::Duration;

use jiff::Timestamp;

pub(super) use self::decision::Turn;
use self::decision::{Incident, Known, Step, decide};
use super::{
    StoreError, after,
    database::{Row, Transaction},
    nanoseconds, outbox,
};
use crate::{contract::Status, notice::Draft, webhook::AccountEvent};

/// So long nobody is told that access was taken away: it may be the person who is just doing it, and a disconnect in
/// the app may be told here before the app's own call has come back.
const REVOKED_GRACE: Duration = Duration::from_secs(30);

/// A break of an account.
struct Break {
    /// When, in nanoseconds.
    at: i64,
    /// What became of the account.
    status: String,
    /// What its person is to be told.
    draft: Option<Draft>,
}

/// Does to the incident of an account what an event of it means. The account itself is known by then.
pub(super) fn apply(
    tx: &mut dyn Transaction,
    event: &AccountEvent,
    turn: Turn,
    draft: Option<Draft>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let AccountEvent { person, account_id, .. } = event;
    let at = nanoseconds(event.at);
    let broke = Break { at, status: event.status.word().to_owned(), draft };
    match decide(known(tx, person, account_id)?, turn, at) {
        Step::Nothing => {}
        Step::Open => open(tx, person, account_id, broke, now)?,
        Step::Follow => follow(tx, person, account_id, broke)?,
        Step::Close => drop(close(tx, person, account_id, now)?),
        Step::Split => {
            let newest = close(tx, person, account_id, now)?.map(newest_break).transpose()?;
            if let Some(newest) = newest.flatten() {
                open(tx, person, account_id, newest, now)?;
            }
        }
    }
    match turn {
        Turn::Broken => Ok(()),
        Turn::Resolved => resolved(tx, account_id, at),
    }
}

/// The person has disconnected the account: nothing that was broken until then is anything to them.
pub(super) fn disconnected(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    // Whatever was told of it by now is over, also what happened later by the service's clock, which is not ours.
    close(tx, person, account_id, now)?;
    resolved(tx, account_id, nanoseconds(at))
}

/// What is known of the account by now.
fn known(tx: &mut dyn Transaction, person: &str, account_id: &str) -> Result<Known, StoreError> {
    let select = "SELECT resolved_at FROM connection_doctor_accounts WHERE account_id = $1";
    let account = tx.query(select, &[account_id.into()])?.into_iter().next();
    let select = "SELECT began_at, newest_at FROM connection_doctor_incidents
         WHERE person = $1 AND account_id = $2 AND closed_at = 0";
    let open = tx.query(select, &[person.into(), account_id.into()])?.into_iter().next();
    let incident =
        |row: Row| Ok::<_, StoreError>(Incident { began_at: row.integer(0)?, newest_at: row.integer(1)? });
    Ok(Known {
        resolved_at: account.map_or(Ok(0), |row| row.integer(0))?,
        incident: open.map(incident).transpose()?,
    })
}

/// Opens an incident with its notice.
fn open(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    Break { at, status, draft }: Break,
    now: Timestamp,
) -> Result<(), StoreError> {
    let incident_id = format!("inc_{:032x}", rand::random::<u128>());
    let values = [
        (&incident_id).into(),
        person.into(),
        account_id.into(),
        (&status).into(),
        nanoseconds(now).into(),
        at.into(),
    ];
    tx.execute(
        "INSERT INTO connection_doctor_incidents
         (incident_id, person, account_id, status, opened_at, closed_at, began_at, newest_at)
         VALUES ($1, $2, $3, $4, $5, 0, $6, $6)",
        &values,
    )?;
    let wait = if status == Status::Revoked.word() { REVOKED_GRACE } else { Duration::ZERO };
    match draft {
        Some(draft) => outbox::put(tx, &incident_id, draft, now, after(now, wait)),
        None => Ok(()),
    }
}

/// Keeps a newer break with the open incident, with its draft: what shows it to be another incident comes without one,
/// and in here nobody can be asked for the language of whoever reads.
fn follow(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    Break { at, status, draft }: Break,
) -> Result<(), StoreError> {
    let draft = draft.map(|draft| serde_json::to_string(&draft)).transpose();
    let draft = draft.map_err(|_| StoreError::Unreadable)?;
    let values = [person.into(), account_id.into(), at.into(), (&status).into(), draft.as_ref().into()];
    tx.execute(
        "UPDATE connection_doctor_incidents SET newest_at = $3, newest_status = $4, newest_draft = $5
         WHERE person = $1 AND account_id = $2 AND closed_at = 0",
        &values,
    )?;
    Ok(())
}

/// Closes the account's incident, if one is open, and gives it back. A notice that nobody has had yet is not sent any more.
fn close(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    now: Timestamp,
) -> Result<Option<Row>, StoreError> {
    let values = [person.into(), account_id.into(), nanoseconds(now).into()];
    let closed = tx.query(
        "UPDATE connection_doctor_incidents SET closed_at = $3
         WHERE person = $1 AND account_id = $2 AND closed_at = 0
         RETURNING incident_id, newest_at, newest_status, newest_draft",
        &values,
    )?;
    let Some(mut row) = closed.into_iter().next() else { return Ok(None) };
    outbox::withdraw(tx, &row.text(0)?)?;
    Ok(Some(row))
}

/// The newest break of a closed incident, where that is not the one that it began with. A newer version may have written what
/// this one cannot read.
fn newest_break(mut row: Row) -> Result<Option<Break>, StoreError> {
    let Some(status) = row.maybe_text(2) else { return Ok(None) };
    let draft = row.maybe_text(3).map(|draft| serde_json::from_str(&draft)).transpose();
    Ok(Some(Break { at: row.integer(1)?, status, draft: draft.map_err(|_| StoreError::Unreadable)? }))
}

/// What was broken until then is over.
fn resolved(tx: &mut dyn Transaction, account_id: &str, at: i64) -> Result<(), StoreError> {
    let update =
        "UPDATE connection_doctor_accounts SET resolved_at = $2 WHERE account_id = $1 AND resolved_at < $2";
    tx.execute(update, &[account_id.into(), at.into()])?;
    Ok(())
}
