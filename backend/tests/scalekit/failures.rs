//! What a browser is told of the service's failures, by the table that the tests of the handlers read as well.

use std::sync::{Arc, Mutex};

use axum::{
    Extension, Json, Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use connection_doctor_backend::{Person, router};
use serde_json::{Value, json};

use crate::{
    client::client_of,
    support::{Answer, Browser, edge},
};

const TABLE: &str = include_str!("../../../docs/backend/test/failures.json");

/// What the service says beside its words for programs.
const FOREIGN: &str = "foreign words";

/// Calls of the service's API by their names in the table.
const CALLS: [(&str, &str); 9] = [
    ("token", "POST /oauth/token"),
    ("list", "GET /api/v1/connected_accounts"),
    ("details", "GET /api/v1/connected_accounts/details"),
    ("auth", "GET /api/v1/connected_accounts/auth"),
    ("disconnect", "POST /api/v1/connected_accounts/ca_1:disconnect"),
    ("magic_link", "POST /api/v1/connected_accounts/magic_link"),
    ("execute_tool", "POST /api/v1/execute_tool"),
    ("verify", "POST /api/v1/connected_accounts/user/verify"),
    ("verified", "GET /api/v1/connected_accounts/details"),
];

/// A service that fails at one of its calls whenever that is made.
#[derive(Clone)]
struct Service {
    failing: &'static str,
    failure: (StatusCode, HeaderMap, String),
    /// What comes back with the person, of the last link.
    state: Arc<Mutex<Value>>,
}

async fn serve(State(service): State<Service>, request: Request) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    if call == service.failing {
        return service.failure.into_response();
    }
    let account = json!({ "id": "ca_1", "identifier": "mara", "connector": "gmail", "status": "ACTIVE" });
    Json(match call.rsplit('/').next().expect("a path") {
        "token" => json!({ "access_token": "token", "expires_in": 86399 }),
        "connected_accounts" => json!({ "connected_accounts": [account] }),
        "magic_link" => {
            let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body");
            let body: Value = serde_json::from_slice(&body).expect("a body");
            *service.state.lock().expect("a service that serves") = body["state"].clone();
            json!({ "link": "https://s.example/1", "expiry": "2026-11-22T12:10:00Z" })
        }
        _ => json!({ "connected_account": account }),
    })
    .into_response()
}

/// What the service answers in a row.
fn failure(row: &Value, provider_words: &Value) -> (StatusCode, HeaderMap, String) {
    let status = row["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    let headers = row["headers"].as_object().into_iter().flatten().map(|(name, value)| {
        let value = value.as_str().expect("a header").parse().expect("a header");
        (name.parse::<HeaderName>().expect("a header"), value)
    });
    let body = if let Some(error_code) = row["error_code"].as_str() {
        let mut detail = json!({ "error_code": error_code, "debug_info": FOREIGN });
        if error_code == "TOOL_ERROR" {
            detail["tool_error_info"] = row.get("tool_error_info").unwrap_or(provider_words).clone();
        }
        json!({ "code": row["number"], "message": FOREIGN, "details": [detail] }).to_string()
    } else if let Some(filler) = row["filler"].as_u64() {
        json!({ "filler": "x".repeat(usize::try_from(filler).expect("a length")) }).to_string()
    } else if let Some(text) = row["text"].as_str() {
        text.to_owned()
    } else {
        row["body"].to_string()
    };
    (StatusCode::from_u16(status).expect("a status"), headers.collect(), body)
}

/// What a browser is answered that makes a call which needs this one of the service's.
async fn told(name: &str, service: Service) -> Answer {
    let state = Arc::clone(&service.state);
    let client = client_of(Router::new().fallback(serve).with_state(service)).await;
    let contract = router(Arc::new(client), &edge());
    let person = Extension(Person::new("mara"));
    let mut browser = Browser::of(Router::new().nest("/v1/connect", contract).layer(person));
    let wish = json!({ "connection_name": "gmail" });
    match name {
        "token" | "list" => browser.get("/v1/connect/accounts").await,
        "details" => browser.get("/v1/connect/accounts/ca_1").await,
        "auth" => browser.poke("/v1/connect/accounts/ca_1/refresh").await,
        "disconnect" => browser.poke("/v1/connect/accounts/ca_1/disconnect").await,
        "magic_link" => browser.post("/v1/connect/authorization_link", wish).await,
        "execute_tool" => browser.run_tool("ca_1", "gmail_get_profile").await,
        _ => {
            browser.post("/v1/connect/authorization_link", wish).await;
            let state = state.lock().expect("a service that serves").clone();
            browser.post("/v1/connect/verify", json!({ "auth_request_id": "areq_1", "state": state })).await
        }
    }
}

#[tokio::test]
async fn each_failure_of_the_service_has_its_answer() {
    let table: Value = serde_json::from_str(TABLE).expect("a table");
    let (groups, words) = (&table["groups"], &table["provider_words"]);
    let no_words = json!({ "execution_id": "", "tool_error_code": "", "tool_error_message": "" });
    let mut wrong = Vec::new();
    for row in table["rows"].as_array().expect("rows") {
        let calls = row["calls"].as_str().map_or(&row["calls"], |group| &groups[group]);
        for name in calls.as_array().expect("calls") {
            let (name, failing) = *CALLS.iter().find(|call| name == call.0).expect("a call");
            let failure = failure(row, words);
            let answer = told(name, Service { failing, failure, state: Arc::default() }).await;
            let body = answer.json();
            let detail = &body["details"][0];
            let error_code = detail["error_code"].as_str().unwrap_or_default();
            let info = match (error_code, row.get("tool_error_info"), row.get("told_info")) {
                ("TOOL_ERROR", _, Some(told)) => told,
                ("TOOL_ERROR", None, None) => words,
                ("TOOL_ERROR", Some(_), None) => &no_words,
                _ => &Value::Null,
            };
            let is_right = json!([answer.status.as_u16(), body["code"], error_code]) == row["told"]
                && answer.header("retry-after") == row["retry_after"].as_str().unwrap_or_default()
                && detail["tool_error_info"] == *info
                && !answer.body.contains(FOREIGN);
            // Only a word of the contract's comes from the service.
            let theirs = row["error_code"].as_str().filter(|theirs| *theirs != error_code);
            if !is_right || theirs.is_some_and(|theirs| answer.body.contains(theirs)) {
                wrong.push(format!("{name}: {}: {} {}", row["when"], answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
