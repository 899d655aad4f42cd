//! What can go wrong with the store.

use std::io;

use crate::{ApiError, UpstreamError};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is none of a store.
    #[error("the event store is a file, `sqlite:FILE`, or `postgres://…`")]
    UnknownAddress,
    /// The file has no place to be in.
    #[error("the folder of the event store cannot be made: {0}")]
    Folder(#[source] io::Error),
    /// The file cannot be used.
    #[error("the event store cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The server did not do it.
    #[cfg(feature = "postgres")]
    #[error("PostgreSQL cannot be used: {0}")]
    Postgres(#[source] tokio_postgres::Error),
    /// Somebody else has held a lock for longer than one waits.
    #[cfg(feature = "postgres")]
    #[error("PostgreSQL has a lock that another does not give back: {0}")]
    Locked(#[source] tokio_postgres::Error),
    /// The server has broken off a statement: it took longer than its limit, or whoever runs the server did it.
    #[cfg(feature = "postgres")]
    #[error("PostgreSQL has cancelled a statement: {0}")]
    Cancelled(#[source] tokio_postgres::Error),
    /// The server cannot be reached, or all connections are taken.
    #[cfg(feature = "postgres")]
    #[error("PostgreSQL gives no connection: {0}")]
    NoConnection(#[from] deadpool_postgres::PoolError),
    /// There is no runtime for connections.
    #[cfg(feature = "postgres")]
    #[error("no connections to PostgreSQL can be kept: {0}")]
    NoPool(#[from] deadpool_postgres::BuildError),
    /// The machine has no certificates to verify the server's with.
    #[cfg(feature = "postgres")]
    #[error("PostgreSQL cannot be reached by TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// It was built without the feature `postgres`.
    #[error("this build knows no PostgreSQL; it needs the feature `postgres`")]
    NoPostgres,
    /// A newer version has made the tables.
    #[error("the event store was made by a newer version (its tables are of version {version})")]
    FromTheFuture {
        /// The version of the tables.
        version: i64,
    },
    /// Something else has written there.
    #[error("the event store holds what cannot be read")]
    Unreadable,
    /// The runtime is ending.
    #[error("the event store's work was broken off: {0}")]
    BrokenOff(#[from] tokio::task::JoinError),
}

#[cfg(feature = "postgres")]
impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;

        match error.code() {
            Some(&SqlState::LOCK_NOT_AVAILABLE) => Self::Locked(error),
            Some(&SqlState::QUERY_CANCELED) => Self::Cancelled(error),
            _ => Self::Postgres(error),
        }
    }
}

impl From<StoreError> for UpstreamError {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        UpstreamError::from(error).into()
    }
}
