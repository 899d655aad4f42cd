//! The names by which credentials go.

/// What the name before a value says of it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Key {
    /// `code` and `state` are a sign-in's, and as often the name of a fault or a condition.
    Code,
    /// `code` right after `error`, where it may be a number.
    ErrorCode,
    Token,
    /// A scheme comes before the credential.
    Authorization,
    /// The scheme: the next word is the credential.
    Scheme,
    /// People choose it, so it may look like any word.
    Password,
}

/// How the names of credentials end, without `-` and `_`: `x-api-key`, `clientSecret`, `oauth_token`.
const ENDINGS: [(&str, Key); 19] = [
    ("token", Key::Token),
    ("secret", Key::Password),
    ("password", Key::Password),
    ("passwd", Key::Password),
    ("passphrase", Key::Password),
    ("authorization", Key::Authorization),
    ("apikey", Key::Token),
    ("accesskey", Key::Token),
    ("privatekey", Key::Token),
    ("verifier", Key::Token),
    ("assertion", Key::Token),
    ("sessionid", Key::Token),
    ("cookie", Key::Token),
    ("nonce", Key::Token),
    ("authrequestid", Key::Token),
    ("authorizationcode", Key::Token),
    ("devicecode", Key::Token),
    // Whoever has a signed address may do what it signs.
    ("signature", Key::Token),
    ("signature256", Key::Token),
];

/// Names that mean something else as the end of another: `error_code`, `country_state`.
const NAMES: [(&str, Key); 7] = [
    ("code", Key::Code),
    ("state", Key::Code),
    ("session", Key::Token),
    ("sig", Key::Token),
    ("bearer", Key::Scheme),
    ("basic", Key::Scheme),
    ("dpop", Key::Scheme),
];

/// What stands between `Authorization:` and the credential. The first three stand before one without it, too.
pub(super) const SCHEMES: [&str; 8] =
    ["bearer", "basic", "dpop", "token", "oauth", "mac", "digest", "negotiate"];

/// The key at the end of a text.
pub(super) fn key_before(text: &str) -> Option<Key> {
    let ending = ENDINGS.iter().find(|(ending, _)| without_end(text, ending).is_some());
    if let Some((_, key)) = ending {
        return Some(*key);
    }
    NAMES.iter().find_map(|(name, key)| {
        let rest = without_end(text, name)?;
        let is_error = *key == Key::Code && without_end(rest, "error").is_some() && !rest.ends_with('&');
        let is_whole = !rest.trim_end_matches(['-', '_']).ends_with(|c: char| c.is_ascii_alphanumeric());
        is_whole.then_some(if is_error { Key::ErrorCode } else { *key })
    })
}

/// What is before this ending of a text, however it is written and whatever few signs come after it.
fn without_end<'t>(text: &'t str, ending: &str) -> Option<&'t str> {
    let signs = text.bytes().rev().take(16).take_while(|byte| !byte.is_ascii_alphanumeric()).count();
    let mut rest = text.get(..text.len() - signs)?;
    for letter in ending.bytes().rev() {
        rest = rest.trim_end_matches(['-', '_']);
        let last = rest.len().checked_sub(1)?;
        if !rest.as_bytes()[last].eq_ignore_ascii_case(&letter) {
            return None;
        }
        rest = &rest[..last];
    }
    Some(rest)
}
