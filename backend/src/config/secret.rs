//! Secrets, which the file names and does not hold.

use std::{fs, path::Path};

use secrecy::SecretString;

/// The longest file that can be a secret, in bytes; a longer one was named by mistake.
const LONGEST_FILE: u64 = 64 * 1024;

/// Where secrets are looked for.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// The folder of the configuration file.
    pub(super) folder: &'a Path,
    /// The environment.
    pub(super) env: &'a dyn Fn(&str) -> Option<String>,
}

impl Source<'_> {
    /// The secret in an environment variable. The problem does not repeat the name: a secret may stand in its place.
    pub(super) fn variable(&self, name: &str) -> Result<SecretString, String> {
        let value = (self.env)(name).filter(|value| !value.is_empty());
        value
            .map(SecretString::from)
            .ok_or_else(|| "names an environment variable that is not set".to_owned())
    }

    /// The secret in a file, without the line's end.
    pub(super) fn file(&self, path: &Path) -> Result<SecretString, String> {
        let path = self.folder.join(path);
        let unreadable = |error| format!("names a file that cannot be read: {error}");
        if fs::metadata(&path).map_err(unreadable)?.len() > LONGEST_FILE {
            return Err("names a file that is too long for a secret".to_owned());
        }
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        match text.trim_end_matches(['\r', '\n']) {
            "" => Err("names a file that is empty".to_owned()),
            secret => Ok(secret.into()),
        }
    }
}
