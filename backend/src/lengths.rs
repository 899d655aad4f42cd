//! How long the texts of a request may be, as the contract's types ask for it while they are read.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, Expected, Unexpected},
};

/// Reads a text of this many characters.
pub(crate) fn text<'de, D: Deserializer<'de>, const LEAST: usize, const MOST: usize>(
    deserializer: D,
) -> Result<String, D::Error> {
    check::<_, LEAST, MOST>(String::deserialize(deserializer)?)
}

/// Reads a text of this many characters where there is one.
pub(crate) fn optional<'de, D: Deserializer<'de>, const LEAST: usize, const MOST: usize>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)?.map(check::<_, LEAST, MOST>).transpose()
}

fn check<E: Error, const LEAST: usize, const MOST: usize>(text: String) -> Result<String, E> {
    let length = text.chars().count();
    if (LEAST..=MOST).contains(&length) {
        Ok(text)
    } else {
        // Not the text itself, which may be long or a secret.
        let found = format!("{length} characters");
        Err(E::invalid_value(Unexpected::Other(&found), &Characters { least: LEAST, most: MOST }))
    }
}

struct Characters {
    least: usize,
    most: usize,
}

impl Expected for Characters {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} to {}", self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    #[test]
    fn counts_characters_and_repeats_none() {
        let read = |input| text::<StrDeserializer<'_, Error>, 1, 3>(StrDeserializer::new(input));
        assert_eq!(read("äöü").as_deref(), Ok("äöü"));
        for refused in ["", "four"] {
            let problem = read(refused).unwrap_err().to_string();
            let length = refused.len();
            assert_eq!(problem, format!("invalid value: {length} characters, expected 1 to 3"));
        }
    }
}
