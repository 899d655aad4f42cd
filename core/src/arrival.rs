//! A reader who comes to a page with an answer in its URL: whose answer it is.

use crate::{Account, Fields, Granted, Provider, Status, Timestamp};

/// The account for which a reader leaves for the provider, as it is at the click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Its id; `None` for a connection that had no account yet.
    pub account_id: Option<String>,
    /// Its connection.
    pub connection_name: String,
    /// The scopes that were missing, and that the sign-in asks for.
    pub asked: Vec<String>,
    /// It worked.
    pub was_active: bool,
    /// Whose account it was at the provider.
    pub label: Option<String>,
    /// When the backend last changed it.
    pub updated_at: Option<Timestamp>,
    /// What it was granted, as the backend told it.
    pub granted: Granted,
    /// The sign-in's own word, which comes back with the reader.
    pub flow: String,
}

/// Whose answer it is, among the accounts that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of the account at this place.
    Account(usize),
    /// That of an account which is not among them.
    Elsewhere,
    /// Nothing tells.
    Unknown,
}

impl Departure {
    /// For an account.
    pub fn for_account(account: &Account, asked: Vec<String>, flow: String) -> Self {
        Self {
            account_id: account.id.clone(),
            connection_name: account.connection_name.clone(),
            asked,
            was_active: account.status == Status::Active,
            label: account.label.clone(),
            updated_at: account.updated_at,
            granted: account.scopes.clone(),
            flow,
        }
    }

    /// Reads it as it was written.
    pub fn read(fields: &impl Fields) -> Option<Self> {
        Some(Self {
            account_id: fields.text("account_id"),
            connection_name: fields.text("connection_name")?,
            asked: fields.texts("asked").unwrap_or_default(),
            was_active: fields.is_true("was_active"),
            label: fields.text("label"),
            updated_at: fields.text("updated_at").and_then(|millis| Some(Timestamp(millis.parse().ok()?))),
            granted: Granted::read(fields, "granted"),
            flow: fields.text("flow").unwrap_or_default(),
        })
    }

    /// Whether it is this account; one that was made by the sign-in itself has an id by now.
    pub fn is_for(&self, account: &Account) -> bool {
        self.connection_name == account.connection_name
            && (self.account_id.is_none() || self.account_id == account.id)
    }
}

/// Finds the account that an answer is about: the one for which the reader left; else, where no departure was noted, the
/// only one that can be meant, by the provider that answered.
pub fn whose<'a>(
    departure: Option<&Departure>,
    provider: Option<&'static Provider>,
    accounts: impl Iterator<Item = &'a Account> + Clone,
) -> Whose {
    if let Some(departure) = departure {
        let place = accounts.clone().position(|account| departure.is_for(account));
        return place.map_or(Whose::Elsewhere, Whose::Account);
    }
    let is_possible =
        |account: &Account| provider.is_none() || account.provider.is_none() || account.provider == provider;
    let is_certain = |account: &Account| provider.is_some() && account.provider == provider;
    let only = |is_its: &dyn Fn(&Account) -> bool| {
        let mut its = accounts.clone().enumerate().filter(|(_, account)| is_its(account));
        its.next().filter(|_| its.next().is_none()).map(|(place, _)| Whose::Account(place))
    };
    let is_elsewhere = accounts.clone().next().is_some() && !accounts.clone().any(is_possible);
    only(&is_certain).or_else(|| only(&is_possible)).unwrap_or(match is_elsewhere {
        true => Whose::Elsewhere,
        false => Whose::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider_of;
    use serde_json::json;

    fn account(id: Option<&str>, connection: &str) -> Account {
        let json =
            json!({"id": id, "connection_name": connection, "provider": connection, "status": "REVOKED"});
        Account::read(&json).expect("an account")
    }

    fn by(word: &str) -> Option<&'static Provider> {
        provider_of(word).map(|(provider, _)| provider)
    }

    #[test]
    fn the_account_that_was_left_for_has_the_answer() {
        let accounts =
            [account(Some("ca_1"), "gmail"), account(Some("ca_2"), "gmail"), account(Some("ca_3"), "notion")];
        let whose_of = |id: Option<&str>, connection: &str| {
            let left = Departure {
                account_id: id.map(str::to_owned),
                connection_name: connection.to_owned(),
                asked: vec!["a".to_owned()],
                was_active: true,
                label: Some("mara@a.example".to_owned()),
                updated_at: Some(Timestamp(1_767_323_045_000)),
                granted: Granted::Told(vec!["b c".to_owned()]),
                flow: "f1".to_owned(),
            };
            let written = json!({
                "account_id": id, "connection_name": connection, "asked": ["a"], "was_active": true,
                "label": "mara@a.example", "updated_at": "1767323045000", "granted": ["b c"], "flow": "f1",
            });
            assert_eq!(Departure::read(&written).as_ref(), Some(&left));
            whose(Some(&left), None, accounts.iter())
        };
        assert_eq!(whose_of(Some("ca_2"), "gmail"), Whose::Account(1));
        assert_eq!(whose_of(None, "notion"), Whose::Account(2), "the sign-in has made the account");
        assert_eq!(whose_of(Some("ca_9"), "gmail"), Whose::Elsewhere);
    }

    #[test]
    fn without_a_departure_only_what_is_certain_counts() {
        let all = [
            account(Some("ca_1"), "gmail"),
            account(Some("ca_2"), "outlook"),
            account(Some("ca_3"), "googledrive"),
        ];
        assert_eq!(whose(None, by("microsoft"), all.iter()), Whose::Account(1));
        assert_eq!(whose(None, by("google"), all[..2].iter()), Whose::Account(0));
        assert_eq!(whose(None, by("google"), [&all[0], &all[0]].into_iter()), Whose::Unknown, "two of them");
        assert_eq!(whose(None, None, all.iter()), Whose::Unknown);
        assert_eq!(whose(None, None, all[2..].iter()), Whose::Account(0));
        assert_eq!(whose(None, by("google"), [].into_iter()), Whose::Unknown);
        assert_eq!(whose(None, by("slack"), all.iter()), Whose::Elsewhere);
        assert_eq!(whose(None, by("microsoft"), all[..1].iter()), Whose::Elsewhere);
    }
}
