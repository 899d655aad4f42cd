//! For whom a text is written.

/// The reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// The person whose account it is.
    #[default]
    User,
    /// Someone who runs or builds the app.
    Developer,
}

impl Audience {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Developer => "developer",
        }
    }

    /// Reads the `audience` attribute. Anything but `developer` is a user: the safer text.
    pub fn parse(word: &str) -> Self {
        if word.trim().eq_ignore_ascii_case("developer") { Self::Developer } else { Self::User }
    }
}
