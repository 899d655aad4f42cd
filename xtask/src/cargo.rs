//! Calling cargo on this workspace.

use std::{env, process::Command};

use crate::paths;

/// The target of the widget.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// A cargo command at the workspace's root, with the lock file taken as it is.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root()).arg(subcommand);
    if subcommand != "fmt" && subcommand != "install" {
        command.arg("--locked");
    }
    command
}
