//! The widget as WebAssembly: compiled, bound to JavaScript, and made small.

use std::{path::Path, process::Command};

use crate::{
    cargo::{WASM, cargo},
    paths, step,
    tools::Build,
};

/// Writes `connection_doctor.js` and `connection_doctor_bg.wasm` into a folder, as small as they get.
///
/// # Errors
/// When the widget does not compile or a tool fails.
pub(crate) fn build(tools: &Build, folder: &Path) -> anyhow::Result<()> {
    step::run(cargo("build").args(["--release", "--bin", "connection-doctor", "--target", WASM]))?;
    let compiled = paths::target().join(WASM).join("release").join("connection-doctor.wasm");
    let tool = |name: &str| {
        let mut command = Command::new(name);
        command.env("PATH", &tools.path);
        command
    };
    step::run(
        tool("wasm-bindgen")
            .args(["--target", "web", "--out-name", "connection_doctor", "--no-typescript", "--out-dir"])
            .args([folder, &compiled]),
    )?;
    let shrink = paths::root().join("element").join("shrink.mjs");
    step::run(tool("node").arg(shrink).arg(folder))
}
