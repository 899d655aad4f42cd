//! The widget as WebAssembly: compiled, bound to JavaScript, and made small.

use std::{fs, path::Path, process::Command};

use anyhow::Context;

use crate::{
    cargo::{WASM, cargo},
    paths, step,
    tools::Build,
};

/// What rustc's output uses and every browser of today has. `--all-features` would write a module that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes `connection_doctor.js` and `connection_doctor_bg.wasm` into a folder, as small as they get.
///
/// # Errors
/// When the widget does not compile or a tool fails.
pub(crate) fn build(tools: &Build, folder: &Path) -> anyhow::Result<()> {
    step::run(cargo("build").args([
        "--release",
        "--lib",
        "--package",
        "connection-doctor",
        "--target",
        WASM,
    ]))?;
    let compiled = paths::target().join(WASM).join("release").join("connection_doctor.wasm");
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
    let module = folder.join("connection_doctor_bg.wasm");
    step::run(tool("wasm-opt").arg("-Oz").args(FEATURES).arg("-o").args([&module, &module]))?;
    let glue = folder.join("connection_doctor.js");
    let small =
        step::output(tool("esbuild").args(["--minify", "--format=esm", "--legal-comments=none"]).arg(&glue))?;
    fs::write(&glue, small).with_context(|| format!("could not write {}", glue.display()))
}
