//! What each fault looks like to the caller.

use std::time::Duration;

use axum::http::StatusCode;
use connection_doctor_backend::{Sandbox, Settings, app};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};

use crate::support::{Browser, Hands};

const LIST: &str = "/v1/connect/accounts";

#[tokio::test]
async fn errors_have_the_contract_s_shape() {
    let mut browser = Browser::new();
    for (fault, error) in [
        ("status_401", (401, 16, "UNAUTHENTICATED")),
        ("status_401_tool_error", (401, 16, "TOOL_ERROR")),
        ("status_403", (403, 7, "PERMISSION_DENIED")),
        ("status_404", (404, 5, "RESOURCE_NOT_FOUND")),
        ("status_429", (429, 8, "RATE_LIMITED")),
        ("status_429_retry_after", (429, 8, "RATE_LIMITED")),
        ("status_500", (500, 13, "INTERNAL")),
        ("status_503", (503, 14, "UNAVAILABLE")),
    ] {
        browser.order(json!({ "route": "list", "fault": fault })).await;
        let answer = browser.get(LIST).await;
        assert_eq!(answer.error(), (error.0, error.1, error.2.to_owned()), "{fault}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("retry-after"), if fault == "status_429_retry_after" { "2" } else { "" });
        let has_info = answer.json()["details"][0].get("tool_error_info").is_some();
        assert_eq!(has_info, fault == "status_401_tool_error");
    }
    browser.order(json!({ "route": "list", "fault": "status_429_retry_after", "seconds": 7 })).await;
    assert_eq!(browser.get(LIST).await.header("retry-after"), "7");
}

#[tokio::test]
async fn bodies_can_be_wrong() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "list", "fault": "wrong_content_type" })).await;
    let answer = browser.get(LIST).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));

    browser.order(json!({ "route": "list", "fault": "broken_json" })).await;
    let answer = browser.get(LIST).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert!(serde_json::from_str::<Value>(&answer.body).is_err_and(|error| error.is_eof()));

    browser.order(json!({ "route": "list", "fault": "huge_body" })).await;
    let answer = browser.get(LIST).await;
    assert!(answer.body.len() > 5 * 1024 * 1024);
    assert_eq!(answer.json()["connected_accounts"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn bodies_can_say_too_little_or_too_much() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "any", "fault": "unknown_status" })).await;
    let page = browser.get(LIST).await.json();
    assert!(
        page["connected_accounts"].as_array().unwrap().iter().all(|account| account["status"] == "SUSPENDED")
    );
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "SUSPENDED");

    browser.order(json!({ "route": "any", "fault": "credentials" })).await;
    let page = browser.get(LIST).await.json();
    let token = |account: &Value| account["authorization_details"]["oauth_token"]["access_token"].is_string();
    assert!(page["connected_accounts"].as_array().unwrap().iter().all(token));
    assert!(token(&browser.account("ca_gmail_expired").await));
}

#[tokio::test]
async fn a_fault_hits_its_route_for_its_times_and_the_newest_goes_first() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "list", "fault": "status_500", "times": 1 })).await;
    let faults =
        browser.post("/sandbox/faults", json!({ "route": "any", "fault": "status_404", "times": 2 })).await;
    assert_eq!(
        faults.json()["faults"],
        json!([
            { "route": "any", "fault": "status_404", "times": 2 },
            { "route": "list", "fault": "status_500", "times": 1 },
        ])
    );
    assert_eq!(browser.get("/v1/connect/accounts/ca_gmail_expired").await.status, 404);
    assert_eq!(browser.get(LIST).await.status, 404);
    assert_eq!(browser.get("/v1/connect/accounts/ca_gmail_expired").await.status, 200);
    assert_eq!(browser.get(LIST).await.status, 500);
    assert_eq!(browser.get(LIST).await.status, 200);
    assert_eq!(browser.get("/sandbox/faults").await.json(), json!({ "faults": [] }));
    let typo =
        browser.post("/sandbox/faults", json!({ "route": "list", "fault": "status_500", "time": 1 })).await;
    assert_eq!(typo.error(), (400, 3, "INVALID_ARGUMENT".into()));
}

#[tokio::test]
async fn every_route_can_be_hit_alone() {
    let mut browser = Browser::new();
    let account = "/v1/connect/accounts/ca_gmail_expired";
    let routes = [
        ("list", "GET", LIST.to_owned()),
        ("account", "GET", account.to_owned()),
        ("events", "GET", format!("{account}/events")),
        ("refresh", "POST", format!("{account}/refresh")),
        ("disconnect", "POST", format!("{account}/disconnect")),
        ("authorization_link", "POST", "/v1/connect/authorization_link".to_owned()),
        ("tools", "POST", "/v1/connect/tools/execute".to_owned()),
        ("verify", "POST", "/v1/connect/verify".to_owned()),
    ];
    for (hit, ..) in &routes {
        browser.order(json!({ "route": hit, "fault": "status_503" })).await;
        for (route, method, path) in &routes {
            let answer = if *method == "GET" { browser.get(path).await } else { browser.poke(path).await };
            assert_eq!(answer.status == StatusCode::SERVICE_UNAVAILABLE, route == hit, "{hit} {route}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn latency_only_takes_time() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "list", "fault": "latency", "millis": 700 })).await;
    let start = Instant::now();
    assert_eq!(browser.get(LIST).await.status, StatusCode::OK);
    assert!((700..1000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_timeout_answers_nothing_for_two_minutes() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "list", "fault": "timeout" })).await;
    let start = Instant::now();
    assert_eq!(browser.get(LIST).await.error(), (504, 4, "DEADLINE_EXCEEDED".into()));
    assert!(start.elapsed() >= Duration::from_secs(120), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_cut_connection_breaks_in_the_middle_of_the_body() {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap();
    let app = app(&sandbox, &Settings::default());
    let mut browser = Browser::of(app.clone());
    browser.order(json!({ "route": "list", "fault": "cut", "times": 1 })).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, app).into_future());
    let request = format!("GET {LIST} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n", browser.cookie());
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    // The connection was not asked to close, so that it ends at all is the fault.
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    server.abort();

    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
    assert!(body.starts_with(r#"{"connected_accounts":["#));
}
