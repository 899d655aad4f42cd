//! The WebAssembly modules: compiled, bound to JavaScript, and made small.

use std::{fs, path::Path};

use anyhow::{Context, bail, ensure};

use crate::{
    cargo::{WASM, cargo},
    paths, step,
    tools::Build,
};

/// One module of the widget.
pub(crate) struct Module {
    /// Its package.
    package: &'static str,
    /// Its program.
    program: &'static str,
    /// What its files are called.
    name: &'static str,
    /// What its script must offer.
    offers: &'static [&'static str],
}

/// What shows accounts; loaded with the first element.
pub(crate) const WIDGET: Module = Module {
    package: "connection-doctor",
    program: "connection_doctor",
    name: "connection_doctor",
    offers: &["mount", "start", "end"],
};

/// What explains the providers' answers; loaded with the first answer.
pub(crate) const ANSWERS: Module = Module {
    package: "connection-doctor-answers",
    program: "connection-doctor-answers",
    name: "connection_doctor_answers",
    offers: &["answer", "permissions", "unknownKeys", "end"],
};

/// What checks and reports; loaded with the first check.
pub(crate) const CHECK: Module = Module {
    package: "connection-doctor",
    program: "connection-doctor-check",
    name: "connection_doctor_check",
    offers: &["mount", "start", "refresh", "report", "logged", "end"],
};

/// Crates whose work the browser does, as they stand in the paths of sources, which panics bring along.
const LEFT_TO_THE_BROWSER: [&str; 10] = [
    "/url-",
    "/idna",
    "/icu_",
    "/regex",
    "/fluent",
    "/serde_json-",
    "/chrono-",
    "/unicode-",
    "/percent-encoding-",
    "/wasm-streams-",
];

impl Module {
    /// Writes `{name}.js` and `{name}_bg.wasm` into a folder, for a release as small as they get.
    ///
    /// # Errors
    /// When the module does not compile or a tool fails.
    pub(crate) fn build(&self, tools: &Build, folder: &Path, release: bool) -> anyhow::Result<()> {
        let mut compile = cargo("build");
        compile.args(["--package", self.package, "--bin", self.program, "--target", WASM]);
        // The component is for apps, and what the crate `leptos` brings along would stay in the module.
        compile.arg("--no-default-features");
        if release {
            compile.arg("--release");
        }
        step::run(&mut compile)?;
        let profile = if release { "release" } else { "debug" };
        let compiled = paths::target().join(WASM).join(profile).join(self.program).with_extension("wasm");
        step::run(
            tools
                .command("wasm-bindgen")
                .args(["--target", "web", "--out-name", self.name, "--no-typescript", "--out-dir"])
                .args([folder, &compiled]),
        )?;
        // Not of a build for development, which names sources that it does not use.
        if release {
            leaves_to_the_browser(&compiled)?;
        }
        self.finish(tools, folder, release)
    }

    /// Gives what wasm-bindgen wrote into a folder an end, and makes it small for a release.
    ///
    /// # Errors
    /// When a tool fails, or what comes out does not load.
    pub(crate) fn finish(&self, tools: &Build, folder: &Path, release: bool) -> anyhow::Result<()> {
        let node = |script: &str| {
            let mut command = tools.command("node");
            command.arg(paths::element().join(script));
            command
        };
        step::run(node("endable.mjs").arg(folder.join(self.name).with_extension("js")))?;
        if !release {
            return Ok(());
        }
        step::run(node("shrink.mjs").arg(folder).arg(self.name).args(self.offers))
    }
}

/// A module brings no machinery along that every browser has.
fn leaves_to_the_browser(compiled: &Path) -> anyhow::Result<()> {
    let module = fs::read(compiled).with_context(|| format!("could not read {}", compiled.display()))?;
    let has = |name: &str| module.windows(name.len()).any(|part| part == name.as_bytes());
    ensure!(has(".rs"), "{} names no source", compiled.display());
    match LEFT_TO_THE_BROWSER.into_iter().find(|name| has(name)) {
        Some(name) => bail!("{} has code from a source at `{name}`", compiled.display()),
        None => Ok(()),
    }
}
