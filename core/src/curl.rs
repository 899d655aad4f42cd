//! What the app's backend asks of the connection service, as commands for a terminal.

use crate::Msg;

/// The calls for one account, each with its label: its status, a refresh and, where a tool is known, the read-only call.
///
/// The person who pastes them puts environment and token in. Id and tool come from a backend, so they are written in
/// characters that mean nothing to a shell.
pub fn curl_calls(account_id: &str, tool: Option<&str>) -> Vec<(Msg, String)> {
    let id = percent_encoded(account_id);
    let mut calls = vec![
        (Msg::CurlStatus, curl(&format!("connected_accounts/details?id={id}"), "")),
        // The answer holds credentials, which are not to stand on anybody's screen.
        (
            Msg::CurlRefresh,
            curl(&format!("connected_accounts/auth?id={id}"), " \\\n  | jq -r .connected_account.status"),
        ),
    ];
    if let Some(tool) = tool {
        let (tool, id) = (json_escaped(tool), json_escaped(account_id));
        let body = format!(r#"{{"tool_name":"{tool}","connected_account_id":"{id}","params":{{}}}}"#);
        let sent = format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'");
        calls.push((Msg::CurlCall, curl("execute_tool", &sent)));
    }
    calls
}

fn curl(path: &str, rest: &str) -> String {
    format!(
        "curl -sS \"$SCALEKIT_ENVIRONMENT_URL/api/v1/{path}\" \\\n  -H 'Authorization: Bearer YOUR_API_TOKEN'{rest}"
    )
}

/// For a query: letters, digits and `-._~` stay (RFC 3986, section 2.3), which no shell reads as anything else.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// For a JSON string inside single quotes of a shell. JSON may write any character as `\u….`, the single quote too, so there
/// is nothing left for a shell to be told.
fn json_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || "-._:".contains(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_calls_read_as_one_would_write_them() {
        let calls = curl_calls("ca_123", Some("gmail_fetch_mails"));
        let calls: Vec<_> = calls.iter().map(|(msg, call)| format!("{}\n{call}", msg.english())).collect();
        insta::assert_snapshot!(calls.join("\n\n"));
    }

    #[test]
    fn without_a_tool_there_is_no_call_of_one() {
        let labels: Vec<_> = curl_calls("ca_1", None).into_iter().map(|(msg, _)| msg).collect();
        assert_eq!(labels, [Msg::CurlStatus, Msg::CurlRefresh]);
    }

    proptest! {
        #[test]
        fn pasting_runs_nothing(id in any::<String>(), tool in "(.|\n|['\"$`\\\\!;&|()]){0,20}") {
            let plain = curl_calls("id", Some("tool"));
            for ((_, call), (_, plain)) in curl_calls(&id, Some(&tool)).iter().zip(&plain) {
                for sign in ['\'', '"', '$', '`', '\n', ';', '&', '|', '(', '!', '<', '>'] {
                    prop_assert_eq!(call.matches(sign).count(), plain.matches(sign).count(), "{}", sign);
                }
                prop_assert!(call.is_ascii());
            }
        }

        #[test]
        fn the_service_reads_what_was_meant(id in any::<String>(), tool in any::<String>()) {
            let calls = curl_calls(&id, Some(&tool));
            let body = calls[2].1.split_once("-d '").and_then(|(_, body)| body.strip_suffix('\''));
            let body: serde_json::Value = serde_json::from_str(body.expect("a body")).expect("JSON");
            prop_assert_eq!(&body["connected_account_id"], &id);
            prop_assert_eq!(&body["tool_name"], &tool);
            let query = calls[0].1.split_once("?id=").and_then(|(_, rest)| rest.split_once('"'));
            prop_assert_eq!(crate::callback::decode(query.expect("a query").0), id);
        }
    }
}
