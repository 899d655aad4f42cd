//! The message catalogue: every word that a person reads, by key.

mod english;

pub use english::Msg;

/// The catalogue of one reader: English, with what the host or a language puts in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    replaced: Vec<(Msg, String)>,
}

impl Words {
    /// English, as it stands.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `text` in the place of the message called `key`. Answers whether there is such a message.
    pub fn replace(&mut self, key: &str, text: &str) -> bool {
        let Some(msg) = Msg::ALL.iter().find(|msg| msg.key() == key) else { return false };
        self.replaced.retain(|(replaced, _)| replaced != msg);
        self.replaced.push((*msg, text.to_owned()));
        true
    }

    /// The text of a message, its placeholders as they are.
    pub fn get(&self, msg: Msg) -> &str {
        let replaced = self.replaced.iter().find(|(replaced, _)| *replaced == msg);
        replaced.map_or_else(|| msg.english(), |(_, text)| text)
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
        assert!(words.replace(Msg::ActionReconnect.key(), "Anmelden"));
        assert!(words.replace(Msg::ActionReconnect.key(), "Neu verbinden"));
        assert!(!words.replace("no.such.key", "x"));
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
