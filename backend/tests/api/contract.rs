//! Every call of the contract, when nothing goes wrong and when the caller does.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use connection_doctor_backend::{BASE_PATH, Clock, Sandbox, Settings, router};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    app,
    support::{Browser, Hands, edge},
};

fn ids(page: &Value) -> Vec<Option<&str>> {
    let accounts = page["connected_accounts"].as_array().expect("a list");
    accounts.iter().map(|account| account["id"].as_str()).collect()
}

#[tokio::test]
async fn somebody_new_has_an_everyday_list() {
    let mut browser = Browser::new();
    let answer = browser.get("/v1/connect/accounts").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let page = answer.json();
    assert_eq!(page["next_page_token"], "");
    let mut ids = ids(&page);
    ids.sort_unstable();
    let expected = [
        None,
        Some("ca_github_active"),
        Some("ca_gmail_expired"),
        Some("ca_googlecalendar_active"),
        Some("ca_outlook_revoked"),
        Some("ca_salesforce_error"),
        Some("ca_slack_active"),
    ];
    assert_eq!(ids, expected);
    let offer = page["connected_accounts"].as_array().unwrap().iter().find(|account| account["id"].is_null());
    let offer = offer.expect("a connection that is not connected");
    assert_eq!(offer["status"], "NOT_CONNECTED");
    assert_eq!(offer["scopes"], Value::Null);
    assert!(offer.get("last_used_at").is_none());
}

