//! Signing in at a provider that is not the sandbox: what it is asked, and which of its answers count.

use std::collections::HashMap;

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use connection_doctor_backend::{OidcProvider, Sandbox, Settings};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpSocket;
use url::{Url, form_urlencoded};

use crate::{
    app,
    provider::{CLIENT_ID, Provider, SECRET},
    support::{Answer, Browser, HOST, Hands},
};

const ACCOUNT: &str = "ca_notion_revoked";

/// A person with a revoked account, at a server that a provider stands behind.
struct Journey {
    provider: Provider,
    browser: Browser,
    hands: Hands,
}

impl Journey {
    async fn new() -> Self {
        let hands = Hands::new();
        let sandbox = Sandbox::in_memory(hands.clock()).expect("a database in memory");
        Self::at(&sandbox, hands).await
    }

    async fn at(sandbox: &Sandbox, hands: Hands) -> Self {
        let provider = Provider::start().await;
        let issuer = provider.issuer.parse().expect("an issuer");
        let known = OidcProvider::new(issuer, CLIENT_ID.to_owned()).expect("a way to call it");
        let mut browser = Browser::of(app(&sandbox.clone().with_provider(known), &Settings::default()));
        let answer = browser.post("/sandbox/scenario", json!({ "name": "gallery" })).await;
        assert_eq!(answer.status, StatusCode::OK);
        Self { provider, browser, hands }
    }

    async fn link(&mut self) -> String {
        let request =
            json!({ "connected_account_id": ACCOUNT, "return_url": "/settings?tab=connections#top" });
        self.browser.link(request).await
    }

    /// Goes to the provider and gives the address that the person is sent to.
    async fn leave(&mut self) -> Url {
        let link = self.link().await;
        let answer = self.browser.get(&link).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header("location").parse().expect("an address")
    }

    /// Goes to the provider and comes back with what it adds to the address, after the state and its name.
    async fn come_back(&mut self, answer: &[(&str, &str)]) -> Answer {
        let asked = query(&self.leave().await);
        let issuer = self.provider.issuer.clone();
        let nonce = asked["nonce"].clone();
        let mut fields = HashMap::from([("state", asked["state"].clone()), ("iss", issuer)]);
        fields.extend(answer.iter().map(|&(name, value)| (name, value.replace("NONCE", &nonce))));
        fields.retain(|_, value| !value.is_empty());
        self.call_back(&fields).await
    }

    async fn call_back(&mut self, fields: &HashMap<&str, String>) -> Answer {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.browser.get(&format!("/sandbox/oidc/callback?{query}")).await
    }

    async fn status(&mut self) -> Value {
        self.browser.account(ACCOUNT).await["status"].clone()
    }

    /// The error that the person comes back with, when nothing has changed.
    async fn error(&mut self, answer: &Answer) -> (String, String) {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(self.status().await, "REVOKED");
        let back: Url = answer.header("location").parse().expect("an address");
        assert!(
            back.as_str().starts_with(&format!("http://{HOST}/settings?tab=connections&error=")),
            "{back}"
        );
        assert!(back.as_str().ends_with("#top") && query(&back)["state"].len() == 32, "{back}");
        let mut fields = query(&back);
        (fields.remove("error").expect("an error"), fields.remove("error_description").unwrap_or_default())
    }
}

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn is_over(answer: &Answer) -> bool {
    answer.status == StatusCode::GONE && answer.body.contains("no longer works")
}

