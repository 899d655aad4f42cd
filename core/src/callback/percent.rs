//! Percent-decoding that never fails: what is not valid stays as it is written.

use std::borrow::Cow;

/// Decodes a value of a query or fragment: `+` is a space, `%zz` stays, invalid UTF-8 becomes the replacement character.
pub(crate) fn decode(raw: &str) -> Cow<'_, str> {
    if !raw.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Cow::Borrowed(raw);
    }
    let bytes = raw.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = match bytes[at] {
            b'+' => b' ',
            b'%' if at + 2 < bytes.len() => match (hex(bytes[at + 1]), hex(bytes[at + 2])) {
                (Some(high), Some(low)) => {
                    at += 2;
                    high << 4 | low
                }
                _ => b'%',
            },
            byte => byte,
        };
        decoded.push(byte);
        at += 1;
    }
    Cow::Owned(
        String::from_utf8(decoded)
            .unwrap_or_else(|invalid| String::from_utf8_lossy(invalid.as_bytes()).into_owned()),
    )
}

/// Decodes what a relay has encoded again, at most three times.
pub(crate) fn decode_all(raw: &str) -> Cow<'_, str> {
    let mut text = decode(raw);
    for layer in 0..3 {
        if !is_encoded(&text) {
            // The layer that came off last may have held the pluses of the one below.
            let has_pluses = layer > 0 && text.contains('+') && !text.contains(' ');
            return if has_pluses { Cow::Owned(text.replace('+', " ")) } else { text };
        }
        text = Cow::Owned(decode(&text).into_owned());
    }
    text
}

/// Whether a text without spaces still has an encoded one, or an encoded percent sign.
fn is_encoded(text: &str) -> bool {
    !text.contains(' ')
        && text
            .as_bytes()
            .windows(3)
            .any(|three| matches!(three, b"%20" | b"%2B" | b"%2b" | b"%3A" | b"%3a" | b"%25"))
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_bad_escapes_kept() {
        for (raw, decoded) in [
            ("plain", "plain"),
            ("a+b%20c", "a b c"),
            ("100%+of+%zz%4", "100% of %zz%4"),
            ("%E2%9C%93", "✓"),
            ("%ff", "\u{fffd}"),
            ("%", "%"),
        ] {
            assert_eq!(decode(raw), decoded);
        }
    }

    #[test]
    fn several_layers_come_off() {
        assert_eq!(decode_all("The%252Buser%252Bdenied"), "The user denied");
        assert_eq!(decode_all("a%2520b"), "a b");
        assert_eq!(decode_all("50%25+off"), "50% off");
    }
}
