//! What an answer looks like, without what it says: for the log of a developer.

use crate::{Fields, Status};

/// The shape of an answer of the contract: `{connected_account: {id: text, status: EXPIRED, scopes: 3 texts}}`.
///
/// Only fields of the contract are looked at, and only words of our own closed sets are shown as they are. Whatever else a
/// backend sends, credentials above all, is neither named nor read.
pub fn shape(answer: &impl Fields) -> String {
    object(answer, ANSWER)
}

/// A field of the contract.
struct Field(&'static str, Kind);

/// What may be told of a field's value.
enum Kind {
    /// Only what type it has.
    Value,
    /// The word, where it is a status that we know.
    Status,
    /// The word, where it is the one that we act on.
    ErrorCode,
    /// The shape of the object, or of each in a list.
    Object(&'static [Field]),
}

const fn value(name: &'static str) -> Field {
    Field(name, Kind::Value)
}

const ANSWER: &[Field] = &[
    Field("connected_account", Kind::Object(ACCOUNT)),
    Field("connected_accounts", Kind::Object(ACCOUNT)),
    value("next_page_token"),
    value("link"),
    value("expiry"),
    value("execution_id"),
    Field("events", Kind::Object(EVENT)),
    value("code"),
    value("message"),
    Field("details", Kind::Object(DETAIL)),
];

const ACCOUNT: &[Field] = &[
    value("id"),
    value("identifier"),
    value("connection_name"),
    value("connector"),
    value("provider"),
    value("display_name"),
    value("icon_url"),
    Field("status", Kind::Status),
    value("status_reason"),
    value("authorization_type"),
    value("scopes"),
    value("required_scopes"),
    value("requested_scopes"),
    value("account_label"),
    value("test_tool"),
    value("is_org_wide_credential"),
    value("can_disconnect"),
    value("created_at"),
    value("updated_at"),
    value("last_used_at"),
    Field("last_error", Kind::Object(&[value("code"), value("message"), value("at")])),
    value("redirect_uri"),
];

const EVENT: &[Field] = &[value("at"), value("kind"), value("outcome"), value("code"), value("execution_id")];

const DETAIL: &[Field] = &[
    Field("error_code", Kind::ErrorCode),
    Field(
        "tool_error_info",
        Kind::Object(&[value("execution_id"), value("tool_error_message"), value("tool_error_code")]),
    ),
];

fn object(fields: &impl Fields, known: &[Field]) -> String {
    let shown: Vec<_> = known
        .iter()
        .filter(|field| fields.is_there(field.0))
        .map(|Field(name, kind)| format!("{name}: {}", shown(fields, name, kind)))
        .collect();
    format!("{{{}}}", shown.join(", "))
}

fn shown(fields: &impl Fields, name: &'static str, kind: &Kind) -> String {
    if let Some(text) = fields.text(name) {
        return word(&text, kind).unwrap_or("text").to_owned();
    }
    // Lists come first: in a browser, an array is an object as well.
    if let Some(objects) = fields.objects(name) {
        let texts = fields.texts(name).unwrap_or_default().len();
        return match (kind, objects.len(), texts) {
            (Kind::Object(known), 1.., _) => list(&objects, known),
            (_, 0, 0) => "empty list".to_owned(),
            (_, 0, 1) => "1 text".to_owned(),
            (_, 0, texts) => format!("{texts} texts"),
            (_, 1.., _) => "list".to_owned(),
        };
    }
    match (fields.object(name), kind) {
        (Some(inner), Kind::Object(known)) => object(&inner, known),
        (Some(_), _) => "object".to_owned(),
        (None, _) if fields.is_true(name) => "true".to_owned(),
        (None, _) => "other".to_owned(),
    }
}

/// The word itself, where it is one of ours.
fn word(text: &str, kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Status => Status::parse(text).known_word(),
        Kind::ErrorCode => (text == "TOOL_ERROR").then_some("TOOL_ERROR"),
        Kind::Value | Kind::Object(_) => None,
    }
}

/// Those that look the same one after another are told once.
fn list(objects: &[impl Fields], known: &[Field]) -> String {
    let mut shapes: Vec<(usize, String)> = Vec::new();
    for shape in objects.iter().map(|fields| object(fields, known)) {
        match shapes.last_mut() {
            Some((times, last)) if *last == shape => *times += 1,
            _ => shapes.push((1, shape)),
        }
    }
    let shapes: Vec<_> = shapes
        .into_iter()
        .map(|(times, shape)| if times == 1 { shape } else { format!("{times} × {shape}") })
        .collect();
    format!("[{}]", shapes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn answers_are_told_by_their_shape() {
        for (answer, expected) in [
            (
                json!({"connected_account": {"id": "ca_1", "status": "DISCONNECTED", "scopes": ["a", "b", "c"],
                    "can_disconnect": true, "created_at": null, "last_error": {"code": "x", "message": "y", "at": 3}}}),
                "{connected_account: {id: text, status: REVOKED, scopes: 3 texts, can_disconnect: true, \
                 last_error: {code: text, message: text, at: other}}}",
            ),
            (
                json!({"connected_accounts": [{"id": "a", "status": "ACTIVE"}, {"id": "b", "status": "active"}, {}],
                    "next_page_token": ""}),
                "{connected_accounts: [2 × {id: text, status: ACTIVE}, {}], next_page_token: other}",
            ),
            (
                json!({"code": 16, "message": "m", "details": [{"error_code": "TOOL_ERROR",
                    "tool_error_info": {"execution_id": "e"}, "debug_info": {"stack": "s"}}]}),
                "{code: other, message: text, details: [{error_code: TOOL_ERROR, tool_error_info: {execution_id: text}}]}",
            ),
            (
                json!({"events": [], "link": {"a": 1}, "expiry": [{}]}),
                "{link: object, expiry: list, events: empty list}",
            ),
            (
                json!({"connected_account": {"status": "SUSPENDED", "access_token": "x"}}),
                "{connected_account: {status: text}}",
            ),
            (json!([]), "{}"),
            (json!(null), "{}"),
        ] {
            assert_eq!(shape(&answer), expected);
        }
    }

    /// Every field of the contract with the secret in it, and some that nobody knows.
    fn full_of(secret: &str, known: &[Field], form: u8) -> Value {
        let filled = |Field(name, kind): &Field| {
            let value = match (kind, form % 4) {
                (Kind::Object(inner), 0 | 1) => full_of(secret, inner, form),
                (Kind::Object(inner), 2) => json!([full_of(secret, inner, form)]),
                (_, 0) => json!(secret),
                (_, 1) => json!([secret, {secret: secret}]),
                (_, 2) => json!({secret: secret}),
                _ => json!([secret]),
            };
            ((*name).to_owned(), value)
        };
        let mut all: serde_json::Map<String, Value> = known.iter().map(filled).collect();
        for name in ["authorization_details", "access_token", "refresh_token", "api_config", "x", secret] {
            all.insert(name.to_owned(), json!({"access_token": secret, "oauth_token": [secret]}));
        }
        Value::Object(all)
    }

    proptest! {
        #[test]
        fn no_secret_comes_out(secret in "[A-Za-z0-9]{4}[0-9]{8}", form in 0u8..4) {
            let shape = shape(&full_of(&secret, ANSWER, form));
            prop_assert!(!shape.contains(&secret), "{}", shape);
            prop_assert!(!shape.contains("access_token") && !shape.contains("authorization_details"));
        }
    }
}
