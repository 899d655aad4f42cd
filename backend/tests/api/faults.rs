//! What each fault looks like to the caller.

use std::time::Duration;

use axum::http::StatusCode;
use connection_doctor_backend::{Sandbox, Settings};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::Instant,
};

use crate::{
    app,
    support::{Browser, Hands},
};

const LIST: &str = "/v1/connect/accounts";

#[tokio::test]
async fn errors_have_the_contract_s_shape() {
    let mut browser = Browser::new();
    for (fault, error) in [
        ("status_401", (401, 16, "UNAUTHENTICATED")),
        ("status_401_tool_error", (401, 16, "TOOL_ERROR")),
        ("status_403", (403, 7, "PERMISSION_DENIED")),
        ("status_403_tool_error", (403, 7, "TOOL_ERROR")),
        ("status_404", (404, 5, "RESOURCE_NOT_FOUND")),
        ("status_429", (429, 8, "RATE_LIMITED")),
        ("status_429_retry_after", (429, 8, "RATE_LIMITED")),
        ("status_429_tool_error", (429, 8, "TOOL_ERROR")),
        ("status_500", (500, 13, "INTERNAL")),
        ("status_503", (503, 14, "UNAVAILABLE")),
        ("status_503_tool_error", (503, 14, "TOOL_ERROR")),
    ] {
        browser.order(json!({ "route": "list", "fault": fault })).await;
        let answer = browser.get(LIST).await;
        assert_eq!(answer.error(), (error.0, error.1, error.2.to_owned()), "{fault}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("retry-after"), if fault == "status_429_retry_after" { "2" } else { "" });
        let has_info = answer.json()["details"][0].get("tool_error_info").is_some();
        assert_eq!(has_info, fault.ends_with("_tool_error"), "{fault}");
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait_as_ordered() {
    let mut browser = Browser::new();
    for fault in ["status_429_retry_after", "status_429_tool_error"] {
        for (seconds, header) in [(7, "7"), (-7, "0")] {
            browser.order(json!({ "route": "list", "fault": fault, "seconds": seconds })).await;
            assert_eq!(browser.get(LIST).await.header("retry-after"), header, "{fault}");
        }
    }
}

#[tokio::test]
async fn a_tool_error_has_the_words_of_a_provider() {
    let mut browser = Browser::new();
    for (fault, code) in [
        ("status_401_tool_error", "UNAUTHENTICATED"),
        ("status_403_tool_error", "insufficientPermissions"),
        ("status_429_tool_error", "rateLimitExceeded"),
        ("status_503_tool_error", "backendError"),
    ] {
        browser.order(json!({ "route": "tools", "fault": fault })).await;
        let info = browser.run_tool("ca_slack_active", "slack_auth_test").await.json()["details"][0]
            ["tool_error_info"]
            .clone();
        assert_eq!(info["tool_error_code"], code);
        assert!(!info["tool_error_message"].as_str().unwrap().is_empty());
        assert!(info["execution_id"].as_str().unwrap().starts_with("exec_"));
    }
}

#[tokio::test]
async fn a_proxy_in_front_answers_with_a_page_of_its_own() {
    let mut browser = Browser::new();
    browser.order(json!({ "route": "list", "fault": "status_502" })).await;
    let answer = browser.get(LIST).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.body.contains("502 Bad Gateway"));
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
async fn a_clock_is_ahead_or_behind_and_all_else_as_it_is() {
    let mut browser = Browser::new();
    for (order, date) in [
        (json!({ "route": "list", "fault": "clock", "seconds": 600 }), "Sun, 22 Nov 2026 12:10:00 GMT"),
        (json!({ "route": "list", "fault": "clock", "seconds": -90 }), "Sun, 22 Nov 2026 11:58:30 GMT"),
        (json!({ "route": "list", "fault": "clock" }), "Sun, 22 Nov 2026 13:00:00 GMT"),
    ] {
        browser.order(order).await;
        let answer = browser.get(LIST).await;
        assert_eq!((answer.status, answer.header("date")), (StatusCode::OK, date));
        assert_eq!(answer.json()["connected_accounts"].as_array().unwrap().len(), 7);
    }
    browser.order(json!({ "route": "list", "fault": "clock", "seconds": i64::MAX })).await;
    assert_eq!(browser.get(LIST).await.error(), (400, 3, "INVALID_ARGUMENT".into()));
}

#[tokio::test]
async fn a_clock_that_is_off_is_the_only_one_on_the_wire() {
    let (head, _) = on_the_wire(json!({ "route": "list", "fault": "clock", "seconds": 600 })).await;
    let dates: Vec<_> = head.lines().filter(|line| line.to_lowercase().starts_with("date:")).collect();
    assert_eq!(dates, ["date: Sun, 22 Nov 2026 12:10:00 GMT"]);
}

#[tokio::test]
async fn a_cut_connection_breaks_in_the_middle_of_the_body() {
    let (head, body) = on_the_wire(json!({ "route": "list", "fault": "cut", "times": 1 })).await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
    assert!(body.starts_with(r#"{"connected_accounts":["#));
}

/// Head and body of the list with a fault, as a server sends them.
async fn on_the_wire(fault: Value) -> (String, String) {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).expect("a database in memory");
    let app = app(&sandbox, &Settings::default());
    let mut browser = Browser::of(app.clone());
    let is_cut = fault["fault"] == "cut";
    browser.order(fault).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(axum::serve(listener, app).into_future());
    // Where the connection is not asked to close, that it ends at all is the fault.
    let close = if is_cut { "" } else { "Connection: close\r\n" };
    let cookie = browser.cookie();
    let request = format!("GET {LIST} HTTP/1.1\r\nHost: {address}\r\n{close}Cookie: {cookie}\r\n\r\n");
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    connection.write_all(request.as_bytes()).await.expect("a request that leaves");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer of text");
    server.abort();

    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    (head.to_owned(), body.to_owned())
}
