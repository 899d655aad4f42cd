//! The shape of the configuration file. Only shapes are checked here, and that no key is unknown.

use std::{num::NonZeroU32, path::PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{LogFormat, Problem};
use crate::session::SigningAlgorithm;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default = "defaults::listen")]
    pub(super) listen: String,
    #[serde(default)]
    pub(super) allow_remote: bool,
    pub(super) metrics_listen: Option<String>,
    #[serde(default = "defaults::base_path")]
    pub(super) base_path: String,
    pub(super) public_origins: Vec<String>,
    #[serde(default)]
    pub(super) allowed_origins: Vec<String>,
    #[serde(default)]
    pub(super) log_format: LogFormat,
    #[serde(default = "defaults::grace_seconds")]
    pub(super) grace_seconds: u32,
    pub(super) strict_transport_security_seconds: Option<u32>,
    pub(super) state_key_env: Option<String>,
    pub(super) state_key_file: Option<PathBuf>,
    pub(super) session: Session,
    pub(super) scalekit: Scalekit,
    #[serde(default, rename = "connection")]
    pub(super) connections: Vec<Connection>,
    pub(super) webhooks: Option<Webhooks>,
    pub(super) store: Option<Store>,
    pub(super) notices: Option<Notices>,
    #[serde(default)]
    pub(super) limits: Limits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    pub(super) shared_secret_env: Option<String>,
    pub(super) shared_secret_file: Option<PathBuf>,
    pub(super) jwks_url: Option<String>,
    pub(super) algorithms: Option<Vec<SigningAlgorithm>>,
    pub(super) cookie: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<String>,
    #[serde(default = "defaults::claim")]
    pub(super) claim: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scalekit {
    pub(super) environment_url: String,
    pub(super) client_id: String,
    pub(super) client_secret_env: Option<String>,
    pub(super) client_secret_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Connection {
    pub(super) name: String,
    pub(super) provider: String,
    pub(super) display_name: String,
    pub(super) icon_url: Option<String>,
    pub(super) test_tool: Option<String>,
    pub(super) test_tool_input: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) required_scopes: Vec<String>,
    #[serde(default)]
    pub(super) requested_scopes: Vec<String>,
    #[serde(default)]
    pub(super) can_disconnect: bool,
    pub(super) redirect_uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhooks {
    #[serde(default = "defaults::webhook_path")]
    pub(super) path: String,
    #[serde(default)]
    pub(super) secret_envs: Vec<String>,
    #[serde(default)]
    pub(super) secret_files: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Store {
    pub(super) url: Option<String>,
    pub(super) url_env: Option<String>,
    pub(super) url_file: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notices {
    pub(super) deliver_url: String,
    pub(super) secret_env: Option<String>,
    pub(super) secret_file: Option<PathBuf>,
    pub(super) reconnect_page: String,
    #[serde(default = "defaults::language")]
    pub(super) language: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub(super) rates: Option<bool>,
    pub(super) calls_per_minute: Option<NonZeroU32>,
    pub(super) expensive_calls_per_minute: Option<NonZeroU32>,
    pub(super) call_seconds: Option<NonZeroU32>,
    pub(super) tool_seconds: Option<NonZeroU32>,
}

/// Reads a file's text.
pub(super) fn read(text: &str) -> Result<File, Problem> {
    let parsed = toml::Deserializer::parse(text).map_err(|error| problem(text, String::new(), &error))?;
    serde_path_to_error::deserialize(parsed).map_err(|error| {
        let path = error.path().to_string();
        let key = if path == "." { String::new() } else { path };
        problem(text, key, error.inner())
    })
}

/// What is wrong, and in which line. The error's own text would show that line, which may have a secret in it.
fn problem(text: &str, key: String, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let message = without_values(error.message().lines().next().unwrap_or_default());
    Problem { key, problem: format!("line {line}: {message}") }
}

/// serde repeats a value of the wrong kind, as in `invalid type: string "…", expected a boolean`. What is said after it
/// is enough.
fn without_values(message: &str) -> String {
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if !message.starts_with("unknown field ") => format!("expected {expected}"),
        _ => message.to_owned(),
    }
}

mod defaults {
    pub(super) fn listen() -> String {
        "127.0.0.1:8787".to_owned()
    }

    pub(super) fn base_path() -> String {
        crate::BASE_PATH.to_owned()
    }

    pub(super) fn grace_seconds() -> u32 {
        20
    }

    pub(super) fn claim() -> String {
        "sub".to_owned()
    }

    pub(super) fn webhook_path() -> String {
        "/webhooks/scalekit".to_owned()
    }

    pub(super) fn language() -> String {
        "en".to_owned()
    }
}
