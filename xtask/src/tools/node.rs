//! Node's packages, as the `package-lock.json` of their folder pins them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use crate::{
    paths,
    step::{heading, output, run},
};

/// Packages that are installed together.
pub(super) struct Packages {
    /// Their folder in the checkout.
    folder: &'static str,
    /// The oldest Node that they run on.
    oldest: u32,
}

/// esbuild and wasm-opt.
pub(super) const BUILD: Packages = Packages { folder: "element", oldest: 18 };

/// An OAuth provider that is not ours, for the end-to-end tests.
pub(super) const PROVIDER: Packages = Packages { folder: "tests/e2e/oidc", oldest: 20 };

/// What the contenders of the measurements are built from, and with.
pub(super) const CONTENDERS: [Packages; 3] = [
    Packages { folder: "bench/contenders/workos-pipes", oldest: 20 },
    Packages { folder: "bench/contenders/clerk", oldest: 20 },
    Packages { folder: "bench/contenders/preact", oldest: 20 },
];

/// The tool that puts load on the backend.
pub(super) const LOAD: Packages = Packages { folder: "bench/load", oldest: 20 };

/// The programs of the packages in a folder.
pub(super) fn programs(folder: &Path) -> PathBuf {
    folder.join("node_modules").join(".bin")
}

/// Installs the packages when the lock file is not the one they were installed from, and gives their folder.
pub(super) fn ensure(packages: &Packages) -> anyhow::Result<PathBuf> {
    ensure_version(packages.oldest)?;
    let folder = paths::root().join(packages.folder);
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("could not read {}", lock.display()))?;
    let installed = folder.join("node_modules").join(".installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    heading(&format!("Installing Node packages in {} (once)", packages.folder));
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    fs::write(&installed, wanted).with_context(|| format!("could not write {}", installed.display()))?;
    Ok(folder)
}

/// Says so when Node is older than this.
pub(super) fn ensure_version(oldest: u32) -> anyhow::Result<()> {
    let version = output(Command::new("node").arg("--version"))?;
    let major: Option<u32> =
        version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major| major < oldest) {
        bail!("Node {oldest} or newer is needed, and `node` is {}", version.trim());
    }
    Ok(())
}
