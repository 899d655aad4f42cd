//! An account whose token died without the service having noticed.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::Browser;

const GMAIL: (&str, &str) = ("ca_gmail_active", "gmail_get_profile");

#[tokio::test]
async fn a_dead_token_is_refused_until_a_refresh_brings_a_new_one() {
    let mut browser = Browser::in_scenario("gallery").await;
    browser.order(json!({ "route": "tools", "fault": "dead_token", "account": GMAIL.0 })).await;
    for _ in 0..2 {
        let answer = browser.run_tool(GMAIL.0, GMAIL.1).await;
        assert_eq!(answer.error(), (401, 16, "TOOL_ERROR".into()));
        let info = &answer.json()["details"][0]["tool_error_info"];
        assert_eq!(info["tool_error_code"], "invalid_grant");
        let events = browser.get(&format!("/v1/connect/accounts/{}/events", GMAIL.0)).await.json();
        assert_eq!(events["events"][0]["execution_id"], info["execution_id"]);
    }
    assert_eq!(browser.account(GMAIL.0).await["status"], "ACTIVE");
    assert_eq!(browser.run_tool("ca_slack_active", "slack_auth_test").await.status, StatusCode::OK);
    browser.poke("/v1/connect/accounts/ca_slack_active/refresh").await;
    assert_eq!(browser.run_tool(GMAIL.0, GMAIL.1).await.status, StatusCode::UNAUTHORIZED);

    let account = browser.poke(&format!("/v1/connect/accounts/{}/refresh", GMAIL.0)).await.account();
    assert_eq!(account["status"], "ACTIVE");
    assert_eq!(browser.run_tool(GMAIL.0, GMAIL.1).await.status, StatusCode::OK);
    assert_eq!(browser.get("/sandbox/faults").await.json(), json!({ "faults": [] }));
}

#[tokio::test]
async fn without_an_account_every_token_is_dead_until_the_first_new_one() {
    let mut browser = Browser::in_scenario("healthy").await;
    browser.order(json!({ "route": "tools", "fault": "dead_token" })).await;
    for (id, tool) in [GMAIL, ("ca_slack_active", "slack_auth_test")] {
        assert_eq!(browser.run_tool(id, tool).await.error(), (401, 16, "TOOL_ERROR".into()));
    }
    browser.poke("/v1/connect/accounts/ca_gmail_active/refresh").await;
    assert_eq!(browser.run_tool("ca_slack_active", "slack_auth_test").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_that_fails_shows_that_the_token_is_dead() {
    let mut browser = Browser::in_scenario("healthy").await;
    browser.order(json!({ "route": "tools", "fault": "dead_token" })).await;
    let path = "/v1/connect/accounts/ca_outlook_active/refresh";
    for _ in 0..2 {
        let account = browser.poke(path).await.account();
        assert_eq!(account["status"], "EXPIRED");
        assert!(account["last_error"]["message"].as_str().unwrap().starts_with("AADSTS700082"));
        let answer = browser.run_tool("ca_outlook_active", "outlook_get_profile").await;
        assert_eq!(answer.error(), (401, 16, "TOOL_ERROR".into()));
    }
}

#[tokio::test]
async fn signing_in_again_replaces_a_dead_token() {
    let mut browser = Browser::in_scenario("healthy").await;
    browser.order(json!({ "route": "tools", "fault": "dead_token" })).await;
    let link = browser.link(json!({ "connected_account_id": "ca_outlook_active" })).await;
    assert_eq!(browser.submit(&link, "answer=allow").await.status, StatusCode::SEE_OTHER);
    let answer = browser.run_tool("ca_outlook_active", "outlook_get_profile").await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_dead_token_lets_other_faults_through() {
    let mut browser = Browser::in_scenario("healthy").await;
    browser.order(json!({ "route": "tools", "fault": "status_503", "times": 1 })).await;
    browser.post("/sandbox/faults", json!({ "route": "any", "fault": "dead_token" })).await;
    let statuses = [browser.run_tool(GMAIL.0, GMAIL.1).await, browser.run_tool(GMAIL.0, GMAIL.1).await];
    assert_eq!(statuses.map(|answer| answer.status.as_u16()), [503, 401]);
}
