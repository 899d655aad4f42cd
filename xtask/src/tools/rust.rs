//! The Rust target of the widget.

use std::process::Command;

use crate::{
    cargo::WASM,
    step::{heading, output, run},
};

/// Adds the wasm target to the pinned toolchain where it is missing; never changes the toolchain itself.
pub(crate) fn ensure_wasm_target() -> anyhow::Result<()> {
    let libdir = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if std::path::Path::new(libdir.trim()).is_dir() {
        return Ok(());
    }
    heading("Adding the wasm target");
    run(Command::new("rustup").args(["target", "add", WASM]))
}
