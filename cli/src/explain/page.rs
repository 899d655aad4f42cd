//! One answer, laid out for a terminal.

use std::io::{self, Write};

use connection_doctor_core::{About, Audience, Fixer, Words};

use super::answer::Answer;

pub(super) fn write(
    out: &mut impl Write,
    answer: &Answer,
    about: &About<'_>,
    audience: Audience,
    words: &Words,
) -> io::Result<()> {
    let explanation = answer.explain(about, audience, words);
    writeln!(out, "{}\n", explanation.title)?;
    for why in &explanation.why {
        writeln!(out, "  - {why}")?;
    }
    for (index, step) in explanation.steps.iter().enumerate() {
        writeln!(out, "  {}. {step}", index + 1)?;
    }
    if let Some(next) = &explanation.next {
        writeln!(out, "\n  {next}")?;
    }
    let failure = answer.failure();
    let quoted = failure.filter(|_| audience == Audience::Developer);
    let facts = [
        ("kind", Some(answer.class().word().to_owned())),
        ("who can fix", answer.fixer().map(|fixer| fixer.word().to_owned())),
        ("retry helps", Some(if answer.retry_helps() { "yes" } else { "no" }.to_owned())),
        ("certainty", failure.map(|failure| failure.certainty.word().to_owned())),
        ("ids", answer.correlation().map(|ids| ids.join(" "))),
        ("code", quoted.and_then(|failure| Some(format!("“{}”", failure.code.as_ref()?.as_str())))),
        (
            "their words",
            quoted.and_then(|failure| Some(format!("“{}”", failure.description.as_ref()?.as_str()))),
        ),
        ("their page", quoted.and_then(|failure| Some(failure.error_uri.as_ref()?.as_str().to_owned()))),
        ("documented", quoted.and_then(|failure| failure.source).map(str::to_owned)),
    ];
    writeln!(out)?;
    for (label, fact) in facts {
        if let Some(fact) = fact {
            writeln!(out, "  {label:<12} {fact}")?;
        }
    }
    let needs_other = matches!(answer.fixer(), Some(Fixer::WorkspaceAdmin))
        || audience == Audience::User && matches!(answer.fixer(), Some(Fixer::AppDeveloper));
    if let Some(message) = failure
        .filter(|_| needs_other)
        .and_then(|failure| connection_doctor_core::message_about(failure, about, "", words))
    {
        writeln!(out, "\nReady to send:\n")?;
        for line in message.lines() {
            writeln!(out, "  | {line}")?;
        }
    }
    Ok(())
}
