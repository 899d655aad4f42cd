//! Takes out of foreign text what must not leave the page in a report.

use crate::failure::{MASK, is_credential, masked, without_credentials};
use crate::tidy;

/// One line of foreign text for a report, at most `limit` characters: no credentials, no names in e-mail addresses, and of
/// web addresses only where they lead. `None` where nothing is left.
pub(super) fn clean(text: &str, limit: usize) -> Option<String> {
    // First all on one line: what is invisible must not keep a credential from being seen.
    let line = short_addresses(&tidy(text, 4_000));
    let clean = tidy(&masked(&line, &[]), limit);
    (!clean.is_empty()).then_some(clean)
}

/// What a person wrote, line by line as they wrote it, without credentials and at most 2,000 characters long.
pub(super) fn clean_note(note: &str) -> Option<String> {
    let head: String = note.chars().take(8_000).collect();
    let lines: Vec<_> = head.lines().map(|line| tidy(line, 4_000)).collect();
    let text = short_addresses(&lines.join("\n"));
    let text = without_credentials(&text);
    let text = text.trim();
    let mut kept: String = text.chars().take(2_000).collect();
    if kept.len() < text.len() {
        kept.pop();
        kept.push('…');
    }
    (!kept.is_empty()).then_some(kept)
}

/// Origin and path of a page. `None` where it is no web page.
pub(super) fn clean_page(address: &str) -> Option<String> {
    let address = address.trim();
    let is_web = ["https://", "http://"].into_iter().any(|scheme| address.starts_with(scheme));
    if !is_web || address.contains(char::is_whitespace) {
        return None;
    }
    clean(address, 400)
}

/// A text in which web addresses end before their query and fragment, have no credentials, and no part of the path that may
/// be one: a sign-in link is a secret by its path alone.
fn short_addresses(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let is_between = |c: char| c.is_whitespace() || "\"'<>`\\".contains(c);
    for piece in text.split_inclusive(is_between) {
        let word = piece.trim_end_matches(is_between);
        match short_address(word) {
            Some(address) => short.push_str(&address),
            None => short.push_str(word),
        }
        short.push_str(piece.get(word.len()..).unwrap_or_default());
    }
    short
}

/// `None` where the word holds no address.
fn short_address(word: &str) -> Option<String> {
    let encoded = word.replace("%3a%2f%2f", "%3A%2F%2F").replace("%3d", "%3D");
    let (before, after) = match encoded.split_once("://") {
        Some((scheme, after)) => (format!("{scheme}://"), after),
        // An address inside an address, or a parameter of one, that nobody decoded: none of it can be told apart.
        None if encoded.contains("%3A%2F%2F") || encoded.contains("%3D") => {
            let before = encoded.split('%').next().unwrap_or_default();
            let key = before.rfind(['=', ':']).and_then(|sign| before.get(..=sign)).unwrap_or_default();
            return Some(format!("{key}{MASK}"));
        }
        None => return None,
    };
    let end = after.find(['?', '#', '%']);
    let mut kept = end.and_then(|end| after.get(..end)).unwrap_or(after).to_owned();
    if end.is_some_and(|end| after.as_bytes().get(end) == Some(&b'%')) {
        // The first half of what may be a name.
        kept.push('…');
    }
    let (authority, path) =
        kept.split_once('/').map_or((kept.as_str(), None), |(host, path)| (host, Some(path)));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let mut short = strip_encoded(&before);
    // A password with a slash or question mark in it ends the authority early.
    let is_cut = host.rsplit_once(':').is_some_and(|(_, port)| !port.bytes().all(|b| b.is_ascii_digit()));
    short.push_str(if is_cut || may_be_secret(host) { MASK } else { host });
    for part in path.into_iter().flat_map(|path| path.split('/')) {
        short.push('/');
        let is_long = part.len() >= 20 && part.bytes().any(|byte| byte.is_ascii_digit());
        short.push_str(if is_long || may_be_secret(part) { MASK } else { part });
    }
    // The sentence around the address goes on.
    let sign = after.chars().next_back().filter(|sign| end.is_some() && ".,;)".contains(*sign));
    short.extend(sign);
    Some(short)
}

