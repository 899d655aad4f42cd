//! The ids by which a provider's support finds a request again.

/// So many are kept: more than a provider gives, and few enough to be compared with each other.
const MOST: usize = 8;

/// The ids of traces, correlations and requests in a text, in their order, each once.
pub(crate) fn add_ids(text: &str, ids: &mut Vec<String>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 8 < bytes.len() && ids.len() < MOST {
        let label = ["correlation", "request", "trace"].into_iter().find(|label| {
            bytes[at] | 0x20 == label.as_bytes()[0]
                && bytes
                    .get(at..at + label.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(label.as_bytes()))
        });
        let Some(label) = label else {
            at += 1;
            continue;
        };
        at += label.len();
        if let Some((start, end)) = id_after(bytes, at) {
            add(&text[start..end], ids);
            at = end;
        }
    }
}

/// One id that stood in a field of its own.
pub(super) fn add(id: &str, ids: &mut Vec<String>) {
    let is_id = (8..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && id.bytes().any(|byte| byte.is_ascii_digit());
    if is_id && ids.len() < MOST && !ids.iter().any(|known| known == id) {
        ids.push(id.to_owned());
    }
}

/// After the label: perhaps a sign, `id`, quotes, a colon, the id.
fn id_after(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let at = at + usize::from(matches!(bytes.get(at), Some(b' ' | b'_' | b'-')));
    if !bytes.get(at..at + 2)?.eq_ignore_ascii_case(b"id") {
        return None;
    }
    let at = at + 2;
    let signs = bytes[at..].iter().take(8).take_while(|byte| b"\\\"': =".contains(byte)).count();
    let start = at + signs;
    let length =
        bytes[start..].iter().take(65).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    (signs > 0).then_some((start, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        let mut ids = Vec::new();
        add_ids(text, &mut ids);
        ids
    }

    #[test]
    fn ids_are_found_in_every_spelling() {
        let id = "12345678-aaaa-4bbb-8ccc-1234567890ab";
        for text in [
            format!("Trace ID: {id}"),
            format!("correlation_id={id}&x=1"),
            format!(r#"{{"request-id":"{id}"}}"#),
            format!("x. Request Id: {id} Correlation Id: {id}"),
        ] {
            assert_eq!(ids(&text), [id], "{text}");
        }
    }

    #[test]
    fn prose_is_no_id() {
        assert_eq!(ids("The request id is unknown; trace ideas; request_id="), [""; 0]);
    }
}
