//! The few fields of an error that matter, found in any text: JSON, cut JSON, JSON in a log line, a Python or Ruby print, a
//! `WWW-Authenticate` header, XML attributes. One pass, no tree: a broken body says as much as a whole one.

use std::borrow::Cow;

/// A value is looked at this far, in bytes; it keeps the pass linear whatever the quotes do.
const LONGEST: usize = 1024;

/// What a field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Error,
    /// OAuth 1.0a's `error`.
    Problem,
    Code,
    Description,
    ErrorUri,
}

impl Field {
    fn of(name: &[u8]) -> Option<Self> {
        let mut lower = [0; 24];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"error" => Self::Error,
            b"oauth_problem" => Self::Problem,
            b"error_code" | b"error_codes" | b"error_subcode" | b"error_subtype" | b"error_reason"
            | b"suberror" | b"subtype" | b"errorcode" | b"serviceerrorcode" | b"error_type" | b"reason"
            | b"category" | b"code" | b"status" | b"type" | b".tag" | b"error_summary" | b"subcategory" => {
                Self::Code
            }
            b"error_description" | b"error_message" | b"errordescription" | b"errormessage"
            | b"errorsummary" | b"message" | b"detail" | b"error_msg" => Self::Description,
            b"error_uri" => Self::ErrorUri,
            _ => return None,
        })
    }
}

/// The fields in their order, with their values.
pub(super) fn of(text: &str) -> Vec<(Field, &str)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() && found.len() < 64 {
        if !is_name(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().position(|byte| !is_name(*byte)).unwrap_or(bytes.len() - at);
        let name = &bytes[at..at + length];
        at += length;
        let Some(field) = Field::of(name) else { continue };
        let is_quoted = matches!(bytes.get(at), Some(b'"' | b'\''));
        let Some((start, sign)) = after_sign(bytes, at) else { continue };
        add_values(text, start, field, is_quoted || sign == b'=', &mut found);
    }
    found
}

/// Puts the characters that escapes stand for in their place, however often they were escaped.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let after = after.trim_start_matches('\\');
        let escaped = after.strip_prefix('u').and_then(|hex| {
            let c = char::from_u32(u32::from_str_radix(hex.get(..4)?, 16).ok()?)?;
            Some((c, &hex[4..]))
        });
        rest = match escaped {
            Some((c, after)) => {
                plain.push(c);
                after
            }
            None => match after.strip_prefix(['n', 'r', 't']) {
                Some(after) => {
                    plain.push(' ');
                    after
                }
                None => after,
            },
        };
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

/// Where the value begins, after a closing quote, spaces and `:`, `=` or `=>`; and which sign it was.
fn after_sign(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let skip = |at: usize, what: &[u8]| {
        at + bytes[at..].iter().take(16).take_while(|byte| what.contains(byte)).count()
    };
    let at = skip(at, b"\"'");
    let at = skip(at, b" \t\r\n");
    let sign = *bytes.get(at).filter(|byte| matches!(byte, b':' | b'='))?;
    let at = skip(at, b":=>");
    Some((skip(at, b" \t\r\n"), sign))
}

fn add_values<'t>(
    text: &'t str,
    start: usize,
    field: Field,
    is_field: bool,
    found: &mut Vec<(Field, &'t str)>,
) {
    let bytes = text.as_bytes();
    let window = &bytes[start..bytes.len().min(start + LONGEST)];
    let end_of = |is_end: &dyn Fn(u8) -> bool, from: usize| {
        window[from.min(window.len())..]
            .iter()
            .position(|byte| is_end(*byte))
            .map_or(window.len(), |at| from + at)
    };
    let mut add = |from: usize, to: usize| {
        // A value that the limit cut inside a character is cut before it.
        let to = (from..=to).rev().find(|to| text.is_char_boundary(start + to)).unwrap_or(from);
        if let Some(value) =
            text.get(start + from..start + to).map(str::trim).filter(|value| !value.is_empty())
        {
            found.push((field, value));
        }
    };
    match window.first() {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = end_of(&|byte| byte == quote, 1);
            add(1, end);
        }
        Some(b'[') => {
            let end = end_of(&|byte| byte == b']' || byte == b'{', 1);
            let mut from = 1;
            for item in window[1..end].split(|byte| *byte == b',').take(16) {
                let quoted = |byte: &u8| matches!(byte, b'"' | b'\'' | b' ');
                let lead = item.iter().take_while(|byte| quoted(byte)).count();
                let trail = item.iter().rev().take_while(|byte| quoted(byte)).count();
                add(from + lead, from + item.len().saturating_sub(trail).max(lead));
                from += item.len() + 1;
            }
        }
        Some(b'{') | None => {}
        Some(_) => {
            let end = end_of(&|byte| byte.is_ascii_whitespace() || b",;&})]\"'<".contains(&byte), 0);
            let word = &window[..end];
            let word = word.strip_suffix(b".").or_else(|| word.strip_suffix(b":")).unwrap_or(word);
            // After a bare `error:` stands a sentence as often as a code.
            let is_value = is_field || word.contains(&b'_');
            if is_value && field != Field::Description {
                add(0, word.len());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(Field, String)> {
        of(&unescaped(text)).into_iter().map(|(field, value)| (field, value.to_owned())).collect()
    }

    #[test]
    fn an_error_is_read_however_it_is_wrapped() {
        for text in [
            r#"{"error":"invalid_grant","error_description":"Gone"}"#,
            r#"{ "error" : "invalid_grant", "error_description" : "Gone""#,
            r#"{\"error\":\"invalid_grant\",\"error_description\":\"Gone\"}"#,
            "{'error': 'invalid_grant', 'error_description': 'Gone'}",
            r#"{"error"=>"invalid_grant", "error_description"=>"Gone"}"#,
            r#"Bearer realm="x", error="invalid_grant", error_description="Gone""#,
            r#"HTTP 400: {"error":"invalid_grant","error_description":"Gone"} (3 tries)"#,
        ] {
            let expected =
                [(Field::Error, "invalid_grant".to_owned()), (Field::Description, "Gone".to_owned())];
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_are_read_from_lists_objects_and_attributes() {
        let codes = |text: &str| read(text).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
        assert_eq!(codes(r#"{"error_codes":[65001, 70000]}"#), ["65001", "70000"]);
        assert_eq!(codes(r#"{"error":{".tag":"expired_access_token"}}"#), ["expired_access_token"]);
        assert_eq!(codes(r#"<error code="415">x</error>"#), ["415"]);
        assert_eq!(codes("Error: redirect_uri_mismatch"), ["redirect_uri_mismatch"]);
        assert_eq!(codes("Error: certificate has expired"), [""; 0]);
    }

    #[test]
    fn escapes_come_off() {
        assert_eq!(unescaped(r#"doesn\u0027t\r\nwork \\\"now\\\""#), "doesn't  work \"now\"");
        assert_eq!(unescaped(r"\"), "");
        assert_eq!(unescaped(r"\u12"), "u12");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            of(&unescaped(&text));
        }

        #[test]
        fn any_json_like_text_is_read(text in r#"([a-z_]{0,6}|error|code|[\[\]{}:="', \\é]){0,40}"#) {
            of(&unescaped(&text));
        }
    }
}
