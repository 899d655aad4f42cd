//! The order and the search of a list of accounts.

use crate::{Account, Finding, Tone, Tried};

/// Sorts what needs someone first: problems, then what we could not tell, then what is half done, then what works, then
/// what was never connected. Within each, by name and by whose account it is.
pub fn problems_first(accounts: &mut [Account]) {
    accounts.sort_by_cached_key(|account| {
        let rank = match Finding::of(account, Tried::default()).condition.tone() {
            Tone::Problem => 0,
            Tone::Unsure => 1,
            Tone::Waiting => 2,
            Tone::Good => 3,
            Tone::Idle => 4,
        };
        (rank, account.service.to_lowercase(), account.label.clone(), account.id.clone())
    });
}

/// Whether an account is meant by what was typed into the search: every word of it in the service, provider, connection
/// name, label or `state` (the state in the reader's words), in any case.
pub fn matches(account: &Account, state: &str, query: &str) -> bool {
    let label = account.label.as_deref().unwrap_or_default();
    let fields = [&account.service, account.provider_name(), &account.connection_name, label, state];
    let fields = fields.map(str::to_lowercase);
    query.to_lowercase().split_whitespace().all(|word| fields.iter().any(|field| field.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(connection: &str, status: &str, label: &str) -> Account {
        serde_json::from_value(serde_json::json!({
            "id": format!("ca_{connection}_{label}"), "connection_name": connection, "status": status,
            "account_label": label,
        }))
        .expect("an account")
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
        problems_first(&mut accounts);
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
    fn search_looks_at_all_that_a_person_sees() {
        let account = account("gmail-eu", "EXPIRED", "Mara@northwind.example");
        for query in ["", " ", "GMAIL", "google", "mara", "eu", "expired", "gmail exp"] {
            assert!(matches(&account, "Expired", query), "{query}");
        }
        for query in ["slack", "gmail slack"] {
            assert!(!matches(&account, "Expired", query), "{query}");
        }
    }
}
