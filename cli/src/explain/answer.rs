//! What was read from one input, and its form in JSON.

use connection_doctor_core::{
    About, Audience, Callback, Class, Expected, Explanation, Failure, Fixer, Reading, Words,
    explain_callback, explain_error,
};
use serde::Serialize;

/// A URL or a message, read.
pub(super) enum Answer {
    Url(Callback),
    Message(Box<Failure>),
}

/// The facts, as other programs read them.
#[derive(Serialize)]
pub(super) struct Json<'a> {
    class: &'static str,
    who_can_fix: Option<&'static str>,
    retry_helps: bool,
    correlation: Option<&'a [String]>,
    provider: Option<&'static str>,
    certainty: Option<&'static str>,
    title: String,
    why: Vec<String>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<String>,
    code: Option<&'a str>,
    description: Option<&'a str>,
    error_uri: Option<&'a str>,
    source: Option<&'static str>,
}

impl Answer {
    /// What begins with a scheme is a URL, everything else a message.
    pub(super) fn of(input: &str, expected: &Expected<'_>) -> Self {
        if is_url(input) { Self::url(input, expected) } else { Self::message(input, expected) }
    }

    pub(super) fn url(url: &str, expected: &Expected<'_>) -> Self {
        Self::Url(Reading::of(url, expected).callback)
    }

    pub(super) fn message(text: &str, expected: &Expected<'_>) -> Self {
        Self::Message(Box::new(Failure::of_text(text, expected.provider)))
    }

    pub(super) fn class(&self) -> Class {
        match self {
            Self::Url(callback) => callback.class(),
            Self::Message(failure) => failure.class,
        }
    }

    pub(super) fn fixer(&self) -> Option<Fixer> {
        match self {
            Self::Url(callback) => callback.fixer(),
            Self::Message(failure) => failure.fixer,
        }
    }

    pub(super) fn retry_helps(&self) -> bool {
        match self {
            Self::Url(callback) => callback.retry_helps(),
            Self::Message(failure) => failure.retry_helps,
        }
    }

    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Url(Callback::Failure(failure)) | Self::Message(failure) => Some(failure),
            Self::Url(_) => None,
        }
    }

    pub(super) fn explain(&self, about: &About<'_>, audience: Audience, words: &Words) -> Explanation {
        match self {
            Self::Url(callback) => explain_callback(callback, about, audience, words),
            Self::Message(failure) => explain_error(failure, about, audience, words),
        }
    }

    pub(super) fn json<'a>(&'a self, about: &About<'_>, audience: Audience, words: &Words) -> Json<'a> {
        let explanation = self.explain(about, audience, words);
        let failure = self.failure();
        // What is foreign is for developers.
        let quoted = failure.filter(|_| audience == Audience::Developer);
        Json {
            class: self.class().word(),
            who_can_fix: self.fixer().map(Fixer::word),
            retry_helps: self.retry_helps(),
            correlation: self.correlation(),
            provider: failure.and_then(|failure| failure.provider).map(|provider| provider.name),
            certainty: failure.map(|failure| failure.certainty.word()),
            title: explanation.title,
            why: explanation.why,
            next: explanation.next,
            steps: explanation.steps,
            code: quoted.and_then(|failure| Some(failure.code.as_ref()?.as_str())),
            description: quoted.and_then(|failure| Some(failure.description.as_ref()?.as_str())),
            error_uri: quoted.and_then(|failure| Some(failure.error_uri.as_ref()?.as_str())),
            source: quoted.and_then(|failure| failure.source),
        }
    }

    pub(super) fn correlation(&self) -> Option<&[String]> {
        self.failure().map(|failure| failure.correlation.as_slice()).filter(|ids| !ids.is_empty())
    }
}

fn is_url(input: &str) -> bool {
    let input = input.trim_start();
    input.split_once(':').is_some_and(|(scheme, rest)| {
        rest.starts_with('/')
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    }) || input.starts_with(['?', '#'])
        || input.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("https%3"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_messages_are_told_apart() {
        for url in
            ["https://a.example/?error=x", "com.example.app:/cb?error=x", "  http://a.example", "?error=x"]
        {
            assert!(is_url(url), "{url}");
        }
        for text in
            ["invalid_grant: gone", "Error: https://a.example", "{\"error\":\"x\"}", "", "504 Gateway: x"]
        {
            assert!(!is_url(text), "{text}");
        }
    }
}
