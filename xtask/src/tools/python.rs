//! Python's packages, as the `requirements.txt` of their folder pins them, in an environment of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use super::debian;
use crate::{
    paths,
    step::{heading, run},
};

/// What makes an environment on any Python that the packages run on.
const PROBE: &str = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))";

/// Installs the packages of a folder when they are not those that it was installed from, and gives the folder of their
/// programs.
pub(super) fn ensure(name: &str, folder: &Path) -> anyhow::Result<PathBuf> {
    let requirements = folder.join("requirements.txt");
    let wanted =
        fs::read(&requirements).with_context(|| format!("could not read {}", requirements.display()))?;
    let environment = paths::tools().join(name);
    let installed = environment.join("installed.txt");
    let programs = environment.join("bin");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    ensure_python()?;
    heading(&format!("Installing {name} (once)"));
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
    run(Command::new(programs.join("pip"))
        .args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"])
        .arg(&requirements))?;
    fs::write(&installed, wanted).with_context(|| format!("could not write {}", installed.display()))?;
    Ok(programs)
}

fn ensure_python() -> anyhow::Result<()> {
    if !is_python_there() {
        debian::ensure_python()?;
        if !is_python_there() {
            bail!("Python 3.11 or newer is needed, with its `venv`");
        }
    }
    Ok(())
}

fn is_python_there() -> bool {
    Command::new("python3").args(["-c", PROBE]).output().is_ok_and(|output| output.status.success())
}
