//! What the commands need beside Rust. Each is looked for on `PATH` first, then in the cache, and installed only when it
//! is in neither, so that a second run needs no network.

mod binaries;
mod debian;
mod node;
mod python;
mod rust;

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::Context;

pub(crate) use self::rust::ensure_wasm_target;
use self::{
    binaries::{GECKODRIVER, TRUNK, WASM_BINDGEN},
    node::{BUILD, CONTENDERS, LOAD, PROVIDER},
};
use crate::{paths, step};

/// What building the widget and its demo takes.
pub(crate) struct Build {
    /// `PATH` with Trunk, wasm-bindgen, wasm-opt and esbuild in front.
    path: OsString,
}

impl Build {
    /// One of the tools, which finds the others.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.env("PATH", &self.path);
        command
    }
}

/// What the component tests run on.
pub(crate) struct WasmTests {
    /// wasm-bindgen's test runner.
    pub(crate) runner: PathBuf,
    /// Chromium's driver.
    pub(crate) chromedriver: PathBuf,
}

/// The drivers that may be outside `PATH` or under another name, and what else the end-to-end tests start.
pub(crate) struct EndToEnd {
    /// Chromium's driver.
    pub(crate) chromedriver: PathBuf,
    /// Firefox's driver.
    pub(crate) geckodriver: PathBuf,
    /// The script of an OAuth provider, for Node.
    pub(crate) provider: PathBuf,
}

/// Installs every tool that any command needs.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn install_all() -> anyhow::Result<()> {
    ensure_programs()?;
    for_build()?;
    for_api_tests()?;
    for_wasm_tests()?;
    for_end_to_end_tests()?;
    for_bench()?;
    step::heading("All tools are here");
    Ok(())
}

/// The wasm target, Node with the packages of `element/`, wasm-bindgen and Trunk.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_build() -> anyhow::Result<Build> {
    ensure_wasm_target()?;
    debian::ensure_node()?;
    let packages = node::ensure(&BUILD)?;
    let wasm_bindgen = binaries::ensure(&WASM_BINDGEN)?;
    let trunk = binaries::ensure(&TRUNK)?;
    Ok(Build { path: prepend([trunk, wasm_bindgen, node::programs(&packages)])? })
}

/// Node as new as Vite needs it, and Chromium's driver, whose path is given.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_examples() -> anyhow::Result<PathBuf> {
    debian::ensure_node()?;
    node::ensure_version(20)?;
    debian::ensure_chromium()
}

/// PostgreSQL, in which the backend's tests keep events beside SQLite.
///
/// # Errors
/// When it cannot be installed.
pub(crate) fn for_native_tests() -> anyhow::Result<()> {
    debian::ensure_postgres()
}

/// Node and Python, in which the handlers of `docs/backend` are run.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_handlers() -> anyhow::Result<()> {
    debian::ensure_node()?;
    node::ensure_version(20)?;
    debian::ensure_python()
}

/// Chromium, and Node with the packages of each contender.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_bench() -> anyhow::Result<()> {
    debian::ensure_node()?;
    debian::ensure_chromium()?;
    for packages in &CONTENDERS {
        node::ensure(packages)?;
    }
    Ok(())
}

/// Node with the tool that puts load on the backend, in the folder that is given.
///
/// # Errors
/// When it cannot be installed.
pub(crate) fn for_load() -> anyhow::Result<PathBuf> {
    debian::ensure_node()?;
    node::ensure(&LOAD)
}

/// The programs that check the contract's document and fuzz the server with it, in the folder that is given.
///
/// # Errors
/// When they cannot be installed.
pub(crate) fn for_api_tests() -> anyhow::Result<PathBuf> {
    python::ensure("schemathesis", &paths::schemathesis())
}

/// What the component tests need.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_wasm_tests() -> anyhow::Result<WasmTests> {
    ensure_wasm_target()?;
    let chromedriver = debian::ensure_chromium()?;
    let runner = binaries::ensure(&WASM_BINDGEN)?.join("wasm-bindgen-test-runner");
    Ok(WasmTests { runner, chromedriver })
}

/// The three browsers and their drivers, and Node with the packages of `tests/e2e/oidc/`.
///
/// # Errors
/// When one cannot be installed.
pub(crate) fn for_end_to_end_tests() -> anyhow::Result<EndToEnd> {
    let chromedriver = debian::ensure_chromium()?;
    debian::ensure_firefox()?;
    debian::ensure_webkit()?;
    let geckodriver = binaries::ensure(&GECKODRIVER)?.join("geckodriver");
    debian::ensure_node()?;
    let provider = node::ensure(&PROVIDER)?.join("provider.mjs");
    Ok(EndToEnd { chromedriver, geckodriver, provider })
}

/// The programs that come with the system: Node, the browsers and their drivers.
///
/// # Errors
/// When some are missing and cannot be installed; the message says how.
pub(crate) fn ensure_programs() -> anyhow::Result<()> {
    debian::ensure_all()
}

/// `PATH` with these folders in front.
fn prepend(folders: impl IntoIterator<Item = PathBuf>) -> anyhow::Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.into_iter().chain(env::split_paths(&path)))
        .context("a tool's folder has a colon in its name")
}
