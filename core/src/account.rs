//! The connected account, read from the contract's JSON.

mod unread;

use self::unread::Identity;
use crate::provider::Provider;
use crate::{Fields, Foreign, Granted, SafeLink, Status, Timestamp};

pub use self::unread::Unread;
pub(crate) use self::unread::{CONNECTION, Named};

/// One connected account, as the app's backend describes it. There is no field for a credential.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// `None` for a connection that the person has not connected yet.
    pub id: Option<String>,
    /// The connection's name in the app, such as `gmail-production`.
    pub connection_name: String,
    /// What people call it: the backend's display name, else the service we know behind its words, else those words.
    pub service: String,
    /// The company behind it, where we know it.
    pub provider: Option<&'static Provider>,
    /// The backend's own word for the provider.
    pub provider_word: String,
    /// A picture for it.
    pub icon: Option<SafeLink>,
    /// Last known.
    pub status: Status,
    /// Whose account it is at the provider, e.g. an address.
    pub label: Option<String>,
    /// Whether one credential serves the whole organisation, so that only an admin can renew it.
    pub is_org_wide: bool,
    /// Whether the backend offers to disconnect it.
    pub can_disconnect: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// When the app last used it with success.
    pub last_used_at: Option<Timestamp>,
    /// Why the status is what it is, in the backend's words.
    pub status_reason: Option<Foreign>,
    /// The last error that the backend met.
    pub last_error: Option<LastError>,
    /// The redirect URI that the connection is configured with.
    pub redirect_uri: Option<Foreign>,
    /// What it was granted.
    pub scopes: Granted,
    /// What the app cannot do without.
    pub required_scopes: Vec<String>,
    /// What the connection asks for at sign-in, where the backend tells.
    pub requested_scopes: Option<Vec<String>>,
    /// The read-only tool that shows whether it works.
    pub test_tool: Option<String>,
    /// Names of fields with credentials that the answer held. Their values were never read.
    pub leaks: Vec<&'static str>,
}

/// The last error that the backend met with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastError {
    /// The provider's or the backend's code.
    pub code: Option<Foreign>,
    /// The message, in foreign words.
    pub message: Option<Foreign>,
    /// When.
    pub at: Option<Timestamp>,
}

/// One page of `GET accounts`.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<F> {
    /// The accounts of this page.
    pub accounts: Vec<Unread<F>>,
    /// What to ask for the next page with; `None` on the last.
    pub next_page_token: Option<String>,
}

impl<F: Fields> Page<F> {
    /// Reads `{"connected_accounts":[…],"next_page_token":""}`.
    ///
    /// # Errors
    ///
    /// Where it is not the contract's, with what was expected.
    pub fn read(answer: &F) -> Result<Self, &'static str> {
        let accounts = answer.objects("connected_accounts");
        let accounts = accounts.ok_or("expected a list `connected_accounts`, but found none")?;
        let accounts = accounts.into_iter().map(Unread::new).collect::<Result<_, _>>()?;
        Ok(Self { accounts, next_page_token: answer.text("next_page_token") })
    }
}

