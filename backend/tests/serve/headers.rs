//! What every answer has, whatever it is.

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};

use crate::{
    support::{Answer, Browser, Hands},
    upstream::account_of,
    world::{BY_SECRET, LIST, call, config, get, poke, server, sign_in, token, usual_server},
};

const HEADERS: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Answers of every kind and every route, with the status of each.
async fn answers(app: &Router) -> Vec<(u16, Answer)> {
    let token = token("mara");
    let own = format!("{LIST}/{}", account_of("mara"));
    let [link, verified] = sign_in([app, app], &token).await;
    let tool = r#"{"connected_account_id":"ca_mara","tool_name":"gmail_get_profile"}"#;
    let verification = r#"{"auth_request_id":"areq_1","state":"s"}"#;
    let huge = " ".repeat(20_000);
    let cross_site =
        Request::post(format!("{own}/refresh")).header("sec-fetch-site", "cross-site").body(Body::empty());
    let post = |path: &'static str, body: &'static str| call(app, Method::POST, path, &token, body);
    vec![
        (200, get(app, LIST, &token).await),
        (200, get(app, &own, &token).await),
        (200, get(app, &format!("{own}/events"), &token).await),
        (200, poke(app, &format!("{own}/refresh"), &token).await),
        (200, poke(app, &format!("{own}/disconnect"), &token).await),
        (200, link),
        (200, verified),
        (200, post("/v1/connect/tools/execute", tool).await),
        (403, post("/v1/connect/verify", verification).await),
        (200, get(app, "/healthz", "").await),
        (200, get(app, "/readyz", "").await),
        (400, post("/v1/connect/verify", "{").await),
        (401, get(app, LIST, "nonsense").await),
        (403, Browser::of(app.clone()).send(cross_site).await),
        (404, get(app, &format!("{LIST}/ca_jo"), &token).await),
        (404, get(app, "/v1/connect/nothing", &token).await),
        (404, get(app, "/nothing", &token).await),
        (404, get(app, "/metrics", &token).await),
        (405, poke(app, LIST, &token).await),
        (413, call(app, Method::POST, "/v1/connect/verify", &token, &huge).await),
        (504, get(app, &format!("{LIST}/ca_never"), &token).await),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_answer_protects_itself() {
    for (status, answer) in answers(&usual_server()).await {
        assert_eq!(answer.status, status, "{}", answer.body);
        for (name, value) in HEADERS {
            assert_eq!(answer.header(name), value, "{name} of {status}");
        }
        assert_eq!(answer.header("x-request-id").len(), 32);
        assert_eq!(answer.header("strict-transport-security"), "");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        assert_eq!(answer.header("server"), "");
        if status >= 400 {
            assert_eq!(answer.error().0, status);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn https_is_insisted_on_where_that_is_meant() {
    let config = config("strict_transport_security_seconds = 31536000", BY_SECRET);
    for (status, answer) in answers(&server(&config, &Hands::new())).await {
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{status}");
    }
}

#[tokio::test]
async fn the_contract_lives_where_it_is_told_to() {
    let app = server(&config(r#"base_path = "/api/connect""#, BY_SECRET), &Hands::new());
    assert_eq!(get(&app, "/api/connect/accounts", &token("mara")).await.status, 200);
    assert_eq!(get(&app, LIST, &token("mara")).await.error().0, 404);
}
