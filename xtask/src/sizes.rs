//! What each file of the package weighs, what it weighed when that was last agreed to, and what a page may transfer together.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use crate::{paths, step};

/// What a page transfers together, and the most that may be, in bytes of brotli -q 11.
const BUDGETS: [(&str, &[&str], u64); 7] = [
    (
        "first English status",
        &["connection-doctor.js", "element.js", "connection_doctor.js", "connection_doctor_bg.wasm"],
        98_200,
    ),
    ("a return page of its own", &["return.js"], 2_000),
    ("names of scopes", &["scopes.txt"], 19_000),
    ("first check", &["check.js", "connection_doctor_check.js", "connection_doctor_check_bg.wasm"], 104_000),
    ("texts for developers", &["words/en.developer.json"], 6_000),
    ("the longest language", &["words/pl.json"], 8_000),
    ("first answer", &["connection_doctor_answers.js", "connection_doctor_answers_bg.wasm"], 86_300),
];

/// Another machine's build differs by as much: the paths of sources are in it.
const TOLERANCE: u64 = 100;

/// One file of the package.
struct Size {
    name: String,
    bytes: u64,
    brotli: u64,
    /// What it weighed when that was last agreed to; `None` for a new file.
    agreed: Option<u64>,
}

/// Prints what each file weighs and what has grown. With `record`, that is agreed to.
///
/// # Errors
/// When a file has grown by more than one in a hundred since that was agreed to, or a page transfers more than it may.
pub(crate) fn check(folder: &Path, record: bool) -> anyhow::Result<()> {
    let sizes = measure(folder)?;
    let mut faults = Vec::new();
    println!("{:<36} {:>9} {:>9} {:>9}", "file", "bytes", "brotli", "change");
    for size in &sizes {
        let change = size.agreed.map_or_else(|| "new".to_owned(), |agreed| change(agreed, size.brotli));
        println!("{:<36} {:>9} {:>9} {change:>9}", size.name, size.bytes, size.brotli);
        if !record && has_grown(size) {
            faults.push(format!("{} has grown to {} bytes ({change})", size.name, size.brotli));
        }
    }
    for (what, files, most) in BUDGETS {
        let its = sizes.iter().filter(|size| files.contains(&size.name.as_str()));
        let sum: u64 = its.map(|size| size.brotli).sum();
        println!("{what:<36} {:>9} {sum:>9}   of {most}", "");
        if sum > most {
            faults.push(format!("the {what} transfers {sum} bytes; {most} are allowed"));
        }
    }
    if record {
        write(&sizes)?;
    }
    if !faults.is_empty() {
        bail!(
            "{}\nWhat has grown for a reason is agreed to by `cargo xtask package --record`",
            faults.join("\n")
        );
    }
    Ok(())
}

fn has_grown(size: &Size) -> bool {
    size.agreed.is_none_or(|agreed| size.brotli > agreed + TOLERANCE.max(agreed / 100))
}

fn change(agreed: u64, now: u64) -> String {
    match now.checked_sub(agreed) {
        Some(0) => String::new(),
        Some(more) => format!("+{more}"),
        None => format!("-{}", agreed - now),
    }
}

fn measure(folder: &Path) -> anyhow::Result<Vec<Size>> {
    let agreed = fs::read_to_string(record()).context("could not read sizes.json")?;
    let agreed: Map<String, Value> = serde_json::from_str(&agreed).context("sizes.json")?;
    let mut sizes = Vec::new();
    for file in files_in(folder)?.into_iter().chain(files_in(&folder.join("words"))?) {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        if [".js", ".wasm", ".txt", ".json"].iter().any(|ending| name.ends_with(ending)) {
            let agreed = agreed.get(&name).and_then(Value::as_u64);
            sizes.push(Size { name, bytes: fs::metadata(&file)?.len(), brotli: brotli_size(&file)?, agreed });
        }
    }
    Ok(sizes)
}

fn write(sizes: &[Size]) -> anyhow::Result<()> {
    let sizes: Map<_, _> = sizes.iter().map(|size| (size.name.clone(), Value::from(size.brotli))).collect();
    fs::write(record(), serde_json::to_string_pretty(&sizes)? + "\n").context("could not write sizes.json")
}

fn record() -> PathBuf {
    paths::element().join("sizes.json")
}

/// Node's brotli is the reference implementation, and its default is quality 11.
fn brotli_size(file: &Path) -> anyhow::Result<u64> {
    const SCRIPT: &str = "const { readFileSync } = require('node:fs'); \
        console.log(require('node:zlib').brotliCompressSync(readFileSync(process.argv[1])).length)";
    let length = step::output(Command::new("node").args(["--eval", SCRIPT]).arg(file))?;
    length.trim().parse().with_context(|| format!("unexpected answer from node: {length}"))
}

/// The files of a folder, in order.
pub(crate) fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_is_noticed() {
        let grown = |agreed, brotli| has_grown(&Size { name: String::new(), bytes: 0, brotli, agreed });
        assert!(!grown(Some(88_620), 88_620) && !grown(Some(88_620), 89_500) && !grown(Some(300), 380));
        assert!(grown(Some(88_620), 89_520) && grown(Some(300), 401) && grown(None, 1));
        assert_eq!([change(5, 5), change(5, 7), change(7, 5)], ["", "+2", "-2"]);
    }
}
