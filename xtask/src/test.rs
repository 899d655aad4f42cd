//! `cargo xtask test`: every check, or one group of them. The last lines are the test runner's own.

mod api;
mod e2e;
mod examples;
mod handlers;
mod unit;
mod wasm;

use crate::{args::Group, tools};

/// Runs the groups in the order of how soon they can fail.
///
/// # Errors
/// At the first check that fails.
pub(crate) fn run(only: Option<Group>) -> anyhow::Result<()> {
    let wanted = |group| only.is_none_or(|only| only == group);
    if wanted(Group::EndToEnd) {
        tools::ensure_programs()?;
    }
    if wanted(Group::Unit) {
        unit::run_all()?;
    }
    if wanted(Group::Api) {
        api::run_all()?;
    }
    if wanted(Group::Wasm) {
        wasm::run_all()?;
    }
    if wanted(Group::Examples) {
        handlers::run_all()?;
        examples::run_all()?;
    }
    if wanted(Group::EndToEnd) {
        e2e::run_all()?;
    }
    Ok(())
}
