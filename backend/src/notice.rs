//! Ready messages: what a person is told when an account of theirs has stopped working, for the host to send by e-mail
//! or to show in its app.

mod delivery;
mod languages;
mod post;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use connection_doctor_core::{Account, Audience, Finding, Letter, SafeLink, Tried, explain};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

pub use self::{
    delivery::{Deliver, NotDelivered, deliver_due, deliver_notices},
    post::{NoHost, PostToHost},
};
use crate::{
    Person,
    contract::Status,
    webhook::{AccountEvent, EventType},
};

/// A message, ready to be sent. There is one for each incident: from the moment an account stops working until it
/// works again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name; the same however often it is handed over.
    pub id: String,
    /// The app's own name for the person.
    pub identifier: String,
    /// The account.
    pub connected_account_id: String,
    /// Its connection's name, where the service told it.
    pub connection_name: Option<String>,
    /// What became of it: `EXPIRED`, `REVOKED` or `ERROR`.
    pub status: Status,
    /// When.
    pub occurred_at: Timestamp,
    /// The language that subject and text are in, such as `de`.
    pub language: String,
    /// One line.
    pub subject: String,
    /// Plain text, with the link in it.
    pub text: String,
    /// Where the person reconnects.
    pub link: String,
}

/// A notice before anybody knows whether it is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Draft(Notice);

/// How notices are made.
#[derive(Clone)]
pub struct Notices {
    page: Url,
    readers: Arc<dyn Readers>,
}

/// What the host knows of those who read.
#[async_trait]
pub trait Readers: Send + Sync + 'static {
    /// The language that the person reads, such as `de` or `pt-BR`; `None` where it is not known, which is English.
    async fn language(&self, person: &Person) -> Option<String>;
}

/// An address that people cannot be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a page to send people to: an https address, or http on this machine")]
pub struct NotAPage;

impl Notices {
    /// Notices that lead to the host's page with the widget. The account is added to its query as `account`, and its
    /// connection as `connection`.
    ///
    /// # Errors
    /// When the page cannot be linked to.
    pub fn new(page: Url) -> Result<Self, NotAPage> {
        SafeLink::parse(page.as_str()).ok_or(NotAPage)?;
        Ok(Self { page, readers: Arc::new(EverybodyReadsEnglish) })
    }

    /// The same in the language of whoever reads.
    pub fn for_readers(self, readers: impl Readers) -> Self {
        Self { readers: Arc::new(readers), ..self }
    }

    /// What the person is to be told of an event; `None` where it is no problem of theirs.
    pub(crate) async fn draft(&self, event: &AccountEvent) -> Option<Draft> {
        if event.kind != EventType::StatusUpdated || !event.status.is_problem() {
            return None;
        }
        let asked = self.readers.language(&Person::new(&*event.person)).await;
        let (language, words) = languages::words(asked.as_deref().unwrap_or_default());
        let account = json!({
            "id": event.account_id,
            "connection_name": event.connection_name,
            "provider": event.provider,
            "status": event.status,
        });
        let account = Account::read(&account).ok()?;
        let link = self.link(event);
        let finding = Finding::of(&account, Tried::default());
        let explanation = explain(&finding, &account, Audience::User, &words);
        let letter = Letter::about(&account, &explanation, &SafeLink::parse(link.as_str())?, &words)?;
        Some(Draft(Notice {
            id: String::new(),
            identifier: event.person.clone(),
            connected_account_id: event.account_id.clone(),
            connection_name: event.connection_name.clone(),
            status: event.status.clone(),
            occurred_at: event.at,
            language: language.to_owned(),
            subject: letter.subject,
            text: letter.text,
            link: link.into(),
        }))
    }

    fn link(&self, event: &AccountEvent) -> Url {
        let mut link = self.page.clone();
        link.query_pairs_mut().append_pair("account", &event.account_id);
        if let Some(connection) = &event.connection_name {
            link.query_pairs_mut().append_pair("connection", connection);
        }
        link
    }
}

impl fmt::Debug for Notices {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Notices").field("page", &self.page.as_str()).finish_non_exhaustive()
    }
}

impl Draft {
    /// The notice of this name.
    pub(crate) fn into_notice(self, id: String) -> Notice {
        Notice { id, ..self.0 }
    }
}

struct EverybodyReadsEnglish;

#[async_trait]
impl Readers for EverybodyReadsEnglish {
    async fn language(&self, _: &Person) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_sent_to_safe_pages_only() {
        for (page, is_safe) in [
            ("https://app.example/reconnect", true),
            ("http://127.0.0.1:8080/reconnect", true),
            ("http://app.example/reconnect", false),
            ("https://me:secret@app.example/", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(Notices::new(page.parse().unwrap()).is_ok(), is_safe, "{page}");
        }
    }
}
