//! Tools built by `cargo install`, each at one exact version.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cargo::cargo,
    paths,
    step::{heading, run},
};

/// A crate with programs.
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
    /// All the programs that we use; the first answers `--version` with its name and version.
    programs: &'static [&'static str],
}

/// Serves the demo. Newer versions want a newer compiler than the pinned one.
pub(super) const TRUNK: Tool = Tool { name: "trunk", version: "0.21.14", programs: &["trunk"] };

/// Must be the version of the `wasm-bindgen` crate.
pub(super) const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen-cli",
    version: "0.2.129",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
};

/// Drives Firefox.
pub(super) const GECKODRIVER: Tool =
    Tool { name: "geckodriver", version: "0.37.1", programs: &["geckodriver"] };

/// The folder of the tool's programs, after installing them into the cache where they are not there yet.
pub(super) fn ensure(tool: &Tool) -> anyhow::Result<PathBuf> {
    if let Some(folder) = on_path(tool) {
        return Ok(folder);
    }
    let root = paths::tools().join(format!("{}-{}", tool.name, tool.version));
    let folder = root.join("bin");
    if !has_programs(tool, &folder) {
        heading(&format!("Installing {} {} (once)", tool.name, tool.version));
        let mut install = cargo("install");
        // A tool need not be fast, and its own settings make it slow to build.
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        run(install.args(["--locked", "--version", tool.version, "--root"]).arg(&root).arg(tool.name))?;
    }
    Ok(folder)
}

fn on_path(tool: &Tool) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find(|folder| has_programs(tool, folder) && has_version(tool, folder))
}

fn has_programs(tool: &Tool, folder: &Path) -> bool {
    tool.programs.iter().all(|program| folder.join(program).is_file())
}

fn has_version(tool: &Tool, folder: &Path) -> bool {
    let answer = Command::new(folder.join(tool.programs[0])).arg("--version").output();
    answer.is_ok_and(|answer| {
        String::from_utf8_lossy(&answer.stdout).split_whitespace().nth(1) == Some(tool.version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_bindgen_is_that_of_the_lock_file() {
        let lock = std::fs::read_to_string(paths::root().join("Cargo.lock")).expect("the lock file");
        let package = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", WASM_BINDGEN.version);
        assert!(lock.contains(&package), "Cargo.lock has another wasm-bindgen than {}", WASM_BINDGEN.version);
    }
}
