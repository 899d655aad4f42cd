//! The backend of one test, serving the demo's release build.

use std::{
    env,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, bail};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{logs, site, wait::PATIENCE};

/// A running backend with a database of its own. It ends with its value.
#[derive(Debug)]
pub struct Stage {
    origin: String,
    site: TempDir,
    _process: Child,
    _database: TempDir,
}

impl Stage {
    /// Starts the backend that `CONNECTION_DOCTOR_BACKEND` names on the page that `CONNECTION_DOCTOR_SITE` names.
    ///
    /// # Errors
    /// When one of the two is not set, or the backend does not say where it listens.
    pub async fn start(name: &str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("no folder for the database")?;
        let site = site::assemble(&variable("CONNECTION_DOCTOR_SITE")?)?;
        let mut process = Command::new(variable("CONNECTION_DOCTOR_BACKEND")?)
            .args(["--listen", "127.0.0.1:0", "--parent-stdin", "--site"])
            .arg(site.path())
            .arg("--database")
            .arg(folder.path().join("sandbox.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(logs::log(&format!("backend-{name}"))?)
            .kill_on_drop(true)
            .spawn()
            .context("could not start the backend")?;
        let output = process.stdout.take().context("the backend has no output")?;
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(output).read_line(&mut line))
            .await
            .context("the backend did not say where it listens")??;
        let Some(origin) = line.trim().strip_prefix("listening on ") else {
            bail!("the backend said `{}` instead of where it listens", line.trim());
        };
        let origin = origin.trim_end_matches('/').to_owned();
        Ok(Self { origin, site, _process: process, _database: folder })
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The folder that is served.
    pub fn site(&self) -> &Path {
        self.site.path()
    }
}

fn variable(name: &str) -> anyhow::Result<PathBuf> {
    let value = env::var_os(name);
    value.map(PathBuf::from).with_context(|| format!("{name} is not set: run `cargo xtask test --only e2e`"))
}
