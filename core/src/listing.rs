//! The order and the search of a list of accounts.

use crate::account::{CONNECTION, Named};
use crate::{Account, Fields, Status, Unread};

/// Sorts what needs someone first: problems, then what we could not tell, then what is half done, then what works, then
/// what was never connected; within each, by name and by whose account it is.
///
/// What was in the list `before`, by their keys and in that order, stays where it was, so that nothing moves under a hand that is
/// about to click; what is new comes after it.
///
/// What is there twice, as it moved from one page to the next while they were read, stays once: as it was read last.
pub fn problems_first<F: Fields>(before: &[&str], accounts: &mut Vec<Unread<F>>) {
    // Sorted as the accounts are below, for that is one sorting in the browser and not two.
    let mut known: Vec<_> =
        before.iter().enumerate().map(|(place, key)| ((0_usize, 0_i32, (*key).to_owned()), place)).collect();
    known.sort_unstable();
    accounts.reverse();
    // By their keys first, so that what is there twice stands together, with the newest in front.
    for is_by_key in [true, false] {
        accounts.sort_by_cached_key(|account| {
            let Named { service, status, label, .. } = &account.named;
            let key = account.key();
            if is_by_key {
                return (0, 0, key.to_owned());
            }
            let found = known.binary_search_by(|((_, _, known), _)| known.as_str().cmp(key));
            let place = found.map_or(before.len(), |found| known[found].1);
            let mut name = [service, label.as_deref().unwrap_or_default(), key].join("\n");
            name.make_ascii_lowercase();
            (place, rank(status), name)
        });
        accounts.dedup_by(|one, other| one.key() == other.key());
    }
}

/// Connections that had no account `before`, by their place there, and the key of the account that each has now: the first of
/// the connection that is new. What was shown of the connection goes on with it.
pub fn given_accounts<F: Fields>(before: &[&str], accounts: &[Unread<F>]) -> Vec<(usize, String)> {
    let has = |key: &str| accounts.iter().any(|account| account.key() == key);
    let mut given = Vec::new();
    for (place, key) in before.iter().enumerate() {
        if !key.starts_with(CONNECTION) || has(key) {
            continue;
        }
        let mut its = accounts.iter().filter(|account| account.connection_key() == **key);
        if let Some(account) = its.find(|account| !before.contains(&account.key())) {
            given.push((place, account.key().to_owned()));
        }
    }
    given
}

/// The less, the further up.
fn rank(status: &Status) -> i32 {
    match status {
        Status::Expired | Status::Revoked | Status::Error => 0,
        Status::Unknown(_) => 1,
        Status::Pending | Status::PendingVerification => 2,
        Status::Active => 3,
        Status::NotConnected => 4,
    }
}

/// What is searched of an account: service, provider, connection name, label and `state`, the state in the reader's words.
pub fn search_text(account: &Account, state: &str) -> String {
    let label = account.label.as_deref().unwrap_or_default();
    [&account.service, account.provider_name(), &account.connection_name, label, state].join("\n")
}

