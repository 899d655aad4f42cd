//! Texts that are not in the modules, each file a plain object `{key: text}`: a language for everybody, and what only
//! developers read beside it.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context;
use connection_doctor_core::Msg;

use crate::paths;

type Texts = BTreeMap<String, String>;

/// Writes `words/{language}.json` and `words/{language}.developer.json` into a folder. What everybody reads in English is in the modules,
/// and here for those who write texts of their own.
///
/// # Errors
/// When a language cannot be read, or a file not be written.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    let folder = folder.join("words");
    fs::create_dir_all(&folder).with_context(|| format!("could not create {}", folder.display()))?;
    write_language(
        &folder,
        "en",
        Msg::ALL.iter().map(|msg| (msg.key().to_owned(), msg.english().to_owned())).collect(),
    )?;
    let sources = paths::root().join("core/src/words/languages");
    for file in fs::read_dir(&sources).with_context(|| format!("could not read {}", sources.display()))? {
        let file = file?.path();
        let language = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
        let texts: Texts = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
        write_language(&folder, &language, texts)?;
    }
    Ok(())
}

fn write_language(folder: &Path, language: &str, texts: Texts) -> anyhow::Result<()> {
    let (developers, everybodys): (Texts, Texts) =
        texts.into_iter().partition(|(key, _)| is_for_developers(key));
    write_file(folder, &format!("{language}.developer.json"), &developers)?;
    write_file(folder, &format!("{language}.json"), &everybodys)
}

fn write_file(folder: &Path, name: &str, texts: &Texts) -> anyhow::Result<()> {
    let file = folder.join(name);
    fs::write(&file, serde_json::to_string(texts)?)
        .with_context(|| format!("could not write {}", file.display()))
}

fn is_for_developers(key: &str) -> bool {
    Msg::ALL.iter().any(|msg| msg.key() == key && msg.is_for_developer())
}
