//! The handlers that `docs/backend.md` offers to hosts without Rust, and what that page shows of them. Those in Go and for
//! Rails are run where Go and Rails are installed.

use std::{process::Command, time::Duration};

use super::examples::node_tests;
use crate::{paths, step::heading, supervise::run_within, tools};

/// A handler that stalls must not stall the whole run. The first build in Go takes a while.
const LIMIT: Duration = Duration::from_secs(300);

/// # Errors
/// When a program is missing, or a test fails or stalls.
pub(super) fn run_all() -> anyhow::Result<()> {
    tools::for_handlers()?;
    heading("Handlers for other hosts");
    let tests = node_tests(&paths::root().join("docs/backend/test"))?;
    run_within("The tests of the handlers", LIMIT, Command::new("node").arg("--test").args(tests))
}
