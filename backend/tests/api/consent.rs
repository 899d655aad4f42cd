//! Signing in: the consent page, each answer to it, and links that are over.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Browser, HOST, Hands};

const SEND: &str = "https://www.googleapis.com/auth/gmail.send";
const READ: &str = "https://www.googleapis.com/auth/gmail.readonly";

fn gmail() -> serde_json::Value {
    json!({ "connected_account_id": "ca_gmail_expired", "return_url": "/settings?tab=connections#gmail" })
}

fn checkboxes(page: &str) -> usize {
    page.matches(r#"type="checkbox" name="scope""#).count()
}

#[tokio::test]
async fn the_page_asks_for_each_scope_and_keeps_to_itself() {
    let mut browser = Browser::new();
    let link = browser.link(json!({ "connection_name": "gmail", "scopes": ["<b>extra", SEND] })).await;
    let page = browser.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(checkboxes(&page.body), 4, "three of the connection, and one more that was asked for");
    assert!(page.body.contains("&lt;b&gt;extra") && !page.body.contains("<b>extra"));
    assert!(page.body.contains("mara@northwind.example") && page.body.contains("Google"));
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.body.contains("<script") && !page.body.contains("style="));
    let style = browser.get("/sandbox/consent.css").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn a_provider_without_scopes_has_nothing_to_tick() {
    let mut browser = Browser::new();
    let link = browser.link(json!({ "connection_name": "notion" })).await;
    assert_eq!(checkboxes(&browser.get(&link).await.body), 0);
    browser.submit(&link, "answer=allow").await;
    let account = browser.account("ca_notion").await;
    assert_eq!((&account["status"], &account["scopes"]), (&json!("ACTIVE"), &json!(null)));
    assert_eq!(account["account_label"], "Northwind wiki");
}

#[tokio::test]
async fn allowing_mends_the_account() {
    let hands = Hands::new();
    let mut browser = Browser::at(&hands);
    let link = browser.link(gmail()).await;
    hands.forward(SignedDuration::from_secs(30));
    let form = format!("answer=allow&scope={READ}&scope={SEND}&scope=https://evil.example/never-asked-for");
    let answer = browser.submit(&link, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), format!("http://{HOST}/settings?tab=connections#gmail"));
    let account = browser.account("ca_gmail_expired").await;
    assert_eq!(
        (&account["status"], &account["updated_at"]),
        (&json!("ACTIVE"), &json!("2026-11-22T12:00:30Z"))
    );
    assert_eq!(account["scopes"], json!([READ, SEND]));
    assert!(account.get("last_error").is_none());
}

#[tokio::test]
async fn what_is_not_ticked_is_not_granted() {
    let mut browser = Browser::new();
    let link = browser.link(gmail()).await;
    browser.submit(&link, &format!("answer=allow&scope={READ}")).await;
    assert_eq!(browser.account("ca_gmail_expired").await["scopes"], json!([READ]));
    let link = browser.link(gmail()).await;
    browser.submit(&link, "answer=allow").await;
    assert_eq!(browser.account("ca_gmail_expired").await["scopes"], json!([]));
    let link = browser.link(gmail()).await;
    browser.poke(&format!("{link}?answer=allow")).await;
    assert_eq!(browser.account("ca_gmail_expired").await["scopes"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_no_and_a_failure_go_back_with_an_error_and_change_nothing() {
    let mut browser = Browser::in_scenario("gallery").await;
    for (id, form, error) in [
        ("ca_gmail_expired", "answer=deny", "error=access_denied&state="),
        ("ca_outlook_revoked", "answer=deny", "error=access_denied&error_description=AADSTS65004"),
        ("ca_slack_pending", "answer=fail", "error=server_error&error_description=The+authorization+server"),
    ] {
        let before = browser.account(id).await;
        let request = json!({ "connected_account_id": id, "return_url": "/settings?tab=connections#top" });
        let link = browser.link(request).await;
        let answer = browser.submit(&link, form).await;
        let location = answer.header("location");
        assert!(
            location.starts_with(&format!("http://{HOST}/settings?tab=connections&{error}")),
            "{location}"
        );
        assert!(location.contains("&state=") && location.ends_with("#top"), "{location}");
        assert_eq!(browser.account(id).await, before);
    }
}

#[tokio::test]
async fn a_link_works_once() {
    let mut browser = Browser::new();
    let link = browser.link(gmail()).await;
    assert_eq!(browser.submit(&link, "answer=perhaps").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.submit(&link, "answer=deny").await.status, StatusCode::SEE_OTHER);
    for answer in [browser.submit(&link, "answer=allow").await, browser.get(&link).await] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(
            answer.body.contains("no longer works")
                && answer.body.contains("/settings?tab=connections#gmail")
        );
    }
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "EXPIRED");
}

#[tokio::test]
async fn a_link_works_for_ten_minutes() {
    let hands = Hands::new();
    let mut browser = Browser::at(&hands);
    let link = browser.link(gmail()).await;
    hands.forward(SignedDuration::from_secs(599));
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    hands.forward(SignedDuration::from_secs(1));
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    assert_eq!(browser.submit(&link, "answer=allow").await.status, StatusCode::GONE);
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "EXPIRED");
}

#[tokio::test]
async fn a_link_that_never_was_leads_home() {
    let answer = Browser::new().get("/sandbox/consent/0123").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.body.contains(r#"href="/""#));
}
