//! The npm package as its users have it: its own tests, and the pages of `examples/`, installed, built, and opened in Chromium.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::Context;

use crate::{
    cargo::cargo,
    package, paths,
    site::{self, Use},
    step::{heading, run},
    supervise::run_within,
    tools,
};

/// A stalled driver must not stall the whole run.
const LIMIT: Duration = Duration::from_secs(180);

/// Those that a bundler builds.
const BUILT: [&str; 3] = ["react-vite", "vue-vite", "webpack"];

/// The one that Trunk builds.
const LEPTOS: &str = "leptos";

/// # Errors
/// When something does not build, a test fails, or the browser stalls.
pub(super) fn run_all() -> anyhow::Result<()> {
    let chromedriver = tools::for_examples()?;
    package::run(false)?;
    heading("Tests of the package");
    run(Command::new("node").arg("--test").args(node_tests(&paths::element().join("test"))?))?;

    let pages = paths::output("examples");
    if pages.exists() {
        fs::remove_dir_all(&pages).with_context(|| format!("could not empty {}", pages.display()))?;
    }
    put_plain(&pages.join("plain"))?;
    for name in BUILT {
        heading(&format!("Building the example {name}"));
        build(name, &pages)?;
    }
    heading(&format!("Building the example {LEPTOS}"));
    build_leptos(&pages.join(LEPTOS))?;

    heading("Building the backend");
    let backend = site::build_backend(Use::Tests)?;
    let tests = || {
        let mut command = cargo("test");
        command
            .args(["--package", "connection-doctor-e2e", "--test", "examples"])
            .env("CONNECTION_DOCTOR_EXAMPLES", &pages)
            .env("CONNECTION_DOCTOR_BACKEND", &backend)
            .env("CHROMEDRIVER", &chromedriver);
        command
    };
    heading("Building the tests of the examples");
    run(tests().arg("--no-run"))?;
    heading("Examples in Chromium");
    run_within("The tests of the examples", LIMIT, &mut tests())
}

/// The tests in a folder: Node of some versions takes folders, and of others patterns; all take files.
pub(super) fn node_tests(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let files = files_in(folder)?;
    Ok(files.into_iter().filter(|file| file.to_string_lossy().ends_with(".test.mjs")).collect())
}

/// The plain example with the package beside it, as a server would have them.
fn put_plain(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    let mut files = files_in(&paths::example("plain"))?;
    files.push(paths::package());
    for file in files {
        link(&file, &folder.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// Does what the example's reader does, and puts what comes of it beside the others.
fn build(name: &str, pages: &Path) -> anyhow::Result<()> {
    let folder = paths::example(name);
    // What was fetched once is taken from npm's own store, so that later runs work without a network.
    run(Command::new("npm").args(["ci", "--prefer-offline"]).current_dir(&folder))?;
    run(Command::new("npm").args(["run", "build"]).current_dir(&folder))?;
    link(&folder.join("dist"), &pages.join(name))
}

/// As while developing: a release would take long to build, and nobody downloads it.
fn build_leptos(page: &Path) -> anyhow::Result<()> {
    let tools = tools::for_build()?;
    run(site::trunk(&tools, "build").current_dir(paths::example(LEPTOS)).arg("--dist").arg(page))
}

fn link(from: &Path, to: &Path) -> anyhow::Result<()> {
    symlink(from, to).with_context(|| format!("could not make {}", to.display()))
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}
