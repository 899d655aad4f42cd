//! What can be chosen on the consent page beside yes and no: all that breaks a way back.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, Browser, HOST, Hands};

const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The link of a sign-in to this account that returns to `/settings`.
async fn link(browser: &mut Browser, id: &str) -> String {
    browser.link(json!({ "connected_account_id": id, "return_url": "/settings" })).await
}

/// A person who has asked for a link for Gmail, where sign-ins must be verified.
async fn verifying() -> (Browser, String) {
    let mut browser = Browser::new();
    browser.post("/sandbox/scenario", json!({ "name": "everyday", "verify": true })).await;
    let link = link(&mut browser, "ca_gmail_expired").await;
    (browser, link)
}

/// What an answer that sends the person back tells the app.
fn told(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let url = Url::parse(answer.header("location")).expect("an address");
    assert_eq!((url.host_str(), url.path()), (Some("127.0.0.1"), "/settings"), "{url}");
    url.query_pairs().into_owned().collect()
}

fn names(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(name, _)| name.as_str()).collect()
}

async fn history(browser: &mut Browser, id: &str) -> Value {
    browser.get(&format!("/v1/connect/accounts/{id}/events")).await.json()
}

/// A page of the provider that leads nowhere.
fn assert_dead_end(answer: &Answer, title: &str) {
    assert_eq!((answer.status, answer.header("location")), (StatusCode::OK, ""), "{}", answer.body);
    assert!(answer.body.contains(&format!("<h1>{title}</h1>")), "{}", answer.body);
    assert!(answer.body.contains("Google"), "it is the provider's page");
    assert!(
        !answer.body.contains("<a ") && !answer.body.contains("<form") && !answer.body.contains("refresh")
    );
    assert_eq!((answer.header("content-security-policy"), answer.header("refresh")), (POLICY, ""));
}

#[tokio::test]
async fn access_can_be_given_as_another_account() {
    let mut browser = Browser::new();
    for (account, label) in [
        ("", "mara@northwind.example"),
        ("&account=1", "sales@northwind.example"),
        ("&account=", "sales@northwind.example"),
        ("", "sales@northwind.example"),
        ("&account=2", "support@northwind.example"),
        ("&account=3", "mara.lindt@mail.example"),
        ("&account=0", "mara@northwind.example"),
    ] {
        let link = link(&mut browser, "ca_gmail_expired").await;
        let answer = browser.submit(&link, &format!("answer=allow{account}")).await;
        assert_eq!(answer.header("location"), format!("http://{HOST}/settings"));
        assert_eq!(browser.account("ca_gmail_expired").await["account_label"], label, "{account}");
    }
}

