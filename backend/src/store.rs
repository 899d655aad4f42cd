//! What happened to accounts, kept: by webhooks and by the backend's own calls.
//!
//! It is the [`History`] of the contract, it remembers which webhooks have come, which accounts have stopped working,
//! and what people are to be told of it. One address chooses where: a file of SQLite's, or PostgreSQL, by which several
//! replicas of a backend share it.
//!
//! No deed is told twice: where webhooks come ([`EventStore::fed_by_webhooks`]), they are the one source of
//! `authorization_link`, `authorization`, `token_refresh` and `status_change`, and the backend's own calls that of
//! `verify`, `tool_execution` and `disconnect`.

mod database;
mod error;
mod incident;
mod outbox;
#[cfg(feature = "postgres")]
mod postgres;
mod receive;
mod retention;
mod schema;
mod sqlite;

use std::{
    collections::HashSet,
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;

pub(crate) use self::outbox::Claimed;
pub(crate) use self::receive::Received;
use self::{
    database::{Database, Row, Transaction, Value},
    receive::disconnected_here,
};
pub use self::{error::StoreError, retention::Retention};
use crate::{
    Clock, Person, UpstreamError,
    contract::Event,
    history::History,
    notice::Draft,
    webhook::{AccountEvent, TOLD_BY_WEBHOOKS},
};

/// So much of an account's history is answered; the widget shows thirty.
const MOST_EVENTS: i64 = 100;

/// The store; a clone is the same store.
#[derive(Clone)]
pub struct EventStore {
    database: Database,
    clock: Clock,
    retention: Retention,
    is_fed_by_webhooks: bool,
    /// Told when this process has kept something.
    kept: watch::Sender<()>,
    /// The names of notices that this process has said it cannot read.
    unreadable: Arc<Mutex<HashSet<String>>>,
}

/// A change that open widgets are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Its place in the order in which changes were kept.
    pub(crate) seq: i64,
    /// Whose account it was.
    pub(crate) person: String,
    /// The account.
    pub(crate) account_id: String,
    /// Its status after it.
    pub(crate) status: String,
}

impl EventStore {
    /// Opens the store at an address: the path of a file (or `sqlite:PATH`), which is made if it is not there, or
    /// `postgres://…`, where `sslmode=require` asks for TLS.
    ///
    /// # Errors
    /// When it cannot be used, or a newer version has made it.
    pub async fn open(address: &str, clock: Clock) -> Result<Self, StoreError> {
        let (retention, kept) = (Retention::default(), watch::Sender::new(()));
        Ok(Self {
            database: Database::open(address).await?,
            clock,
            retention,
            is_fed_by_webhooks: false,
            kept,
            unreadable: Arc::default(),
        })
    }

    /// The same store that keeps as much as this.
    pub fn with_retention(self, retention: Retention) -> Self {
        Self { retention, ..self }
    }

    /// The same store for a backend that webhooks come to: what they tell is not noted of the backend's own calls.
    pub fn fed_by_webhooks(self) -> Self {
        Self { is_fed_by_webhooks: true, ..self }
    }

    /// Keeps what a webhook tells, unless it was kept before: on the disk when this answers.
    pub(crate) async fn receive(
        &self,
        webhook_id: &str,
        event: AccountEvent,
        draft: Option<Draft>,
    ) -> Result<Received, StoreError> {
        let (webhook_id, now, retention) = (webhook_id.to_owned(), self.clock.now(), self.retention);
        let received = self.database.write(move |tx| {
            let received = receive::receive(tx, &webhook_id, &event, draft, now)?;
            if received == Received::New {
                retention.prune(tx, &event.person, &event.account_id, now)?;
            }
            Ok(received)
        });
        let received = received.await?;
        self.kept.send_replace(());
        Ok(received)
    }

    /// The number of the newest change.
    pub(crate) async fn newest(&self) -> Result<i64, StoreError> {
        let select = "SELECT coalesce(max(seq), 0) FROM connection_doctor_events";
        self.database.read(move |tx| one(tx.query(select, &[])?)?.integer(0)).await
    }

