//! `cargo xtask package`: the npm package, and what it costs a visitor.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use crate::{
    element, paths,
    sizes::{self, files_in},
    step, tools, wasm, words,
};

/// Writes the package to `target/npm/connection-doctor` and prints its sizes, which are agreed to with `record`.
///
/// # Errors
/// When something does not build, a file that the manifest names is missing, or the package has grown.
pub(crate) fn run(record: bool) -> anyhow::Result<()> {
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
    sizes::check(&folder, record)?;
    println!("\nThe package is in {}", folder.display());
    Ok(())
}

/// Copies the licences, the README, the types, what editors read of the element, and the names of scopes.
fn copy_papers(folder: &Path) -> anyhow::Result<()> {
    let readme = fs::read_to_string(paths::root().join("README.md")).context("could not read README.md")?;
    let readme = without_empty_tables(&without_links_to_files(&readme));
    fs::write(folder.join("README.md"), readme).context("could not write README.md")?;
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

/// The same without tables of which nothing is left.
fn without_empty_tables(text: &str) -> String {
    let is_left = |line: &&str| !line.starts_with('|') || line.contains(|c: char| !"|- ".contains(c));
    let tables = text.split("\n\n").filter(|part| part.lines().any(|line| is_left(&line)));
    tables.collect::<Vec<_>>().join("\n\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_become_words() {
        let text =
            "![A list](list.png)\nSee [the page](examples/page.html) and [Trunk](https://trunkrs.dev).";
        assert_eq!(without_links_to_files(text), "\nSee the page and [Trunk](https://trunkrs.dev).");
    }

    #[test]
    fn a_table_of_pictures_goes_with_them() {
        let text = "Pictures:\n\n|  |  |\n| --- | --- |\n|  |  |\n\n| a | b |\n| --- | --- |\n| 1 |  |\n";
        assert_eq!(without_empty_tables(text), "Pictures:\n\n| a | b |\n| --- | --- |\n| 1 |  |\n");
    }
}
