//! Programs that come as packages of Debian and Ubuntu.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;

use crate::step::{heading, run};

/// Something to have, under any of its names.
#[derive(Clone, Copy)]
struct Need {
    /// A program on `PATH`, or a file for a name with slashes (where `*` stands for one folder).
    any_of: &'static [&'static str],
    debian: &'static str,
    ubuntu: &'static str,
}

const fn need(any_of: &'static [&'static str], debian: &'static str, ubuntu: &'static str) -> Need {
    Need { any_of, debian, ubuntu }
}

const NODE: &[Need] = &[need(&["node"], "nodejs", "nodejs"), need(&["npm"], "npm", "npm")];

const PYTHON: &[Need] = &[
    need(&["python3"], "python3", "python3"),
    need(&["/usr/lib/*/ensurepip/__init__.py"], "python3-venv", "python3-venv"),
];

const POSTGRES: &[Need] = &[need(&["/usr/lib/postgresql/*/bin/initdb"], "postgresql", "postgresql")];

const CHROMIUM: &[Need] =
    &[need(&["chromium", "chromium-browser", "google-chrome"], "chromium", "chromium-browser"), CHROMEDRIVER];

const CHROMEDRIVER: Need =
    need(&["chromedriver", "chromium.chromedriver"], "chromium-driver", "chromium-chromedriver");

const FIREFOX: &[Need] = &[need(&["firefox", "firefox-esr"], "firefox-esr", "firefox")];

const WEBKIT: &[Need] = &[
    need(&["WebKitWebDriver"], "webkit2gtk-driver", "webkit2gtk-driver"),
    need(&["/usr/lib/*/webkit2gtk-4.1/MiniBrowser"], "webkit2gtk-driver", "webkit2gtk-driver"),
    need(&["Xvfb"], "xvfb", "xvfb"),
];

/// Everything, so that a person is told of all of it at once and before anything slow.
pub(super) fn ensure_all() -> anyhow::Result<()> {
    ensure(&[NODE, PYTHON, POSTGRES, CHROMIUM, FIREFOX, WEBKIT].concat())
}

/// Node and npm.
pub(super) fn ensure_node() -> anyhow::Result<()> {
    ensure(NODE)
}

/// Python with what makes environments.
pub(super) fn ensure_python() -> anyhow::Result<()> {
    ensure(PYTHON)
}

/// PostgreSQL's server, which the backend's tests start for themselves.
pub(super) fn ensure_postgres() -> anyhow::Result<()> {
    ensure(POSTGRES)
}

/// Chromium and its driver, whose path is given.
pub(super) fn ensure_chromium() -> anyhow::Result<PathBuf> {
    ensure(CHROMIUM)?;
    match find(&CHROMEDRIVER) {
        Some(path) => Ok(path),
        None => bail!("chromedriver is not on PATH"),
    }
}

/// Firefox, without its driver.
pub(super) fn ensure_firefox() -> anyhow::Result<()> {
    ensure(FIREFOX)
}

/// WebKitGTK's small browser, its driver, and a screen for them to draw on.
pub(super) fn ensure_webkit() -> anyhow::Result<()> {
    ensure(WEBKIT)
}

fn ensure(needs: &[Need]) -> anyhow::Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| find(need).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let ubuntu =
        fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|l| l == "ID=ubuntu"));
    let mut packages: Vec<&str> =
        missing.iter().map(|need| if ubuntu { need.ubuntu } else { need.debian }).collect();
    packages.dedup();
    let packages_text = packages.join(" ");
    if !rustix::process::geteuid().is_root() || find_program("apt-get").is_none() {
        bail!("some programs are missing; install them with:\n\n    sudo apt-get install {packages_text}\n");
    }
    heading(&format!("Installing {packages_text} (once)"));
    let apt_get = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        command
    };
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(&packages))?;
    match missing.iter().find(|need| find(need).is_none()) {
        None => Ok(()),
        Some(need) => bail!("`{}` is still missing after installing {packages_text}", need.any_of[0]),
    }
}

fn find(need: &Need) -> Option<PathBuf> {
    need.any_of.iter().find_map(|name| match name.split_once('*') {
        Some((before, after)) => find_file(Path::new(before), after.trim_start_matches('/')),
        None => find_program(name),
    })
}

fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn find_file(parent: &Path, rest: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(parent).ok()?;
    folders.flatten().map(|folder| folder.path().join(rest)).find(|file| file.is_file())
}
