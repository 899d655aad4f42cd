//! What a person sends to support: all that helps, and nothing that must not leave the page.
//!
//! A report is an allow-list. What is not a field here is not in it, and whatever foreign text is in it has been through
//! [`clean`] first: that is done once, when the report is made, so that every form of it is as clean as any other.

mod clean;
mod markdown;
#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};

use crate::failure::{add_ids, is_credential};
use crate::{
    Account, Audience, Check, Class, Fixer, Foreign, Msg, Refusal, Said, StepState, Timestamp, Trail, Words,
};

use clean::{clean, clean_note, clean_page};

/// A support report. As plain data its keys are those of the fields, times are RFC 3339 in UTC, and what is not known is
/// left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// When it was made.
    #[serde(serialize_with = "utc")]
    written: Timestamp,
    account: ReportAccount,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Found>,
    expected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ReportError>,
    /// Of traces, correlations and requests, for the provider's support.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
    /// Of calls of tools, for the connection service's logs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    executions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<ReportStep>,
    #[serde(serialize_with = "lines", skip_serializing_if = "is_empty")]
    trail: Trail,
    environment: Environment,
    /// The person's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// What a report is made of.
#[derive(Clone, Debug)]
pub struct Material<'m> {
    /// The id of the account.
    pub id: Option<&'m str>,
    /// The account, as last read; `None` where it could not be.
    pub account: Option<&'m Account>,
    /// What a check or the status came to.
    pub found: Option<Found>,
    /// What the provider or the backend said to the check, where it refused: it says more than the last error does.
    pub refusal: Option<Refusal>,
    /// The steps of the check, as they were shown.
    pub steps: Vec<ReportStep>,
    /// The ids of test reads.
    pub executions: Vec<String>,
    /// What was done, and what answered.
    pub trail: Trail,
    /// Where.
    pub environment: Environment,
    /// What the person wants to add.
    pub note: Option<&'m str>,
    /// The time.
    pub now: Timestamp,
}

/// What the account was found to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The stable word of the verdict.
    pub verdict: &'static str,
    /// The same for people.
    pub title: String,
    /// The kind of the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Who can mend it.
    #[serde(rename = "who_can_fix", skip_serializing_if = "Option::is_none")]
    pub fixer: Option<Fixer>,
}

/// One step of the check, as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportStep {
    /// What was looked at.
    pub name: String,
    /// How it went, by its stable word.
    #[serde(serialize_with = "word")]
    pub state: StepState,
    /// What it has shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub millis: Option<u32>,
}

/// Which account a report is about. Whose it is at the provider is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportAccount {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    /// The wire word.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(serialize_with = "utc_if_any", skip_serializing_if = "Option::is_none")]
    created_at: Option<Timestamp>,
    #[serde(serialize_with = "utc_if_any", skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
    #[serde(serialize_with = "utc_if_any", skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Timestamp>,
}

/// The error that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportError {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(serialize_with = "utc_if_any", skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
}

/// Where the report was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// What the app calls itself or its environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The page; origin and path of it are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The browser, in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The language, such as `en-GB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The time zone, such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The widget's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl<'m> Material<'m> {
    /// Of an account that was not checked.
    pub fn of(
        id: &'m str,
        account: Option<&'m Account>,
        trail: Trail,
        environment: Environment,
        now: Timestamp,
    ) -> Self {
        Self {
            id: Some(id),
            account,
            found: None,
            refusal: None,
            steps: Vec::new(),
            executions: Vec::new(),
            trail,
            environment,
            note: None,
            now,
        }
    }

    /// The same, with what a check has shown so far.
    pub fn with(self, check: &Check, audience: Audience, words: &Words) -> Self {
        let found = check.verdict().zip(check.explanation(audience, words)).map(|(verdict, said)| Found {
            verdict: verdict.word(),
            title: said.title,
            class: check.class(),
            fixer: check.fixer(),
        });
        let account = check.account().map(AsRef::as_ref);
        let steps = check.steps().iter().map(|step| ReportStep {
            name: step.topic.name(account, words),
            state: step.state,
            said: step.sayings(account, audience, words),
            millis: step.millis,
        });
        let answered = check.steps().iter().flat_map(|step| &step.said).find_map(|said| match said {
            Said::Answered { execution } => execution.clone(),
            _ => None,
        });
        let refused = check.refusal().and_then(|refusal| refusal.execution.clone());
        let executions = answered.into_iter().chain(refused).collect();
        Self { found, refusal: check.refusal().cloned(), steps: steps.collect(), executions, ..self }
    }
}

