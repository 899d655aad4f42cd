//! The store in a file of our own.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{
    Connection, ToSql, TransactionBehavior, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use super::{
    StoreError,
    database::{Row, Transaction, Value, Work},
    schema::{VERSION, pending},
};

/// A handle on the file, cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Sqlite(Arc<Mutex<Connection>>);

impl Sqlite {
    /// Opens the file, or makes it, with the folder it is in.
    pub(super) fn open(path: &str) -> Result<Self, StoreError> {
        if let Some(folder) = Path::new(path).parent().filter(|_| path != ":memory:") {
            fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        }
        let mut connection = Connection::open(path)?;
        // The answer is the journal's new mode, which is of no interest; an in-memory database keeps its own.
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        // What the service was told is kept must be, also when the power fails.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        for migration in pending(version)? {
            transaction.execute_batch(&migration.replace("{key}", "INTEGER PRIMARY KEY AUTOINCREMENT"))?;
        }
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does some work in one transaction, off the async threads.
    pub(super) async fn transact<T: Send + 'static>(
        &self,
        changes: bool,
        work: impl Work<T>,
    ) -> Result<T, StoreError> {
        let connection = Arc::clone(&self.0);
        let task = tokio::task::spawn_blocking(move || {
            let behavior =
                if changes { TransactionBehavior::Immediate } else { TransactionBehavior::Deferred };
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let mut transaction = connection.transaction_with_behavior(behavior)?;
            let done = work(&mut transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        task.await?
    }
}

impl Transaction for rusqlite::Transaction<'_> {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.prepare_cached(&numbered(sql))?;
        let columns = statement.column_count();
        let rows = statement.query_map(params_from_iter(values), |row| {
            (0..columns).map(|column| Ok(value(row.get_ref(column)?))).collect::<Result<_, _>>().map(Row)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let changed = self.prepare_cached(&numbered(sql))?.execute(params_from_iter(values))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Integer(number) => ValueRef::Integer(*number),
        }))
    }
}

/// `$1` is a name here, and `?1` the first value.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_acknowledged_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let database = Sqlite::open(folder.path().join("events.sqlite3").to_str().unwrap()).unwrap();
        let connection = database.0.lock().unwrap();
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
        // 2 is FULL.
        assert_eq!((pragma("synchronous"), pragma("foreign_keys")), (2, 1));
    }
}
