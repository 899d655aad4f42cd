//! What was done on the page and what answered, as far as it may be told to anybody.

mod route;

use crate::failure::is_credential;
use crate::{Class, Fields, Fixer, Remedy, Status, Timestamp};

pub use route::Route;

/// What happened, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail(pub Vec<Traced>);

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Trace,
}

/// What can happen. All of it is of closed sets, but for numbers and the id of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A call to the app's backend.
    Exchange {
        /// `GET` or `POST`.
        method: &'static str,
        /// Which call of the contract.
        route: Route,
        /// The HTTP status; `None` where no answer came.
        status: Option<u16>,
        /// How long it took, in milliseconds.
        millis: Option<u32>,
        /// By which the backend finds it again.
        request_id: Option<String>,
    },
    /// The reader chose something: a remedy, or what else there is to click.
    Act(&'static str),
    /// The app around the widget was told something.
    Decision {
        /// The event, without `connection-doctor-`.
        event: &'static str,
        /// The status, where it is one that we know.
        status: Option<Status>,
        /// The kind of the failure.
        class: Option<Class>,
        /// Who can mend it.
        fixer: Option<Fixer>,
        /// What is offered.
        remedy: Option<Remedy>,
    },
}

const METHODS: [&str; 2] = ["GET", "POST"];

/// The element's events, after `connection-doctor-`.
const EVENTS: [&str; 6] = ["status", "reconnected", "failed", "checked", "report", "stopped"];

/// What can be clicked beside the remedies.
const ACTS: [&str; 4] = ["check", "disconnect", "copy", "save"];

/// The last second of the year 9999: later ones cannot be written down.
const LAST: i64 = 253_402_300_799_999;

impl Trail {
    /// Reads plain objects, in their order. Each has `at` (milliseconds since 1970, as text) and `what`: `exchange` with
    /// `method`, `path`, `status`, `millis` and `request_id`; `act` with `remedy`; or `decision` with `event`,
    /// `status_word`, `class`, `who_can_fix` and `remedy`. All are texts, those with numbers too. What is none of these is
    /// left out.
    pub fn read(entries: &[impl Fields]) -> Self {
        Self(entries.iter().filter_map(Traced::read).collect())
    }
}

impl Traced {
    fn read(fields: &impl Fields) -> Option<Self> {
        let at: i64 = number(fields, "at").filter(|at| (1..=LAST).contains(at))?;
        let remedy = || Remedy::parse(&fields.text("remedy")?);
        let what = match fields.text("what")?.as_str() {
            "exchange" => Trace::Exchange {
                method: word_of(&METHODS, &fields.text("method")?)?,
                route: Route::of(&fields.text("path").unwrap_or_default()),
                status: number(fields, "status").filter(|status| (100..=599).contains(status)),
                millis: number(fields, "millis"),
                request_id: fields.text("request_id").filter(|id| is_request_id(id)),
            },
            "act" => {
                let word = fields.text("remedy")?;
                Trace::Act(Remedy::parse(&word).map(Remedy::word).or_else(|| word_of(&ACTS, &word))?)
            }
            "decision" => Trace::Decision {
                event: word_of(&EVENTS, &fields.text("event")?)?,
                status: fields
                    .text("status_word")
                    .map(|word| Status::parse(&word))
                    .filter(|status| status.known_word().is_some()),
                class: fields.text("class").as_deref().and_then(Class::parse),
                fixer: fields.text("who_can_fix").as_deref().and_then(Fixer::parse),
                remedy: remedy(),
            },
            _ => return None,
        };
        Some(Self { at: Timestamp(at), what })
    }
}

impl Trace {
    /// It in one line of technical terms, which are the same in every language.
    pub fn line(&self) -> String {
        match self {
            Self::Exchange { method, route, status, millis, request_id } => {
                let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
                let mut line = format!("{method} {} → {status}", route.path());
                if let Some(millis) = millis {
                    line.push_str(&format!(" in {millis} ms"));
                }
                if let Some(id) = request_id {
                    line.push_str(&format!(", request id {id}"));
                }
                line
            }
            Self::Act(word) => format!("chose: {word}"),
            Self::Decision { event, status, class, fixer, remedy } => {
                let words = [
                    Some(*event),
                    status.as_ref().and_then(Status::known_word),
                    class.map(Class::word),
                    fixer.map(Fixer::word),
                    remedy.map(Remedy::word),
                ];
                let words: Vec<_> = words.into_iter().flatten().collect();
                format!("told the app: {}", words.join(", "))
            }
        }
    }
}

