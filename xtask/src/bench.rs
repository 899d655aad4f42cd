//! `cargo xtask bench`: ours beside its peers, in one run of one browser.

use std::{fs, path::Path, process::Command};

use anyhow::Context;

use crate::{
    package, paths,
    step::{heading, run},
    tools,
};

/// Those that are built from packages.
const BUILT: [&str; 3] = ["workos-pipes", "clerk", "preact"];

/// Those that are served as they are.
const PLAIN: [&str; 4] = ["ours", "ours-bare", "floor", "floor-inline"];

/// Those of them that have the package beside them.
const OURS: [&str; 2] = ["ours", "ours-bare"];

/// Builds all contenders, measures them, and writes the results beside them.
///
/// # Errors
/// When something does not build, or a page does not show what it should.
pub(crate) fn run_all(rounds: u32) -> anyhow::Result<()> {
    tools::for_bench()?;
    package::run(false)?;

    let pages = paths::output("bench");
    if pages.exists() {
        fs::remove_dir_all(&pages).with_context(|| format!("could not empty {}", pages.display()))?;
    }
    for name in PLAIN {
        copy(&paths::contender(name), &pages.join(name))?;
    }
    for name in OURS {
        copy(&paths::package(), &pages.join(name).join("connection-doctor"))?;
    }
    for name in BUILT {
        heading(&format!("Building the contender {name}"));
        let folder = pages.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
        run(Command::new("node").arg(paths::contender(name).join("build.mjs")).arg(folder))?;
    }

    heading("Measuring in Chromium");
    let script = paths::bench().join("run.mjs");
    run(Command::new("node").arg(script).arg("--pages").arg(&pages).args(["--rounds", &rounds.to_string()]))
}

/// Copies a folder with what is in it.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("could not create {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))?;
    for entry in entries {
        let (path, place) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if path.is_dir() {
            copy(&path, &place)?;
        } else {
            fs::copy(&path, &place).with_context(|| format!("could not copy {}", path.display()))?;
        }
    }
    Ok(())
}
