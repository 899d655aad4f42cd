//! `connection-doctor explain`: a callback URL or an error, explained.

mod answer;
mod batch;
mod page;

use std::io::{self, Read, Write};

use clap::{Args, ValueEnum};
use connection_doctor_core::{Audience, Expected, Words, provider_of};

use answer::Answer;

/// Explain a callback URL or an error message. Codes, tokens and states are never printed.
#[derive(Args)]
pub(crate) struct Explain {
    /// The URL as it stands in the address bar, or an error message; `-` reads it from standard input.
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl", allow_hyphen_values = true)]
    input: Option<String>,
    /// The provider or service, such as `google` or `gmail`. Without it, it is recognised where the answer names it.
    #[arg(long)]
    provider: Option<String>,
    /// The `state` that the sign-in was started with.
    #[arg(long, conflicts_with = "jsonl")]
    state: Option<String>,
    /// The scopes that were asked for, separated by spaces.
    #[arg(long, conflicts_with = "jsonl")]
    scopes: Option<String>,
    /// The redirect URI that is registered, to be compared with the one that was refused.
    #[arg(long, conflicts_with = "jsonl")]
    redirect_uri: Option<String>,
    /// For whom. A batch is explained for the end user unless told otherwise.
    #[arg(long, value_enum)]
    audience: Option<Reader>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Read one JSON object a line from standard input, with `id` and `url` or `text`, and answer with one a line.
    #[arg(long)]
    jsonl: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Reader {
    User,
    Developer,
}

impl Explain {
    pub(crate) fn run(self) -> io::Result<()> {
        let words = Words::new();
        if self.jsonl {
            let audience = audience(self.audience.unwrap_or(Reader::User));
            return batch::run(
                io::stdin().lock(),
                io::stdout().lock(),
                self.provider.as_deref(),
                audience,
                &words,
            );
        }
        let input = match self.input.as_deref() {
            None | Some("-") => from_stdin()?,
            Some(input) => input.to_owned(),
        };
        let provider = self.provider.as_deref().and_then(provider_of);
        let expected = Expected {
            state: self.state.as_deref(),
            scopes: self.scopes.as_deref(),
            provider: provider.map(|(provider, _)| provider),
            ..Expected::default()
        };
        let answer = Answer::of(&input, &expected);
        let about = connection_doctor_core::About {
            scopes: self.scopes.as_deref().unwrap_or_default(),
            redirect_uri: self.redirect_uri.as_deref().unwrap_or_default(),
            ..connection_doctor_core::About::provider(
                expected.provider,
                provider.map_or("", |(_, service)| service),
            )
        };
        let audience = audience(self.audience.unwrap_or(Reader::Developer));
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &answer.json(&about, audience, &words))?;
            writeln!(out)
        } else {
            page::write(&mut out, &answer, &about, audience, &words)
        }
    }
}

fn audience(reader: Reader) -> Audience {
    match reader {
        Reader::User => Audience::User,
        Reader::Developer => Audience::Developer,
    }
}

/// The whole of standard input, whatever bytes it has.
fn from_stdin() -> io::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()))
}
