//! The backend of one test, serving the demo's release build, and who else is there.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::Context;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{server::Server, site};

/// What the provider knows the backend as.
const CLIENT_ID: &str = "connection-doctor";

/// Where the provider sends people back to, on any port: the backend has none yet.
const REDIRECT_URI: &str = "http://127.0.0.1/sandbox/oidc/callback";

/// Who is there beside the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// Nobody: the sandbox shows its own consent pages.
    Alone,
    /// An OAuth provider that is not ours, at which Notion is signed in to.
    WithProvider,
    /// Nobody, and the page is not the demo's but this one of the built examples.
    Example(&'static str),
}

/// A running backend with a database of its own. It ends with its value.
#[derive(Debug)]
pub struct Stage {
    backend: Server,
    provider: Option<Server>,
    site: TempDir,
    _database: TempDir,
}

impl Stage {
    /// Starts the backend that `CONNECTION_DOCTOR_BACKEND` names on the page that `CONNECTION_DOCTOR_SITE` names or one of those
    /// in the folder that `CONNECTION_DOCTOR_EXAMPLES` names, where asked for behind the provider that
    /// `CONNECTION_DOCTOR_PROVIDER` names. With `CONNECTION_DOCTOR_OVER_SCALEKIT` set, the backend reaches its sandbox only
    /// through Scalekit's API.
    ///
    /// # Errors
    /// When one of them is not set, or a program does not say where it listens.
    pub async fn start(name: &str, cast: Cast) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("no folder for the database")?;
        let built = match cast {
            Cast::Alone | Cast::WithProvider => variable("CONNECTION_DOCTOR_SITE")?,
            Cast::Example(example) => variable("CONNECTION_DOCTOR_EXAMPLES")?.join(example),
        };
        let site = site::assemble(&built)?;
        let mut command = Command::new(variable("CONNECTION_DOCTOR_BACKEND")?);
        command
            .args(["--listen", "127.0.0.1:0", "--parent-stdin", "--site"])
            .arg(site.path())
            .arg("--database")
            .arg(folder.path().join("sandbox.db"));
        if env::var_os("CONNECTION_DOCTOR_OVER_SCALEKIT").is_some() {
            command.arg("--over-fake-scalekit");
        }
        let provider = match cast {
            Cast::Alone | Cast::Example(_) => None,
            Cast::WithProvider => Some(start_provider(name).await?),
        };
        if let Some(provider) = &provider {
            command.args(["--oidc-issuer", provider.origin(), "--oidc-client-id", CLIENT_ID]);
        }
        let backend = Server::start("backend", &mut command, &format!("backend-{name}")).await?;
        Ok(Self { backend, provider, site, _database: folder })
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn origin(&self) -> &str {
        self.backend.origin()
    }

    /// The provider's scheme, host and port, where there is one.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_ref().map(Server::origin)
    }

    /// The folder that is served.
    pub fn site(&self) -> &Path {
        self.site.path()
    }
}

async fn start_provider(name: &str) -> anyhow::Result<Server> {
    let mut command = Command::new("node");
    command.arg(variable("CONNECTION_DOCTOR_PROVIDER")?).args([CLIENT_ID, REDIRECT_URI]);
    Server::start("provider", &mut command, &format!("provider-{name}")).await
}

fn variable(name: &str) -> anyhow::Result<PathBuf> {
    let value = env::var_os(name);
    value.map(PathBuf::from).with_context(|| format!("{name} is not set: run `cargo xtask test`"))
}
