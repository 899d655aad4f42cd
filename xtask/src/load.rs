//! `cargo xtask load`: ten thousand requests through the backend's router, beside as many to a bare axum route.

use std::process::Command;

use crate::{
    cargo::cargo,
    paths,
    site::FAKE_SCALEKIT,
    step::{heading, run},
    tools,
};

/// # Errors
/// When something does not build, or a request is not answered as it should be.
pub(crate) fn run_all() -> anyhow::Result<()> {
    let tool = tools::for_load()?;
    heading("Building the servers to load");
    run(cargo("build").args(["--profile", "native", "--package", "connection-doctor-backend"]).args([
        "--features",
        FAKE_SCALEKIT,
        "--example",
        "load",
    ]))?;
    heading("Loading them");
    let program = paths::target().join("native").join("examples").join("load");
    run(Command::new("node").arg(tool.join("run.mjs")).arg(program))
}
