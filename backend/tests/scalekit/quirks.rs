//! What the service does otherwise than one would think.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use connection_doctor_backend::{
    Person, Sandbox, Upstream, UpstreamError,
    contract::{AccountQuery, Status, ToolCall, Verification},
    fake_scalekit::{FakeScalekit, upstream},
    upstream::{AuthorizationRequest, Target, scalekit::Backoff},
};
use jiff::SignedDuration;
use serde_json::json;

use crate::{
    app,
    support::{Browser, Hands},
};

const QUICK: Backoff = Backoff { base: Duration::from_millis(1), attempts: 3 };

/// The client and the fake that it talks to, without the contract.
fn client(hands: &Hands) -> (Arc<dyn Upstream>, FakeScalekit) {
    let fake = FakeScalekit::over(&Sandbox::in_memory(hands.clock()).expect("a fake that works"));
    (Arc::new(upstream(&fake, QUICK).expect("a fake that works")), fake)
}

fn request(target: Target) -> AuthorizationRequest {
    AuthorizationRequest {
        target,
        scopes: Vec::new(),
        origin: "https://app.example".parse().expect("a fake that works"),
        return_url: "https://app.example/settings".parse().expect("a fake that works"),
        state: "state-1".to_owned(),
    }
}

#[tokio::test]
async fn an_id_that_the_service_fails_at_is_not_found() {
    let (client, _) = client(&Hands::new());
    let mara = Person::new("mara");
    for id in
        ["ca_unknown", "ca_unknown-mara", "ca_gmail_expired-", "", "../accounts", "a/b", "ca_1:disconnect"]
    {
        let found = client.account(&mara, id).await;
        assert!(matches!(found, Err(UpstreamError::NotFound { .. })), "{id}: {found:?}");
    }
    assert!(client.account(&mara, "ca_gmail_expired-mara").await.is_ok());
}

#[tokio::test]
async fn an_account_of_somebody_else_is_not_there_in_any_call() {
    let (client, _) = client(&Hands::new());
    let (mara, eve) = (Person::new("mara"), Person::new("eve"));
    let id = "ca_gmail_expired-mara";
    assert!(client.account(&mara, id).await.is_ok());
    let call = ToolCall {
        connected_account_id: id.into(),
        tool_name: "gmail_get_profile".into(),
        tool_input: Default::default(),
    };
    for (what, answer) in [
        ("read", client.account(&eve, id).await.map(drop)),
        ("refresh", client.refresh(&eve, id).await.map(drop)),
        ("disconnect", client.disconnect(&eve, id).await.map(drop)),
        ("link", client.authorization_link(&eve, request(Target::Account(id.into()))).await.map(drop)),
        ("tool", client.execute_tool(&eve, call).await.map(drop)),
        ("events", client.events(&eve, id).await.map(drop)),
    ] {
        assert!(matches!(answer, Err(UpstreamError::NotFound { .. })), "{what}: {answer:?}");
    }
    assert_eq!(client.account(&mara, id).await.unwrap().status, Status::Expired);
    let seen = client.accounts(&eve, AccountQuery::default()).await.unwrap();
    assert!(seen.connected_accounts.iter().all(|account| account.identifier == "eve"));
}

#[tokio::test]
async fn a_machine_token_that_is_refused_is_renewed_and_nobody_notices() {
    let (client, fake) = client(&Hands::new());
    let mara = Person::new("mara");
    for _ in 0..3 {
        assert!(client.accounts(&mara, AccountQuery::default()).await.is_ok());
        fake.revoke_tokens();
    }
}

#[tokio::test]
async fn a_machine_token_is_kept_until_shortly_before_it_expires() {
    let hands = Hands::new();
    let (client, fake) = client(&hands);
    let mara = Person::new("mara");
    let given = async || {
        client.account(&mara, "ca_gmail_expired-mara").await.unwrap();
        fake.tokens_given()
    };
    assert_eq!([given().await, given().await], [1, 1]);
    hands.forward(SignedDuration::from_secs(86_399 - 61));
    assert_eq!(given().await, 1);
    hands.forward(SignedDuration::from_secs(2));
    assert_eq!(given().await, 2);
}

#[tokio::test]
async fn who_comes_back_is_bound_by_name_and_account_never_by_what_they_say() {
    let (client, fake) = client(&Hands::new());
    let mara = Person::new("mara");
    fake.start_verifying(&mara).await.unwrap();
    let target = Target::Connection("notion".into());
    let link = client.authorization_link(&mara, request(target.clone())).await.unwrap();
    let auth_request_id = fake.allow(&link.link).await.unwrap();
    let verification = Verification { auth_request_id, state: "not looked at here".into() };
    let foreign = client.verify(&Person::new("eve"), verification.clone(), target.clone()).await;
    assert!(matches!(foreign, Err(UpstreamError::Forbidden { .. })), "{foreign:?}");
    for _ in 0..2 {
        let account = client.verify(&mara, verification.clone(), target.clone()).await.unwrap();
        assert_eq!((account.connection_name.as_str(), account.status), ("notion", Status::Active));
    }
    let unknown = Verification { auth_request_id: "areq_0".into(), ..verification };
    let lost = client.verify(&mara, unknown, target).await;
    assert!(matches!(lost, Err(UpstreamError::NotFound { .. })), "{lost:?}");
}

#[tokio::test]
async fn a_connection_that_the_app_does_not_have_is_not_made() {
    let (client, _) = client(&Hands::new());
    let made =
        client.authorization_link(&Person::new("mara"), request(Target::Connection("bank".into()))).await;
    assert!(matches!(made, Err(UpstreamError::NotFound { .. })), "{made:?}");
}

#[tokio::test]
async fn a_refusal_at_the_provider_comes_back_to_nobody() {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap().keeping_refused();
    let mut browser = Browser::of(app(&sandbox, &Default::default()));
    for answer in ["deny", "fail", "approval"] {
        let link = browser.link(json!({ "connected_account_id": "ca_gmail_expired" })).await;
        let page = browser.submit(&link, &format!("answer={answer}")).await;
        assert_eq!(page.status, StatusCode::OK, "{answer}");
        assert_eq!(page.header("location"), "", "{answer}");
        assert_eq!(browser.account("ca_gmail_expired").await["status"], "EXPIRED", "{answer}");
    }
    let link = browser.link(json!({ "connected_account_id": "ca_gmail_expired" })).await;
    assert_eq!(browser.submit(&link, "answer=allow").await.status, StatusCode::SEE_OTHER);
}
