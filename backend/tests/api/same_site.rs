//! Calls from other sites' pages.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    http::{Method, Request, header},
};
use connection_doctor_backend::{Edge, Person, Sandbox, Settings, router};
use serde_json::json;

use crate::{
    app,
    support::{Browser, HOST, Hands, edge},
};

const CALLS: [(&str, &str); 10] = [
    ("POST", "/v1/connect/accounts/ca_gmail_expired/refresh"),
    ("POST", "/v1/connect/accounts/ca_gmail_expired/disconnect"),
    ("POST", "/v1/connect/authorization_link"),
    ("POST", "/v1/connect/tools/execute"),
    ("POST", "/v1/connect/verify"),
    ("POST", "/sandbox/scenario"),
    ("POST", "/sandbox/faults"),
    ("DELETE", "/sandbox/faults"),
    ("POST", "/sandbox/accounts/ca_gmail_expired"),
    ("POST", "/sandbox/consent/0123"),
];

fn call(method: &str, path: &str, headers: &[(&str, &str)]) -> Result<Request<Body>, axum::http::Error> {
    let request =
        Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(Body::empty())
}

#[tokio::test]
async fn every_call_that_changes_something_is_refused_from_another_site() {
    let mut browser = Browser::new();
    let before = browser.get("/v1/connect/accounts").await.json();
    for (method, path) in CALLS {
        for headers in [
            [("sec-fetch-site", "cross-site")].as_slice(),
            &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9999")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ] {
            let answer = browser.send(call(method, path, headers)).await;
            assert_eq!(answer.error(), (403, 7, "PERMISSION_DENIED".into()), "{method} {path} {headers:?}");
        }
    }
    assert_eq!(browser.get("/v1/connect/accounts").await.json(), before);
}

#[tokio::test]
async fn own_pages_and_allowed_origins_pass() {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap();
    let allowed_origins = vec!["http://localhost:8080".parse().unwrap()];
    let mut browser = Browser::of(app(&sandbox, &Settings { allowed_origins, ..Settings::default() }));
    let own = format!("http://{HOST}");
    for headers in [
        [("sec-fetch-site", "same-origin")].as_slice(),
        &[("origin", &own)],
        &[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-site")],
    ] {
        let path = "/v1/connect/accounts/ca_gmail_expired/refresh";
        assert_eq!(
            browser.send(call("POST", path, headers)).await.account()["status"],
            "ACTIVE",
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn the_apps_own_pages_pass_behind_a_proxy_that_names_another_host() {
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap();
    let edge = Edge { public_origins: vec!["https://app.example".parse().unwrap()], ..edge() };
    let contract = router(Arc::new(sandbox), &edge).layer(Extension(Person::new("mara")));
    let mut browser = Browser::of(contract);
    for (origin, status) in [("https://app.example", 200), ("https://evil.example", 403)] {
        let path = "/accounts/ca_gmail_expired/refresh";
        assert_eq!(browser.send(call("POST", path, &[("origin", origin)])).await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn a_form_cannot_make_a_call() {
    let mut browser = Browser::new();
    for (method, path) in CALLS.into_iter().filter(|(_, path)| !path.contains("consent")) {
        if method == Method::POST.as_str() {
            let answer = browser.submit(path, "a=b").await;
            assert_eq!(answer.error(), (415, 3, "INVALID_ARGUMENT".into()), "{path}");
        }
    }
}

#[tokio::test]
async fn reading_is_left_to_the_browser_which_gets_no_leave_for_other_origins() {
    let mut browser = Browser::new();
    let answer =
        browser.send(call("GET", "/v1/connect/accounts", &[("origin", "https://evil.example")])).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_ne!(answer.json(), json!({}));
}
