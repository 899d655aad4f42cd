//! The contract's document, before a validator that is not ours, and the server, fuzzed by it.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::Context;

use crate::{
    paths,
    site::{self, Use},
    step::{heading, run},
    supervise::run_within,
    tools,
};

/// Schemathesis keeps a limit of its own, which a server that hangs would break.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Whose world is fuzzed.
const PERSON: &str = "0123456789abcdef0123456789abcdef";

/// # Errors
/// When the document is not OpenAPI 3.1, the server does not start, or Schemathesis finds something.
pub(super) fn run_all() -> anyhow::Result<()> {
    let programs = tools::for_api_tests()?;
    heading("The OpenAPI document");
    run(Command::new(programs.join("openapi-spec-validator"))
        .args(["--schema", "3.1"])
        .arg(paths::document()))?;

    heading("Building the backend");
    let server = Server::start(&site::build_backend(Use::Development)?)?;
    heading("Schemathesis against the contract");
    let mut schemathesis = Command::new(programs.join("schemathesis"));
    schemathesis
        .current_dir(paths::schemathesis())
        .arg("run")
        .arg(format!("{}/v1/connect/openapi.json", server.origin))
        .env("SANDBOX_PERSON", PERSON)
        .env("HYPOTHESIS_STORAGE_DIRECTORY", paths::output("api/hypothesis"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run_within("Schemathesis", LIMIT, &mut schemathesis)
}

/// The backend with a new sandbox, on a port of its own.
struct Server {
    child: Child,
    origin: String,
}

impl Server {
    fn start(program: &Path) -> anyhow::Result<Self> {
        let folder = paths::output("api");
        fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
        let log = folder.join("backend.log");
        let log = File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        let mut child = site::backend(program)
            .args(["--listen", "127.0.0.1:0", "--reset", "--database"])
            .arg(folder.join("sandbox.sqlite3"))
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("could not start the backend")?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let origin = line.trim().strip_prefix("listening on ");
        let origin = origin.context("the backend did not start; its log is target/api/backend.log")?;
        Ok(Self { child, origin: origin.to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // That is how it is told to end.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