#[tokio::test]
async fn the_provider_is_asked_as_the_standard_says() {
    let mut journey = Journey::new().await;
    let [url, other] = [journey.leave().await, journey.leave().await];
    assert!(url.as_str().starts_with(&format!("{}/ask?tenant=1&", journey.provider.issuer)), "{url}");
    let (asked, others) = (query(&url), query(&other));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", "http://127.0.0.1:8787/sandbox/oidc/callback"),
        ("scope", "openid"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(asked[name], value);
    }
    for name in ["state", "nonce", "code_challenge"] {
        assert!(asked[name].len() == 43 && asked[name] != others[name], "{name}: {}", asked[name]);
    }
    let link = journey.link().await;
    let token = link.strip_prefix("/sandbox/oidc/").expect("a link to the provider");
    assert!(!url.as_str().contains(token), "the link's secret stays here");
    assert_eq!(journey.browser.get(&link).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_yes_mends_the_account() {
    let mut journey = Journey::new().await;
    let url = journey.leave().await;
    let asked = query(&url);
    let issuer = journey.provider.issuer.clone();
    let fields = [("state", &asked["state"]), ("code", &format!("yes.{}", asked["nonce"])), ("iss", &issuer)];
    let fields = fields.map(|(name, value)| (name, value.clone())).into();
    let answer = journey.call_back(&fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), format!("http://{HOST}/settings?tab=connections#top"));
    let account = journey.browser.account(ACCOUNT).await;
    assert_eq!((&account["status"], &account["scopes"]), (&json!("ACTIVE"), &json!(null)));
    let sent = journey.provider.redeemed();
    assert_eq!(sent["redirect_uri"], asked["redirect_uri"]);
    assert_eq!((&*sent["grant_type"], &*sent["client_id"]), ("authorization_code", CLIENT_ID));
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    assert_eq!(challenge, asked["code_challenge"]);
    assert!(is_over(&journey.call_back(&fields).await), "an answer counts once");
}

#[tokio::test]
async fn a_sign_in_waits_for_verification_as_after_the_consent_page() {
    let mut journey = Journey::new().await;
    let scenario = json!({ "name": "gallery", "verify": true });
    journey.browser.post("/sandbox/scenario", scenario).await;
    let answer = journey.come_back(&[("code", "yes.NONCE")]).await;
    assert!(answer.header("location").contains("auth_request_id=areq_"), "{}", answer.header("location"));
    assert_eq!(journey.status().await, "PENDING_VERIFICATION");
}

#[tokio::test]
async fn the_providers_own_no_is_passed_on() {
    let mut journey = Journey::new().await;
    let no = [("error", "access_denied"), ("error_description", "End-User aborted interaction")];
    let answer = journey.come_back(&no).await;
    let words = ("access_denied".to_owned(), "End-User aborted interaction".to_owned());
    assert_eq!(journey.error(&answer).await, words);
    let answer = journey.come_back(&[("error", "login_required"), ("iss", "")]).await;
    assert_eq!(journey.error(&answer).await, ("login_required".to_owned(), String::new()));
    let answer = journey.come_back(&[("code", "invalid_client")]).await;
    assert_eq!(journey.error(&answer).await, ("invalid_client".to_owned(), SECRET.to_owned()));
}

#[tokio::test]
async fn what_is_not_the_providers_for_this_visit_is_no_yes() {
    let mut journey = Journey::new().await;
    for (answer, code) in [
        (vec![("code", "yes.NONCE"), ("iss", "https://evil.example")], "server_error"),
        (vec![("error", "access_denied"), ("iss", "https://evil.example")], "server_error"),
        (vec![("code", "yes.NONCE"), ("iss", "")], "server_error"),
        (vec![("code", "yes.of-another-visit")], "server_error"),
        (vec![], "server_error"),
        (vec![("code", "garbage.")], "server_error"),
        (vec![("code", "endless.")], "server_error"),
        (vec![("code", "moved.")], "server_error"),
        (vec![("code", "broken.")], "temporarily_unavailable"),
    ] {
        let came = journey.come_back(&answer).await;
        let (error, description) = journey.error(&came).await;
        assert_eq!(error, code, "{answer:?}");
        assert!(!description.is_empty() && !description.contains(SECRET), "{answer:?}: {description}");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_waits_for_changes_nothing() {
    let mut journey = Journey::new().await;
    let asked = query(&journey.leave().await);
    let yes = |state: &str| {
        let code = format!("yes.{}", asked["nonce"]);
        HashMap::from([("state", state.to_owned()), ("code", code), ("iss", journey.provider.issuer.clone())])
    };
    let (unknown, missing, real) = (yes("unknown"), yes(""), yes(&asked["state"]));
    assert!(is_over(&journey.call_back(&unknown).await));
    assert!(is_over(&journey.call_back(&missing).await));
    let mut victim = journey.browser.somebody_else();
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&real).finish();
    assert!(is_over(&victim.get(&format!("/sandbox/oidc/callback?{query}")).await), "another browser");
    assert_eq!(journey.status().await, "REVOKED");
    journey.hands.forward(SignedDuration::from_mins(10));
    assert!(is_over(&journey.call_back(&real).await), "too late");
    assert_eq!(journey.status().await, "REVOKED");
}

#[tokio::test]
async fn a_link_leads_to_the_provider_for_its_connection_only() {
    let mut journey = Journey::new().await;
    let gmail = journey.browser.link(json!({ "connected_account_id": "ca_gmail_revoked" })).await;
    let token = gmail.strip_prefix("/sandbox/consent/").expect("a link to the consent page");
    assert!(is_over(&journey.browser.get(&format!("/sandbox/oidc/{token}")).await));
    assert!(is_over(&journey.browser.get("/sandbox/oidc/0123").await));
    let link = journey.link().await;
    journey.hands.forward(SignedDuration::from_mins(10));
    assert!(is_over(&journey.browser.get(&link).await));
}

#[tokio::test]
async fn a_provider_that_is_another_or_unsafe_is_not_visited() {
    for (field, value, code) in [
        ("issuer", json!("https://evil.example"), "server_error"),
        ("token_endpoint", json!("http://evil.example/token"), "server_error"),
        ("authorization_endpoint", json!("javascript:alert(1)"), "server_error"),
        ("authorization_endpoint", json!(null), "server_error"),
    ] {
        let mut journey = Journey::new().await;
        journey.provider.describe(field, value);
        let link = journey.link().await;
        let answer = journey.browser.get(&link).await;
        assert_eq!(journey.error(&answer).await.0, code, "{field}");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_said_to_be_away() {
    let hands = Hands::new();
    let sandbox = Sandbox::in_memory(hands.clock()).expect("a database in memory");
    // A port that is held, so that nobody else listens there meanwhile, but not listened on.
    let held = TcpSocket::new_v4().expect("a socket");
    held.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let nobody = format!("http://{}", held.local_addr().expect("an address"));
    let mut journey = Journey::at(&sandbox, hands).await;
    let known = OidcProvider::new(nobody.parse().expect("an issuer"), CLIENT_ID.to_owned()).unwrap();
    journey.browser = journey.browser.moved_to(app(&sandbox.with_provider(known), &Settings::default()));
    let link = journey.link().await;
    let answer = journey.browser.get(&link).await;
    assert_eq!(journey.error(&answer).await.0, "temporarily_unavailable");
}

#[tokio::test]
async fn a_provider_that_says_nothing_is_not_waited_for() {
    let mut journey = Journey::new().await;
    let state = query(&journey.leave().await)["state"].clone();
    let issuer = journey.provider.issuer.clone();
    let fields = HashMap::from([("state", state), ("code", "silent.".to_owned()), ("iss", issuer)]);
    // From here on, time passes at once wherever everybody waits.
    tokio::time::pause();
    let answer = journey.call_back(&fields).await;
    let (error, description) = journey.error(&answer).await;
    assert_eq!(error, "temporarily_unavailable");
    assert_eq!(description, "the provider did not answer in time");
}
