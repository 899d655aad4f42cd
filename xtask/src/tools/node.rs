//! Node's packages: esbuild and wasm-opt, as `element/package-lock.json` pins them.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, bail};

use crate::{
    paths,
    step::{heading, output, run},
};

/// The oldest Node that esbuild and wasm-opt run on.
const OLDEST: u32 = 18;

/// The folder of the packages' programs.
pub(super) fn bin() -> PathBuf {
    paths::element().join("node_modules").join(".bin")
}

/// Installs the packages when the lock file is not the one they were installed from.
pub(super) fn ensure_packages() -> anyhow::Result<()> {
    ensure_version()?;
    let lock = paths::element().join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("could not read {}", lock.display()))?;
    let installed = paths::element().join("node_modules").join(".installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    heading("Installing Node packages (once)");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(paths::element()))?;
    fs::write(&installed, wanted).with_context(|| format!("could not write {}", installed.display()))
}

fn ensure_version() -> anyhow::Result<()> {
    let version = output(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    match major {
        Some(OLDEST..) => Ok(()),
        _ => bail!("Node {OLDEST} or newer is needed, and `node` is {}", version.trim()),
    }
}