/// Whether every word of a query is in a text, both in lower case.
pub fn matches(text: &[u8], query: &str) -> bool {
    query.split_whitespace().all(|word| {
        // Not `contains`, whose machinery for long texts weighs 1 KB in the browser.
        text.windows(word.len()).any(|part| part == word.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finding, Tone, Tried};

    fn account(connection: &str, status: &str, label: &str) -> Unread<serde_json::Value> {
        let json = serde_json::json!({
            "id": format!("ca_{connection}_{label}"), "connection_name": connection, "status": status,
            "account_label": label,
        });
        Unread::new(json).expect("an account")
    }

    #[test]
    fn a_connection_goes_on_as_the_account_that_it_is_given() {
        let unconnected = serde_json::json!({ "id": null, "connection_name": "notion" });
        let unconnected = Unread::new(unconnected).expect("a connection");
        let before = ["id:ca_notion_old", "connection:notion", "connection:slack"];
        let given = |accounts: &[Unread<serde_json::Value>]| given_accounts(&before, accounts);
        let old = account("notion", "REVOKED", "old");
        assert_eq!(given(&[old.clone(), unconnected]), []);
        assert_eq!(given(std::slice::from_ref(&old)), []);
        let (new, newer) = (account("notion", "PENDING", "new"), account("notion", "PENDING", "newer"));
        assert_eq!(given(&[old, new, newer]), [(1, "id:ca_notion_new".to_owned())]);
    }

    #[test]
    fn problems_come_first_then_by_name() {
        let mut accounts = vec![
            account("slack", "ACTIVE", "b"),
            account("slack", "ACTIVE", "a"),
            account("notion", "NOT_CONNECTED", ""),
            account("outlook", "REVOKED", ""),
            account("github", "PENDING", ""),
            account("gmail", "EXPIRED", ""),
            account("salesforce", "SUSPENDED", ""),
        ];
        problems_first(&[], &mut accounts);
        let order: Vec<_> =
            accounts.iter().map(|a| (a.named.service.as_str(), a.named.label.as_deref())).collect();
        assert_eq!(
            order,
            [
                ("Gmail", None),
                ("Outlook", None),
                ("Salesforce", None),
                ("GitHub", None),
                ("Slack", Some("a")),
                ("Slack", Some("b")),
                ("Notion", None),
            ]
        );
    }

    #[test]
    fn what_was_read_twice_stays_once_as_it_was_read_last() {
        let twice = || {
            let before = account("slack", "ACTIVE", "b");
            vec![before, account("slack", "ACTIVE", "a"), account("slack", "REVOKED", "b")]
        };
        let statuses = |accounts: &[Unread<serde_json::Value>]| {
            accounts.iter().map(|account| account.named.status.word().to_owned()).collect::<Vec<_>>()
        };
        let mut accounts = twice();
        problems_first(&[], &mut accounts);
        assert_eq!(statuses(&accounts), ["REVOKED", "ACTIVE"]);
        let mut accounts = twice();
        problems_first(&["id:ca_slack_a", "id:ca_slack_b"], &mut accounts);
        assert_eq!(statuses(&accounts), ["ACTIVE", "REVOKED"]);
        // Better than before, which is sorted behind what it was.
        let mut accounts = twice();
        accounts.reverse();
        problems_first(&["id:ca_slack_b"], &mut accounts);
        assert_eq!(statuses(&accounts), ["ACTIVE", "ACTIVE"]);
    }

    #[test]
    fn what_is_drawn_alike_stands_together() {
        let tones = [Tone::Problem, Tone::Unsure, Tone::Waiting, Tone::Good, Tone::Idle];
        let statuses = [
            "EXPIRED",
            "REVOKED",
            "ERROR",
            "SUSPENDED",
            "PENDING",
            "PENDING_VERIFICATION",
            "ACTIVE",
            "NOT_CONNECTED",
        ];
        for status in statuses {
            let account = account("gmail", status, "").read();
            let tone = Finding::of(&account, Tried::default()).condition.tone();
            assert_eq!(tones.get(rank(&account.status) as usize), Some(&tone), "{status}");
        }
    }

    #[test]
    fn a_second_reading_moves_nothing() {
        let mut accounts = vec![account("gmail", "EXPIRED", "a"), account("slack", "ACTIVE", "a")];
        problems_first(&[], &mut accounts);
        let before: Vec<_> = accounts.iter().map(|account| account.key()).collect();
        let mut again = vec![
            account("slack", "EXPIRED", "a"),
            account("outlook", "ACTIVE", "a"),
            account("gmail", "ACTIVE", "a"),
            account("github", "ERROR", "a"),
        ];
        problems_first(&before, &mut again);
        assert_eq!(
            again.iter().map(|a| a.named.service.as_str()).collect::<Vec<_>>(),
            ["Gmail", "Slack", "GitHub", "Outlook"]
        );
    }

    #[test]
    fn search_looks_at_all_that_a_person_sees() {
        let text = search_text(&account("gmail-eu", "EXPIRED", "Mara@northwind.example").read(), "Expired")
            .to_lowercase();
        for query in ["", " ", "GMAIL", "google", "mara", "eu", "expired", "gmail exp"] {
            assert!(matches(text.as_bytes(), &query.to_lowercase()), "{query}");
        }
        for query in ["slack", "gmail slack"] {
            assert!(!matches(text.as_bytes(), query), "{query}");
        }
    }
}
