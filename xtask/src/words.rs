//! Texts that are not in the modules, each a file of its own: `{key: text}`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context;
use connection_doctor_core::Msg;

/// Writes `developer.json`, the texts for developers.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(folder: &Path) -> anyhow::Result<()> {
    let texts = Msg::ALL.iter().filter(|msg| msg.is_for_developer());
    let texts: BTreeMap<_, _> = texts.map(|msg| (msg.key(), msg.english())).collect();
    let file = folder.join("developer.json");
    fs::write(&file, serde_json::to_string(&texts)?)
        .with_context(|| format!("could not write {}", file.display()))
}
