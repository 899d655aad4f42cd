//! Every language says everything: each message, with each of its placeholders.

use std::collections::{BTreeMap, BTreeSet};

use connection_doctor_core::{Msg, Words};

/// What the element says by itself, where no module can: see `element/src/card.js`.
const OWN: [&str; 9] = [
    "missing.title",
    "missing.why",
    "stopped.title",
    "stopped.why",
    "return.title",
    "return.why",
    "return.link",
    "restart.action",
    "reload.link",
];

macro_rules! languages {
    ($($code:literal)*) => {
        [$(($code, include_str!(concat!("../src/words/languages/", $code, ".json"))),)*]
    };
}

const LANGUAGES: [(&str, &str); 12] = languages!["de" "fr" "es" "pt" "it" "nl" "pl" "ja" "zh" "ko" "ar" "he"];

fn texts(language: &str) -> BTreeMap<String, String> {
    serde_json::from_str(language).expect("an object of texts")
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_message_is_there_with_its_placeholders() {
    for (code, language) in LANGUAGES {
        let texts = texts(language);
        for msg in Msg::ALL {
            let text = texts.get(msg.key()).unwrap_or_else(|| panic!("{code}: {} is missing", msg.key()));
            assert_eq!(placeholders(text), placeholders(msg.english()), "{code}: {}", msg.key());
            assert_eq!(
                text.matches('\n').count(),
                msg.english().matches('\n').count(),
                "{code}: {}",
                msg.key()
            );
            assert!(!text.trim().is_empty() && text.trim() == text, "{code}: {}", msg.key());
        }
        for key in OWN {
            assert!(texts.contains_key(key), "{code}: {key} is missing");
        }
    }
}

#[test]
fn no_language_has_a_message_of_its_own() {
    for (code, language) in LANGUAGES {
        let mut words = Words::new();
        texts(language).into_iter().for_each(|(key, text)| words.replace(key, text));
        let unknown: Vec<_> = words.unknown_keys().filter(|key| !OWN.contains(key)).collect();
        assert_eq!(unknown, Vec::<&str>::new(), "{code}");
    }
}

#[test]
fn no_text_has_characters_that_nobody_sees() {
    for (code, language) in LANGUAGES {
        for (key, text) in texts(language) {
            let odd = text.chars().find(|c| matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'));
            assert_eq!(odd, None, "{code}: {key}");
        }
    }
}

#[test]
fn plural_forms_stand_for_themselves() {
    let mut words = Words::new();
    words.replace("history.times".to_owned(), "{count} razy".to_owned());
    words.replace("history.times.few".to_owned(), "{count} raza".to_owned());
    assert_eq!(words.form(Msg::HistoryTimes, "few"), "{count} raza");
    assert_eq!(words.form(Msg::HistoryTimes, "many"), "{count} razy");
    assert_eq!(Words::new().form(Msg::HistoryTimes, "one"), Msg::HistoryTimes.english());
    assert_eq!(words.unknown_keys().count(), 0);
}
