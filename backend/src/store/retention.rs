//! How much is kept, and for how long.

use std::time::Duration;

use jiff::Timestamp;

use super::{StoreError, before, database::Transaction};

const DAY: Duration = Duration::from_hours(24);

/// So long the service may send a webhook again.
const DELIVERIES: Duration = Duration::from_hours(30 * 24);

/// How much of the past is kept; the rest is forgotten whenever something is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// For how long.
    pub age: Duration,
    /// So many events of an account at most.
    pub events_per_account: u32,
}

impl Default for Retention {
    /// Ninety days and two hundred events of an account.
    fn default() -> Self {
        Self { age: 90 * DAY, events_per_account: 200 }
    }
}

impl Retention {
    /// Forgets what is too old, and what an account has too many of.
    pub(super) fn prune(
        self,
        tx: &mut dyn Transaction,
        person: &str,
        account_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        tx.execute(
            "DELETE FROM connection_doctor_events WHERE person = $1 AND account_id = $2 AND seq <= (
                 SELECT seq FROM connection_doctor_events WHERE person = $1 AND account_id = $2
                 ORDER BY seq DESC LIMIT 1 OFFSET $3
             )",
            &[person.into(), account_id.into(), i64::from(self.events_per_account).into()],
        )?;
        for (delete, age) in [
            ("DELETE FROM connection_doctor_events WHERE kept_at < $1", self.age),
            ("DELETE FROM connection_doctor_deliveries WHERE received_at < $1", DELIVERIES),
            // Their notices go with them.
            ("DELETE FROM connection_doctor_incidents WHERE closed_at > 0 AND closed_at < $1", self.age),
            (
                "DELETE FROM connection_doctor_accounts WHERE status = 'NOT_CONNECTED' AND changed_at < $1",
                self.age,
            ),
        ] {
            tx.execute(delete, &[before(now, age).into()])?;
        }
        Ok(())
    }
}
