//! The connected account, read from the contract's JSON.

use serde::{Deserialize, Deserializer, de};

use crate::provider::{Provider, provider_of};
use crate::{Foreign, SafeLink, Status, Timestamp, tidy};

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
#[derive(Deserialize)]
pub struct Page {
    /// The accounts of this page.
    pub connected_accounts: Vec<Account>,
    /// What to ask for the next page with; empty on the last.
    #[serde(default, deserialize_with = "text")]
    pub next_page_token: Option<String>,
}

/// An answer with one account.
#[derive(Deserialize)]
pub struct Single {
    /// The account.
    pub connected_account: Account,
}

impl Account {
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

    /// Whether two readings are of the same connected account.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => self.connection_name == other.connection_name,
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Wire::deserialize(deserializer)?.read().map_err(de::Error::custom)
    }
}

/// The account as it is sent. Optional fields of another type than agreed are read as absent: a wrong `icon_url` must
/// not hide why mail has stopped.
#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    connection_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    connector: Option<String>,
    #[serde(default, deserialize_with = "text")]
    provider: Option<String>,
    #[serde(default, deserialize_with = "text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    icon_url: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status_reason: Option<String>,
    #[serde(default, deserialize_with = "text")]
    account_label: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    is_org_wide_credential: bool,
    #[serde(default, deserialize_with = "flag")]
    can_disconnect: bool,
    #[serde(default, deserialize_with = "text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    updated_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    last_used_at: Option<String>,
    #[serde(default)]
    last_error: Option<WireError>,
    #[serde(default)]
    authorization_details: Presence,
    #[serde(default)]
    api_config: Presence,
    #[serde(default)]
    access_token: Presence,
    #[serde(default)]
    refresh_token: Presence,
    #[serde(default)]
    oauth_token: Presence,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(default, deserialize_with = "text")]
    code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    message: Option<String>,
    #[serde(default, deserialize_with = "text")]
    at: Option<String>,
}

impl Wire {
    fn read(self) -> Result<Account, &'static str> {
        let connection = self.connection_name.or(self.connector).filter(|name| !name.is_empty());
        let id = self.id.filter(|id| !id.is_empty());
        let Some(connection) = connection.or_else(|| id.clone()) else {
            return Err("a connected account needs an `id` or a `connection_name`, but found neither");
        };
        let provider_word =
            self.provider.filter(|word| !word.is_empty()).unwrap_or_else(|| connection.clone());
        let known = provider_of(&provider_word);
        // A general word such as GOOGLE says less than the connection's name, such as `gmail`.
        let named = provider_of(&connection).filter(|named| known.is_none_or(|known| known.0 == named.0));
        let known_service = named.or(known).map(|(_, service)| service.to_owned());
        let service = shown(self.display_name).or(known_service).unwrap_or_else(|| tidy(&provider_word, 60));
        Ok(Account {
            status: Status::parse(self.status.as_deref().unwrap_or_default()),
            icon: self.icon_url.as_deref().and_then(SafeLink::parse),
            provider: known.or(named).map(|(provider, _)| provider),
            label: shown(self.account_label),
            is_org_wide: self.is_org_wide_credential,
            can_disconnect: self.can_disconnect,
            created_at: time(self.created_at),
            updated_at: time(self.updated_at),
            last_used_at: time(self.last_used_at),
            status_reason: foreign(self.status_reason),
            last_error: self.last_error.map(|error| LastError {
                code: foreign(error.code),
                message: foreign(error.message),
                at: time(error.at),
            }),
            leaks: [
                ("authorization_details", self.authorization_details),
                ("api_config", self.api_config),
                ("access_token", self.access_token),
                ("refresh_token", self.refresh_token),
                ("oauth_token", self.oauth_token),
            ]
            .into_iter()
            .filter_map(|(name, Presence(is_there))| is_there.then_some(name))
            .collect(),
            id,
            connection_name: connection,
            service,
            provider_word,
        })
    }
}

/// Whether a field was there with anything but null. Its value is skipped unread.
#[derive(Default)]
struct Presence(bool);

impl<'de> Deserialize<'de> for Presence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<de::IgnoredAny>::deserialize(deserializer).map(|value| Self(value.is_some()))
    }
}

fn shown(text: Option<String>) -> Option<String> {
    text.map(|text| tidy(&text, 80)).filter(|text| !text.is_empty())
}

fn foreign(text: Option<String>) -> Option<Foreign> {
    text.as_deref().and_then(Foreign::new)
}

fn time(text: Option<String>) -> Option<Timestamp> {
    text.as_deref().and_then(Timestamp::parse)
}

/// A string, or `None` for a value of any other type.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(Loose::default()).map(|loose| loose.text)
}

/// `true`, or `false` for a value of any other type.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    deserializer.deserialize_any(Loose::default()).map(|loose| loose.is_true)
}

/// Takes a value of any type and keeps what we can use of it.
#[derive(Default)]
struct Loose {
    text: Option<String>,
    is_true: bool,
}

impl<'de> de::Visitor<'de> for Loose {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Self, E> {
        self.text = Some(text.to_owned());
        Ok(self)
    }

    fn visit_bool<E>(mut self, value: bool) -> Result<Self, E> {
        self.is_true = value;
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_none<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<de::IgnoredAny>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        while entries.next_entry::<de::IgnoredAny, de::IgnoredAny>()?.is_some() {}
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn account(value: Value) -> Account {
        serde_json::from_value(value).expect("an account")
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
        let error = serde_json::from_value::<Account>(json!({"status": "ACTIVE"})).expect_err("no name");
        assert!(error.to_string().contains("needs an `id` or a `connection_name`"));
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