#[tokio::test]
async fn the_list_comes_in_pages_and_by_connection() {
    let mut browser = Browser::in_scenario("gallery").await;
    let mut seen = 0;
    let mut token = String::new();
    loop {
        let page = browser.get(&format!("/v1/connect/accounts?page_token={token}")).await.json();
        let accounts = ids(&page).len();
        seen += accounts;
        token = page["next_page_token"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        assert_eq!(accounts, 20);
    }
    assert_eq!(seen, 7 * 7 + 5);

    let page = browser.get("/v1/connect/accounts?connection_name=slack").await.json();
    assert_eq!(ids(&page).len(), 8);
    assert!(ids(&page).contains(&Some("ca_slack_org_wide")));
    let page = browser.get("/v1/connect/accounts?connection_name=nothing").await.json();
    assert!(ids(&page).is_empty());
    let answer = browser.get("/v1/connect/accounts?page_token=x").await;
    assert_eq!(answer.error(), (400, 3, "INVALID_ARGUMENT".into()));
}

#[tokio::test]
async fn one_account_tells_all_about_itself() {
    let mut browser = Browser::in_scenario("gallery").await;
    let account = browser.account("ca_outlook_expired").await;
    assert_eq!(account["status"], "EXPIRED");
    assert_eq!(account["provider"], "OUTLOOK");
    assert_eq!(account["account_label"], "mara@northwind.example");
    assert_eq!(account["test_tool"], "outlook_get_profile");
    assert_eq!(account["can_disconnect"], true);
    assert!(account["last_error"]["message"].as_str().unwrap().starts_with("AADSTS700082"));
    assert_eq!(browser.account("ca_notion_active").await["scopes"], Value::Null);
    assert_eq!(browser.account("ca_github_unknown").await["status"], "SUSPENDED");
    let org_wide = browser.account("ca_slack_org_wide").await;
    assert_eq!(
        (&org_wide["is_org_wide_credential"], &org_wide["can_disconnect"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn an_account_of_somebody_else_is_not_found() {
    let mut owner = Browser::new();
    let path = "/v1/connect/accounts/ca_github";
    owner.post("/sandbox/scenario", json!({ "name": "empty" })).await;
    owner.link(json!({ "connection_name": "github" })).await;
    assert_eq!(owner.get(path).await.status, StatusCode::OK);

    let mut other = owner.somebody_else();
    let not_found = (404, 5, "RESOURCE_NOT_FOUND".to_owned());
    assert_eq!(other.get(path).await.error(), not_found);
    assert_eq!(other.get(&format!("{path}/events")).await.error(), not_found);
    assert_eq!(other.poke(&format!("{path}/refresh")).await.error(), not_found);
    assert_eq!(other.poke(&format!("{path}/disconnect")).await.error(), not_found);
    let by_id = json!({ "connected_account_id": "ca_github" });
    assert_eq!(other.post("/v1/connect/authorization_link", by_id).await.error(), not_found);
    let call =
        json!({ "connected_account_id": "ca_github", "tool_name": "github_get_user", "tool_input": {} });
    assert_eq!(other.post("/v1/connect/tools/execute", call).await.error(), not_found);
    assert_eq!(
        other.post("/sandbox/accounts/ca_github", json!({ "status": "ACTIVE" })).await.error(),
        not_found
    );
}

#[tokio::test]
async fn a_refresh_works_or_leaves_the_account_expired() {
    let hands = Hands::new();
    let mut browser = Browser::at(&hands);
    browser.post("/sandbox/scenario", json!({ "name": "gallery" })).await;
    hands.forward(SignedDuration::from_secs(60));

    let gmail = browser.poke("/v1/connect/accounts/ca_gmail_expired/refresh").await.account();
    assert_eq!((&gmail["status"], &gmail["updated_at"]), (&json!("ACTIVE"), &json!("2026-11-22T12:01:00Z")));
    assert!(gmail.get("last_error").is_none() && gmail.get("status_reason").is_none());
    assert_eq!(browser.account("ca_gmail_expired").await, gmail);

    let outlook = browser.poke("/v1/connect/accounts/ca_outlook_expired/refresh").await.account();
    assert_eq!(
        (&outlook["status"], &outlook["last_error"]["at"]),
        (&json!("EXPIRED"), &json!("2026-11-22T12:01:00Z"))
    );

    let revoked = browser.account("ca_gmail_revoked").await;
    assert_eq!(browser.poke("/v1/connect/accounts/ca_gmail_revoked/refresh").await.account(), revoked);
    let shared = browser.poke("/v1/connect/accounts/ca_slack_org_wide/refresh").await.account();
    assert_eq!((&shared["status"], &shared["can_disconnect"]), (&json!("EXPIRED"), &json!(false)));
    let pending = browser.poke("/v1/connect/accounts/ca_gmail_pending/refresh").await;
    assert_eq!(pending.error(), (400, 9, "FAILED_PRECONDITION".into()));
}

#[tokio::test]
async fn disconnecting_needs_leave_and_may_be_repeated() {
    let mut browser = Browser::in_scenario("gallery").await;
    for _ in 0..2 {
        let account = browser.poke("/v1/connect/accounts/ca_slack_active/disconnect").await.account();
        assert_eq!((&account["status"], &account["can_disconnect"]), (&json!("REVOKED"), &json!(false)));
        assert_eq!(account["status_reason"], "The person disconnected it in the app.");
    }
    for id in ["ca_slack_org_wide", "ca_slack_pending"] {
        let answer = browser.poke(&format!("/v1/connect/accounts/{id}/disconnect")).await;
        assert_eq!(answer.error(), (403, 7, "PERMISSION_DENIED".into()), "{id}");
    }
}

#[tokio::test]
async fn a_tool_runs_only_where_it_may_and_tells_of_a_refused_token() {
    let mut browser = Browser::in_scenario("gallery").await;
    let call =
        |id: &str, tool: &str| json!({ "connected_account_id": id, "tool_name": tool, "tool_input": {} });
    let path = "/v1/connect/tools/execute";

    let answer = browser.post(path, call("ca_gmail_active", "gmail_get_profile")).await;
    let executed = answer.json()["execution_id"].as_str().unwrap().to_owned();
    let events = browser.get("/v1/connect/accounts/ca_gmail_active/events").await.json();
    assert_eq!(events["events"][0]["execution_id"], executed);
    assert_eq!(browser.account("ca_gmail_active").await["last_used_at"], "2026-11-22T12:00:00Z");

    let answer = browser.post(path, call("ca_gmail_expired", "gmail_get_profile")).await;
    assert_eq!(answer.error(), (401, 16, "TOOL_ERROR".into()));
    let info = &answer.json()["details"][0]["tool_error_info"];
    assert_eq!(info["tool_error_code"], "invalid_grant");
    let events = browser.get("/v1/connect/accounts/ca_gmail_expired/events").await.json();
    assert_eq!(events["events"][0]["execution_id"], info["execution_id"]);
    assert_eq!(events["events"][0]["outcome"], "failed");

    let answer = browser.post(path, call("ca_gmail_active", "gmail_send_email")).await;
    assert_eq!(answer.error(), (403, 7, "PERMISSION_DENIED".into()));
    let wrong =
        json!({ "connected_account_id": "ca_gmail_active", "tool_name": "x", "tool_input": "all of it" });
    assert_eq!(browser.post(path, wrong).await.error(), (400, 3, "INVALID_ARGUMENT".into()));
}

#[tokio::test]
async fn the_history_begins_with_the_newest() {
    let mut browser = Browser::new();
    let path = "/v1/connect/accounts/ca_gmail_expired";
    browser.poke(&format!("{path}/refresh")).await;
    let events = browser.get(&format!("{path}/events")).await.json();
    let kinds: Vec<_> = events["events"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    assert_eq!(
        kinds,
        ["token_refresh", "token_refresh", "tool_execution", "authorization", "authorization_link"]
    );
    let outcomes: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|event| &event["outcome"]).collect();
    assert_eq!(outcomes[..2], ["succeeded", "failed"]);
    let times: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|event| event["at"].as_str()).collect();
    assert!(times.iter().rev().is_sorted());
}

#[tokio::test]
async fn a_link_is_for_one_thing_and_comes_back_to_the_caller() {
    let mut browser = Browser::new();
    let refused = [
        json!({}),
        json!({ "connected_account_id": "ca_gmail_expired", "connection_name": "gmail" }),
        json!({ "connection_name": "gmail", "return_url": "https://evil.example/" }),
        json!({ "connection_name": "gmail", "return_url": "//evil.example/" }),
        json!({ "connection_name": "gmail", "return_url": "javascript:alert(1)" }),
        json!({ "connection_name": "gmail", "scopes": ["two words"] }),
        json!({ "connection_name": "gmail", "scopes": [""] }),
        json!({ "connection_name": "gmail", "scopes": "one" }),
    ];
    for body in refused {
        let answer = browser.post("/v1/connect/authorization_link", body.clone()).await;
        assert_eq!(answer.error(), (400, 3, "INVALID_ARGUMENT".into()), "{body}");
    }
    let unknown = browser.post("/v1/connect/authorization_link", json!({ "connection_name": "fax" })).await;
    assert_eq!(unknown.error(), (404, 5, "RESOURCE_NOT_FOUND".into()));

    let request = Request::post("/v1/connect/authorization_link")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin")
        .header(header::ORIGIN, "https://app.example")
        .body(Body::from(r#"{"connection_name":"gmail","return_url":"https://app.example/settings"}"#));
    let link = browser.send(request).await.json();
    assert!(link["link"].as_str().unwrap().starts_with("https://app.example/sandbox/consent/"), "{link}");
    assert_eq!(link["expiry"], "2026-11-22T12:10:00Z");
}

#[tokio::test]
async fn a_link_changes_nothing_but_a_connection_that_is_new() {
    let mut browser = Browser::in_scenario("gallery").await;
    for id in ["ca_gmail_expired", "ca_gmail_revoked", "ca_gmail_active", "ca_gmail_pending"] {
        let before = browser.account(id).await;
        browser.link(json!({ "connected_account_id": id })).await;
        assert_eq!(browser.account(id).await, before);
    }
    browser.link(json!({ "connection_name": "notion" })).await;
    let notion = browser.account("ca_notion").await;
    assert_eq!(notion["status"], "PENDING");
    assert!(notion.get("last_used_at").is_none());
    let shared = json!({ "connected_account_id": "ca_slack_org_wide" });
    let answer = browser.post("/v1/connect/authorization_link", shared).await;
    assert_eq!(answer.error(), (403, 7, "PERMISSION_DENIED".into()));
}

#[tokio::test]
async fn what_is_not_the_contract_is_refused_in_its_own_shape() {
    let mut browser = Browser::new();
    assert_eq!(browser.get("/v1/connect/nothing").await.error(), (404, 5, "RESOURCE_NOT_FOUND".into()));
    let wrong_method = browser.get("/v1/connect/verify").await;
    assert_eq!(wrong_method.error(), (405, 12, "METHOD_NOT_ALLOWED".into()));
    let json = |body: String| {
        Request::post("/v1/connect/verify")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
    };
    assert_eq!(browser.send(json("{".into())).await.error(), (400, 3, "INVALID_ARGUMENT".into()));
    let large = format!(r#"{{"state":"{}"}}"#, "x".repeat(20_000));
    assert_eq!(browser.send(json(large)).await.error(), (413, 3, "INVALID_ARGUMENT".into()));
}

#[tokio::test]
async fn without_a_session_there_is_nobody() {
    let sandbox = Sandbox::in_memory(Clock::system()).unwrap();
    let contract = axum::Router::new().nest(BASE_PATH, router(std::sync::Arc::new(sandbox), &edge()));
    let answer = Browser::of(contract).get("/v1/connect/accounts").await;
    assert_eq!(answer.error(), (401, 16, "UNAUTHENTICATED".into()));
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_a_reset_everything() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sandbox.sqlite3");
    let start = || Sandbox::open(&path, Hands::new().clock()).unwrap();

    let mut browser = Browser::of(app(&start(), &Settings::default()));
    browser.poke("/v1/connect/accounts/ca_gmail_expired/refresh").await;
    browser.order(json!({ "route": "list", "fault": "status_503" })).await;
    let link = browser.link(json!({ "connection_name": "notion" })).await;

    let mut browser = browser.moved_to(app(&start(), &Settings::default()));
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "ACTIVE");
    assert_eq!(browser.get("/v1/connect/accounts").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.submit(&link, "answer=allow").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.account("ca_notion").await["status"], "ACTIVE");

    let sandbox = start();
    sandbox.reset().unwrap();
    let mut browser = browser.moved_to(app(&sandbox, &Settings::default()));
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "EXPIRED");
    assert_eq!(browser.get("/v1/connect/accounts").await.status, StatusCode::OK);
}
