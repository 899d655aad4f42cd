//! What credentials look like.

use super::key::Key;

/// How well-known credentials begin.
pub(crate) const BEGINNINGS: [&str; 30] = [
    "eyJ",
    "ya29.",
    "1//",
    "4/0",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "ghp_",
    "github_pat_",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xoxe",
    "xapp-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "glpat-",
    "gloas-",
    "shpat_",
    "shpss_",
    "lin_oauth_",
    "lin_api_",
    "ntn_",
    "secret_",
    "pat-na",
    "pat-eu",
    "AIza",
    "EwA",
];

/// A word without the signs around it. Where a text was cut before it came here, half a credential is left.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_ascii_punctuation() || c == '…')
}

/// Whether it is a credential: by itself, or as the value of this key.
pub(super) fn is_secret(value: &str, key: Option<Key>) -> bool {
    let word = bare(value);
    let Some(key) = key else { return looks_secret(value) };
    if key == Key::Password {
        // What was hidden before must not be wrapped up again.
        return !word.is_empty() && word != "hidden";
    }
    if looks_secret(value) {
        return true;
    }
    let bytes = word.as_bytes();
    let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // A scheme is no credential, and the number of a fault says more than all the rest.
    let is_number =
        word.strip_prefix("AADSTS").or((key == Key::ErrorCode).then_some(word)).is_some_and(are_digits);
    if bytes.len() < 4 || is_number {
        return false;
    }
    let is_long = bytes.len() >= 16;
    let is_plain = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii() || b"_-./".contains(byte);
    if !bytes.iter().all(is_plain) {
        return is_long || has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase);
    }
    // Letters only: InvalidToken has one capital a word, and what was drawn by lot has them anywhere.
    let humps = bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    let is_by_lot = humps.count() * 6 > bytes.len();
    match key {
        Key::Code | Key::ErrorCode => is_long && is_by_lot,
        _ => is_by_lot || is_long && !has(|byte| *byte == b'_' || !byte.is_ascii()),
    }
}

/// Whether a word is a credential by its looks alone.
pub(super) fn looks_secret(word: &str) -> bool {
    let is_address = word.contains("//");
    let word = word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if word.len() < 11 {
        return false;
    }
    // Nobody draws letters by lot and gets small ones only; `secret_rotation_required` is a word.
    let is_drawn = |rest: &str| rest.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let mut rests = BEGINNINGS.iter().filter_map(|beginning| word.strip_prefix(*beginning));
    if rests.any(|rest| rest.len() > 7 && is_drawn(rest)) {
        return true;
    }
    // Where a text was cut before it came here, half a credential is left.
    let bytes = word.trim_end_matches('…').as_bytes();
    let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
    let is_opaque = bytes.len() >= 32
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.~+/=!".contains(byte))
        && !is_address;
    is_opaque && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}
