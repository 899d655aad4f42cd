//! The decisions of connection-doctor at a terminal.

mod explain;
mod scopes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Says why a connected account does not work, who can mend it, and how.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Explain(explain::Explain),
    Scopes(scopes::Scopes),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Explain(explain) => explain.run(),
        Command::Scopes(scopes) => scopes.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("connection-doctor: {error}");
            ExitCode::FAILURE
        }
    }
}