impl Report {
    /// Makes a report.
    pub fn of(material: Material<'_>, words: &Words) -> Self {
        let Material { id, account, found, refusal, steps, executions, trail, environment, note, now } =
            material;
        let shown = ReportAccount {
            id: id.and_then(|id| clean(id, 80)),
            ..account.map(ReportAccount::of).unwrap_or_default()
        };
        let refused = refusal.as_ref().map(|refusal| (refusal.code.as_ref(), refusal.message.as_ref(), None));
        let last = account.and_then(|account| account.last_error.as_ref());
        let last = last.map(|error| (error.code.as_ref(), error.message.as_ref(), error.at));
        let error = refused.filter(|(code, message, _)| code.or(*message).is_some()).or(last);
        let mut ids = Vec::new();
        for text in error.iter().flat_map(|(code, message, _)| [*code, *message]).flatten() {
            add_ids(text.as_str(), &mut ids);
        }
        let quoted = |text: Option<&Foreign>| clean(text?.as_str(), 400);
        Self {
            written: now,
            expected: words.say(Msg::ReportExpectation, &[("service", shown.service(words))]),
            account: shown,
            found: found.map(|found| Found { title: line(&found.title), ..found }),
            error: error
                .map(|(code, message, at)| ReportError { code: quoted(code), message: quoted(message), at })
                .filter(|error| error.code.is_some() || error.message.is_some()),
            ids: only_ids(ids),
            executions: only_ids(executions),
            steps: steps.into_iter().map(ReportStep::clean).collect(),
            trail,
            environment: environment.clean(),
            note: note.and_then(clean_note),
        }
    }
}

impl ReportAccount {
    fn of(account: &Account) -> Self {
        Self {
            id: None,
            service: clean(&account.service, 200),
            provider: clean(account.provider_name(), 200),
            connection_name: clean(&account.connection_name, 200),
            status: clean(account.status.word(), 200),
            created_at: account.created_at,
            updated_at: account.updated_at,
            last_used_at: account.last_used_at,
        }
    }

    /// What people call it.
    fn service<'a>(&'a self, words: &'a Words) -> &'a str {
        self.service.as_deref().unwrap_or_else(|| words.get(Msg::TheService))
    }
}

impl ReportStep {
    fn clean(self) -> Self {
        let said = self.said.iter().filter_map(|text| clean(text, 400)).collect();
        Self { name: line(&self.name), said, ..self }
    }
}

impl Environment {
    fn clean(self) -> Self {
        let short = |text: Option<String>, limit| clean(&text?, limit);
        Self {
            name: short(self.name, 80),
            page: self.page.as_deref().and_then(clean_page),
            browser: short(self.browser, 300),
            language: short(self.language, 40),
            zone: short(self.zone, 60),
            version: short(self.version, 40),
        }
    }
}

/// A name or a sentence.
fn line(text: &str) -> String {
    clean(text, 200).unwrap_or_default()
}

/// Without what is no id, or may be a credential.
fn only_ids(mut ids: Vec<String>) -> Vec<String> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    ids.retain(|id| (1..=64).contains(&id.len()) && id.bytes().all(is_sign) && !is_credential(id));
    ids
}

fn is_empty(trail: &Trail) -> bool {
    trail.0.is_empty()
}

fn word<S: Serializer>(state: &StepState, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(state.word())
}

fn utc<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.utc())
}

fn utc_if_any<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(Timestamp::utc).serialize(serializer)
}

fn lines<S: Serializer>(trail: &Trail, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(trail.0.iter().map(|traced| format!("{} {}", traced.at.utc(), traced.what.line())))
}
