//! The command line.

use std::{env, net::SocketAddr, path::PathBuf};

use clap::Parser;
use connection_doctor_backend::{Issuer, Origin};

/// Serves connection-doctor's contract from an embedded sandbox.
///
/// When it is ready it prints one line, `listening on http://ADDRESS`, and nothing else to the standard output.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Allow an address that other machines can reach; the sandbox has no sign-in.
    #[arg(long)]
    allow_remote: bool,

    /// Database file; by default connection-doctor/sandbox.sqlite3 in $XDG_STATE_HOME or ~/.local/state.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,

    /// Forget everything that the database holds before starting.
    #[arg(long)]
    pub(crate) reset: bool,

    /// Directory of a static site to serve beside the API.
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) site: Option<PathBuf>,

    /// Another origin whose pages may make state-changing calls, such as a development server's; may be repeated.
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) allow_origin: Vec<Origin>,

    /// OpenID Connect provider that one connection (notion) signs in at, in the place of the sandbox's consent page: an
    /// https address, or http on this machine.
    #[arg(long, value_name = "URL", requires = "oidc_client_id")]
    oidc_issuer: Option<Issuer>,

    /// What the provider knows this server as: a public client with the redirect URI ORIGIN/sandbox/oidc/callback.
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,

    /// Put Scalekit's client and a fake Scalekit between the contract and the sandbox.
    #[cfg(feature = "fake-scalekit")]
    #[arg(long, hide = true)]
    pub(crate) over_fake_scalekit: bool,

    /// Stop when the standard input is closed, so that a parent that dies takes the server along.
    #[arg(long)]
    pub(crate) parent_stdin: bool,
}

impl Cli {
    /// Where to listen, which is on this machine only unless more was allowed.
    pub(crate) fn listen_address(&self) -> Result<SocketAddr, String> {
        if self.listen.ip().is_loopback() || self.allow_remote {
            Ok(self.listen)
        } else {
            Err(format!(
                "{} can be reached by other machines; add --allow-remote if that is meant",
                self.listen
            ))
        }
    }

    /// The provider and what it knows this server as.
    pub(crate) fn provider(&self) -> Option<(Issuer, String)> {
        self.oidc_issuer.clone().zip(self.oidc_client_id.clone())
    }

    /// Where the database is.
    pub(crate) fn database_path(&self) -> Result<PathBuf, String> {
        let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = || absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")));
        let default = || Some(state()?.join("connection-doctor/sandbox.sqlite3"));
        self.database
            .clone()
            .or_else(default)
            .ok_or_else(|| "no home directory; name a --database".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listens_to_other_machines_only_when_that_is_meant() {
        let listens = |arguments: &[&str]| {
            Cli::try_parse_from([&["backend"], arguments].concat()).unwrap().listen_address().is_ok()
        };
        assert!(listens(&[]));
        assert!(listens(&["--listen", "[::1]:0"]));
        assert!(!listens(&["--listen", "0.0.0.0:8787"]));
        assert!(listens(&["--listen", "0.0.0.0:8787", "--allow-remote"]));
    }

    #[test]
    fn a_provider_has_a_name_and_knows_ours() {
        let reads = |arguments: &[&str]| {
            let cli = Cli::try_parse_from([&["backend"], arguments].concat());
            cli.ok().map(|cli| cli.provider().is_some())
        };
        let (issuer, client_id) = (["--oidc-issuer", "http://127.0.0.1:9000"], ["--oidc-client-id", "us"]);
        assert_eq!(reads(&[]), Some(false));
        assert_eq!(reads(&[issuer, client_id].concat()), Some(true));
        assert_eq!(reads(&issuer), None);
        assert_eq!(reads(&client_id), None);
        assert_eq!(reads(&[["--oidc-issuer", "http://login.example"], client_id].concat()), None);
    }
}
