//! Binding a sign-in to the person who started it.

use std::collections::HashMap;

use axum::http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Browser, Hands};

/// A person who has allowed access, and what came back in the address.
pub(crate) async fn allowed() -> (Browser, Value) {
    let mut browser = Browser::at(&Hands::new());
    browser.post("/sandbox/scenario", json!({ "name": "everyday", "verify": true })).await;
    let link = browser.link(json!({ "connection_name": "gmail", "return_url": "/settings" })).await;
    let answer = browser.poke(&format!("{link}?answer=allow")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let url = Url::parse(answer.header("location")).expect("an address");
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(query.len(), 2, "{url}");
    (browser, json!({ "auth_request_id": query["auth_request_id"], "state": query["state"] }))
}

#[tokio::test]
async fn a_sign_in_counts_once_it_is_verified() {
    let (mut browser, verification) = allowed().await;
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "PENDING_VERIFICATION");
    let account = browser.post("/v1/connect/verify", verification.clone()).await.account();
    assert_eq!(account["status"], "ACTIVE");
    let again = browser.post("/v1/connect/verify", verification).await;
    assert_eq!(again.error(), (403, 7, "PERMISSION_DENIED".to_owned()), "a state is good for once");
    let events = browser.get("/v1/connect/accounts/ca_gmail_expired/events").await.json();
    let kinds: Vec<_> =
        events["events"].as_array().unwrap().iter().take(2).map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["verify", "authorization"]);
}

#[tokio::test]
async fn nobody_else_can_verify_it() {
    let (mut browser, verification) = allowed().await;
    let forbidden = (403, 7, "PERMISSION_DENIED".to_owned());
    let mut other = browser.somebody_else();
    assert_eq!(other.post("/v1/connect/verify", verification.clone()).await.error(), forbidden);
    let mut wrong_state = verification.clone();
    wrong_state["state"] = json!("another");
    assert_eq!(browser.post("/v1/connect/verify", wrong_state).await.error(), forbidden);
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "PENDING_VERIFICATION");
    assert_eq!(browser.post("/v1/connect/verify", verification).await.account()["status"], "ACTIVE");
}

#[tokio::test]
async fn what_is_not_waiting_cannot_be_verified() {
    let (mut browser, verification) = allowed().await;
    let unknown = json!({ "auth_request_id": "areq_0", "state": verification["state"] });
    let answer = browser.post("/v1/connect/verify", unknown).await;
    assert_eq!(answer.error(), (404, 5, "RESOURCE_NOT_FOUND".into()));
    let answer = browser.post("/v1/connect/verify", verification).await;
    assert_eq!(answer.error().0, 403, "a state that was answered is spent");
    let (mut browser, verification) = allowed().await;
    browser.post("/sandbox/accounts/ca_gmail_expired", json!({ "status": "REVOKED" })).await;
    let answer = browser.post("/v1/connect/verify", verification).await;
    assert_eq!(answer.error(), (400, 9, "FAILED_PRECONDITION".into()));
}

#[tokio::test]
async fn sign_ins_that_are_never_finished_do_not_pile_up_in_the_browser() {
    let mut browser = Browser::new();
    for begun in 1..=20 {
        browser.link(json!({ "connection_name": "gmail" })).await;
        let cookies = browser.cookie();
        assert_eq!(cookies.matches("connection_doctor_state_").count(), begun.min(4), "{cookies}");
    }
}
