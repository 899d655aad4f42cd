//! `connection-doctor scopes`: granted scopes, held against those that are needed.

use std::io::{self, BufRead, Write};

use clap::Args;
use connection_doctor_core::{Fields, Granted, ScopeCheck, Standing, provider_of, split_scopes};
use serde::Serialize;
use serde_json::Value;

/// Compare granted with required scopes, as the provider means them.
#[derive(Args)]
pub(crate) struct Scopes {
    /// The provider or service, such as `google` or `gmail`. Of one that is not known, names are compared exactly.
    #[arg(long)]
    provider: Option<String>,
    /// The scopes that are needed, separated by spaces or commas.
    #[arg(long, required_unless_present = "jsonl", conflicts_with = "jsonl")]
    required: Option<String>,
    /// The scopes that were granted, as they stand in the provider’s answer. Left out: not known.
    #[arg(long, conflicts_with = "jsonl")]
    granted: Option<String>,
    /// The scopes that the connection asks for, where that is known.
    #[arg(long, conflicts_with = "jsonl")]
    requested: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Read one JSON object a line from standard input, with `id`, `provider`, `required` and `granted`, and answer with one
    /// a line.
    #[arg(long)]
    jsonl: bool,
}

/// The facts, as other programs read them.
#[derive(Serialize)]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    missing: Vec<&'a str>,
    known: bool,
    #[serde(flatten)]
    check: &'a ScopeCheck,
}

impl Scopes {
    pub(crate) fn run(self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.jsonl {
            return batch(io::stdin().lock(), &mut out);
        }
        let list = |text: &Option<String>| text.as_deref().map(split_scopes);
        let granted = self.granted.map_or(Granted::NotTold, |granted| Granted::Told(vec![granted]));
        let required = list(&self.required).unwrap_or_default();
        let check = compare(self.provider.as_deref(), &required, &granted, list(&self.requested).as_deref());
        if self.json {
            serde_json::to_writer_pretty(&mut out, &json(&check, None))?;
            return writeln!(out);
        }
        write(&mut out, &check)
    }
}

fn compare(
    provider: Option<&str>,
    required: &[String],
    granted: &Granted,
    requested: Option<&[String]>,
) -> ScopeCheck {
    let provider = provider.and_then(provider_of).map(|(provider, _)| provider);
    ScopeCheck::of(provider, required, granted, requested)
}

fn json<'a>(check: &'a ScopeCheck, id: Option<&'a str>) -> Json<'a> {
    Json { id, missing: check.missing().collect(), known: check.is_known(), check }
}

/// One line each, the missing ones first.
fn write(out: &mut impl Write, check: &ScopeCheck) -> io::Result<()> {
    let order = [
        (Standing::Missing, "missing"),
        (Standing::NotRequested, "not asked for"),
        (Standing::Unknown, "cannot be told"),
        (Standing::Granted, "granted"),
    ];
    for (standing, label) in order {
        for need in check.needs.iter().filter(|need| need.standing == standing) {
            let by = need.covered_by.as_ref().map(|by| format!("  by {by}")).unwrap_or_default();
            writeln!(out, "{label:<15} {}{by}", need.scope)?;
        }
    }
    for scope in &check.in_the_way {
        writeln!(out, "{:<15} {scope}", "in the way")?;
    }
    for scope in &check.others {
        writeln!(out, "{:<15} {scope}", "granted besides")?;
    }
    Ok(())
}

fn batch(input: impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for (number, line) in input.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let problem =
            |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("line {}: {what}", number + 1));
        let line: Value = serde_json::from_str(&line).map_err(|error| problem(&error.to_string()))?;
        let id = line.text("id").ok_or_else(|| problem("no id"))?;
        let required = line.texts("required").ok_or_else(|| problem("no list of required scopes"))?;
        let granted = Granted::read(&line, "granted");
        let check = compare(line.text("provider").as_deref(), &required, &granted, None);
        serde_json::to_writer(&mut out, &json(&check, Some(&id)))?;
        writeln!(out)?;
    }
    out.flush()
}
