//! The project's own commands: `cargo xtask demo | test | package | bench | openapi | element | finish | tools`.

mod args;
mod bench;
mod cargo;
mod demo;
mod element;
mod load;
mod openapi;
mod package;
mod paths;
mod site;
mod sizes;
mod step;
mod supervise;
mod test;
mod tools;
mod wasm;
mod words;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    match args::parse()? {
        Command::Demo(options) => demo::run(&options),
        Command::Test { only } => test::run(only),
        Command::Package { record } => package::run(record),
        Command::Bench { rounds } => bench::run_all(rounds),
        Command::Load => load::run_all(),
        Command::OpenApi => openapi::write(),
        Command::Element => element::run(),
        Command::Finish => element::finish(),
        Command::Tools => tools::install_all(),
        Command::Help => {
            print!("{}", args::HELP);
            Ok(())
        }
    }
}
