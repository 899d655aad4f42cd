//! The sandbox's own calls.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::Browser;

#[tokio::test]
async fn a_scenario_starts_the_world_anew() {
    let mut browser = Browser::new();
    let answer = browser.get("/sandbox/scenario").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let scenarios = json!(["everyday", "gallery", "healthy", "empty", "many"]);
    assert_eq!(answer.json(), json!({ "name": "everyday", "verify": false, "scenarios": scenarios }));
    for (name, first_page) in [("everyday", 7), ("gallery", 20), ("healthy", 7), ("empty", 0), ("many", 20)] {
        browser.order(json!({ "route": "any", "fault": "status_500" })).await;
        let answer = browser.post("/sandbox/scenario", json!({ "name": name, "verify": true })).await;
        assert_eq!(answer.json(), json!({ "name": name, "verify": true, "scenarios": scenarios }));
        let page = browser.get("/v1/connect/accounts").await.json();
        assert_eq!(page["connected_accounts"].as_array().unwrap().len(), first_page, "{name}");
    }
    for body in [json!({ "name": "nonsense" }), json!({ "name": "empty", "verifi": true }), json!({})] {
        assert_eq!(
            browser.post("/sandbox/scenario", body).await.error(),
            (400, 3, "INVALID_ARGUMENT".into())
        );
    }
}

#[tokio::test]
async fn people_have_worlds_of_their_own() {
    let mut one = Browser::in_scenario("empty").await;
    let mut other = one.somebody_else();
    other.order(json!({ "route": "any", "fault": "status_500" })).await;
    assert_ne!(one.cookie(), other.cookie());
    assert_eq!(one.get("/v1/connect/accounts").await.json()["connected_accounts"], json!([]));
    assert_eq!(other.get("/v1/connect/accounts").await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_status_can_be_set() {
    let mut browser = Browser::in_scenario("gallery").await;
    for word in ["EXPIRED", "ERROR", "REVOKED", "PENDING", "PENDING_VERIFICATION", "SUSPENDED", "ACTIVE"] {
        let account =
            browser.post("/sandbox/accounts/ca_slack_pending", json!({ "status": word })).await.account();
        assert_eq!(account["status"], word);
        assert_eq!(account.get("last_error").is_some(), matches!(word, "EXPIRED" | "ERROR"), "{word}");
        assert_eq!(browser.account("ca_slack_pending").await, account);
    }
    assert_eq!(browser.account("ca_slack_pending").await["scopes"].as_array().unwrap().len(), 3);
    let answer =
        browser.post("/sandbox/accounts/ca_slack_active", json!({ "status": "NOT_CONNECTED" })).await;
    assert_eq!(answer.error(), (400, 3, "INVALID_ARGUMENT".into()));
    let answer = browser.post("/sandbox/accounts/ca_slack_nothing", json!({ "status": "ACTIVE" })).await;
    assert_eq!(answer.error(), (404, 5, "RESOURCE_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_server_says_that_it_is_well() {
    let answer = Browser::new().get("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok"));
    assert_eq!(answer.header("set-cookie"), "");
}
