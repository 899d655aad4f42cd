//! What a provider answered about the scopes it granted.

use crate::{Fields, callback::decode};

/// The granted scopes, as far as they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Granted {
    /// The answer has no such field: as requested (RFC 6749 section 5.1), or not told. Never "nothing".
    #[default]
    NotTold,
    /// These, as they are written: a piece may hold several. No piece is no scope.
    Told(Vec<String>),
}

impl Granted {
    /// Reads a field that holds an array, a string, or an object in which scopes stand in fields of their own, as Slack
    /// answers. Null and absent are not told.
    pub fn read(fields: &impl Fields, name: &'static str) -> Self {
        if let Some(list) = fields.texts(name) {
            return Self::Told(list);
        }
        if let Some(text) = fields.text(name) {
            return Self::Told(vec![text]);
        }
        if let Some(object) = fields.object(name) {
            let user = object.object("authed_user");
            let user = user.as_ref().map_or(Self::NotTold, |user| Self::read(user, "scope"));
            return ["scope", "scopes"]
                .into_iter()
                .map(|name| Self::read(&object, name))
                .fold(user, Self::and);
        }
        // What is there and neither of these is the empty string: no scope at all.
        if fields.is_there(name) { Self::Told(Vec::new()) } else { Self::NotTold }
    }

    /// As they are written; `None` where they were not told.
    pub fn pieces(&self) -> Option<&[String]> {
        match self {
            Self::NotTold => None,
            Self::Told(pieces) => Some(pieces),
        }
    }

    /// Each scope as it is written; `None` where they were not told.
    pub fn scopes(&self) -> Option<Vec<String>> {
        Some(self.pieces()?.iter().flat_map(|piece| split_scopes(piece)).collect())
    }

    fn and(self, more: Self) -> Self {
        match (self, more) {
            (Self::Told(mut pieces), Self::Told(more)) => {
                pieces.extend(more);
                Self::Told(pieces)
            }
            (Self::NotTold, other) | (other, Self::NotTold) => other,
        }
    }
}

/// The scopes in a text as it stands in an answer or a request. Spaces and commas separate; a semicolon is a character of a scope (RFC 6749 section 3.3). A text that is percent-encoded
/// is decoded first.
pub fn split_scopes(text: &str) -> Vec<String> {
    let is_encoded = text
        .as_bytes()
        .windows(3)
        .any(|three| three[0] == b'%' && three[1].is_ascii_hexdigit() && three[2].is_ascii_hexdigit());
    let decoded = if is_encoded { decode(text) } else { text.into() };
    let scopes = decoded.split(|c: char| c.is_whitespace() || c == ',');
    scopes.filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(value: Value) -> Option<Vec<String>> {
        Granted::read(&json!({ "scopes": value }), "scopes").scopes()
    }

    fn scopes(list: &[&str]) -> Option<Vec<String>> {
        Some(list.iter().map(|scope| (*scope).to_owned()).collect())
    }

    #[test]
    fn every_shape_is_read() {
        for (value, granted) in [
            (json!(["a", "b"]), scopes(&["a", "b"])),
            (json!(["a b,c", 7, null]), scopes(&["a", "b", "c"])),
            (json!("a b"), scopes(&["a", "b"])),
            (json!("a,b, c"), scopes(&["a", "b", "c"])),
            (json!("https%3A%2F%2Fa.example%2Fx+b"), scopes(&["https://a.example/x", "b"])),
            (json!("a+b"), scopes(&["a+b"])),
            (json!("100%"), scopes(&["100%"])),
            (json!("a;b"), scopes(&["a;b"])),
            (
                json!({"scope": "bot", "authed_user": {"scope": "search:read,b"}}),
                scopes(&["search:read", "b", "bot"]),
            ),
            (json!({"scopes": ["a"]}), scopes(&["a"])),
            (json!({"scope": ""}), scopes(&[])),
            (json!({}), None),
            (json!(""), scopes(&[])),
            (json!([]), scopes(&[])),
            (json!(null), None),
        ] {
            assert_eq!(read(value.clone()), granted, "{value}");
        }
        assert_eq!(Granted::read(&json!({}), "scopes"), Granted::NotTold);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            prop_assert!(split_scopes(&text).iter().all(|scope| !scope.is_empty() && !scope.contains([' ', ','])));
        }
    }
}
