//! Everything that one person has in the sandbox. What belongs to somebody else cannot be reached from here, so it
//! is not found.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction};
use serde::{Serialize, de::DeserializeOwned};

use super::{catalog::Connection, record::Record, seed::Scenario};
use crate::{
    contract::{Event, Status},
    person::Person,
    upstream::UpstreamError,
};

/// How many accounts a page of the list has.
pub(crate) const PAGE_SIZE: usize = 20;

type Result<T> = std::result::Result<T, UpstreamError>;

/// A person's part of the database, in a transaction, at a moment.
pub(crate) struct World<'t> {
    /// The transaction.
    pub(crate) tx: &'t Transaction<'t>,
    /// Whose world it is.
    pub(crate) person: Person,
    /// The time.
    pub(crate) now: Timestamp,
}

/// A record and its place in the list.
pub(crate) struct Placed {
    /// The place.
    pub(crate) position: i64,
    /// The record.
    pub(crate) record: Record,
}

impl<'t> World<'t> {
    /// The person's world; somebody new starts with the default scenario.
    pub(crate) fn open(tx: &'t Transaction<'t>, person: Person, now: Timestamp) -> Result<Self> {
        let world = Self { tx, person, now };
        let known =
            tx.prepare_cached("SELECT 1 FROM people WHERE person = ?1")?.exists([world.person.id()])?;
        if !known {
            world.start(Scenario::default(), false)?;
        }
        Ok(world)
    }

    /// Starts anew with a scenario; with `verify`, a sign-in must be verified before it counts.
    pub(crate) fn start(&self, scenario: Scenario, verify: bool) -> Result<()> {
        let person = self.person.id();
        for table in ["people", "accounts", "events", "sign_ins", "visits", "faults"] {
            self.tx.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [person])?;
        }
        self.tx.execute("INSERT INTO people VALUES (?1, ?2, ?3)", (person, to_json(&scenario)?, verify))?;
        for record in scenario.records(self.now) {
            self.insert(&record)?;
            self.seed_history(&record)?;
        }
        Ok(())
    }

    /// The scenario that the world started with, and whether sign-ins must be verified.
    pub(crate) fn settings(&self) -> Result<(Scenario, bool)> {
        let mut statement =
            self.tx.prepare_cached("SELECT scenario, verify FROM people WHERE person = ?1")?;
        let (scenario, verify): (String, bool) =
            statement.query_row([self.person.id()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((from_json(&scenario)?, verify))
    }

    /// One page of records after a position, and the position to go on from where there are more.
    pub(crate) fn page(
        &self,
        connection_name: Option<&str>,
        after: i64,
    ) -> Result<(Vec<Record>, Option<i64>)> {
        let mut statement = self.tx.prepare_cached(
            "SELECT position, record FROM accounts
             WHERE person = ?1 AND position > ?2 AND (?3 IS NULL OR connection_name = ?3)
             ORDER BY position LIMIT ?4",
        )?;
        let limit = i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX);
        let rows = statement.query_map((self.person.id(), after, connection_name, limit), placed)?;
        let mut page = rows.map(|row| read(row?)).collect::<Result<Vec<_>>>()?;
        let more = page.len() > PAGE_SIZE;
        page.truncate(PAGE_SIZE);
        let last = page.last().filter(|_| more).map(|placed| placed.position);
        Ok((page.into_iter().map(|placed| placed.record).collect(), last))
    }

    /// The account of an id.
    pub(crate) fn account(&self, id: &str) -> Result<Placed> {
        let mut statement =
            self.tx.prepare_cached("SELECT position, record FROM accounts WHERE person = ?1 AND id = ?2")?;
        let row = statement.query_row((self.person.id(), id), placed).optional()?;
        read(row.ok_or(UpstreamError::NotFound { what: "the connected account" })?)
    }

    /// What there is of a connection, the not yet connected before the others. A connection that is not in the list
    /// is put there.
    pub(crate) fn connection(&self, connection: &Connection) -> Result<Placed> {
        let mut statement = self.tx.prepare_cached(
            "SELECT position, record FROM accounts WHERE person = ?1 AND connection_name = ?2
             ORDER BY id IS NOT NULL, position LIMIT 1",
        )?;
        match statement.query_row((self.person.id(), connection.name), placed).optional()? {
            Some(row) => read(row),
            None => {
                let record = Record::not_connected(connection);
                Ok(Placed { position: self.insert(&record)?, record })
            }
        }
    }

    /// Keeps a record that has changed.
    pub(crate) fn save(&self, Placed { position, record }: &Placed) -> Result<()> {
        self.tx
            .prepare_cached("UPDATE accounts SET id = ?3, record = ?4 WHERE person = ?1 AND position = ?2")?
            .execute((self.person.id(), position, &record.account.id, to_json(record)?))?;
        Ok(())
    }

    /// Adds something that happened now to an account's history.
    pub(crate) fn note(&self, account_id: &str, kind: &str, outcome: Outcome<'_>) -> Result<()> {
        self.note_event(account_id, &outcome.event(kind, self.now))
    }

    /// What happened to an account, newest first, as far back as anybody reads.
    pub(crate) fn history(&self, account_id: &str) -> Result<Vec<Event>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT event FROM events WHERE person = ?1 AND account_id = ?2 ORDER BY rowid DESC LIMIT 100",
        )?;
        let rows = statement.query_map((self.person.id(), account_id), |row| row.get::<_, String>(0))?;
        rows.map(|row| from_json(&row?)).collect()
    }

    fn insert(&self, record: &Record) -> Result<i64> {
        let mut statement = self.tx.prepare_cached(
            "INSERT INTO accounts
             SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4 FROM accounts WHERE person = ?1
             RETURNING position",
        )?;
        let account = &record.account;
        let values = (self.person.id(), &account.id, &account.connection_name, to_json(record)?);
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    fn seed_history(&self, Record { account, .. }: &Record) -> Result<()> {
        let (Some(id), Some(created_at), Some(updated_at)) =
            (&account.id, account.created_at, account.updated_at)
        else {
            return Ok(());
        };
        self.note_event(id, &Outcome::Succeeded.event("authorization_link", created_at))?;
        if let Some(used_at) = account.last_used_at {
            self.note_event(id, &Outcome::Succeeded.event("authorization", created_at))?;
            let execution_id = execution_id();
            self.note_event(id, &Outcome::Executed { id: &execution_id }.event("tool_execution", used_at))?;
        }
        match &account.last_error {
            Some(error) => {
                self.note_event(id, &Outcome::Failed { code: &error.code }.event("token_refresh", error.at))
            }
            None if account.status == Status::Active => {
                self.note_event(id, &Outcome::Succeeded.event("token_refresh", updated_at))
            }
            None => Ok(()),
        }
    }

    fn note_event(&self, account_id: &str, event: &Event) -> Result<()> {
        let mut statement = self.tx.prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3)")?;
        statement.execute((self.person.id(), account_id, to_json(event)?))?;
        Ok(())
    }
}

