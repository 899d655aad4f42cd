//! For whom a text is written.

use serde::Serialize;

/// The reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The person whose account it is.
    #[default]
    User,
    /// Someone who runs or builds the app.
    Developer,
}

impl Audience {
    /// Reads the `audience` attribute. Anything but `developer` is a user: the safer text.
    pub fn parse(word: &str) -> Self {
        if word.trim().eq_ignore_ascii_case("developer") { Self::Developer } else { Self::User }
    }
}
