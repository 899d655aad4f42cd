//! What the element's events carry.
//!
//! The element is loaded apart from the app and may be newer. So each field is read by itself: a word that is not known here is
//! `None`, as one that is not there, and costs only itself.

use connection_doctor_core::{Class, Fields, Fixer, Json, Remedy, Status, StepState, Topic};
use js_sys::JSON;

/// What is true of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The connected account's id, where one account is shown.
    pub account_id: Option<String>,
    /// The connection's name.
    pub connection_name: Option<String>,
    /// The last known status.
    pub status: Option<Status>,
    /// The kind of failure.
    pub class: Option<Class>,
    /// Who can mend it.
    pub who_can_fix: Option<Fixer>,
    /// What is offered to the reader.
    pub remedy: Option<Remedy>,
    /// Required permissions that are known to be lacking.
    pub missing_scopes: Vec<String>,
    /// When the backend was last asked with success, RFC 3339.
    pub checked_at: Option<String>,
}

impl Diagnosis {
    pub(super) fn read(detail: &Json) -> Self {
        Self {
            account_id: detail.text("account_id"),
            connection_name: detail.text("connection_name"),
            status: status(detail),
            class: word(detail, "class", Class::parse),
            who_can_fix: word(detail, "who_can_fix", Fixer::parse),
            remedy: word(detail, "remedy", Remedy::parse),
            missing_scopes: detail.texts("missing_scopes").unwrap_or_default(),
            checked_at: detail.text("checked_at"),
        }
    }
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The connected account's id.
    pub account_id: String,
    /// The connection's name, where the account was read.
    pub connection_name: Option<String>,
    /// The status that was read last.
    pub status: Option<Status>,
    /// What it came to.
    pub verdict: Option<Verdict>,
    /// The same in the reader's words.
    pub title: String,
    /// The kind of failure.
    pub class: Option<Class>,
    /// Who can mend it.
    pub who_can_fix: Option<Fixer>,
    /// What is offered to the reader.
    pub remedy: Option<Remedy>,
    /// Required permissions that are known to be lacking.
    pub missing_scopes: Vec<String>,
    /// The steps, in order.
    pub steps: Vec<CheckedStep>,
}

impl CheckResult {
    pub(super) fn read(detail: &Json) -> Self {
        Self {
            account_id: detail.text("account_id").unwrap_or_default(),
            connection_name: detail.text("connection_name"),
            status: status(detail),
            verdict: word(detail, "verdict", Verdict::parse),
            title: detail.text("title").unwrap_or_default(),
            class: word(detail, "class", Class::parse),
            who_can_fix: word(detail, "who_can_fix", Fixer::parse),
            remedy: word(detail, "remedy", Remedy::parse),
            missing_scopes: detail.texts("missing_scopes").unwrap_or_default(),
            steps: detail.objects("steps").unwrap_or_default().iter().map(CheckedStep::read).collect(),
        }
    }
}

/// A step of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedStep {
    /// What was looked at.
    pub topic: Option<Topic>,
    /// How it stands.
    pub state: Option<StepState>,
    /// What it has shown, in the reader's words.
    pub said: Vec<String>,
    /// How long it took, in milliseconds.
    pub millis: Option<u32>,
}

impl CheckedStep {
    fn read(step: &Json) -> Self {
        Self {
            topic: word(step, "topic", Topic::parse),
            state: word(step, "state", StepState::parse),
            said: step.texts("said").unwrap_or_default(),
            millis: step.field("millis").and_then(|millis| millis.as_f64()).map(|millis| millis as u32),
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A read-only call has just been answered.
    Works,
    /// Your backend says that it works, and nothing can prove it.
    Unproven,
    /// What the account itself says: it does not work, or may not do everything.
    Account,
    /// The provider does not accept the tokens, and renewing them did not help or was not possible.
    TokenRefused,
    /// The provider refused the read-only call for another reason.
    Refused,
    /// The read-only call was refused, and nothing tells by whom.
    Inconclusive,
    /// The browser keeps cookies from the page.
    Cookies,
    /// A call to your backend failed.
    NoAccess,
    /// It was ended before its end.
    Stopped,
}

impl Verdict {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "works" => Self::Works,
            "unproven" => Self::Unproven,
            "account" => Self::Account,
            "token_refused" => Self::TokenRefused,
            "refused" => Self::Refused,
            "inconclusive" => Self::Inconclusive,
            "cookies" => Self::Cookies,
            "no_access" => Self::NoAccess,
            "stopped" => Self::Stopped,
            _ => return None,
        })
    }
}

/// A support report: what it is about, and all of it to be passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The connected account's id, where there is one.
    pub account_id: Option<String>,
    /// The connection's name.
    pub connection_name: String,
    /// The status that was read last.
    pub status: Option<Status>,
    /// What a check came to, where there was one.
    pub verdict: Option<Verdict>,
    /// The whole report, with the keys of `Report` in the package's `element.d.ts`.
    pub json: String,
}

impl Report {
    pub(super) fn read(detail: &Json) -> Self {
        let account = detail.object("account");
        let text = |name| account.as_ref().and_then(|account| account.text(name));
        Self {
            account_id: text("id"),
            connection_name: text("connection_name").unwrap_or_default(),
            status: account.as_ref().and_then(status),
            verdict: detail.object("found").and_then(|found| word(&found, "verdict", Verdict::parse)),
            json: JSON::stringify(&detail.0).map(String::from).unwrap_or_default(),
        }
    }
}

/// Why people see a plain text in the place of the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The element's module could not be loaded.
    Missing,
    /// It was loaded, and has stopped.
    Stopped,
}

impl StopReason {
    pub(super) fn read(detail: &Json) -> Self {
        let is_missing = detail.text("reason").is_some_and(|reason| reason == "missing");
        if is_missing { Self::Missing } else { Self::Stopped }
    }
}

fn status(of: &Json) -> Option<Status> {
    word(of, "status", |word| Some(Status::parse(word)))
}

fn word<T>(of: &Json, name: &'static str, parse: fn(&str) -> Option<T>) -> Option<T> {
    parse(&of.text(name)?)
}
