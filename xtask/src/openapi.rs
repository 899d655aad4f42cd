//! The contract's OpenAPI document, as the code has it.

use std::fs;

use anyhow::Context;

use crate::{cargo::cargo, paths, step};

/// Writes it to where it is committed.
///
/// # Errors
/// When the backend does not compile or the file cannot be written.
pub(crate) fn write() -> anyhow::Result<()> {
    let mut print = cargo("run");
    let document = step::output(print.args([
        "--quiet",
        "--package",
        "connection-doctor-backend",
        "--example",
        "openapi",
    ]))?;
    let file = paths::document();
    fs::write(&file, document).with_context(|| format!("could not write {}", file.display()))
}
