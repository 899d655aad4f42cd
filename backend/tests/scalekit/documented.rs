//! What the client asks and what the fake answers, field by field against what the vendor publishes.
//!
//! `documented.json` has the fields and types of the calls, as `documented.py` reads them from the vendor's document
//! (commit 96ada4a of 2026-08-21).

use std::sync::{Arc, Mutex};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use connection_doctor_backend::{
    Clock, Person, Sandbox, Upstream,
    contract::{AccountQuery, ToolCall, Verification},
    fake_scalekit::FakeScalekit,
    upstream::{AuthorizationRequest, Target},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::client::client_of;

const DOCUMENTED: &str = include_str!("documented.json");

/// Calls that only the service's protobuf descriptors have, as a preview.
const PREVIEW: &str = ":disconnect";

/// A field that only the descriptors have.
const BEYOND: (&str, &str) = ("is_org_wide_credential", "boolean");

/// A call and its answer.
struct Exchange {
    call: String,
    query: Vec<String>,
    body: Value,
    answer: Value,
    is_success: bool,
}

type Exchanges = Arc<Mutex<Vec<Exchange>>>;

async fn record(State(exchanges): State<Exchanges>, request: Request, next: Next) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    let query = url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let query = query.map(|(name, _)| name.into_owned()).collect();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a step of the journey");
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let is_success = response.status().is_success();
    let (parts, answer) = response.into_parts();
    let answer = to_bytes(answer, usize::MAX).await.expect("a step of the journey");
    let json = |bytes: &Bytes| serde_json::from_slice(bytes).unwrap_or_default();
    let exchange = Exchange { call, query, body: json(&body), answer: json(&answer), is_success };
    exchanges.lock().expect("a step of the journey").push(exchange);
    Response::from_parts(parts, Body::from(answer))
}

/// Everything that the client does, once.
async fn journey(client: &impl Upstream, fake: &FakeScalekit) {
    let mara = Person::new("mara");
    fake.start_verifying(&mara).await.expect("a step of the journey");
    client.accounts(&mara, AccountQuery::default()).await.expect("a step of the journey");
    let only = AccountQuery { connection_name: Some("slack".to_owned()), page_token: None };
    client.accounts(&mara, only).await.expect("a step of the journey");
    let id = "ca_gmail_expired-mara";
    client.refresh(&mara, id).await.expect("a step of the journey");
    let call = ToolCall {
        connected_account_id: id.to_owned(),
        tool_name: "gmail_get_profile".to_owned(),
        tool_input: Default::default(),
    };
    client.execute_tool(&mara, call).await.expect("a step of the journey");
    for target in [Target::Account(id.to_owned()), Target::Connection("slack".to_owned())] {
        let request = AuthorizationRequest {
            target: target.clone(),
            scopes: Vec::new(),
            origin: "https://app.example".parse().expect("a step of the journey"),
            return_url: "https://app.example/settings".parse().expect("a step of the journey"),
            state: "state-1".to_owned(),
        };
        let link = client.authorization_link(&mara, request).await.expect("a step of the journey");
        let auth_request_id = fake.allow(&link.link).await.expect("a step of the journey");
        let verification = Verification { auth_request_id, state: "state-1".to_owned() };
        client.verify(&mara, verification, target).await.expect("a step of the journey");
    }
    client.disconnect(&mara, id).await.expect("a step of the journey");
}

#[tokio::test]
async fn requests_and_answers_have_documented_fields_only() {
    let documented: Value = serde_json::from_str(DOCUMENTED).unwrap();
    let fake = FakeScalekit::over(&Sandbox::in_memory(Clock::system()).unwrap());
    let exchanges = Exchanges::default();
    let client = client_of(fake.routes().layer(from_fn_with_state(exchanges.clone(), record))).await;
    journey(&client, &fake).await;
    let exchanges = exchanges.lock().unwrap();
    let mut calls: Vec<_> = exchanges.iter().map(|exchange| exchange.call.as_str()).collect();
    calls.sort_unstable();
    calls.dedup();
    assert_eq!(calls.len(), 8, "{calls:?}");
    for exchange in exchanges.iter().filter(|exchange| exchange.call != "POST /oauth/token") {
        assert!(exchange.is_success, "{}", exchange.call);
        if exchange.call.ends_with(PREVIEW) {
            continue;
        }
        let known = &documented[&exchange.call];
        assert!(known.is_object(), "{} is not documented", exchange.call);
        for name in &exchange.query {
            let names = known["query"].as_array().unwrap();
            assert!(names.contains(&json!(name)), "{}?{name}", exchange.call);
        }
        if !exchange.body.is_null() {
            assert_documented(&exchange.call, &exchange.body, &known["body"]);
        }
        assert_documented(&exchange.call, &exchange.answer, &known["answer"]);
    }
}

#[tokio::test]
async fn what_the_client_reads_is_documented() {
    let documented: Value = serde_json::from_str(DOCUMENTED).unwrap();
    let account = &documented["GET /api/v1/connected_accounts/details"]["answer"]["connected_account"];
    for field in [
        "id",
        "identifier",
        "connector",
        "provider",
        "status",
        "authorization_type",
        "updated_at",
        "last_used_at",
    ] {
        assert!(account.get(field).is_some(), "{field} is read and not documented");
    }
}

/// Whether a value has only documented fields, of the documented types.
fn assert_documented(place: &str, value: &Value, shape: &Value) {
    match (value, shape) {
        (Value::Object(fields), Value::Object(known)) => {
            for (name, field) in fields {
                let beyond = (name == BEYOND.0).then(|| Value::from(BEYOND.1));
                let shape = known.get(name).cloned().or(beyond);
                let shape = shape.unwrap_or_else(|| panic!("{place}: {name} is not documented"));
                assert_documented(&format!("{place} {name}"), field, &shape);
            }
        }
        (Value::Array(items), Value::Array(shapes)) => {
            items.iter().for_each(|item| assert_documented(place, item, &shapes[0]));
        }
        (value, Value::String(shape)) => assert!(is_of_type(value, shape), "{place}: {value} is no {shape}"),
        _ => panic!("{place}: {value} is not {shape}"),
    }
}

fn is_of_type(value: &Value, shape: &str) -> bool {
    match (shape, value) {
        ("string", Value::String(_)) | ("object", Value::Object(_)) | ("boolean", Value::Bool(_)) => true,
        ("int64", Value::Number(number)) => number.is_i64(),
        ("date-time", Value::String(text)) => text.parse::<Timestamp>().is_ok(),
        // The sandbox has a status more than the service.
        (words, Value::String(word)) if words.starts_with("one of ") => {
            word == "ERROR" || words.split(' ').any(|known| known == word)
        }
        _ => false,
    }
}
