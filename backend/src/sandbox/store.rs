//! The database file.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::upstream::UpstreamError;

/// Raised whenever the tables change. What is in an older file is thrown away: it was only play.
const SCHEMA_VERSION: i64 = 2;

const SCHEMA: &str = "
    CREATE TABLE people (
        person TEXT PRIMARY KEY,
        scenario TEXT NOT NULL,
        verify INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE accounts (
        person TEXT NOT NULL,
        position INTEGER NOT NULL,
        id TEXT,
        connection_name TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (person, position),
        UNIQUE (person, id)
    ) STRICT;
    CREATE TABLE events (
        person TEXT NOT NULL,
        account_id TEXT NOT NULL,
        event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_by_account ON events (person, account_id);
    CREATE TABLE sign_ins (
        token TEXT PRIMARY KEY,
        auth_request_id TEXT NOT NULL UNIQUE,
        person TEXT NOT NULL,
        sign_in TEXT NOT NULL
    ) STRICT;
    CREATE TABLE visits (
        state TEXT PRIMARY KEY,
        person TEXT NOT NULL,
        token TEXT NOT NULL,
        verifier TEXT NOT NULL,
        nonce TEXT NOT NULL
    ) STRICT;
    CREATE TABLE faults (
        person TEXT NOT NULL,
        fault TEXT NOT NULL
    ) STRICT;
    CREATE INDEX faults_by_person ON faults (person);
";

/// A handle on the database, cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        Self::prepare(Connection::open(path)?)
    }

    /// A database that lives as long as the handle.
    pub(crate) fn in_memory() -> rusqlite::Result<Self> {
        Self::prepare(Connection::open_in_memory()?)
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) -> rusqlite::Result<()> {
        recreate(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does some work in one transaction, off the async threads. It is undone when the work fails.
    pub(crate) async fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, UpstreamError> + Send + 'static,
    ) -> Result<T, UpstreamError> {
        let connection = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        task.await.map_err(|error| UpstreamError::Internal(error.into()))?
    }

    fn prepare(connection: Connection) -> rusqlite::Result<Self> {
        // The answer is the journal's new mode, which is of no interest; an in-memory database keeps its own.
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version != SCHEMA_VERSION {
            recreate(&connection)?;
        }
        Ok(Self(Arc::new(Mutex::new(connection))))
    }
}

impl From<rusqlite::Error> for UpstreamError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.into())
    }
}

fn recreate(connection: &Connection) -> rusqlite::Result<()> {
    let drop_all = "
        DROP TABLE IF EXISTS people;
        DROP TABLE IF EXISTS accounts;
        DROP TABLE IF EXISTS events;
        DROP TABLE IF EXISTS sign_ins;
        DROP TABLE IF EXISTS visits;
        DROP TABLE IF EXISTS faults;
    ";
    connection
        .execute_batch(&format!("BEGIN; {drop_all} {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"))
}
