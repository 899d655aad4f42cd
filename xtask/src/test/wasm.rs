//! The modules as they are built for development, and component tests in a headless Chromium.

use std::time::Duration;

use crate::{
    cargo::{WASM, cargo},
    element,
    step::{heading, run},
    supervise::run_within,
    tools,
};

/// A stalled driver is not covered by the runner's own time limits.
const LIMIT: Duration = Duration::from_secs(300);

/// # Errors
/// When a test fails or the browser stalls.
pub(super) fn run_all() -> anyhow::Result<()> {
    let tools = tools::for_wasm_tests()?;
    let tests = || {
        let mut command = cargo("test");
        command
            .args(["--package", "connection-doctor", "--target", WASM])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &tools.runner)
            .env("CHROMEDRIVER", &tools.chromedriver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
            // The runner's own five seconds are too short for a driver that was installed a moment ago.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
        command
    };
    heading("Building what the demo needs while one develops");
    element::run()?;
    heading("Building the component tests");
    run(tests().arg("--no-run"))?;
    heading("Component tests in Chromium");
    run_within("The component tests", LIMIT, &mut tests())
}
