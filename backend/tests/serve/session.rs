//! Sessions by shared secret, and by cookie.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    routing::post,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use connection_doctor_backend::{Person, Services, serve::app};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{
    support::{Browser, Hands},
    upstream::{Service, account_of},
    world::{
        BY_SECRET, COOKIE, LIST, SECRET, claims, config, get, poke, server, signed, token, usual_server,
    },
};

const NOBODY: (u16, u64, &str) = (401, 16, "UNAUTHENTICATED");

/// A token with this header, signed by nothing.
fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.", part(header), part(claims))
}

/// The same token with other claims.
fn with_claims(token: &str, claims: &Value) -> String {
    let mut parts = token.split('.').map(str::to_owned).collect::<Vec<_>>();
    parts[1] = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    parts.join(".")
}

#[tokio::test]
async fn a_good_token_is_a_person_and_the_accounts_are_theirs() {
    let app = usual_server();
    for person in ["mara", "jo@northwind.example"] {
        let page = get(&app, LIST, &token(person)).await.json();
        assert_eq!(page["connected_accounts"][0]["identifier"], person);
    }
    let path = format!("{LIST}/{}", account_of("mara"));
    assert_eq!(get(&app, &path, &token("mara")).await.status, StatusCode::OK);
    assert_eq!(get(&app, &path, &token("jo")).await.error(), (404, 5, "RESOURCE_NOT_FOUND".into()));
}

