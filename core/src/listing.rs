//! The order and the search of a list of accounts.

use crate::{Account, Finding, Tone, Tried};

/// Sorts what needs someone first: problems, then what we could not tell, then what is half done, then what works, then
/// what was never connected; within each, by name and by whose account it is.
///
/// What was in the list before, as `keys` in their order, stays where it was, so that nothing moves under a hand that is
/// about to click; what is new comes after it.
pub fn problems_first(before: &[String], accounts: &mut [Account]) {
    accounts.sort_by_cached_key(|account| {
        let key = account.key();
        let place = before.iter().position(|known| *known == key).unwrap_or(before.len());
        let rank = match Finding::of(account, Tried::default()).condition.tone() {
            Tone::Problem => 0,
            Tone::Unsure => 1,
            Tone::Waiting => 2,
            Tone::Good => 3,
            Tone::Idle => 4,
        };
        let label = account.label.as_deref().unwrap_or_default();
        (place, rank, [&account.service, label, &key].join("\n").to_ascii_lowercase())
    });
}

/// Whether an account is meant by what was typed into the search: every word of it in the service, provider, connection
/// name, label or `state` (the state in the reader's words), in any case. `fold` makes lower case in the reader's language.
pub fn matches(account: &Account, state: &str, query: &str, fold: impl Fn(&str) -> String) -> bool {
    let label = account.label.as_deref().unwrap_or_default();
    let fields = [&account.service, account.provider_name(), &account.connection_name, label, state];
    let text = fold(&fields.join("\n"));
    fold(query).split_whitespace().all(|word| {
        // Not `contains`, whose machinery for long texts weighs 1 KB in the browser.
        text.as_bytes().windows(word.len()).any(|part| part == word.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(connection: &str, status: &str, label: &str) -> Account {
        let json = serde_json::json!({
            "id": format!("ca_{connection}_{label}"), "connection_name": connection, "status": status,
            "account_label": label,
        });
        Account::read(&json).expect("an account")
    }

    #[test]
    fn problems_come_first_then_by_name() {
        let mut accounts = [
            account("slack", "ACTIVE", "b"),
            account("slack", "ACTIVE", "a"),
            account("notion", "NOT_CONNECTED", ""),
            account("outlook", "REVOKED", ""),
            account("github", "PENDING", ""),
            account("gmail", "EXPIRED", ""),
            account("salesforce", "SUSPENDED", ""),
        ];
        problems_first(&[], &mut accounts);
        let order: Vec<_> = accounts.iter().map(|a| (a.service.as_str(), a.label.as_deref())).collect();
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
    fn a_second_reading_moves_nothing() {
        let mut accounts = [account("gmail", "EXPIRED", "a"), account("slack", "ACTIVE", "a")];
        problems_first(&[], &mut accounts);
        let before: Vec<_> = accounts.iter().map(Account::key).collect();
        let mut again = [
            account("slack", "EXPIRED", "a"),
            account("outlook", "ACTIVE", "a"),
            account("gmail", "ACTIVE", "a"),
            account("github", "ERROR", "a"),
        ];
        problems_first(&before, &mut again);
        assert_eq!(again.each_ref().map(|a| a.service.as_str()), ["Gmail", "Slack", "GitHub", "Outlook"]);
    }

    #[test]
    fn search_looks_at_all_that_a_person_sees() {
        let account = account("gmail-eu", "EXPIRED", "Mara@northwind.example");
        for query in ["", " ", "GMAIL", "google", "mara", "eu", "expired", "gmail exp"] {
            assert!(matches(&account, "Expired", query, str::to_lowercase), "{query}");
        }
        for query in ["slack", "gmail slack"] {
            assert!(!matches(&account, "Expired", query, str::to_lowercase), "{query}");
        }
    }
}
