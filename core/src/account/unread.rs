//! An account of a list, of which only what gives it its place has been read.

use super::Account;
use crate::provider::{Provider, provider_of};
use crate::{Fields, Status, tidy};

/// An account as it came. Of a long list most are never looked at, and reading all of each would take longer than drawing
/// those that are.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread<F> {
    pub(crate) named: Named,
    key: String,
    fields: F,
}

/// What a list is sorted by: which account it is, and how it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub(super) identity: Identity,
    pub(crate) service: String,
    pub(crate) status: Status,
    pub(crate) label: Option<String>,
}

/// What tells accounts apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Identity {
    /// By its id.
    Account(String),
    /// By the connection's name: it has no account yet.
    Connection(String),
}

/// What the keys of connections without an account begin with.
pub(crate) const CONNECTION: &str = "connection:";

impl<F: Fields> Unread<F> {
    /// # Errors
    ///
    /// Where nothing tells which account it is.
    pub fn new(fields: F) -> Result<Self, &'static str> {
        let named = Named::read(&fields)?;
        Ok(Self { key: named.identity.key(), named, fields })
    }

    /// Reads `{"connected_account":{…}}`.
    ///
    /// # Errors
    ///
    /// Where it is not the contract's, with what was expected.
    pub fn of_answer(answer: &F) -> Result<Self, &'static str> {
        let account = answer.object("connected_account");
        Self::new(account.ok_or("expected an object `connected_account`, but found none")?)
    }

    /// See [`Account::key`].
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key that the connection had before it had an account.
    pub(crate) fn connection_key(&self) -> String {
        Identity::Connection(self.named.identity.connection(&self.fields)).key()
    }

    /// The account.
    pub fn read(&self) -> Account {
        Account::of(self.named.clone(), &self.fields)
    }
}

impl Named {
    pub(super) fn read(fields: &impl Fields) -> Result<Self, &'static str> {
        let id = fields.text("id").map(Identity::Account);
        let identity = id.or_else(|| connection(fields).map(Identity::Connection));
        let identity = identity.ok_or("expected an `id` or a `connection_name`, but found neither")?;
        let shown = |name| fields.text(name).map(|text| tidy(&text, 80)).filter(|text| !text.is_empty());
        let service = shown("display_name").unwrap_or_else(|| {
            let connection = identity.connection(fields);
            let word = provider_word(fields, &connection);
            behind(&word, &connection).1.map_or_else(|| tidy(&word, 60), str::to_owned)
        });
        let status = Status::parse(&fields.text("status").unwrap_or_default());
        Ok(Self { identity, service, status, label: shown("account_label") })
    }
}

impl Identity {
    pub(super) fn key(&self) -> String {
        match self {
            Self::Account(id) => ["id:", id].concat(),
            Self::Connection(name) => [CONNECTION, name].concat(),
        }
    }

    /// The connection's name; where it is not told, the id stands for it.
    pub(super) fn connection(&self, fields: &impl Fields) -> String {
        match self {
            Self::Account(id) => connection(fields).unwrap_or_else(|| id.clone()),
            Self::Connection(name) => name.clone(),
        }
    }
}

fn connection(fields: &impl Fields) -> Option<String> {
    fields.text("connection_name").or_else(|| fields.text("connector"))
}

/// The backend's own word for the provider.
pub(super) fn provider_word(fields: &impl Fields, connection: &str) -> String {
    fields.text("provider").unwrap_or_else(|| connection.to_owned())
}

/// The company and the service behind an account, as far as we know them.
pub(super) fn behind(word: &str, connection: &str) -> (Option<&'static Provider>, Option<&'static str>) {
    let known = provider_of(word);
    // A general word such as GOOGLE says less than the connection's name, such as `gmail`.
    let named = provider_of(connection).filter(|named| known.is_none_or(|known| known.0 == named.0));
    (known.or(named).map(|(provider, _)| provider), named.or(known).map(|(_, service)| service))
}
