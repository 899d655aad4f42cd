//! The demo's own release build in Chromium, Firefox and WebKitGTK.

use std::time::Duration;

use crate::{
    cargo::cargo,
    site::{self, Use},
    step::{heading, run},
    supervise::run_within,
    tools,
};

/// A stalled driver must not stall the whole run.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// # Errors
/// When something does not build, a test fails, or a browser stalls.
pub(super) fn run_all() -> anyhow::Result<()> {
    let build_tools = tools::for_build()?;
    let needed = tools::for_end_to_end_tests()?;
    heading("Building the demo");
    let site = site::build(&build_tools)?;
    let backend = site::build_backend(Use::Tests)?;
    let tests = || {
        let mut command = cargo("test");
        command
            .args(["--package", "connection-doctor-e2e", "--test", "suite"])
            .env("CONNECTION_DOCTOR_SITE", &site)
            .env("CONNECTION_DOCTOR_BACKEND", &backend)
            .env("CHROMEDRIVER", &needed.chromedriver)
            .env("GECKODRIVER", &needed.geckodriver)
            .env("CONNECTION_DOCTOR_PROVIDER", &needed.provider);
        command
    };
    heading("Building the end-to-end tests");
    run(tests().arg("--no-run"))?;
    heading("End-to-end tests in Chromium, Firefox and WebKitGTK");
    run_within("The end-to-end tests", LIMIT, &mut tests())?;
    heading("The same with the backend over a fake Scalekit");
    run_within("The end-to-end tests", LIMIT, tests().env("CONNECTION_DOCTOR_OVER_SCALEKIT", "1"))
}
