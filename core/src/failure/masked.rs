//! Takes credentials and addresses out of foreign text before even a developer sees it.

mod key;
mod looks;

use std::borrow::Cow;

use key::{Key, SCHEMES, key_before};
#[cfg(test)]
pub(crate) use looks::BEGINNINGS;
use looks::{bare, is_secret, looks_secret};

/// What stands in place of what was taken out.
pub(crate) const MASK: &str = "[hidden]";

/// The text without credentials and without the names in e-mail addresses. `secrets` are the values that this answer
/// itself carries: its code, tokens and state.
pub fn masked<'t>(text: &'t str, secrets: &[&str]) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for secret in secrets {
        // A part of the mask would be found in each mask again, and hides nothing.
        if text.contains(*secret) && !MASK.contains(*secret) {
            text = Cow::Owned(text.replace(*secret, MASK));
        }
    }
    match mask_words(&text, true) {
        Some(masked) => Cow::Owned(masked),
        None => text,
    }
}

/// The text without credentials. Addresses stay: it is for the words of the person whose they are.
pub(crate) fn without_credentials(text: &str) -> Cow<'_, str> {
    mask_words(text, false).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether there is anything in it that looks like a credential.
pub(crate) fn is_credential(text: &str) -> bool {
    mask_words(text, false).is_some()
}

/// `None` where nothing had to be taken out.
fn mask_words(text: &str, names: bool) -> Option<String> {
    let mut masked: Option<String> = None;
    let mut kept_to = 0;
    let mut cut = |from: usize, to: usize| {
        let masked = masked.get_or_insert_with(|| String::with_capacity(text.len()));
        masked.push_str(&text[kept_to..from]);
        masked.push_str(MASK);
        kept_to = to;
    };
    let mut before = None;
    let mut rest_from = 0;
    while let Some((start, end, kinds)) = next_word(text, rest_from) {
        if text[rest_from..start].contains([',', ';', '&', '}']) {
            // The value was empty.
            before = None;
        }
        rest_from = end;
        if kinds == SIGN {
            continue;
        }
        let (own, from) = if kinds & SIGN == 0 { (None, start) } else { value_in(text, start, end) };
        let value = &text[from..end];
        let key = own.or(before);
        let hide = is_secret(value, key);
        if names && kinds & AT != 0 {
            let to = if hide { from } else { end };
            mail_names(&text[start..to], |name, at| cut(start + name, start + at));
        }
        if hide {
            cut(from, end);
        }
        before = key_of_next(value, key, &text[..end], &text[end..]);
    }
    if let Some(masked) = &mut masked {
        masked.push_str(&text[kept_to..]);
    }
    masked
}

/// Where in a word the value begins, and what the key in front of it is: the first key, as a credential may have signs in it.
/// Only so many signs are looked at, as each costs a look at all that follows.
fn value_in(text: &str, start: usize, end: usize) -> (Option<Key>, usize) {
    for (sign, _) in text[start..end].match_indices([':', '=']).take(32) {
        let from = start + sign + 1;
        let key = key_before(&text[..from]);
        // A credential gives itself away after any other key, too.
        if key.is_some() || looks_secret(&text[from..end]) {
            return (key, from);
        }
    }
    (None, start)
}

/// What the word after a value is, by that value and its own key, by the text up to its end, and by what comes then.
fn key_of_next(value: &str, key: Option<Key>, text: &str, rest: &str) -> Option<Key> {
    if bare(value).is_empty() {
        return key;
    }
    let value = value.trim_start_matches([':', '=']);
    let names_scheme = |schemes: &[&str]| schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case(value));
    match key {
        Some(Key::Token | Key::Authorization) if names_scheme(&SCHEMES) => Some(Key::Scheme),
        // The name of a scheme that nobody told us of.
        Some(Key::Authorization) if value.starts_with(|c: char| c.is_ascii_uppercase()) => Some(Key::Scheme),
        _ if names_scheme(&SCHEMES[..3]) => Some(Key::Scheme),
        _ if is_followed_by_sign(rest) && !value.starts_with('/') => key_before(text),
        _ => None,
    }
}

/// What a byte is in the eyes of this file.
const BETWEEN: u8 = 1;
const SIGN: u8 = 2;
const AT: u8 = 4;
const OTHER: u8 = 8;
const KINDS: [u8; 128] = {
    let mut kinds = [OTHER; 128];
    let between = b" \t\r\n\"'`<>,;&()[]{}?#|\\";
    let mut at = 0;
    while at < between.len() {
        kinds[between[at] as usize] = BETWEEN;
        at += 1;
    }
    kinds[b':' as usize] = SIGN;
    kinds[b'=' as usize] = SIGN;
    kinds[b'@' as usize] = AT;
    // An encoded @ begins with it.
    kinds[b'%' as usize] = AT;
    kinds
};

/// The next run between spaces, quotes and separators: its ends, and what kinds of characters it has.
fn next_word(text: &str, from: usize) -> Option<(usize, usize, u8)> {
    let start = from + text[from..].find(|c| kind(c) != BETWEEN)?;
    let mut kinds = 0;
    let is_end = |c| {
        let kind = kind(c);
        if kind != BETWEEN {
            kinds |= kind;
        }
        kind == BETWEEN
    };
    let length = text[start..].find(is_end).unwrap_or(text.len() - start);
    Some((start, start + length, kinds))
}

fn kind(c: char) -> u8 {
    match c {
        // Quotes, brackets and stops of other scripts. What is invisible is none of them: it is dropped later, and the halves
        // of a credential would grow together again.
        '\u{a0}'
        | '«'
        | '»'
        | '‘'..='‟'
        | '‹'
        | '›'
        | '\u{3000}'..='〟'
        | '（'
        | '）'
        | '，'
        | '：'
        | '；' => BETWEEN,
        c => KINDS.get(c as usize).copied().unwrap_or(OTHER),
    }
}

/// A key whose sign stands apart, as in `"token": "…"`, `<token>…` and `token->…`.
fn is_followed_by_sign(rest: &str) -> bool {
    let sign = rest.chars().take(8).find(|c| matches!(c, '>' | '：') || kind(*c) != BETWEEN);
    matches!(sign, Some(':' | '=' | '>' | '：'))
}

/// Where the names in the e-mail addresses of a word stand. An encoded address is one, too.
fn mail_names(word: &str, mut found: impl FnMut(usize, usize)) {
    let is_name = |c: char| is_letter(c) || "._%+-".contains(c);
    let mut from = 0;
    for (at, _) in word.match_indices(['@', '%']) {
        let signs = ["@", "%40", "%2540"];
        let Some(host) = signs.into_iter().find_map(|sign| word[at..].strip_prefix(sign)) else { continue };
        let name = from + word[from..at].trim_end_matches(is_name).len();
        from = word.len() - host.len();
        // Where the host was cut off, the name before it is still one.
        let is_host = host.starts_with(is_letter) && host.chars().take(64).any(|c| matches!(c, '.' | '…'));
        if name < at && is_host {
            found(name, at);
        }
    }
}

/// Any letter or digit, and whatever else is beyond ASCII: a name is rather masked too far.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

#[cfg(test)]
mod tests;
