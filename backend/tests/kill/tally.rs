//! What is in the store, counted by its own tables.

use rusqlite::Connection;
use tokio_postgres::NoTls;

/// How many there are.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) deliveries: i64,
    pub(crate) events: i64,
    pub(crate) distinct_events: i64,
    pub(crate) incidents: i64,
    pub(crate) open_incidents: i64,
    pub(crate) accounts_with_open_incidents: i64,
    pub(crate) notices: i64,
    pub(crate) incidents_with_notice: i64,
}

const COUNTS: [&str; 8] = [
    "count(*) FROM connection_doctor_deliveries",
    "count(*) FROM connection_doctor_events",
    // Each happened at a time of its own.
    "count(DISTINCT at) FROM connection_doctor_events",
    "count(*) FROM connection_doctor_incidents",
    "count(*) FROM connection_doctor_incidents WHERE closed_at = 0",
    "count(DISTINCT account_id) FROM connection_doctor_incidents WHERE closed_at = 0",
    "count(*) FROM connection_doctor_notices",
    "count(DISTINCT incident_id) FROM connection_doctor_notices",
];

/// Counts.
pub(crate) async fn read(store: &str) -> Tally {
    let mut counts = Vec::new();
    if store.starts_with("postgres:") {
        let (client, connection) = tokio_postgres::connect(store, NoTls).await.expect("PostgreSQL answers");
        let driven = tokio::spawn(connection);
        for count in COUNTS {
            counts.push(client.query_one(&format!("SELECT {count}"), &[]).await.expect("a count").get(0));
        }
        drop(client);
        driven.await.expect("a task that ends").expect("a connection that ends");
    } else {
        let file = Connection::open(store).expect("a database");
        let intact: String =
            file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
        assert_eq!(intact, "ok");
        for count in COUNTS {
            counts.push(file.query_row(&format!("SELECT {count}"), [], |row| row.get(0)).expect("a count"));
        }
    }
    let [
        deliveries,
        events,
        distinct_events,
        incidents,
        open_incidents,
        accounts_with_open_incidents,
        notices,
        incidents_with_notice,
    ] = counts.try_into().expect("a number for each");
    Tally {
        deliveries,
        events,
        distinct_events,
        incidents,
        open_incidents,
        accounts_with_open_incidents,
        notices,
        incidents_with_notice,
    }
}
