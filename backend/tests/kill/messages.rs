//! What the service sends.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// So many accounts stop working and stay so, and as many work again.
pub(crate) const ACCOUNTS_THAT_STAY_BROKEN: i64 = 40;

/// What happens to each account, in order; each word is a kind of event and the status after it.
const STAYS_BROKEN: [(&str, &str); 6] = [
    ("oauth_succeeded", "ACTIVE"),
    ("token_refresh_succeeded", "ACTIVE"),
    ("token_refresh_failed", "ACTIVE"),
    ("status_updated", "EXPIRED"),
    ("status_updated", "ERROR"),
    ("magic_link_generated", "ERROR"),
];
const WORKS_AGAIN: [(&str, &str); 6] = [
    ("oauth_succeeded", "ACTIVE"),
    ("token_refresh_failed", "ACTIVE"),
    ("status_updated", "EXPIRED"),
    ("magic_link_generated", "EXPIRED"),
    ("token_refresh_succeeded", "ACTIVE"),
    ("status_updated", "ACTIVE"),
];

/// A webhook.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) body: String,
    place: usize,
}

impl Message {
    /// The message as often as it is sent although nothing failed: every third one twice.
    pub(crate) fn deliveries(&self) -> Vec<Self> {
        vec![self.clone(); if self.place.is_multiple_of(3) { 2 } else { 1 }]
    }
}

/// Every message once, in an order that is not that of the events.
pub(crate) fn messages() -> Vec<Message> {
    let start = Timestamp::now() - SignedDuration::from_hours(1);
    let mut messages = Vec::new();
    for account in 0..2 * ACCOUNTS_THAT_STAY_BROKEN {
        let story = if account < ACCOUNTS_THAT_STAY_BROKEN { STAYS_BROKEN } else { WORKS_AGAIN };
        for (step, (kind, status)) in story.into_iter().enumerate() {
            let place = messages.len();
            let at = start + SignedDuration::from_millis(i64::try_from(place).expect("a number"));
            let body = json!({
                "type": format!("connected_account.{kind}"),
                "occurred_at": at,
                "data": {
                    "id": format!("ca_{account}"), "identifier": "mara", "provider": "GMAIL", "status": status,
                },
            });
            messages.push(Message { id: format!("msg_{account}_{step}"), body: body.to_string(), place });
        }
    }
    let count = messages.len();
    // 7 has no factor in common with the number of messages, so each has its turn once.
    assert_ne!(count % 7, 0);
    (0..count).map(|turn| messages[turn * 7 % count].clone()).collect()
}