fn number<N: std::str::FromStr>(fields: &impl Fields, name: &'static str) -> Option<N> {
    fields.text(name)?.parse().ok()
}

fn word_of(words: &[&'static str], text: &str) -> Option<&'static str> {
    words.iter().copied().find(|word| *word == text)
}

/// As long as backends take one over: whoever gets the report looks it up in the log.
fn is_request_id(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
    (1..=128).contains(&text.len()) && text.bytes().all(is_sign) && !is_credential(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn lines(entries: &[Value]) -> Vec<String> {
        Trail::read(entries).0.iter().map(|traced| traced.what.line()).collect()
    }

    fn line(mut entry: Value) -> Option<String> {
        entry["at"] = json!("1795361160000");
        lines(&[entry]).pop()
    }

    #[test]
    fn each_is_told_in_a_line() {
        for (entry, expected) in [
            (
                json!({"what": "exchange", "method": "POST", "path": "/v1/connect/accounts/ca_1/refresh?x=1",
                    "status": "503", "millis": "120", "request_id": "abc"}),
                Some("POST accounts/{id}/refresh → 503 in 120 ms, request id abc"),
            ),
            (
                json!({"what": "exchange", "method": "GET", "path": "accounts", "status": "200"}),
                Some("GET accounts → 200"),
            ),
            (
                json!({"what": "exchange", "method": "GET", "path": "x", "millis": "8000"}),
                Some("GET (another address) → no answer in 8000 ms"),
            ),
            (json!({"what": "exchange", "method": "GET"}), Some("GET (another address) → no answer")),
            (json!({"what": "exchange", "method": "ya29.x"}), None),
            (json!({"what": "act", "remedy": "reconnect"}), Some("chose: reconnect")),
            (json!({"what": "act", "remedy": "dance"}), None),
            (
                json!({"what": "decision", "event": "failed", "class": "token_revoked_or_expired",
                    "who_can_fix": "user", "remedy": "reconnect"}),
                Some("told the app: failed, token_revoked_or_expired, user, reconnect"),
            ),
            (
                json!({"what": "decision", "event": "status", "status_word": "DISCONNECTED", "class": "x"}),
                Some("told the app: status, REVOKED"),
            ),
            (json!({"what": "decision", "event": "stopped"}), Some("told the app: stopped")),
            (json!({"what": "decision", "event": "x"}), None),
            (json!({"what": "x"}), None),
        ] {
            assert_eq!(line(entry.clone()).as_deref(), expected, "{entry}");
        }
    }

    #[test]
    fn ids_of_requests_are_no_credentials() {
        for (id, is_kept) in [
            ("req_0123:7f3c1a52-9d0e-4b86", true),
            (&"x".repeat(128), true),
            (&"x".repeat(129), false),
            ("ghp_0123456789abcdef", false),
            ("code:Abc123456", false),
            ("a b", false),
            ("a/b", false),
        ] {
            let entry = json!({"what": "exchange", "method": "GET", "path": "accounts", "request_id": id});
            assert_eq!(line(entry).is_some_and(|line| line.ends_with(id)), is_kept, "{id}");
        }
    }

    #[test]
    fn times_that_cannot_be_written_are_left_out() {
        for at in ["", "0", "-1", "x", "1e3", "253402300800000", "99999999999999999999"] {
            assert_eq!(lines(&[json!({"at": at, "what": "act", "remedy": "grant"})]).len(), 0, "{at}");
        }
    }

    proptest! {
        #[test]
        fn no_text_of_a_path_comes_through(text in "[a-z]{3}[0-9]{8}", before in "(accounts/|verify/|tools/)?") {
            let path = format!("/v1/{before}{text}/refresh?code={text}#{text}");
            let entry = json!({"what": "exchange", "method": "GET", "path": path, "status": text});
            prop_assert!(!line(entry).expect("a line").contains(&text));
        }
    }
}