#[tokio::test]
async fn every_other_token_is_nobody() {
    let app = usual_server();
    let hands = Hands::new();
    let good = claims("mara", &hands);
    let with = |claim: &str, value: Value| {
        let mut claims = good.clone();
        claims[claim] = value;
        claims
    };
    let by = |header: Header| {
        encode(&header, &good, &EncodingKey::from_secret(SECRET.as_bytes())).expect("a token")
    };
    let crit = Header { crit: Some(vec!["exp".to_owned()]), ..Header::new(Algorithm::HS256) };
    let now = hands.clock().now().as_second();
    for (what, token) in [
        ("no token", String::new()),
        ("a word", "mara".to_owned()),
        ("two parts", "e30.e30".to_owned()),
        ("another secret", signed(&good, "another secret, that has 32 bytes as well")),
        ("no signature", unsigned(&json!({ "alg": "HS256" }), &good)),
        ("alg none", unsigned(&json!({ "alg": "none" }), &good)),
        ("alg NONE", unsigned(&json!({ "alg": "NONE" }), &good)),
        ("no alg", unsigned(&json!({ "typ": "JWT" }), &good)),
        ("HS384", by(Header::new(Algorithm::HS384))),
        ("HS512", by(Header::new(Algorithm::HS512))),
        ("an extension", by(crit)),
        ("other claims", with_claims(&signed(&good, SECRET), &claims("jo", &hands))),
        ("expired", signed(&with("exp", json!(now - 61)), SECRET)),
        ("no expiry", signed(&json!({ "sub": "mara" }), SECRET)),
        ("not yet", signed(&with("nbf", json!(now + 61)), SECRET)),
        ("for others", signed(&with("aud", json!("other")), SECRET)),
        ("no person", signed(&with("sub", json!("")), SECRET)),
        ("a long person", signed(&with("sub", json!("x".repeat(101))), SECRET)),
        ("too long", signed(&with("more", json!("x".repeat(9000))), SECRET)),
    ] {
        let (status, code, error_code) = get(&app, LIST, &token).await.error();
        assert_eq!((status, code, &*error_code), NOBODY, "{what}");
    }
    assert_eq!(get(&app, LIST, &signed(&good, SECRET)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_but_a_token_makes_a_person() {
    let request = Request::get(LIST).extension(Person::new("left over")).body(Body::empty());
    let answer = Browser::of(usual_server()).send(request).await;
    assert_eq!(answer.error(), (401, 16, "UNAUTHENTICATED".into()));
}

#[tokio::test]
async fn a_session_ends_with_its_time() {
    let hands = Hands::new();
    let app = server(&config("", BY_SECRET), &hands);
    let token = token("mara");
    for (minutes, status) in [(0, 200), (60, 200), (1, 401)] {
        hands.forward(jiff::SignedDuration::from_mins(minutes));
        assert_eq!(get(&app, LIST, &token).await.status, status, "{minutes}");
    }
}

#[tokio::test]
async fn issuer_audience_and_claim_are_the_configurations() {
    let tables = r#"
        [session]
        shared_secret_env = "SESSION_SECRET"
        issuer = "https://app.example"
        audience = "connection-doctor"
        claim = "email""#;
    let hands = Hands::new();
    let app = server(&config("", tables), &hands);
    let mut good = claims("17", &hands);
    for (claim, value) in
        [("email", "mara@app.example"), ("iss", "https://app.example"), ("aud", "connection-doctor")]
    {
        assert_eq!(get(&app, LIST, &signed(&good, SECRET)).await.status, 401, "without {claim}");
        good[claim] = json!(value);
    }
    let page = get(&app, LIST, &signed(&good, SECRET)).await.json();
    assert_eq!(page["connected_accounts"][0]["identifier"], "mara@app.example");
    // No cookie is configured, so none counts.
    let cookie = format!("{COOKIE}={}", signed(&good, SECRET));
    let request = Request::get(LIST).header(header::COOKIE, cookie).body(Body::empty());
    assert_eq!(Browser::of(app).send(request).await.status, 401);
}

#[tokio::test]
async fn a_cookie_is_a_session_but_not_beside_a_header() {
    let app = usual_server();
    let with_cookie = |cookie: String, authorization: Option<&str>| {
        let mut request = Request::get(LIST).header(header::COOKIE, cookie);
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        let mut browser = Browser::of(app.clone());
        async move { browser.send(request.body(Body::empty())).await.status.as_u16() }
    };
    let cookie = format!("theme=dark; {COOKIE}={}", token("mara"));
    assert_eq!(with_cookie(cookie.clone(), None).await, 200);
    assert_eq!(with_cookie(cookie.clone(), Some("Bearer nonsense")).await, 401);
    assert_eq!(with_cookie(cookie.clone(), Some("Basic bWFyYTp4")).await, 401);
    assert_eq!(with_cookie(format!("{cookie}; {COOKIE}=planted"), None).await, 401);
    assert_eq!(with_cookie(format!("{COOKIE}=nonsense"), None).await, 401);
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_cookie() {
    let app = usual_server();
    let refresh = format!("{LIST}/{}/refresh", account_of("mara"));
    for (headers, status) in [
        ([("sec-fetch-site", "same-origin"), ("origin", "https://app.example")], 200),
        ([("sec-fetch-site", "cross-site"), ("origin", "https://app.example")], 200),
        ([("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")], 403),
        ([("sec-fetch-site", "same-site"), ("origin", "https://other.app.example")], 403),
        ([("sec-fetch-site", "cross-site"), ("origin", "null")], 403),
        ([("x-none", ""), ("origin", "https://evil.example")], 403),
    ] {
        let mut request = Request::post(&refresh)
            .header(header::COOKIE, format!("{COOKIE}={}", token("mara")))
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = Browser::of(app.clone()).send(request.body(Body::empty())).await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
    // What a form can send is refused without any of these headers.
    let request = Request::post(&refresh)
        .header(header::COOKIE, format!("{COOKIE}={}", token("mara")))
        .header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(Browser::of(app.clone()).send(request.body(Body::empty())).await.status, 415);
    assert_eq!(poke(&app, &refresh, &token("mara")).await.status, 200);
}

#[tokio::test]
async fn nor_can_it_for_a_call_beside_the_contract() {
    let calls = Router::new().route("/forget", post(async |person: Person| person.id().to_owned()));
    let services = Services::new(Arc::new(Service::new())).with_clock(Hands::new().clock()).with_calls(calls);
    let app = app(&config("", BY_SECRET), services).unwrap();
    for (site, status) in [("same-origin", 200), ("cross-site", 403)] {
        let request = Request::post("/v1/connect/forget")
            .header(header::COOKIE, format!("{COOKIE}={}", token("mara")))
            .header("sec-fetch-site", site);
        assert_eq!(Browser::of(app.clone()).send(request.body(Body::empty())).await.status, status, "{site}");
    }
}
