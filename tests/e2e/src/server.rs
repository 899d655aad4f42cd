//! A program that serves beside a test.

use std::process::Stdio;

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{logs, wait::PATIENCE};

/// A running server. It ends with its value, and when its standard input closes.
#[derive(Debug)]
pub(crate) struct Server {
    origin: String,
    _process: Child,
}

impl Server {
    /// Starts a program and waits until it has said where it listens, which is all that it says.
    ///
    /// # Errors
    /// When it cannot be started or says something else.
    pub(crate) async fn start(name: &str, command: &mut Command, log: &str) -> anyhow::Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(logs::log(log)?)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("could not start the {name}"))?;
        let output = process.stdout.take().with_context(|| format!("the {name} has no output"))?;
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(output).read_line(&mut line))
            .await
            .with_context(|| format!("the {name} did not say where it listens"))??;
        let Some(origin) = line.trim().strip_prefix("listening on ") else {
            bail!("the {name} said `{}` instead of where it listens", line.trim());
        };
        Ok(Self { origin: origin.trim_end_matches('/').to_owned(), _process: process })
    }

    /// Scheme, host and port, without a slash at the end.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}