impl Account {
    /// Reads `{"connected_account":{…}}`.
    ///
    /// # Errors
    ///
    /// Where it is not the contract's, with what was expected.
    pub fn read_answer(answer: &impl Fields) -> Result<Self, &'static str> {
        Ok(Unread::of_answer(answer)?.read())
    }

    /// Reads an account. Fields of another type than agreed count as absent.
    ///
    /// # Errors
    ///
    /// Where nothing tells which account it is.
    pub fn read(fields: &impl Fields) -> Result<Self, &'static str> {
        Ok(Self::of(Named::read(fields)?, fields))
    }

    fn of(named: Named, fields: &impl Fields) -> Self {
        let time = |name| Timestamp::parse(&fields.text(name)?);
        let Named { identity, service, status, label } = named;
        let connection_name = identity.connection(fields);
        let provider_word = unread::provider_word(fields, &connection_name);
        Self {
            id: match identity {
                Identity::Account(id) => Some(id),
                Identity::Connection(_) => None,
            },
            provider: unread::behind(&provider_word, &connection_name).0,
            provider_word,
            connection_name,
            service,
            icon: fields.text("icon_url").as_deref().and_then(SafeLink::parse),
            status,
            label,
            is_org_wide: fields.is_true("is_org_wide_credential"),
            can_disconnect: fields.is_true("can_disconnect"),
            created_at: time("created_at"),
            updated_at: time("updated_at"),
            last_used_at: time("last_used_at"),
            status_reason: foreign(fields, "status_reason"),
            last_error: fields.object("last_error").map(|error| LastError {
                code: foreign(&error, "code"),
                message: foreign(&error, "message"),
                at: error.text("at").as_deref().and_then(Timestamp::parse),
            }),
            redirect_uri: foreign(fields, "redirect_uri"),
            scopes: Granted::read(fields, "scopes"),
            required_scopes: fields.texts("required_scopes").unwrap_or_default(),
            requested_scopes: fields.texts("requested_scopes"),
            test_tool: fields.text("test_tool"),
            leaks: CREDENTIALS.into_iter().filter(|name| fields.is_there(name)).collect(),
        }
    }

    /// Whether it was ever connected, which is the difference between "Connect" and "Reconnect".
    pub fn was_connected(&self) -> bool {
        match self.status {
            Status::NotConnected => false,
            Status::Pending | Status::PendingVerification | Status::Unknown(_) => {
                self.last_used_at.is_some() || self.label.is_some()
            }
            Status::Active | Status::Expired | Status::Revoked | Status::Error => true,
        }
    }

    /// What people call the company behind it, or the service where we do not know the company.
    pub fn provider_name(&self) -> &str {
        self.provider.map_or(&self.service, |provider| provider.name)
    }

    /// What tells accounts apart: the id, or the connection that has no account yet.
    pub fn key(&self) -> String {
        self.id.as_ref().map_or_else(|| self.connection_key(), |id| Identity::Account(id.clone()).key())
    }

    /// The key that the connection has as long as it has no account.
    pub fn connection_key(&self) -> String {
        Identity::Connection(self.connection_name.clone()).key()
    }
}

/// Fields in which backends have been seen to pass credentials on.
const CREDENTIALS: [&str; 5] =
    ["authorization_details", "api_config", "access_token", "refresh_token", "oauth_token"];

