//! The tables, and how they came to be.

use super::StoreError;

/// What was done to the tables, in order. What has been published is never changed: a change is another entry.
///
/// The tables carry our name, for in PostgreSQL they may stand beside the host's own. `{key}` is a number that the
/// database counts up and never gives again. Times are nanoseconds since 1970; 0 stands for never.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE connection_doctor_deliveries (
        webhook_id TEXT PRIMARY KEY,
        received_at BIGINT NOT NULL
    );
    CREATE INDEX connection_doctor_deliveries_by_age ON connection_doctor_deliveries (received_at);

    CREATE TABLE connection_doctor_events (
        seq {key},
        person TEXT NOT NULL,
        account_id TEXT NOT NULL,
        kept_at BIGINT NOT NULL,
        at BIGINT NOT NULL,
        kind TEXT,
        outcome TEXT,
        code TEXT,
        execution_id TEXT,
        status TEXT
    );
    CREATE INDEX connection_doctor_events_by_account ON connection_doctor_events (person, account_id, seq);
    CREATE INDEX connection_doctor_events_by_age ON connection_doctor_events (kept_at);

    CREATE TABLE connection_doctor_accounts (
        account_id TEXT PRIMARY KEY,
        person TEXT NOT NULL,
        status TEXT NOT NULL,
        changed_at BIGINT NOT NULL
    );

    CREATE TABLE connection_doctor_incidents (
        incident_id TEXT PRIMARY KEY,
        person TEXT NOT NULL,
        account_id TEXT NOT NULL,
        status TEXT NOT NULL,
        opened_at BIGINT NOT NULL,
        closed_at BIGINT NOT NULL
    );
    CREATE UNIQUE INDEX connection_doctor_incidents_open ON connection_doctor_incidents (person, account_id) WHERE closed_at = 0;
    CREATE INDEX connection_doctor_incidents_by_age ON connection_doctor_incidents (closed_at);

    CREATE TABLE connection_doctor_notices (
        notice_id TEXT PRIMARY KEY,
        incident_id TEXT NOT NULL UNIQUE REFERENCES connection_doctor_incidents ON DELETE CASCADE,
        notice TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts BIGINT NOT NULL,
        made_at BIGINT NOT NULL,
        due_at BIGINT NOT NULL
    );
    CREATE INDEX connection_doctor_notices_due ON connection_doctor_notices (due_at) WHERE state = 'waiting';
",
    // Webhooks come in any order, so an incident needs the times at which things happened beside those at which they
    // were told. The newest break of an incident that was open before is not known, so whatever comes can end it.
    "
    ALTER TABLE connection_doctor_accounts ADD COLUMN resolved_at BIGINT NOT NULL DEFAULT 0;
    UPDATE connection_doctor_accounts SET resolved_at = changed_at WHERE NOT EXISTS (
        SELECT 1 FROM connection_doctor_incidents AS incidents
        WHERE incidents.account_id = connection_doctor_accounts.account_id AND incidents.closed_at = 0
    );

    ALTER TABLE connection_doctor_incidents ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE connection_doctor_incidents ADD COLUMN newest_at BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE connection_doctor_incidents ADD COLUMN newest_status TEXT;
    ALTER TABLE connection_doctor_incidents ADD COLUMN newest_draft TEXT;
    UPDATE connection_doctor_incidents SET began_at = opened_at;
",
];

/// The version of the tables when all of it was done.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// What is still to be done to tables of this version.
pub(super) fn pending(version: i64) -> Result<&'static [&'static str], StoreError> {
    let done = usize::try_from(version).ok();
    done.and_then(|done| MIGRATIONS.get(done..)).ok_or(StoreError::FromTheFuture { version })
}
