//! `cargo xtask element`: the element's JavaScript as the demo needs it. Trunk calls it before each of its builds.

use std::{fs, path::Path, process::Command};

use anyhow::Context;

use crate::{paths, step, tools};

/// Trunk names the widget after its package and puts it into a folder of its own; the element asks for this name. The query
/// is passed on, because it makes a fresh module after the first one has stopped.
const WIDGET: &str = r#"const widget = await import("./wasm/connection-doctor.js" + new URL(import.meta.url).search);
export const { default: init, mount, start } = widget;
export default init;
"#;

/// Writes the bundle to `target/element`, with a stand-in for the widget that leads to Trunk's build of it.
///
/// # Errors
/// When a tool is missing or a source does not parse.
pub(crate) fn run() -> anyhow::Result<()> {
    tools::ensure_node_packages()?;
    let folder = paths::output("element");
    bundle(&folder)?;
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
