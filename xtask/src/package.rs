//! `cargo xtask package`: the npm package, and what it costs a visitor.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use crate::{element, paths, step, tools, wasm, words};

/// What a page transfers together, and the most that may be, in bytes of brotli -q 11.
const BUDGETS: [(&str, &[&str], u64); 7] = [
    (
        "first English status",
        &["connection-doctor.js", "element.js", "connection_doctor.js", "connection_doctor_bg.wasm"],
        99_900,
    ),
    ("a return page of its own", &["return.js"], 2_000),
    ("names of scopes", &["scopes.txt"], 19_000),
    ("first check", &["check.js", "connection_doctor_check.js", "connection_doctor_check_bg.wasm"], 108_000),
    ("texts for developers", &["words/en.developer.json"], 6_000),
    ("the longest language", &["words/pl.json"], 8_000),
    ("first answer", &["connection_doctor_answers.js", "connection_doctor_answers_bg.wasm"], 84_000),
];

/// Writes the package to `target/npm/connection-doctor` and prints its sizes.
///
/// # Errors
/// When something does not build, a file that the manifest names is missing, or the budget is exceeded.
pub(crate) fn run() -> anyhow::Result<()> {
    let tools = tools::for_build()?;
    let folder = paths::package();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;

    step::heading("Building the modules");
    wasm::WIDGET.build(&tools, &folder, true)?;
    wasm::ANSWERS.build(&tools, &folder, true)?;
    wasm::CHECK.build(&tools, &folder, true)?;
    words::write(&folder)?;
    step::heading("Bundling the element");
    element::bundle(&folder)?;
    copy_papers(&folder)?;
    let manifest = write_manifest(&folder)?;
    step::run(Command::new("node").arg(paths::element().join("integrity.mjs")).arg(&folder))?;
    check_exports(&folder, &manifest)?;

    step::heading("Measuring");
    print_sizes(&folder)?;
    println!("\nThe package is in {}", folder.display());
    Ok(())
}

/// Copies the licences, the README, the types, what editors read of the element, and the names of scopes.
fn copy_papers(folder: &Path) -> anyhow::Result<()> {
    let readme = fs::read_to_string(paths::root().join("README.md")).context("could not read README.md")?;
    fs::write(folder.join("README.md"), without_links_to_files(&readme))
        .context("could not write README.md")?;
    let licences = ["LICENSE-APACHE", "LICENSE-MIT"].map(|name| paths::root().join(name));
    let types = files_in(&paths::element().join("src"))?;
    let types = types.into_iter().filter(|file| file.to_string_lossy().ends_with(".d.ts"));
    let elements = paths::element().join("custom-elements.json");
    let names = paths::root().join("core/src/words/scopes.txt");
    for file in licences.into_iter().chain(types).chain([elements, names]) {
        let name = file.file_name().unwrap_or_default();
        fs::copy(&file, folder.join(name)).with_context(|| format!("could not copy {}", file.display()))?;
    }
    Ok(())
}

/// A text in Markdown without pictures and links to files of this repository, which the package does not have; the words of
/// links stay.
fn without_links_to_files(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        match (before.rsplit_once('['), after.split_once(')')) {
            (Some((before, words)), Some((target, after))) if !target.starts_with("https:") => {
                match before.strip_suffix('!') {
                    Some(before) => kept.push_str(before),
                    None => kept.extend([before, words]),
                }
                rest = after;
            }
            _ => {
                kept.extend([before, "]("]);
                rest = after;
            }
        }
    }
    kept + rest
}

/// Writes the manifest without what only this repository needs.
fn write_manifest(folder: &Path) -> anyhow::Result<Map<String, Value>> {
    let source = paths::element().join("package.json");
    let text = fs::read_to_string(&source).with_context(|| format!("could not read {}", source.display()))?;
    let mut manifest: Map<String, Value> = serde_json::from_str(&text).context("element/package.json")?;
    for key in ["devDependencies", "private", "scripts"] {
        manifest.shift_remove(key);
    }
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    fs::write(folder.join("package.json"), text).context("could not write package.json")?;
    Ok(manifest)
}

/// Every file that the manifest promises is there.
fn check_exports(folder: &Path, manifest: &Map<String, Value>) -> anyhow::Result<()> {
    let mut promised = Vec::new();
    for key in ["main", "types", "exports", "customElements"] {
        collect_paths(manifest.get(key).unwrap_or(&Value::Null), &mut promised);
    }
    for path in promised {
        // A pattern promises a folder.
        let is_there = match path.split_once('*') {
            Some((start, _)) => folder.join(start).is_dir(),
            None => folder.join(&path).is_file(),
        };
        if !is_there {
            bail!("package.json names {path}, which is not in the package");
        }
    }
    Ok(())
}

fn collect_paths(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(path) => into.push(path.clone()),
        Value::Object(entries) => entries.values().for_each(|value| collect_paths(value, into)),
        _ => {}
    }
}

fn print_sizes(folder: &Path) -> anyhow::Result<()> {
    println!("{:<36} {:>9} {:>9}", "file", "bytes", "brotli");
    let mut sums = [0; BUDGETS.len()];
    for file in files_in(folder)?.into_iter().chain(files_in(&folder.join("words"))?) {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        if ![".js", ".wasm", ".txt", ".json"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let bytes = fs::metadata(&file)?.len();
        let brotli = brotli_size(&file)?;
        println!("{name:<36} {bytes:>9} {brotli:>9}");
        for ((_, files, _), sum) in BUDGETS.iter().zip(&mut sums) {
            *sum += if files.contains(&name.as_str()) { brotli } else { 0 };
        }
    }
    for ((what, _, most), sum) in BUDGETS.iter().zip(sums) {
        println!("{what:<36} {:>9} {sum:>9}   of {most}", "");
    }
    for ((what, _, most), sum) in BUDGETS.iter().zip(sums) {
        if sum > *most {
            bail!("the {what} transfers {sum} bytes; {most} are allowed");
        }
    }
    Ok(())
}

/// Node's brotli is the reference implementation, and its default is quality 11.
fn brotli_size(file: &Path) -> anyhow::Result<u64> {
    const SCRIPT: &str = "const { readFileSync } = require('node:fs'); \
        console.log(require('node:zlib').brotliCompressSync(readFileSync(process.argv[1])).length)";
    let length = step::output(Command::new("node").args(["--eval", SCRIPT]).arg(file))?;
    length.trim().parse().with_context(|| format!("unexpected answer from node: {length}"))
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
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
    fn links_to_files_become_words() {
        let text =
            "![A list](list.png)\nSee [the page](examples/page.html) and [Trunk](https://trunkrs.dev).";
        assert_eq!(without_links_to_files(text), "\nSee the page and [Trunk](https://trunkrs.dev).");
    }
}
