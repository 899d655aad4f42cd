//! The message catalogue: every word that a person reads, by key.

mod english;

pub use english::Msg;

use crate::Fields;

/// What scopes let an app do, in English; see `permissions/names.rs` for its form. It is large and rarely needed: the widget
/// fetches the text itself.
pub const SCOPE_NAMES: &str = include_str!("words/scopes.txt");

/// The catalogue of one reader: English, with what the host or a language puts in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// By key, sorted.
    replaced: Vec<(String, String)>,
}

/// The plural categories of CLDR beside `other`, which is the message itself.
const FORMS: [&str; 5] = ["zero", "one", "two", "few", "many"];

impl Words {
    /// English, as it stands.
    pub fn new() -> Self {
        Self::default()
    }

    /// English with the strings of an object in the place of messages, by key.
    pub fn read(fields: &impl Fields, name: &'static str) -> Self {
        let mut words = Self::new();
        fields.entries(name).into_iter().for_each(|(key, text)| words.replace(key, text));
        words
    }

    /// Puts `text` in the place of the message called `key`.
    pub fn replace(&mut self, key: String, text: String) {
        match self.place(&key) {
            Ok(place) => self.replaced[place].1 = text,
            Err(place) => self.replaced.insert(place, (key, text)),
        }
    }

    /// Whether nothing was replaced.
    pub fn is_english(&self) -> bool {
        self.replaced.is_empty()
    }

    /// The keys that were replaced and name no message.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.replaced.iter().map(|(key, _)| key.as_str());
        let is_known = |key: &str| Msg::ALL.iter().any(|msg| msg.key() == key);
        // The names of scopes have keys of their own, and so have the plural forms of a message.
        let plural = move |key: &str| {
            key.rsplit_once('.').is_some_and(|(key, form)| is_known(key) && FORMS.contains(&form))
        };
        keys.filter(move |key| !key.starts_with("scope.") && !is_known(key) && !plural(key))
    }

    /// The text of a message in the form of a plural category (of CLDR, such as `few`), where the language has one of its own.
    pub fn form(&self, msg: Msg, category: &str) -> &str {
        self.by_key(&[msg.key(), ".", category].concat()).unwrap_or(self.get(msg))
    }

    /// What stands in the place of a message called `key`.
    pub fn by_key(&self, key: &str) -> Option<&str> {
        self.place(key).ok().map(|place| self.replaced[place].1.as_str())
    }

    /// The text of a message, its placeholders as they are.
    pub fn get(&self, msg: Msg) -> &str {
        self.by_key(msg.key()).unwrap_or(msg.english())
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        self.replaced.binary_search_by(|(replaced, _)| replaced.as_str().cmp(key))
    }

    /// The text of a message with each `{name}` filled in.
    pub fn say(&self, msg: Msg, values: &[(&str, &str)]) -> String {
        fill(self.get(msg), values)
    }
}

/// Puts values in the place of `{name}`, in one pass: a value that looks like a placeholder stays as it is. A name without
/// a value stays visible, braces and all.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let filled = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        rest = match filled {
            Some((value, after)) => {
                text.push_str(value);
                after
            }
            None => {
                text.push('{');
                after
            }
        };
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_filled_in_once() {
        let values = [("service", "{provider}"), ("provider", "Google")];
        assert_eq!(fill("{service} at {provider}", &values), "{provider} at Google");
        assert_eq!(fill("{unknown} {service", &values), "{unknown} {service");
    }

    #[test]
    fn every_key_is_used_once() {
        for msg in Msg::ALL {
            let same = Msg::ALL.iter().filter(|other| other.key() == msg.key()).count();
            assert_eq!(same, 1, "{}", msg.key());
        }
    }

    #[test]
    fn messages_can_be_replaced_and_unknown_keys_are_told() {
        let mut words = Words::new();
        for (key, text) in [
            (Msg::ActionReconnect.key(), "Anmelden"),
            (Msg::ActionReconnect.key(), "Neu verbinden"),
            ("no.such.key", "x"),
        ] {
            words.replace(key.to_owned(), text.to_owned());
        }
        assert_eq!(words.unknown_keys().collect::<Vec<_>>(), ["no.such.key"]);
        assert_eq!(words.get(Msg::ActionReconnect), "Neu verbinden");
        assert_eq!(words.get(Msg::ActionConnect), Msg::ActionConnect.english());
    }

    proptest! {
        #[test]
        fn filling_never_panics_and_loses_nothing(template in any::<String>(), value in any::<String>()) {
            prop_assert_eq!(fill(&template, &[]), template.clone());
            let _ = fill(&template, &[("a", &value)]);
        }
    }
}
