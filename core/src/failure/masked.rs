//! Takes credentials and addresses out of foreign text before even a developer sees it.

use std::borrow::Cow;

/// What stands in place of what was taken out.
pub(crate) const MASK: &str = "[hidden]";

/// Keys whose values are credentials, or bind a sign-in to a person.
const KEYS: [&str; 24] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "accesstoken",
    "refreshtoken",
    "auth_request_id",
    "client_secret",
    "secret",
    "password",
    "assertion",
    "client_assertion",
    "code",
    "code_verifier",
    "device_code",
    "state",
    "nonce",
    "session",
    "cookie",
    "api_key",
    "authorization",
    "bearer",
    "basic",
    "dpop",
];

/// What stands between `Authorization:` and the credential.
const SCHEMES: [&str; 3] = ["bearer", "basic", "dpop"];

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

/// The text without credentials and without the names in e-mail addresses. `secrets` are the values that this answer
/// itself carries: its code, tokens and state.
pub fn masked<'t>(text: &'t str, secrets: &[&str]) -> Cow<'t, str> {
    let mut text = Cow::Borrowed(text);
    for secret in secrets {
        if text.contains(*secret) {
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
    let mut after_key = false;
    let mut rest_from = 0;
    while let Some((start, end, kinds)) = next_word(text, rest_from) {
        rest_from = end;
        let word = &text[start..end];
        if kinds == SIGN {
            continue;
        }
        let sign = if kinds & SIGN == 0 { None } else { word.find(['=', ':']) };
        let (key, value) = match sign {
            Some(sign) if is_key(&word[..sign]) => (true, &word[sign + 1..]),
            // A credential gives itself away after any other key, too.
            Some(sign) if looks_secret(&word[sign + 1..], false) => (false, &word[sign + 1..]),
            _ => (false, word),
        };
        let is_scheme = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word));
        let hide = !is_scheme && looks_secret(value, key || after_key);
        after_key = key && value.is_empty()
            || sign.is_none() && is_key(word) && (is_scheme || is_followed_by_sign(&text[end..]));
        let name = if !names || kinds & AT == 0 { None } else { mail_name(word) };
        let cut = match name {
            _ if hide => (end - value.len(), end),
            Some((from, to)) => (start + from, start + to),
            None => continue,
        };
        let masked = masked.get_or_insert_with(|| String::with_capacity(text.len()));
        masked.push_str(&text[kept_to..cut.0]);
        masked.push_str(MASK);
        kept_to = cut.1;
    }
    if let Some(masked) = &mut masked {
        masked.push_str(&text[kept_to..]);
    }
    masked
}

/// What a byte is in the eyes of this file.
const BETWEEN: u8 = 1;
const SIGN: u8 = 2;
const AT: u8 = 4;
const OTHER: u8 = 8;
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let between = b" \t\r\n\"'<,;&()[]{}?#|\\";
    let mut at = 0;
    while at < between.len() {
        kinds[between[at] as usize] = BETWEEN;
        at += 1;
    }
    kinds[b':' as usize] = SIGN;
    kinds[b'=' as usize] = SIGN;
    kinds[b'>' as usize] = SIGN;
    kinds[b'@' as usize] = AT;
    kinds
};

/// The next run between spaces, quotes and separators: its ends, and what kinds of bytes it has.
fn next_word(text: &str, from: usize) -> Option<(usize, usize, u8)> {
    let bytes = text.as_bytes();
    let kind = |byte: &u8| KINDS[usize::from(*byte)];
    let start = from + bytes[from..].iter().position(|byte| kind(byte) != BETWEEN)?;
    let mut kinds = 0;
    let length = bytes[start..]
        .iter()
        .take_while(|byte| kind(byte) != BETWEEN)
        .inspect(|byte| kinds |= kind(byte))
        .count();
    Some((start, start + length, kinds))
}

fn is_key(word: &str) -> bool {
    (4..=16).contains(&word.len()) && KEYS.iter().any(|key| key.eq_ignore_ascii_case(word))
}

/// A key whose sign stands apart, as in `"token": "…"`.
fn is_followed_by_sign(rest: &str) -> bool {
    let between = rest.bytes().take(8).take_while(|byte| KINDS[usize::from(*byte)] == BETWEEN).count();
    rest[between..].starts_with([':', '='])
}

fn looks_secret(word: &str, is_value_of_key: bool) -> bool {
    let bytes = word.as_bytes();
    let has = |is: fn(&u8) -> bool| bytes.iter().any(is);
    if is_value_of_key {
        let is_mixed = || has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase);
        return bytes.len() >= 4 && (bytes.len() >= 16 || is_mixed());
    }
    if bytes.len() < 11 {
        return false;
    }
    if BEGINNINGS.iter().any(|beginning| word.len() > beginning.len() + 7 && word.starts_with(beginning)) {
        return true;
    }
    // Where a text was cut before it came here, half a credential is left.
    let bytes = word.trim_end_matches('…').as_bytes();
    let is_opaque = bytes.len() >= 32
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.~+/=".contains(byte))
        && !word.contains("//");
    is_opaque && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// Where the name in an e-mail address stands in a word.
fn mail_name(word: &str) -> Option<(usize, usize)> {
    let at = word.find('@')?;
    let is_name = |c: char| is_letter(c) || "._%+-".contains(c);
    let name = word[..at].trim_end_matches(is_name).len();
    let host = &word[at + 1..];
    (name < at && host.contains('.') && host.starts_with(is_letter)).then_some((name, at))
}

/// Any letter or digit, and whatever else is beyond ASCII: a name is rather masked too far.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn credentials_are_taken_out_and_words_stay() {
        for (text, expected) in [
            ("Authorization: Bearer abcDEF123456 failed", "Authorization: Bearer [hidden] failed"),
            ("refresh_token=1a2b3c4d5e invalid_grant", "refresh_token=[hidden] invalid_grant"),
            (r#"{"access_token": "Abcdef1", "error":"x"}"#, r#"{"access_token": "[hidden]", "error":"x"}"#),
            ("see https://a.example/cb?code=Abc123456&x=1", "see https://a.example/cb?code=[hidden]&x=1"),
            ("bad eyJhbGciOiJIUzI1NiJ9.e30.abc token", "bad [hidden] token"),
            ("User 'jo.doe@example.com' is unknown", "User '[hidden]@example.com' is unknown"),
            ("sessionToken:ghp_0123456789abcdef", "sessionToken:[hidden]"),
            ("bad 0123456789abcdefABCDEF0123456789ab… token", "bad [hidden] token"),
            ("the code was expired", "the code was expired"),
            (
                "Trace ID: 12345678-aaaa-4bbb-8ccc-1234567890ab",
                "Trace ID: 12345678-aaaa-4bbb-8ccc-1234567890ab",
            ),
            (
                "scope https://www.googleapis.com/auth/calendar.readonly",
                "scope https://www.googleapis.com/auth/calendar.readonly",
            ),
        ] {
            assert_eq!(masked(text, &[]), expected);
        }
    }

    #[test]
    fn the_answers_own_secrets_are_taken_out_wherever_they_stand() {
        assert_eq!(masked("state was plainwords!", &["plainwords"]), "state was [hidden]!");
    }

    proptest! {
        #[test]
        fn any_text_is_masked(text in any::<String>()) {
            masked(&text, &["secret"]);
        }

        #[test]
        fn no_secret_stays(before in ".{0,20}", secret in "[a-z]{6,12}", after in ".{0,20}") {
            let text = format!("{before}{secret}{after}");
            prop_assert!(!masked(&text, &[&secret]).contains(&secret));
        }
    }
}
