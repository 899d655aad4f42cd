//! The few fields of an error that matter, found in any text: JSON, cut JSON, JSON in a log line, a Python or Ruby print, a
//! `WWW-Authenticate` header, XML attributes. One pass, no tree: a broken body says as much as a whole one.

use std::borrow::Cow;

use super::head;

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

/// What the fields are called. Searched as it stands: comparisons of each name, as code, weigh three times as much.
const NAMES: [(Field, &str); 5] = [
    (Field::Error, "error"),
    (Field::Problem, "oauth_problem"),
    (
        Field::Code,
        "error_code error_codes error_subcode error_subtype error_reason suberror subtype errorcode serviceerrorcode \
         error_type reason category code status type .tag error_summary subcategory",
    ),
    (
        Field::Description,
        "error_description error_message errordescription errormessage errorsummary message detail error_msg",
    ),
    (Field::ErrorUri, "error_uri"),
];

impl Field {
    fn of(name: &[u8]) -> Option<Self> {
        let is_one = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
        NAMES.iter().find(|(_, names)| names.split(' ').any(is_one)).map(|(field, _)| *field)
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
        let is_quoted = matches!(bytes.get(at), Some(b'"' | b'\''));
        // Few words have a sign after them, so few are looked up.
        let Some((start, sign)) = after_sign(bytes, at) else { continue };
        let Some(field) = Field::of(name) else { continue };
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
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        let Some(after) = rest.find(|c| *c != '\\') else { break };
        let code = rest.as_str().get(..4).filter(|_| after == 'u');
        let code = code.and_then(|hex| hex.chars().try_fold(0, |sum, c| Some(sum * 16 + c.to_digit(16)?)));
        match (code.and_then(char::from_u32), after) {
            (Some(c), _) => {
                plain.push(c);
                rest.nth(3);
            }
            (None, 'n' | 'r' | 't') => plain.push(' '),
            (None, after) => plain.push(after),
        }
    }
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
    let window = head(&text[start..], LONGEST);
    let end_of = |is_end: &dyn Fn(u8) -> bool, from: usize| {
        let ends = window.bytes().skip(from).position(is_end);
        ends.map_or(window.len(), |at| from + at)
    };
    let mut add = |value: &'t str| {
        let value = value.trim();
        if !value.is_empty() {
            found.push((field, value));
        }
    };
    match window.as_bytes().first() {
        Some(&quote @ (b'"' | b'\'')) => add(&window[1..end_of(&|byte| byte == quote, 1)]),
        Some(b'[') => {
            let list = &window[1..end_of(&|byte| byte == b']' || byte == b'{', 1)];
            for item in list.split(',').take(16) {
                add(item.trim_matches(['"', '\'', ' ']));
            }
        }
        Some(b'{') | None => {}
        Some(_) => {
            let end = end_of(&|byte| byte.is_ascii_whitespace() || b",;&})]\"'<".contains(&byte), 0);
            let word = &window[..end];
            let word = word.strip_suffix(['.', ':']).unwrap_or(word);
            // After a bare `error:` stands a sentence as often as a code.
            if (is_field || word.contains('_')) && field != Field::Description {
                add(word);
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