/// How something in the history ended.
#[derive(Clone, Copy)]
pub(crate) enum Outcome<'a> {
    /// It worked.
    Succeeded,
    /// It did not.
    Failed {
        /// The provider's code.
        code: &'a str,
    },
    /// A tool ran.
    Executed {
        /// The execution.
        id: &'a str,
    },
    /// A tool was refused.
    Refused {
        /// The execution.
        id: &'a str,
        /// The provider's code.
        code: &'a str,
    },
}

impl Outcome<'_> {
    fn event(self, kind: &str, at: Timestamp) -> Event {
        let (outcome, code, execution_id) = match self {
            Self::Succeeded => ("succeeded", None, None),
            Self::Failed { code } => ("failed", Some(code), None),
            Self::Executed { id } => ("succeeded", None, Some(id)),
            Self::Refused { id, code } => ("failed", Some(code), Some(id)),
        };
        Event {
            at,
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            code: code.map(str::to_owned),
            execution_id: execution_id.map(str::to_owned),
        }
    }
}

/// An id for an execution.
pub(crate) fn execution_id() -> String {
    format!("exec_{:016x}", rand::random::<u64>())
}

/// JSON to keep in a column.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| UpstreamError::Internal(error.into()))
}

/// JSON that was kept in a column.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| UpstreamError::Internal(error.into()))
}

fn placed(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read((position, record): (i64, String)) -> Result<Placed> {
    Ok(Placed { position, record: from_json(&record)? })
}
