//! `cargo xtask element`: what the demo needs beside the widget itself. Trunk calls it before each of its builds.

use std::{env, path::Path, process::Command};

use anyhow::Context;

use crate::{paths, step, tools, wasm, words};

/// Writes the bundle, the modules that are fetched later, and the texts for developers to `target/element`.
///
/// # Errors
/// When a tool is missing, or a source does not parse or compile.
pub(crate) fn run() -> anyhow::Result<()> {
    let tools = tools::for_build()?;
    let folder = paths::output("element");
    bundle(&folder)?;
    let release = is_release();
    wasm::ANSWERS.build(&tools, &folder, release)?;
    wasm::CHECK.build(&tools, &folder, release)?;
    words::write(&folder)
}

/// Does with the widget that Trunk has built what is done with each module. Trunk calls it after each of its builds.
///
/// # Errors
/// When Trunk has not said where the widget is, or it cannot be finished.
pub(crate) fn finish() -> anyhow::Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").context("only Trunk calls this")?;
    wasm::WIDGET.finish(&tools::for_build()?, Path::new(&folder), is_release())
}

/// Writes `connection-doctor.js` and `element.js` into a folder.
///
/// # Errors
/// When a source does not parse.
pub(crate) fn bundle(folder: &Path) -> anyhow::Result<()> {
    step::run(Command::new("node").arg(paths::element().join("build.mjs")).arg(folder))
}

/// Trunk says which of its profiles it builds.
fn is_release() -> bool {
    env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release")
}
