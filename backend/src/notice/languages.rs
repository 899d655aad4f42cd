//! The languages that notices are written in: those of the widget.

use connection_doctor_core::Words;
use serde_json::{Value, json};

/// Each with its texts.
macro_rules! languages {
    ($($code:literal)*) => {
        [$(($code, include_str!(concat!("../../../core/src/words/languages/", $code, ".json")))),*]
    };
}

const LANGUAGES: [(&str, &str); 12] = languages!["ar" "de" "es" "fr" "he" "it" "ja" "ko" "nl" "pl" "pt" "zh"];

/// The words for who reads this language, such as `pt-BR`, and its code; English where there are none.
pub(super) fn words(language: &str) -> (&'static str, Words) {
    let mut parts = language.split(['-', '_']);
    let code = parts.next().unwrap_or_default();
    // The Chinese that there is is the simplified one.
    let is_traditional = parts.any(|part| ["hant", "tw", "hk", "mo"].contains(&&*part.to_ascii_lowercase()));
    let found = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code) && !is_traditional);
    let Some((code, texts)) = found else { return ("en", Words::new()) };
    match serde_json::from_str::<Value>(texts) {
        Ok(texts) => (code, Words::read(&json!({ "words": texts }), "words")),
        Err(_) => ("en", Words::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_words_and_the_rest_is_english() {
        for (code, _) in LANGUAGES {
            let (found, words) = words(code);
            assert!(found == code && !words.is_english(), "{code}");
        }
        for (asked, code) in [("pt-BR", "pt"), ("DE_at", "de"), ("zh-Hans-CN", "zh")] {
            assert_eq!(words(asked).0, code);
        }
        for asked in ["", "en", "en-GB", "tlh", "zh-TW", "zh-Hant"] {
            let (code, words) = words(asked);
            assert!(code == "en" && words.is_english(), "{asked}");
        }
    }
}
