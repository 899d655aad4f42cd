//! Programs that come as packages of Debian and Ubuntu.

use std::{
    env,
    fs::{self, File},
    io::Read,
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
    package: &'static str,
    /// Whether Ubuntu's package of that kind only installs a snap.
    is_snap_in_ubuntu: bool,
}

const fn need(any_of: &'static [&'static str], package: &'static str) -> Need {
    Need { any_of, package, is_snap_in_ubuntu: false }
}

const fn snap_in_ubuntu(any_of: &'static [&'static str], package: &'static str) -> Need {
    Need { any_of, package, is_snap_in_ubuntu: true }
}

const NODE: &[Need] = &[need(&["node"], "nodejs"), need(&["npm"], "npm")];

const PYTHON: &[Need] =
    &[need(&["python3"], "python3"), need(&["/usr/lib/*/ensurepip/__init__.py"], "python3-venv")];

const POSTGRES: &[Need] = &[need(&["/usr/lib/postgresql/*/bin/initdb"], "postgresql")];

const CHROMIUM: &[Need] =
    &[snap_in_ubuntu(&["chromium", "chromium-browser", "google-chrome"], "chromium"), CHROMEDRIVER];

const CHROMEDRIVER: Need = snap_in_ubuntu(&["chromedriver"], "chromium-driver");

const FIREFOX: &[Need] = &[snap_in_ubuntu(&["firefox", "firefox-esr"], "firefox-esr")];

/// Where there are browsers for Ubuntu that are no snaps.
const FOR_UBUNTU: &str = "\
    Chrome       https://www.google.com/chrome/
    chromedriver https://googlechromelabs.github.io/chrome-for-testing/ (of the same version, put on PATH)
    Firefox      https://support.mozilla.org/kb/install-firefox-linux (Mozilla's package for Debian)";

const WEBKIT: &[Need] = &[
    need(&["WebKitWebDriver"], "webkit2gtk-driver"),
    need(&["/usr/lib/*/webkit2gtk-4.1/MiniBrowser"], "webkit2gtk-driver"),
    need(&["Xvfb"], "xvfb"),
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
    let is_ubuntu =
        fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"));
    if is_ubuntu && let Some(need) = missing.iter().find(|need| need.is_snap_in_ubuntu) {
        bail!(
            "`{}` is missing, or only there as a snap, which does not see the files of the tests; install it from:\n\n{FOR_UBUNTU}\n",
            need.any_of[0]
        );
    }
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
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
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file() && !is_snap(file))
}

/// Snaps are links to the program `snap`. Ubuntu's packages that only install one are scripts that call such a link.
fn is_snap(file: &Path) -> bool {
    let mut start = Vec::new();
    // A program that cannot be read is none that calls a snap.
    let _ = File::open(file).and_then(|file| file.take(4096).read_to_end(&mut start));
    fs::canonicalize(file).is_ok_and(|program| program.ends_with("bin/snap") || program.starts_with("/snap"))
        || String::from_utf8_lossy(&start).contains("/snap/bin/")
}

fn find_file(parent: &Path, rest: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(parent).ok()?;
    folders.flatten().map(|folder| folder.path().join(rest)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_snap_is_no_program() {
        let folder = env::temp_dir().join(format!("connection-doctor-snap-{}", std::process::id()));
        fs::create_dir_all(folder.join("bin")).unwrap();
        let file = |name: &str| folder.join("bin").join(name);
        fs::write(file("snap"), "").unwrap();
        symlink(file("snap"), file("chromedriver")).unwrap();
        fs::write(file("firefox"), "#!/bin/sh\nexec /snap/bin/firefox \"$@\"\n").unwrap();
        fs::write(file("chromium"), "#!/bin/sh\nexec /usr/lib/chromium/chromium \"$@\"\n").unwrap();
        let snaps = ["chromedriver", "firefox", "chromium"].map(|name| is_snap(&file(name)));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(snaps, [true, true, false]);
    }
}
