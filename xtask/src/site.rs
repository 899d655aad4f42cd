//! The demo: its page, built and served by Trunk, and the backend beside it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{cargo::cargo, paths, step, tools::Build};

/// The release build of the page, for the end-to-end tests.
///
/// # Errors
/// When Trunk fails.
pub(crate) fn build(tools: &Build) -> anyhow::Result<PathBuf> {
    let folder = paths::output("site");
    step::run(trunk(tools, "build").args(["--release", "--dist"]).arg(&folder))?;
    Ok(folder)
}

/// Trunk, so that it takes the tools that are here and never loads its own.
pub(crate) fn trunk(tools: &Build, subcommand: &str) -> Command {
    let mut command = tools.command("trunk");
    command
        .current_dir(paths::root())
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk takes only `true` and `false` here, and refuses to start for the usual `NO_COLOR=1`.
        .env_remove("NO_COLOR")
        .args([subcommand, "--locked"]);
    command
}

/// The feature of the backend with which tests can put a fake Scalekit behind it.
pub(crate) const FAKE_SCALEKIT: &str = "connection-doctor-backend/fake-scalekit";

/// Who is to use a backend.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// A developer with the demo, and the test that fuzzes it.
    Development,
    /// A visitor of the demo.
    Release,
    /// The tests in browsers.
    Tests,
}

/// Builds the backend and gives its program.
///
/// # Errors
/// When it does not compile.
pub(crate) fn build_backend(purpose: Use) -> anyhow::Result<PathBuf> {
    let release = purpose != Use::Development;
    let mut command = cargo("build");
    command.args(["--package", "connection-doctor-backend"]);
    if purpose == Use::Tests {
        command.args(["--features", FAKE_SCALEKIT]);
    }
    // The release profile is made for what a browser downloads; a server need not be small, and is built in half the time.
    if release {
        command.args(["--config", "profile.server.inherits='release'"]);
        command.args(["--config", "profile.server.lto=false", "--config", "profile.server.codegen-units=16"]);
        command.args(["--config", "profile.server.opt-level=2", "--config", "profile.server.panic='unwind'"]);
        command.args(["--profile", "server"]);
    }
    step::run(&mut command)?;
    Ok(paths::target().join(if release { "server" } else { "debug" }).join("connection-doctor-backend"))
}

/// A backend that ends when the pipe to its standard input closes.
pub(crate) fn backend(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--parent-stdin").stdin(std::process::Stdio::piped());
    command
}