    /// Changes after a number, in order, of one person or of all; as many as are read at a time.
    pub(crate) async fn changes(
        &self,
        after: i64,
        person: Option<&Person>,
    ) -> Result<Vec<Change>, StoreError> {
        let person = person.map_or(Value::Null, |person| person.id().into());
        self.database
            .read(move |tx| {
                let rows = tx.query(
                    "SELECT seq, person, account_id, status FROM connection_doctor_events
                     WHERE seq > $1 AND status IS NOT NULL AND (CAST($2 AS TEXT) IS NULL OR person = CAST($2 AS TEXT))
                     ORDER BY seq LIMIT 500",
                    &[after.into(), person],
                )?;
                rows.into_iter().map(change).collect()
            })
            .await
    }

    /// Told whenever this process has kept something.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.kept.subscribe()
    }

    /// The clock that the store goes by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }
}

#[async_trait]
impl History for EventStore {
    async fn note(&self, person: &Person, account_id: &str, event: Event) -> Result<(), UpstreamError> {
        if self.is_fed_by_webhooks && TOLD_BY_WEBHOOKS.contains(&&*event.kind) {
            return Ok(());
        }
        let (person, account_id, now, retention) =
            (person.id().to_owned(), account_id.to_owned(), self.clock.now(), self.retention);
        let noted = self.database.write(move |tx| {
            insert_event(tx, &person, &account_id, Some(&event), None, event.at, now)?;
            if event.kind == "disconnect" && event.outcome == "succeeded" {
                disconnected_here(tx, &person, &account_id, event.at, now)?;
            }
            retention.prune(tx, &person, &account_id, now)
        });
        Ok(noted.await?)
    }

    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>, UpstreamError> {
        let values = [person.id().into(), account_id.into(), MOST_EVENTS.into()];
        let events = self.database.read(move |tx| {
            let rows = tx.query(
                "SELECT at, kind, outcome, code, execution_id FROM connection_doctor_events
                 WHERE person = $1 AND account_id = $2 AND kind IS NOT NULL
                 ORDER BY at DESC, seq DESC LIMIT $3",
                &values,
            )?;
            rows.into_iter().map(history_event).collect()
        });
        Ok(events.await?)
    }
}

impl fmt::Debug for EventStore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("EventStore").field("database", &self.database).finish_non_exhaustive()
    }
}

/// Keeps something of an account: for its history, for open widgets with its new status, or both.
fn insert_event(
    tx: &mut dyn Transaction,
    person: &str,
    account_id: &str,
    event: Option<&Event>,
    status: Option<&str>,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [
        person.into(),
        account_id.into(),
        nanoseconds(now).into(),
        nanoseconds(at).into(),
        event.map(|event| &event.kind).into(),
        event.map(|event| &event.outcome).into(),
        event.and_then(|event| event.code.as_ref()).into(),
        event.and_then(|event| event.execution_id.as_ref()).into(),
        status.into(),
    ];
    tx.execute(
        "INSERT INTO connection_doctor_events
         (person, account_id, kept_at, at, kind, outcome, code, execution_id, status)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &values,
    )?;
    Ok(())
}

/// A time as a column has it.
fn nanoseconds(at: Timestamp) -> i64 {
    i64::try_from(at.as_nanosecond()).unwrap_or(i64::MAX)
}

/// So much earlier.
fn before(now: Timestamp, span: Duration) -> i64 {
    nanoseconds(now).saturating_sub(span_nanoseconds(span))
}

/// So much later.
fn after(now: Timestamp, span: Duration) -> i64 {
    nanoseconds(now).saturating_add(span_nanoseconds(span))
}

fn span_nanoseconds(span: Duration) -> i64 {
    i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)
}

/// The one row of an answer that always has one.
fn one(rows: Vec<Row>) -> Result<Row, StoreError> {
    rows.into_iter().next().ok_or(StoreError::Unreadable)
}

fn change(mut row: Row) -> Result<Change, StoreError> {
    Ok(Change { seq: row.integer(0)?, person: row.text(1)?, account_id: row.text(2)?, status: row.text(3)? })
}

fn history_event(mut row: Row) -> Result<Event, StoreError> {
    Ok(Event {
        at: Timestamp::from_nanosecond(row.integer(0)?.into()).map_err(|_| StoreError::Unreadable)?,
        kind: row.text(1)?,
        outcome: row.text(2)?,
        code: row.maybe_text(3),
        execution_id: row.maybe_text(4),
    })
}