/// A part of an address that looks like a credential, or that is half of what it was: nobody knows of what.
fn may_be_secret(part: &str) -> bool {
    is_credential(part) || part.ends_with('…')
}

/// What stands before an address, without anything encoded in it.
fn strip_encoded(before: &str) -> String {
    match before.contains('%') {
        true => before.rsplit(['=', '&', ',', '(']).next().unwrap_or_default().to_owned(),
        false => before.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_lose_what_may_be_secret() {
        for (text, expected) in [
            (
                "see https://a.example/help/aadsts90094?code=x#y. Now",
                "see https://a.example/help/aadsts90094. Now",
            ),
            ("\"https://a.example/x?y\",", "\"https://a.example/x\","),
            ("https://mara:pw@a.example/", "https://a.example/"),
            (
                "at https://a.example/magicLink/7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300_o",
                "at https://a.example/magicLink/[hidden]",
            ),
            ("uri=https%3A%2F%2Fa.example%3Fcode%3DAb", "uri=[hidden]"),
            ("https://a.example/b/c1…", "https://a.example/b/[hidden]"),
            ("https://mara:p?w@a.example:80/", "https://[hidden]"),
            ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
            ("https://mara:0123…", "https://[hidden]"),
            ("code%3Dabcdef x", "[hidden] x"),
            ("mail mara@a.example", "mail [hidden]@a.example"),
            ("100% of it, a=b", "100% of it, a=b"),
            (
                "GET https://graph.microsoft.com/v1.0/users/jo.doe%40example.com/messages failed",
                "GET https://graph.microsoft.com/v1.0/users/[hidden] failed",
            ),
            ("https://jo.doe%40example.com@a.example/", "https://[hidden]"),
            ("https://a.example/u/%6ao?x", "https://a.example/u/[hidden]"),
            ("see https://a.example/my%20file.", "see https://a.example/[hidden]."),
            ("login_hint=jo.doe%40example.com", "login_hint=[hidden]%40example.com"),
            ("GET /users/jo.doe%40example.com/x", "GET /users/[hidden]%40example.com/x"),
            (
                "https://a.example/jo@example.com/mara@example.com",
                "https://a.example/[hidden]@example.com/[hidden]@example.com",
            ),
            ("“https://a.example/x?code=Abc12345”", "“https://a.example/x"),
            ("token `ya29.a0AfH6SMBxAbCd`", "token `[hidden]`"),
        ] {
            assert_eq!(clean(text, 400).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn notes_keep_their_lines_and_addresses() {
        assert_eq!(
            clean_note("  Hi!\r\n\r\nWrite to mara@a.example\u{202e}, token=Abc12345 ").as_deref(),
            Some("Hi!\n\nWrite to mara@a.example, token=[hidden]")
        );
        assert_eq!(clean_note(&"a".repeat(3_000)).map(|note| note.chars().count()), Some(2_000));
        assert_eq!(clean_note(" \n "), None);
    }

    #[test]
    fn pages_are_told_without_query_and_fragment() {
        let page = clean_page("https://app.example/settings?code=x#y");
        assert_eq!(page.as_deref(), Some("https://app.example/settings"));
        let page = clean_page("https://app.example/u/jo.doe%40example.com/settings");
        assert_eq!(page.as_deref(), Some("https://app.example/u/[hidden]"));
        assert_eq!(clean_page("about:blank"), None);
        assert_eq!(clean_page("https://a b"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned(text in "(.|[:/%?#@=&\n]){0,60}", limit in 1usize..80) {
            if let Some(clean) = clean(&text, limit) {
                prop_assert!(clean.chars().count() <= limit && !clean.contains('\n'));
            }
            clean_note(&text);
            clean_page(&text);
        }
    }
}
