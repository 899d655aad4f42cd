//! The scenarios: which accounts a person starts with.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    catalog::{CONNECTIONS, Connection},
    record::Record,
};
use crate::contract::Status;

/// A set of accounts to start with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scenario {
    /// A settings page as it looks on a usual day: some work, some do not.
    #[default]
    Everyday,
    /// Every connection in every status, and a few special ones.
    Gallery,
    /// Everything works.
    Healthy,
    /// No connection at all.
    Empty,
    /// Four accounts of every connection.
    Many,
}

impl Scenario {
    /// Every scenario.
    pub(crate) const ALL: [Self; 5] = [Self::Everyday, Self::Gallery, Self::Healthy, Self::Empty, Self::Many];

    /// The accounts, in the order of the list.
    pub(crate) fn records(self, now: Timestamp) -> Vec<Record> {
        match self {
            Self::Everyday => each_connection(everyday_status, now),
            Self::Healthy => each_connection(|_| Status::Active, now),
            Self::Gallery => gallery(now),
            Self::Empty => Vec::new(),
            Self::Many => many(now),
        }
    }
}

fn everyday_status(connection: &Connection) -> Status {
    match connection.name {
        "gmail" => Status::Expired,
        "outlook" => Status::Revoked,
        "salesforce" => Status::Error,
        "notion" => Status::NotConnected,
        _ => Status::Active,
    }
}

fn each_connection(status: impl Fn(&Connection) -> Status, now: Timestamp) -> Vec<Record> {
    let connections = CONNECTIONS.iter().enumerate();
    connections.map(|(age, connection)| in_status(connection, status(connection), now, age)).collect()
}

fn gallery(now: Timestamp) -> Vec<Record> {
    let statuses = || {
        [
            Status::Pending,
            Status::PendingVerification,
            Status::Active,
            Status::Expired,
            Status::Revoked,
            Status::Error,
            Status::NotConnected,
        ]
        .into_iter()
        .enumerate()
    };
    let ordinary = CONNECTIONS
        .iter()
        .flat_map(|connection| statuses().map(move |(age, status)| in_status(connection, status, now, age)));
    ordinary.chain(CONNECTIONS.iter().filter_map(|connection| special(connection, now))).collect()
}

/// The accounts of the gallery that are out of the ordinary.
fn special(connection: &Connection, now: Timestamp) -> Option<Record> {
    let seeded = |id: &str, status| Record::seeded(connection, id.to_owned(), status, now, 1);
    match connection.name {
        "outlook" => {
            let mut record = seeded("ca_outlook_reconnect_unfinished", Status::Active);
            record.enter(connection, Status::Pending, now);
            Some(record)
        }
        "slack" => {
            let mut record = seeded("ca_slack_org_wide", Status::Expired);
            record.account.is_org_wide_credential = true;
            record.account.can_disconnect = false;
            record.refresh_works = false;
            Some(record)
        }
        "github" => Some(seeded("ca_github_unknown", Status::Other("SUSPENDED".to_owned()))),
        "gmail" => {
            let mut record = seeded("ca_gmail_not_requested", Status::Active);
            let calendar = "https://www.googleapis.com/auth/calendar.readonly".to_owned();
            record.account.required_scopes.get_or_insert_default().push(calendar);
            Some(record)
        }
        "googlecalendar" => {
            let mut record = seeded("ca_googlecalendar_missing_scope", Status::Active);
            record.account.scopes = connection.scopes().map(|scopes| scopes.into_iter().skip(1).collect());
            Some(record)
        }
        _ => None,
    }
}

fn many(now: Timestamp) -> Vec<Record> {
    let accounts =
        CONNECTIONS.iter().flat_map(|connection| connection.labels.map(|label| (connection, label)));
    let record = |(index, (connection, label)): (usize, (&Connection, &str))| {
        let status = match index % 9 {
            3 => Status::Expired,
            7 => Status::Revoked,
            _ => Status::Active,
        };
        let id = format!("{}_{}", account_id(connection, &status), index % 4 + 1);
        let mut record = Record::seeded(connection, id, status, now, index);
        record.account.account_label = Some(label.to_owned());
        record
    };
    accounts.enumerate().map(record).collect()
}

fn in_status(connection: &Connection, status: Status, now: Timestamp, age: usize) -> Record {
    match status {
        Status::NotConnected => Record::not_connected(connection),
        status => Record::seeded(connection, account_id(connection, &status), status, now, age),
    }
}

fn account_id(connection: &Connection, status: &Status) -> String {
    format!("ca_{}_{}", connection.name, status.word().to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_no_account_is_from_the_future() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for scenario in Scenario::ALL {
            let records = scenario.records(now);
            let ids: HashSet<_> = records
                .iter()
                .map(|Record { account, .. }| (&account.connection_name, &account.id))
                .collect();
            assert_eq!(ids.len(), records.len(), "{scenario:?}");
            for Record { account, .. } in &records {
                let times = [account.created_at, account.last_used_at, account.updated_at];
                assert!(times.iter().flatten().is_sorted(), "{account:?}");
                assert!(times.iter().flatten().all(|at| *at <= now), "{account:?}");
            }
        }
    }

    #[test]
    fn only_accounts_that_were_connected_have_been_used() {
        let records = Scenario::Gallery.records(Timestamp::UNIX_EPOCH);
        let used = |id: &str| {
            records.iter().any(|record| {
                record.account.id.as_deref() == Some(id) && record.account.last_used_at.is_some()
            })
        };
        assert!(used("ca_outlook_reconnect_unfinished"));
        assert!(!used("ca_outlook_pending"));
    }
}
