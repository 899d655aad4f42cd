//! The command line.

use anyhow::bail;
use lexopt::prelude::*;

/// Printed by `--help`.
pub(crate) const HELP: &str = "\
cargo xtask demo [--release] [--port 8080] [--open]   serve the demo with its backend
cargo xtask test [--only unit|api|wasm|examples|e2e]  run every check
cargo xtask package [--record]                        write the npm package to target/npm/connection-doctor
cargo xtask bench [--rounds 9]                        measure it beside its peers, into bench/README.md
cargo xtask openapi                                   write the contract's document to docs/openapi.json
cargo xtask load                                      put load on the backend beside a bare axum route
cargo xtask element                                   bundle the element's JavaScript for the demo
cargo xtask finish                                    finish the widget that Trunk has built
cargo xtask tools                                     install what the commands above need
";

/// What to do.
pub(crate) enum Command {
    /// Serve the demo until Ctrl-C.
    Demo(DemoOptions),
    /// Run the checks, or one group of them.
    Test {
        /// The group, or all of them.
        only: Option<Group>,
    },
    /// Write the npm package.
    Package {
        /// What it weighs now is agreed to.
        record: bool,
    },
    /// Measure it beside its peers.
    Bench {
        /// How often each figure is taken.
        rounds: u32,
    },
    /// Write the contract's OpenAPI document.
    OpenApi,
    /// Put load on the backend.
    Load,
    /// Bundle the element's JavaScript for the demo.
    Element,
    /// Finish the widget that Trunk has built.
    Finish,
    /// Install the tools and do nothing else.
    Tools,
    /// Print [`HELP`].
    Help,
}

/// How to serve the demo.
pub(crate) struct DemoOptions {
    /// Build everything optimised, as a visitor would get it.
    pub(crate) release: bool,
    /// The port of the page, on loopback.
    pub(crate) port: u16,
    /// Open the address in the default browser.
    pub(crate) open: bool,
}

/// A group of checks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Formatting, lints and native tests.
    Unit,
    /// The contract's document, and the server fuzzed by it.
    Api,
    /// Component tests in a headless browser.
    Wasm,
    /// The npm package, pages that use it, and handlers for its calls.
    Examples,
    /// The built demo in three browsers.
    EndToEnd,
}

/// Reads this process's arguments.
///
/// # Errors
/// When an argument is unknown or its value makes no sense.
pub(crate) fn parse() -> anyhow::Result<Command> {
    let mut parser = lexopt::Parser::from_env();
    let Some(first) = parser.next()? else { return Ok(Command::Help) };
    let name = match first {
        Long("help") | Short('h') => return Ok(Command::Help),
        Value(name) => name.string()?,
        other => return Err(other.unexpected().into()),
    };
    let command = match name.as_str() {
        "demo" => return demo(parser),
        "test" => return test(parser),
        "bench" => return bench(parser),
        "package" => return package(parser),
        "openapi" => Command::OpenApi,
        "load" => Command::Load,
        "element" => Command::Element,
        "finish" => Command::Finish,
        "tools" => Command::Tools,
        "help" => Command::Help,
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    };
    match parser.next()? {
        None => Ok(command),
        Some(Long("help") | Short('h')) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn demo(mut parser: lexopt::Parser) -> anyhow::Result<Command> {
    let mut options = DemoOptions { release: false, port: 8080, open: false };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("release") => options.release = true,
            Long("port") => options.port = parser.value()?.parse()?,
            Long("open") => options.open = true,
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Demo(options))
}

fn package(mut parser: lexopt::Parser) -> anyhow::Result<Command> {
    let mut record = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("record") => record = true,
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Package { record })
}

fn bench(mut parser: lexopt::Parser) -> anyhow::Result<Command> {
    let mut rounds = 9;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("rounds") => {
                rounds = parser.value()?.parse()?;
                if rounds == 0 {
                    bail!("--rounds takes 1 or more");
                }
            }
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Bench { rounds })
}

fn test(mut parser: lexopt::Parser) -> anyhow::Result<Command> {
    let mut only = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("only") => {
                only = Some(match parser.value()?.string()?.as_str() {
                    "unit" => Group::Unit,
                    "api" => Group::Api,
                    "wasm" => Group::Wasm,
                    "examples" => Group::Examples,
                    "e2e" => Group::EndToEnd,
                    other => bail!("--only takes unit, api, wasm, examples or e2e, not `{other}`"),
                });
            }
            Long("help") | Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Test { only })
}
