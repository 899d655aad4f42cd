//! Many inputs, one JSON object a line.

use std::{
    borrow::Cow,
    io::{self, BufRead, Write},
};

use connection_doctor_core::{About, Audience, Expected, Fixer, Words, provider_of};
use serde::{Deserialize, Serialize};

use super::answer::Answer;

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    provider: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    context: Option<Context<'a>>,
}

#[derive(Default, Deserialize)]
struct Context<'a> {
    #[serde(borrow)]
    expected_state: Option<Cow<'a, str>>,
    #[serde(borrow)]
    requested_scope: Option<Cow<'a, str>>,
    #[serde(borrow)]
    expected_iss: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Out<'a> {
    id: &'a str,
    class: &'static str,
    who_can_fix: Option<&'static str>,
    retry_helps: bool,
    correlation: Option<&'a [String]>,
    title: &'a str,
    why: &'a str,
}

/// Answers every line, in order.
///
/// # Errors
///
/// Where a line is not the expected JSON, or a stream fails.
pub(super) fn run(
    mut input: impl BufRead,
    output: impl Write,
    provider: Option<&str>,
    audience: Audience,
    words: &Words,
) -> io::Result<()> {
    let mut output = io::BufWriter::with_capacity(1 << 16, output);
    let mut line = String::new();
    let mut number = 0;
    while input.read_line(&mut line)? > 0 {
        number += 1;
        if !line.trim().is_empty() {
            answer(&line, &mut output, provider, audience, words)
                .map_err(|error| io::Error::new(error.kind(), format!("line {number}: {error}")))?;
        }
        line.clear();
    }
    output.flush()
}

fn answer(
    line: &str,
    output: &mut impl Write,
    provider: Option<&str>,
    audience: Audience,
    words: &Words,
) -> io::Result<()> {
    let line: Line<'_> = serde_json::from_str(line)?;
    let context = line.context.unwrap_or_default();
    let provider = line.provider.as_deref().or(provider).and_then(provider_of);
    let expected = Expected {
        state: context.expected_state.as_deref(),
        issuer: context.expected_iss.as_deref(),
        scopes: context.requested_scope.as_deref(),
        provider: provider.map(|(provider, _)| provider),
        ..Expected::default()
    };
    let answer = match (&line.url, &line.text) {
        (Some(url), _) => Answer::url(url, &expected),
        (None, Some(text)) => Answer::message(text, &expected),
        (None, None) => return Err(io::Error::new(io::ErrorKind::InvalidData, "neither url nor text")),
    };
    let about = About::provider(expected.provider, provider.map_or("", |(_, service)| service));
    let explanation = answer.explain(&about, audience, words);
    let out = Out {
        id: &line.id,
        class: answer.class().word(),
        who_can_fix: answer.fixer().map(Fixer::word),
        retry_helps: answer.retry_helps(),
        correlation: answer.correlation(),
        title: &explanation.title,
        why: &explanation.why.join(" "),
    };
    serde_json::to_writer(&mut *output, &out)?;
    output.write_all(b"\n")
}
