//! One database behind the store, of either kind: the same statements, each in a transaction.
//!
//! Statements write their values as `$1`, `$2` … and compare only columns of text and of 64-bit integers, which both
//! kinds read alike.

#[cfg(feature = "postgres")]
use super::postgres::Postgres;
use super::{StoreError, sqlite::Sqlite};

/// A handle on the database, cheap to clone.
#[derive(Clone, Debug)]
pub(super) enum Database {
    /// A file of our own.
    Sqlite(Sqlite),
    /// A server.
    #[cfg(feature = "postgres")]
    Postgres(Postgres),
}

impl Database {
    /// Opens what an address names, and brings its tables up to date.
    pub(super) async fn open(address: &str) -> Result<Self, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            #[cfg(feature = "postgres")]
            return Postgres::open(address).await.map(Self::Postgres);
            #[cfg(not(feature = "postgres"))]
            return Err(StoreError::NoPostgres);
        }
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        // What looks like the address of another kind of database is no name of a file.
        if path.contains("://") {
            return Err(StoreError::UnknownAddress);
        }
        Sqlite::open(path).map(Self::Sqlite)
    }

    /// Does some work that changes something. One such work is done at a time, also by other processes; what it did is
    /// on the disk when this answers, and undone when the work fails.
    pub(super) async fn write<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(database) => database.transact(true, work).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => database.transact(true, work).await,
        }
    }

    /// Does some work that only reads.
    pub(super) async fn read<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(database) => database.transact(false, work).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => database.transact(false, work).await,
        }
    }
}

/// What is done in a transaction, on a thread that may wait.
pub(super) trait Work<T>:
    FnOnce(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static
{
}

impl<T, F: FnOnce(&mut dyn Transaction) -> Result<T, StoreError> + Send + 'static> Work<T> for F {}

/// A transaction that is under way.
pub(super) trait Transaction {
    /// The rows that a statement answers.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;

    /// How many rows a statement has changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text that is missing.
    Null,
    /// A text.
    Text(String),
    /// A number.
    Integer(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row of an answer.
#[derive(Debug)]
pub(super) struct Row(pub(super) Vec<Value>);

impl Row {
    /// The text of a column that always has one.
    pub(super) fn text(&mut self, column: usize) -> Result<String, StoreError> {
        self.maybe_text(column).ok_or(StoreError::Unreadable)
    }

    /// The text of a column that may have none.
    pub(super) fn maybe_text(&mut self, column: usize) -> Option<String> {
        match self.0.get_mut(column).map(|value| std::mem::replace(value, Value::Null)) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number of a column.
    pub(super) fn integer(&self, column: usize) -> Result<i64, StoreError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(*number),
            _ => Err(StoreError::Unreadable),
        }
    }
}
