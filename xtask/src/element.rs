//! `cargo xtask element`: what the demo needs beside the widget itself. Trunk calls it before each of its builds.

use std::{env, fs, path::Path, process::Command};

use anyhow::Context;

use crate::{paths, step, tools, wasm, words};

/// Trunk names the widget after its package and puts it into a folder of its own; the element asks for this name. The query
/// is passed on, because it makes a fresh module after the first one has stopped.
const WIDGET: &str = r#"const widget = await import("./wasm/connection-doctor-widget.js" + new URL(import.meta.url).search);
export const { default: init, mount, start, end } = widget;
export default init;
"#;

/// Writes the bundle, the modules that are fetched later, and the texts for developers to `target/element`, with a stand-in for the widget that leads to Trunk's
/// build of it.
///
/// # Errors
/// When a tool is missing, or a source does not parse or compile.
pub(crate) fn run() -> anyhow::Result<()> {
    let tools = tools::for_build()?;
    let folder = paths::output("element");
    bundle(&folder)?;
    // Trunk says which of its profiles it builds.
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    wasm::ANSWERS.build(&tools, &folder, release)?;
    wasm::CHECK.build(&tools, &folder, release)?;
    words::write(&folder)?;
    let widget = folder.join("connection_doctor.js");
    fs::write(&widget, WIDGET).with_context(|| format!("could not write {}", widget.display()))
}

/// Writes `connection-doctor.js` and `element.js` into a folder.
///
/// # Errors
/// When a source does not parse.
pub(crate) fn bundle(folder: &Path) -> anyhow::Result<()> {
    step::run(Command::new("node").arg(paths::element().join("build.mjs")).arg(folder))
}