#[tokio::test]
async fn the_page_offers_the_other_accounts_and_takes_no_unknown_one() {
    let mut browser = Browser::new();
    let link = link(&mut browser, "ca_gmail_expired").await;
    let page = browser.get(&link).await.body;
    assert!(page.contains(r#"<option value="">mara@northwind.example</option>"#), "{page}");
    assert!(page.contains(r#"<option value="1">sales@northwind.example</option>"#), "{page}");
    assert_eq!(page.matches("<option").count(), 4);
    let before = browser.account("ca_gmail_expired").await;
    for account in ["4", "-1", "sales@northwind.example"] {
        let answer = browser.submit(&link, &format!("answer=allow&account={account}")).await;
        assert_eq!(answer.error(), (400, 3, "INVALID_ARGUMENT".into()), "{account}");
    }
    browser.submit(&link, "answer=deny&account=1").await;
    assert_eq!(browser.account("ca_gmail_expired").await, before);
}

#[tokio::test]
async fn each_provider_says_in_its_own_way_that_an_admin_must_approve() {
    let mut browser = Browser::in_scenario("gallery").await;
    for (id, error, description) in [
        ("ca_gmail_expired", "admin_policy_enforced", ""),
        ("ca_googlecalendar_expired", "admin_policy_enforced", ""),
        (
            "ca_outlook_revoked",
            "access_denied",
            "AADSTS90094: An administrator of Northwind has set a policy",
        ),
        ("ca_slack_pending", "access_denied", "app_approval_request_pending"),
        ("ca_github_expired", "access_denied", "Although you appear to have the correct authorization"),
        ("ca_salesforce_error", "invalid_client", "app must be installed into org"),
        ("ca_notion_expired", "access_denied", ""),
    ] {
        let before = browser.account(id).await;
        let link = link(&mut browser, id).await;
        let told = told(&browser.submit(&link, "answer=approval").await);
        assert_eq!(told[0], ("error".to_owned(), error.to_owned()));
        if description.is_empty() {
            assert_eq!(names(&told), ["error", "state"], "{id}");
        } else {
            assert_eq!(names(&told), ["error", "error_description", "state"], "{id}");
            assert!(told[1].1.starts_with(description), "{told:?}");
        }
        assert_eq!(told[1].1.contains("\r\nTrace ID: "), id.contains("outlook"), "{told:?}");
        assert_eq!(browser.account(id).await, before);
        let event = &history(&mut browser, id).await["events"][0];
        assert_eq!((&event["kind"], &event["code"]), (&json!("authorization"), &json!(error)));
    }
}

#[tokio::test]
async fn a_provider_that_never_answers_leaves_the_link_open() {
    let mut browser = Browser::new();
    let link = link(&mut browser, "ca_gmail_expired").await;
    let before = (browser.account("ca_gmail_expired").await, history(&mut browser, "ca_gmail_expired").await);
    for form in ["answer=stall", "answer=stall&twice=1&account=9"] {
        assert_dead_end(&browser.submit(&link, form).await, "One moment…");
    }
    let after = (browser.account("ca_gmail_expired").await, history(&mut browser, "ca_gmail_expired").await);
    assert_eq!(after, before);
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    assert_eq!(browser.submit(&link, "answer=allow").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "ACTIVE");
}

#[tokio::test]
async fn an_answer_counts_although_nobody_is_sent_back() {
    let mut browser = Browser::new();
    for (form, status, outcome) in [
        ("answer=deny&stays=1", "EXPIRED", "failed"),
        ("answer=fail&stays=1&stateless=1&twice=1", "EXPIRED", "failed"),
        ("answer=approval&stays=1", "EXPIRED", "failed"),
        ("answer=allow&stays=1", "ACTIVE", "succeeded"),
    ] {
        let link = link(&mut browser, "ca_gmail_expired").await;
        assert_dead_end(&browser.submit(&link, form).await, "You can close this window");
        assert_eq!(browser.account("ca_gmail_expired").await["status"], status, "{form}");
        assert_eq!(
            history(&mut browser, "ca_gmail_expired").await["events"][0]["outcome"],
            outcome,
            "{form}"
        );
        assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    }
}

#[tokio::test]
async fn a_person_can_come_back_without_a_state() {
    let mut browser = Browser::new();
    for (form, told_names) in [
        ("answer=deny&stateless=1", ["error"].as_slice()),
        ("answer=fail&stateless=1", &["error", "error_description"]),
        ("answer=approval&stateless=1", &["error"]),
        ("answer=allow&stateless=1", &[]),
    ] {
        let link = link(&mut browser, "ca_gmail_expired").await;
        assert_eq!(names(&told(&browser.submit(&link, form).await)), told_names, "{form}");
    }
    let (mut browser, link) = verifying().await;
    assert_eq!(names(&told(&browser.submit(&link, "answer=allow&stateless=1").await)), ["auth_request_id"]);
    assert_eq!(browser.account("ca_gmail_expired").await["status"], "PENDING_VERIFICATION");
}

#[tokio::test]
async fn a_link_can_lead_back_to_the_same_address_again() {
    let hands = Hands::new();
    let mut browser = Browser::at(&hands);
    browser.post("/sandbox/scenario", json!({ "name": "everyday", "verify": true })).await;
    for (form, told_names) in [
        ("answer=deny&twice=1", ["error", "state"].as_slice()),
        ("answer=deny&twice=1&stateless=1", &["error"]),
        ("answer=allow&twice=1", &["auth_request_id", "state"]),
    ] {
        let link = link(&mut browser, "ca_gmail_expired").await;
        let first = told(&browser.submit(&link, form).await);
        assert_eq!(names(&first), told_names, "{form}");
        let then = browser.account("ca_gmail_expired").await;
        hands.forward(SignedDuration::from_mins(15));
        for again in [browser.get(&link).await, browser.submit(&link, "answer=fail").await] {
            assert_eq!(told(&again), first, "{form}");
            assert_eq!(again.header("content-security-policy"), POLICY);
        }
        assert_eq!(browser.account("ca_gmail_expired").await, then);
    }
}

#[tokio::test]
async fn an_address_that_comes_again_changes_nothing_again() {
    let (mut browser, link) = verifying().await;
    browser.submit(&link, "answer=allow&twice=1").await;
    for status in [StatusCode::OK, StatusCode::FORBIDDEN] {
        let told = told(&browser.get(&link).await);
        let verification = json!({ "auth_request_id": told[0].1, "state": told[1].1 });
        assert_eq!(browser.post("/v1/connect/verify", verification).await.status, status);
        assert_eq!(browser.account("ca_gmail_expired").await["status"], "ACTIVE");
    }
}

#[tokio::test]
async fn a_choice_is_ticked_or_left_out() {
    let mut browser = Browser::new();
    let link = link(&mut browser, "ca_gmail_expired").await;
    for choice in ["stays=yes", "stateless=0", "twice="] {
        let answer = browser.submit(&link, &format!("answer=allow&{choice}")).await;
        assert_eq!(answer.error(), (400, 3, "INVALID_ARGUMENT".into()), "{choice}");
    }
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_tie_to_the_opener_is_cut_on_request_only() {
    let mut browser = Browser::new();
    let tie = |answer: &Answer| answer.header("cross-origin-opener-policy").to_owned();
    for (query, policy) in [("", ""), ("?coop=0", ""), ("?coop=1", "same-origin")] {
        let link = link(&mut browser, "ca_gmail_expired").await;
        let address = format!("{link}{query}");
        let page = browser.get(&address).await;
        assert!(page.body.contains(r#"href="?coop=1""#) && !page.body.contains("action="), "{}", page.body);
        let stalled = browser.submit(&address, "answer=stall").await;
        let gone = browser.submit(&address, "answer=allow").await;
        let over = browser.get(&address).await;
        for (answer, status) in [
            (page, StatusCode::OK),
            (stalled, StatusCode::OK),
            (gone, StatusCode::SEE_OTHER),
            (over, StatusCode::GONE),
        ] {
            assert_eq!((answer.status, tie(&answer).as_str()), (status, policy), "{query}");
            assert_eq!(answer.header("content-security-policy"), POLICY);
        }
    }
    let link = link(&mut browser, "ca_gmail_expired").await;
    let closed = browser.poke(&format!("{link}?coop=1&answer=deny&stays=1")).await;
    assert_dead_end(&closed, "You can close this window");
    assert_eq!(tie(&closed), "same-origin");
}
