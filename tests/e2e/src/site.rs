//! The demo's build as a test serves it: with the suite's own pages and axe beside it, and a script on every page that notes
//! what must not happen.

use std::{ffi::OsStr, fs, os::unix::fs::symlink, path::Path};

use anyhow::Context;
use tempfile::TempDir;

/// Loaded before anything else on each page.
const WATCH: &str = "<head><script src=\"/watch.js\"></script>";

/// What looks at a page as assistive technology does; it comes with the packages that build the element.
const AXE: &str = "../../element/node_modules/axe-core/axe.min.js";

/// Puts a site together in a folder of its own.
///
/// # Errors
/// When a file cannot be read or written, or a page has no head.
pub(crate) fn assemble(built: &Path) -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir().context("no folder for the site")?;
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    put(&own.join(AXE), folder.path()).context("could not serve axe")?;
    for source in [built, &own.join("pages")] {
        let entries = fs::read_dir(source).with_context(|| format!("could not read {}", source.display()))?;
        for entry in entries {
            let file = entry?.path();
            put(&file, folder.path()).with_context(|| format!("could not serve {}", file.display()))?;
        }
    }
    Ok(folder)
}

fn put(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let target = folder.join(file.file_name().context("a file without a name")?);
    if file.extension() == Some(OsStr::new("html")) {
        let page = fs::read_to_string(file)?;
        let (before, after) = page.split_once("<head>").context("a page without a head")?;
        fs::write(target, [before, WATCH, after].concat())?;
    } else {
        symlink(fs::canonicalize(file)?, target)?;
    }
    Ok(())
}
