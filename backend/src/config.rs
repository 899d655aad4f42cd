//! What the stand-alone server is told in its configuration file.
//!
//! The file is TOML, with [`file`] as its shape. Secrets are not in it: it names the environment variables or the files
//! that hold them. [`Config`] is what is left when all of it was checked.

mod check;
mod connection;
mod file;
mod secret;

use std::{
    fmt, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::ValueEnum;
use secrecy::{SecretSlice, SecretString};
use serde::Deserialize;
use url::Url;

use crate::{
    limits::Limits,
    origin::Origin,
    session::SessionSettings,
    state::StateKey,
    upstream::{Connection, scalekit::Environment},
};

/// A whole, checked configuration.
#[derive(Debug)]
pub struct Config {
    /// Where the API is listened for.
    pub listen: SocketAddr,
    /// Where metrics are listened for, apart from the API.
    pub metrics_listen: Option<SocketAddr>,
    /// Where the contract lives, such as `/v1/connect`.
    pub base_path: String,
    /// Under which origins browsers reach this server; the first is the one that links lead back to.
    pub public_origins: Vec<Origin>,
    /// Other origins whose pages may make state-changing calls.
    pub allowed_origins: Vec<Origin>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How long calls that are under way get to end after the server was told to stop.
    pub grace: Duration,
    /// How long browsers must insist on https, where that is set.
    pub strict_transport_security: Option<Duration>,
    /// What states are signed with; the same on every replica.
    pub state_key: StateKey,
    /// What people's ids are hidden with in the log: the bytes of the same secret.
    pub(crate) log_key: Arc<SecretSlice<u8>>,
    /// Who is asking.
    pub session: SessionSettings,
    /// The connection service.
    pub scalekit: Scalekit,
    /// The connections that people may have.
    pub connections: Vec<Connection>,
    /// Webhooks of the connection service.
    pub webhooks: Option<Webhooks>,
    /// Where events are kept: a file, `sqlite:…` or `postgres://…`, which may hold a password.
    pub store_url: Option<SecretString>,
    /// Messages to the host when a connection breaks.
    pub notices: Option<Notices>,
    /// Limits of time and rate.
    pub limits: Limits,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// How the connection service is reached.
#[derive(Debug)]
pub struct Scalekit {
    /// The environment.
    pub environment: Environment,
    /// What the service knows this server as.
    pub client_id: String,
    /// What proves it.
    pub client_secret: SecretString,
}

/// How webhooks come.
#[derive(Debug)]
pub struct Webhooks {
    /// Where, such as `/webhooks/scalekit`.
    pub path: String,
    /// What they are signed with; several while one takes the place of another.
    pub secrets: Vec<SecretString>,
}

/// How notices go out.
#[derive(Debug)]
pub struct Notices {
    /// Where they are sent to: https, or http on this machine.
    pub deliver_url: Url,
    /// What they are signed with.
    pub secret: SecretString,
    /// The app's page on which a person reconnects.
    pub reconnect_page: Url,
    /// The language of those whose own is not known.
    pub language: String,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// Something in it is wrong.
    #[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))]
    Wrong(Vec<Problem>),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, such as `session.jwks_url`; empty when the file is not TOML.
    pub key: String,
    /// What is wrong with it. It quotes no value, for that may be a secret in the wrong place.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            out.write_str(&self.problem)
        } else {
            write!(out, "{}: {}", self.key, self.problem)
        }
    }
}

impl Config {
    /// Reads and checks a file, with the secrets that it names.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder, &|name| std::env::var(name).ok())
    }

    /// Checks a file's text. Files that it names are looked for from `folder`, and variables with `env`.
    pub fn parse(
        text: &str,
        folder: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let file = file::read(text).map_err(|problem| ConfigError::Wrong(vec![problem]))?;
        check::config(file, secret::Source { folder, env }).map_err(ConfigError::Wrong)
    }
}
