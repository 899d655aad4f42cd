//! Formatting, lints, native tests, and what must stay out of the widget.

use std::time::Duration;

use anyhow::bail;

use crate::{
    cargo::{WASM, cargo},
    site::FAKE_SCALEKIT,
    step::{heading, output, run},
    supervise::run_within,
    tools,
};

/// A test that waits for what never comes must not stall the whole run.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// # Errors
/// At the first check that fails.
pub(super) fn run_all() -> anyhow::Result<()> {
    heading("Formatting");
    run(cargo("fmt").args(["--all", "--check"]))?;

    heading("Lints");
    run(cargo("clippy")
        .args(["--workspace", "--all-targets", "--features", FAKE_SCALEKIT])
        .args(["--", "-D", "warnings"]))?;

    heading("Lints of the widget as WebAssembly");
    tools::ensure_wasm_target()?;
    run(cargo("clippy")
        .args(["--package", "connection-doctor", "--all-targets", "--target", WASM])
        .args(["--", "-D", "warnings"]))?;

    heading("No event delegation");
    check_delegation()?;

    tools::for_native_tests()?;
    let tests = || {
        let mut command = cargo("test");
        command
            .args(["--workspace", "--exclude", "connection-doctor", "--exclude", "connection-doctor-e2e"])
            .args(["--features", FAKE_SCALEKIT])
            .env("TEST_POSTGRES", "required");
        command
    };
    heading("Building the native tests");
    run(tests().arg("--no-run"))?;
    heading("Native tests");
    run_within("The native tests", LIMIT, &mut tests())?;

    let tests = || {
        let mut command = cargo("test");
        command.args(["--package", "connection-doctor", "--test", "leptos_server"]);
        command
    };
    heading("Building the component for Leptos on a server");
    run(tests().arg("--no-run"))?;
    heading("The component for Leptos on a server");
    run_within("The tests on a server", LIMIT, &mut tests())
}

/// With delegation, two widgets on one page that were built apart would each answer the other's clicks, and any
/// dependency can switch it on for all.
fn check_delegation() -> anyhow::Result<()> {
    let features = output(
        cargo("tree")
            .args(["--package", "connection-doctor", "--target", WASM])
            .args(["--edges", "features", "--invert", "tachys"]),
    )?;
    if features.contains("\"delegation\"") {
        bail!("something switches on tachys's `delegation` feature:\n{features}");
    }
    Ok(())
}
