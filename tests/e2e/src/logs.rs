//! What a failed test leaves behind, in the target folder.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::Context;

/// Where screenshots go.
///
/// # Errors
/// When the folder cannot be made.
pub(crate) fn screenshot(name: &str) -> anyhow::Result<PathBuf> {
    Ok(folder("e2e-screenshots")?.join(format!("{name}.png")))
}

/// A file for what a program of this test run says.
///
/// # Errors
/// When the file cannot be made.
pub(crate) fn log(name: &str) -> anyhow::Result<File> {
    let path = folder("e2e-logs")?.join(format!("{name}.log"));
    File::create(&path).with_context(|| format!("could not create {}", path.display()))
}

fn folder(name: &str) -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
    Ok(folder)
}
