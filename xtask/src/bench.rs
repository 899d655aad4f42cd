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
const PLAIN: [&str; 3] = ["ours", "floor", "floor-inline"];

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
    copy(&paths::package(), &pages.join("ours").join("connection-doctor"))?;
    copy(&pages.join("ours"), &pages.join("ours-bare"))?;
    leave_out_hints(&pages.join("ours-bare").join("index.html"))?;
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

/// Takes the preload hints out of a page, each of which is a line of its own.
fn leave_out_hints(page: &Path) -> anyhow::Result<()> {
    let with_hints =
        fs::read_to_string(page).with_context(|| format!("could not read {}", page.display()))?;
    let lines: Vec<_> = with_hints.lines().filter(|line| !line.contains("preload\"")).collect();
    fs::write(page, lines.join("\n")).with_context(|| format!("could not write {}", page.display()))
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