fn foreign(fields: &impl Fields, name: &'static str) -> Option<Foreign> {
    Foreign::new(&fields.text(name)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn account(value: Value) -> Account {
        Account::read(&value).expect("an account")
    }

    #[test]
    fn the_contract_is_read_whole() {
        let account = account(json!({
            "id": "ca_1", "identifier": "user_1", "connection_name": "gmail", "provider": "GMAIL",
            "display_name": "Gmail", "icon_url": "https://cdn.example/gmail.svg", "status": "EXPIRED",
            "status_reason": "refresh failed", "authorization_type": "OAUTH", "scopes": null,
            "account_label": "mara@northwind.example", "is_org_wide_credential": false, "can_disconnect": true,
            "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-03T03:04:05Z", "last_used_at": null,
            "last_error": {"code": "invalid_grant", "message": "Bad\u{202e} Request", "at": "2026-01-03T03:04:05Z"},
        }));
        assert_eq!(account.id.as_deref(), Some("ca_1"));
        assert_eq!((account.service.as_str(), account.provider_name()), ("Gmail", "Google"));
        assert_eq!(account.status, Status::Expired);
        assert_eq!(account.label.as_deref(), Some("mara@northwind.example"));
        assert!(account.can_disconnect && !account.is_org_wide && account.leaks.is_empty());
        assert!(account.created_at < account.updated_at);
        let error = account.last_error.expect("the last error");
        assert_eq!(error.message.as_ref().map(Foreign::as_str), Some("Bad Request"));
    }

    #[test]
    fn aliases_and_general_words_are_understood() {
        let account = account(
            json!({"id": "ca_1", "connector": "gmail", "provider": "GOOGLE", "status": "DISCONNECTED"}),
        );
        assert_eq!((account.service.as_str(), account.provider_name()), ("Gmail", "Google"));
        assert_eq!(account.status, Status::Revoked);
    }

    #[test]
    fn unknown_providers_keep_their_own_word() {
        let account = account(
            json!({"id": "ca_1", "connection_name": "acme-crm", "provider": "ACME", "status": "ACTIVE"}),
        );
        assert_eq!((account.service.as_str(), account.provider_name()), ("ACME", "ACME"));
        assert_eq!(account.provider, None);
    }

    #[test]
    fn wrong_types_cost_only_their_own_field() {
        let account = account(json!({
            "id": "ca_1", "connection_name": "slack", "status": 7, "icon_url": ["x"], "can_disconnect": "yes",
            "account_label": {"a": 1}, "created_at": 12, "last_error": null,
        }));
        assert_eq!(account.status, Status::Unknown(String::new()));
        assert_eq!((account.icon, account.label, account.created_at), (None, None, None));
        assert!(!account.can_disconnect);
    }

    #[test]
    fn icons_of_other_schemes_are_not_shown() {
        let account =
            account(json!({"id": "ca_1", "connection_name": "slack", "icon_url": "javascript:alert(1)"}));
        assert_eq!(account.icon, None);
    }

    #[test]
    fn an_account_without_any_name_is_refused() {
        let error = Account::read(&json!({"status": "ACTIVE", "id": ""})).expect_err("no name");
        assert!(error.contains("expected an `id` or a `connection_name`"));
    }

    #[test]
    fn answers_of_another_shape_are_refused_with_what_was_expected() {
        for answer in [json!({}), json!({"connected_accounts": {}}), json!([]), json!(null), json!("x")] {
            assert!(Page::read(&answer).expect_err("no page").contains("`connected_accounts`"), "{answer}");
            assert!(
                Account::read_answer(&answer).expect_err("no account").contains("`connected_account`"),
                "{answer}"
            );
        }
    }

    #[test]
    fn pages_say_whether_there_are_more() {
        let last = Page::read(&json!({"connected_accounts": [], "next_page_token": ""})).expect("a page");
        assert_eq!(last, Page { accounts: vec![], next_page_token: None });
        let more = Page::read(&json!({"connected_accounts": [{"id": "ca_1"}], "next_page_token": "2"}))
            .expect("a page");
        assert_eq!((more.accounts.len(), more.next_page_token.as_deref()), (1, Some("2")));
    }

    #[test]
    fn what_is_read_later_is_the_same() {
        let fields = json!({"id": "ca_1", "connector": "gmail", "provider": "GOOGLE", "status": "EXPIRED",
            "account_label": "mara@northwind.example", "created_at": "2026-01-02T03:04:05Z"});
        let unread = Unread::new(fields.clone()).expect("an account");
        assert_eq!(unread.read(), account(fields));
        assert_eq!(unread.key(), unread.read().key());
        let page = Page::read(&json!({"connected_accounts": [{"id": "ca_1"}, {"status": "ACTIVE"}]}));
        assert!(page.is_err(), "one without any name");
    }

    #[test]
    fn credentials_are_dropped_unread_and_named() {
        let secret = "ya29.secret";
        let account = account(json!({
            "id": "ca_1", "connection_name": "gmail", "status": "ACTIVE", "refresh_token": null,
            "authorization_details": {"oauth_token": {"access_token": secret}}, "access_token": secret,
        }));
        assert_eq!(account.leaks, ["authorization_details", "access_token"]);
        assert!(!format!("{account:?}").contains(secret));
    }

    #[test]
    fn pending_counts_as_connected_before_only_with_a_trace_of_it() {
        let pending = json!({"id": "ca_1", "connection_name": "gmail", "status": "PENDING_AUTH"});
        assert!(!account(pending.clone()).was_connected());
        let mut used = pending;
        used["last_used_at"] = json!("2026-01-02T03:04:05Z");
        assert!(account(used).was_connected());
    }
}
