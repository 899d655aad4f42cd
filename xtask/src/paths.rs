//! Where things are.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}

/// A folder for what these commands write. It stays in the checkout, because the demo's page names it.
pub(crate) fn output(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// Cargo's target folder: `CARGO_TARGET_DIR` or `target`.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The npm package's sources and its build tools.
pub(crate) fn element() -> PathBuf {
    root().join("element")
}

/// The npm package as it is published. The examples name it, too.
pub(crate) fn package() -> PathBuf {
    output("npm/connection-doctor")
}

/// A small app that uses the package.
pub(crate) fn example(name: &str) -> PathBuf {
    root().join("examples").join(name)
}

/// The measurements.
pub(crate) fn bench() -> PathBuf {
    root().join("bench")
}

/// A page that is measured.
pub(crate) fn contender(name: &str) -> PathBuf {
    bench().join("contenders").join(name)
}

/// The contract's OpenAPI document.
pub(crate) fn document() -> PathBuf {
    root().join("docs").join("openapi.json")
}

/// What fuzzes the contract, and how.
pub(crate) fn schemathesis() -> PathBuf {
    root().join("backend").join("schemathesis")
}

/// Where tools that are not the system's are kept between checkouts.
///
/// # Panics
/// When neither `XDG_CACHE_HOME` nor `HOME` is set.
pub(crate) fn tools() -> PathBuf {
    let cache = match env::var_os("XDG_CACHE_HOME").filter(|dir| Path::new(dir).is_absolute()) {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env::var_os("HOME").expect("HOME is set")).join(".cache"),
    };
    cache.join("connection-doctor").join("tools")
}
