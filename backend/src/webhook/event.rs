//! What a webhook tells. What is not named here stays unread.

use jiff::Timestamp;
use serde::Deserialize;

use crate::contract::{Event, Status};

/// The longest text that is kept of a webhook, in bytes; the service's own longest is 400.
const MAX_TEXT_LENGTH: usize = 512;

/// Something that the service says has happened to an account.
#[derive(Clone, Debug)]
pub(crate) struct AccountEvent {
    /// What.
    pub(crate) kind: EventType,
    /// When, by the service's clock.
    pub(crate) at: Timestamp,
    /// To which account.
    pub(crate) account_id: String,
    /// Whose it is: the id that the app knows the person under.
    pub(crate) person: String,
    /// The connection's name.
    pub(crate) connection_name: Option<String>,
    /// The provider's slug.
    pub(crate) provider: Option<String>,
    /// The account's status after it.
    pub(crate) status: Status,
}

/// The kinds of event, by the word behind `connected_account.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum EventType {
    #[serde(rename = "connected_account.created")]
    Created,
    #[serde(rename = "connected_account.updated")]
    Updated,
    #[serde(rename = "connected_account.status_updated")]
    StatusUpdated,
    #[serde(rename = "connected_account.deleted")]
    Deleted,
    #[serde(rename = "connected_account.magic_link_generated")]
    MagicLinkGenerated,
    #[serde(rename = "connected_account.oauth_tokens_fetched")]
    TokensFetched,
    #[serde(rename = "connected_account.token_refresh_succeeded")]
    TokenRefreshSucceeded,
    #[serde(rename = "connected_account.token_refresh_failed")]
    TokenRefreshFailed,
    #[serde(rename = "connected_account.oauth_succeeded")]
    OAuthSucceeded,
    #[serde(other)]
    Unknown,
}

impl AccountEvent {
    /// What the person's history says of it; `None` where that is nothing to them.
    pub(crate) fn history(&self) -> Option<Event> {
        let (kind, outcome) = match self.kind {
            EventType::StatusUpdated => ("status_change", status_outcome(&self.status)),
            EventType::MagicLinkGenerated => ("authorization_link", "succeeded"),
            EventType::OAuthSucceeded => ("authorization", "succeeded"),
            EventType::TokenRefreshSucceeded => ("token_refresh", "succeeded"),
            EventType::TokenRefreshFailed => ("token_refresh", "failed"),
            EventType::Created | EventType::Updated | EventType::Deleted => return None,
            EventType::TokensFetched | EventType::Unknown => return None,
        };
        // What it became is told apart by its word.
        let code = (self.kind == EventType::StatusUpdated).then(|| self.status.word().to_owned());
        Some(Event {
            at: self.at,
            kind: kind.to_owned(),
            outcome: outcome.to_owned(),
            code,
            execution_id: None,
        })
    }
}

/// The kinds of the history that webhooks tell, so that nobody else need.
pub(crate) const TOLD_BY_WEBHOOKS: [&str; 4] =
    ["authorization_link", "authorization", "token_refresh", "status_change"];

/// Reads a body; `None` for a type that is not known here.
pub(crate) fn read(body: &[u8]) -> Result<Option<AccountEvent>, String> {
    let kind = serde_json::from_slice::<Typed>(body).map_err(problem)?.kind;
    if kind == EventType::Unknown {
        return Ok(None);
    }
    let Envelope { occurred_at, data } = serde_json::from_slice(body).map_err(problem)?;
    let texts =
        [Some(&data.id), Some(&data.identifier), data.connection_name.as_ref(), data.provider.as_ref()];
    if data.id.is_empty()
        || data.identifier.is_empty()
        || !texts.into_iter().flatten().all(|text| is_plain(text))
    {
        return Err("a text of `data` is empty, too long, or not one line".to_owned());
    }
    let status = match Status::from(data.status) {
        Status::Other(word) if !is_plain(&word) => return Err("the `status` is not a word".to_owned()),
        status => status,
    };
    Ok(Some(AccountEvent {
        kind,
        at: occurred_at,
        account_id: data.id,
        person: data.identifier,
        connection_name: data.connection_name.filter(|name| !name.is_empty()),
        provider: data.provider,
        status,
    }))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: EventType,
}

#[derive(Deserialize)]
struct Envelope {
    occurred_at: Timestamp,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    id: String,
    identifier: String,
    connection_name: Option<String>,
    provider: Option<String>,
    // A zero enum may be left out.
    #[serde(default)]
    status: String,
}

fn status_outcome(status: &Status) -> &'static str {
    match status {
        Status::Active => "succeeded",
        Status::Expired | Status::Revoked | Status::Error => "failed",
        _ => "changed",
    }
}

fn is_plain(text: &str) -> bool {
    text.len() <= MAX_TEXT_LENGTH && !text.chars().any(char::is_control)
}

/// Says where the body is wrong, and nothing of what is in it.
fn problem(error: serde_json::Error) -> String {
    format!("the body is not an event of the service (line {}, column {})", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, status: &str) -> AccountEvent {
        let data = json!({ "id": "ca_1", "identifier": "mara", "provider": "GMAIL", "status": status });
        let kind = format!("connected_account.{kind}");
        let body = json!({ "type": kind, "occurred_at": "2026-11-22T12:00:00.123456789Z", "data": data });
        read(body.to_string().as_bytes()).unwrap().unwrap()
    }

    #[test]
    fn the_history_has_the_words_that_the_widget_knows() {
        for (kind, status, told) in [
            ("created", "PENDING_AUTH", None),
            ("updated", "ACTIVE", None),
            ("deleted", "ACTIVE", None),
            ("oauth_tokens_fetched", "ACTIVE", None),
            ("magic_link_generated", "PENDING_AUTH", Some(("authorization_link", "succeeded", None))),
            ("oauth_succeeded", "PENDING_VERIFICATION", Some(("authorization", "succeeded", None))),
            ("token_refresh_succeeded", "ACTIVE", Some(("token_refresh", "succeeded", None))),
            ("token_refresh_failed", "ACTIVE", Some(("token_refresh", "failed", None))),
            ("status_updated", "ACTIVE", Some(("status_change", "succeeded", Some("ACTIVE")))),
            ("status_updated", "DISCONNECTED", Some(("status_change", "failed", Some("REVOKED")))),
            ("status_updated", "PENDING_AUTH", Some(("status_change", "changed", Some("PENDING")))),
            ("status_updated", "SUSPENDED", Some(("status_change", "changed", Some("SUSPENDED")))),
        ] {
            let history = event(kind, status).history();
            let words = history.as_ref().map(|event| (&*event.kind, &*event.outcome, event.code.as_deref()));
            assert_eq!(words, told, "{kind}");
            assert!(history.is_none_or(|event| TOLD_BY_WEBHOOKS.contains(&&*event.kind)), "{kind}");
        }
    }

    #[test]
    fn what_happened_is_read_to_the_nanosecond() {
        assert_eq!(event("created", "ACTIVE").at.subsec_nanosecond(), 123_456_789);
    }
}
