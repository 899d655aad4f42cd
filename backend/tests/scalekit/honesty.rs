//! Secrets stay on the server: every answer that has one upstream is asked for, and everything that leaves is looked at.

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Method, Request},
};
use connection_doctor_backend::{
    Sandbox, Settings,
    fake_scalekit::{CLIENT, FakeScalekit, PLANTED},
};
use serde_json::json;

use crate::{
    app,
    support::{Answer, Browser, Hands},
};

/// Whatever is logged, however unimportant.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("an answer to look at").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_planted_upstream_reaches_an_answer_or_the_log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole program: what other tests log on other threads has to be as clean.
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber");
    let links = ask_for_everything().await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("called the connection service"), "the log was listened to");
    for line in log.lines() {
        assert_is_clean("the log", line);
        for link in &links {
            assert!(!line.contains(link), "a link is in the log: {line}");
        }
    }
}

/// Gives the links that were handed out, which are secrets too.
async fn ask_for_everything() -> Vec<String> {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).expect("an answer to look at");
    let mut browser = Browser::of(app(&sandbox, &Settings::default()));
    browser.post("/sandbox/scenario", json!({ "name": "everyday", "verify": true })).await;
    let mut answers = Vec::new();
    for path in
        ["accounts", "accounts/ca_gmail_expired", "accounts/ca_unknown", "accounts/ca_gmail_expired/events"]
    {
        answers.push(browser.get(&format!("/v1/connect/{path}")).await);
    }
    for id in ["ca_gmail_expired", "ca_outlook_revoked", "ca_unknown"] {
        answers.push(browser.poke(&format!("/v1/connect/accounts/{id}/refresh")).await);
    }
    for (id, tool) in [
        ("ca_slack_active", "slack_auth_test"),
        ("ca_outlook_revoked", "outlook_get_profile"),
        ("ca_slack_active", "slack_delete_everything"),
    ] {
        answers.push(browser.run_tool(id, tool).await);
    }
    answers.push(browser.poke("/v1/connect/accounts/ca_slack_active/disconnect").await);
    answers.push(browser.post("/v1/connect/authorization_link", json!({ "connection_name": "bank" })).await);
    let link = browser.post("/v1/connect/authorization_link", json!({ "connection_name": "notion" })).await;
    let address = link.json()["link"].as_str().expect("an answer to look at").to_owned();
    answers.push(link);
    let path = address.strip_prefix("http://127.0.0.1:8787").expect("an answer to look at");
    let back = browser.submit(path, "answer=allow").await;
    let back = url::Url::parse(back.header("location")).expect("an answer to look at");
    let query: std::collections::HashMap<_, _> = back.query_pairs().into_owned().collect();
    let verification = json!({ "auth_request_id": query["auth_request_id"], "state": query["state"] });
    let secrets = vec![address, query["auth_request_id"].clone(), query["state"].clone()];
    for verification in [json!({ "auth_request_id": "areq_0", "state": query["state"] }), verification] {
        answers.push(browser.post("/v1/connect/verify", verification).await);
    }
    let odd = Request::builder().method(Method::PUT).uri("/v1/connect/accounts");
    answers.push(browser.send(odd.body(Body::empty())).await);
    assert!(answers.iter().any(|answer| answer.status.is_success()));
    assert!(answers.iter().any(|answer| answer.status.as_u16() == 401 && answer.body.contains("TOOL_ERROR")));
    for answer in &answers {
        assert_answer_is_clean(answer);
    }
    secrets
}

fn assert_answer_is_clean(answer: &Answer) {
    assert_is_clean("a body", &answer.body);
    for value in answer.headers.values() {
        assert_is_clean("a header", value.to_str().expect("an answer to look at"));
    }
    for field in ["authorization_details", "api_config", "debug_info", "token_expires_at", "connection_id"] {
        assert!(!answer.body.contains(field), "{field} is passed on: {}", answer.body);
    }
}

fn assert_is_clean(what: &str, text: &str) {
    for secret in [PLANTED, CLIENT.1, "ya29.", "stack_entries"] {
        assert!(!text.contains(secret), "{what} tells {secret}: {text}");
    }
}

#[tokio::test]
async fn the_fake_is_full_of_what_must_not_leave() {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap();
    let fake = FakeScalekit::over(&sandbox);
    let mut browser = Browser::of(fake.routes());
    let raw = async |path: &str, browser: &mut Browser| {
        let request = Request::get(path).header("authorization", format!("Bearer {}", fake.token()));
        browser.send(request.body(Body::empty())).await.body
    };
    let account = raw("/api/v1/connected_accounts/auth?id=ca_slack_active-mara", &mut browser).await;
    assert!(account.contains("authorization_details") && account.contains(PLANTED), "{account}");
    let refused = raw("/api/v1/connected_accounts/details?id=ca_unknown", &mut browser).await;
    assert!(refused.contains("debug_info") && refused.contains(PLANTED), "{refused}");
}
