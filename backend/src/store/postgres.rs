//! The store in PostgreSQL, where several replicas of the backend share it.

use std::{fmt, str::FromStr};

use deadpool_postgres::{ClientWrapper, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::runtime::Handle;
use tokio_postgres::{
    Config, NoTls,
    config::SslMode,
    types::{ToSql, Type},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    StoreError,
    database::{Row, Transaction, Value, Work},
    schema::{VERSION, pending},
};

/// So many connections at a time; those that write take turns anyway.
const MOST_CONNECTIONS: usize = 8;

/// How long a call waits for the server before it fails, to be sent again.
const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

/// Nobody waits for a lock, or for a statement in all, for longer than this, unless the address or the role has a limit
/// of its own. It is said in each transaction: what is said once for a connection is lost, or meets others, where a
/// pooler stands in between.
const PATIENCE: &str = "SELECT set_config(name, most, true)
     FROM (VALUES ('lock_timeout', '10s'), ('statement_timeout', '20s')) AS limits (name, most)
     WHERE current_setting(name) = '0'";

/// Tables may be so large that bringing them up to date takes longer than any statement should, also than the role has
/// it. For locks one waits no longer than else.
const ALL_THE_TIME: &str = "SET LOCAL statement_timeout = 0";

/// Whoever writes holds this lock until it is done. So the numbers of events are seen in their order, and what one
/// replica decides another has seen.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7234016283807667)";

/// A handle on the server, cheap to clone. It does not print the password.
#[derive(Clone)]
pub(super) struct Postgres(Pool);

impl fmt::Debug for Postgres {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Postgres").field(&self.0.status()).finish()
    }
}

impl Postgres {
    /// Connects, and brings the tables up to date. With `sslmode=require` the server's certificate is verified, which
    /// elsewhere is called `verify-full`; without, nothing is encrypted.
    pub(super) async fn open(address: &str) -> Result<Self, StoreError> {
        let address = address.replace("sslmode=verify-full", "sslmode=require");
        let mut config = Config::from_str(&address)?;
        config.connect_timeout(TIME_LIMIT).tcp_user_timeout(TIME_LIMIT);
        if config.get_application_name().is_none() {
            config.application_name("connection-doctor");
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Require {
            Manager::from_config(config, MakeRustlsConnect::new(tls()?), recycling)
        } else {
            config.ssl_mode(SslMode::Disable);
            Manager::from_config(config, NoTls, recycling)
        };
        let timeouts =
            Timeouts { wait: Some(TIME_LIMIT), create: Some(TIME_LIMIT), recycle: Some(TIME_LIMIT) };
        let pool =
            Pool::builder(manager).max_size(MOST_CONNECTIONS).timeouts(timeouts).runtime(Runtime::Tokio1);
        let database = Self(pool.build()?);
        database.migrate().await?;
        Ok(database)
    }

    /// Does some work in one transaction, on a thread that waits for the server.
    pub(super) async fn transact<T: Send + 'static>(
        &self,
        changes: bool,
        work: impl Work<T>,
    ) -> Result<T, StoreError> {
        let mut client = self.0.get().await?;
        let runtime = Handle::current();
        let first: &[&str] = if changes { &[PATIENCE, LOCK] } else { &[PATIENCE] };
        let task = tokio::task::spawn_blocking(move || {
            let transaction = runtime.block_on(begin(&mut client, first))?;
            let mut under_way = UnderWay { transaction, runtime: runtime.clone() };
            let done = work(&mut under_way)?;
            runtime.block_on(under_way.transaction.commit())?;
            Ok(done)
        });
        task.await?
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let mut client = self.0.get().await?;
        let transaction = begin(&mut client, &[PATIENCE, ALL_THE_TIME, LOCK]).await?;
        let table = "CREATE TABLE IF NOT EXISTS connection_doctor_schema (version BIGINT NOT NULL)";
        transaction.batch_execute(table).await?;
        let select = "SELECT coalesce(max(version), 0) FROM connection_doctor_schema";
        let version: i64 = transaction.query_one(select, &[]).await?.get(0);
        for migration in pending(version)? {
            let migration = migration.replace("{key}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");
            transaction.batch_execute(&migration).await?;
        }
        transaction.execute("DELETE FROM connection_doctor_schema", &[]).await?;
        transaction.execute("INSERT INTO connection_doctor_schema VALUES ($1)", &[&VERSION]).await?;
        Ok(transaction.commit().await?)
    }
}

/// Begins a transaction with these statements.
async fn begin<'c>(
    client: &'c mut ClientWrapper,
    first: &[&str],
) -> Result<deadpool_postgres::Transaction<'c>, tokio_postgres::Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(&first.join("; ")).await?;
    Ok(transaction)
}

struct UnderWay<'c> {
    transaction: deadpool_postgres::Transaction<'c>,
    runtime: Handle,
}

impl Transaction for UnderWay<'_> {
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let values: Vec<_> = values.iter().map(parameter).collect();
        let rows = self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.query(&statement, &values).await
        })?;
        Ok(rows.iter().map(|row| Row((0..row.len()).map(|column| value(row, column)).collect())).collect())
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let values: Vec<_> = values.iter().map(parameter).collect();
        Ok(self.runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, &values).await
        })?)
    }
}

fn parameter(value: &Value) -> &(dyn ToSql + Sync) {
    match value {
        Value::Null => &None::<String>,
        Value::Text(text) => text,
        Value::Integer(number) => number,
    }
}

fn value(row: &tokio_postgres::Row, column: usize) -> Value {
    match *row.columns()[column].type_() {
        Type::INT8 => row.get::<_, Option<i64>>(column).map_or(Value::Null, Value::Integer),
        Type::TEXT => row.get::<_, Option<String>>(column).map_or(Value::Null, Value::Text),
        _ => Value::Null,
    }
}

/// TLS 1.2 or later with the certificates of the machine.
fn tls() -> Result<ClientConfig, StoreError> {
    let provider = rustls::crypto::ring::default_provider();
    let builder = ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
    let verified = builder.and_then(BuilderVerifierExt::with_platform_verifier)?;
    Ok(verified.with_no_client_auth())
}

#[cfg(test)]
#[path = "../../tests/webhooks/postgres.rs"]
#[expect(dead_code, reason = "here a place in one that others use is enough")]
mod server;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_transaction_has_its_limits() {
        let Some(address) = server::place().await else { return };
        for (more, limits) in [
            ("", ["10s", "20s"]),
            ("%20-clock_timeout%3D1min", ["1min", "20s"]),
            ("%20-cstatement_timeout%3D1min", ["10s", "1min"]),
        ] {
            let database = Postgres::open(&format!("{address}{more}")).await.unwrap();
            for changes in [true, false] {
                for (name, limit) in ["lock_timeout", "statement_timeout"].into_iter().zip(limits) {
                    let show = move |tx: &mut dyn Transaction| {
                        let show = format!("SHOW {name}");
                        tx.query(&show, &[])?.pop().ok_or(StoreError::Unreadable)?.text(0)
                    };
                    assert_eq!(database.transact(changes, show).await.unwrap(), limit, "{name}{more}");
                }
            }
        }
    }
}
