//! What is logged, and what never is.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};

use crate::{
    captured::{capture, lines},
    support::{Browser, Hands},
    upstream::{LINK_SECRET, account_of},
    world::{BY_SECRET, COOKIE, LIST, SECRET, call, config, get, server, signed, token},
};

#[tokio::test]
async fn each_call_is_one_line() {
    let app = server(&config("", BY_SECRET), &Hands::new());
    capture();
    get(&app, LIST, &token("mara@northwind.example")).await;
    get(&app, &format!("{LIST}/ca_jo?token=planted"), &token("mara@northwind.example")).await;
    get(&app, LIST, &token("jo")).await;
    Browser::of(app.clone()).get(LIST).await;
    let odd = Request::builder().method("PLANTED").uri("/planted").body(Body::empty());
    Browser::of(app.clone()).send(odd).await;
    Browser::of(app).get("/healthz").await;

    let lines = lines();
    let calls: Vec<_> = lines.iter().filter(|line| line["message"] == "call").collect();
    let fields = |name: &str| calls.iter().map(|call| call[name].clone()).collect::<Vec<_>>();
    assert_eq!(fields("method"), ["GET", "GET", "GET", "GET", "other"]);
    let one = "/v1/connect/accounts/{account_id}";
    assert_eq!(fields("route"), [LIST, one, LIST, LIST, "unmatched"]);
    assert_eq!(fields("status"), [200, 404, 200, 401, 404]);
    assert!(fields("milliseconds").iter().all(Value::is_u64));
    let people = fields("person");
    assert_eq!(people[0].as_str().map(str::len), Some(16));
    assert_eq!(people[0], people[1]);
    assert_ne!(people[0], people[2]);
    assert_eq!(people[3..], [Value::Null, Value::Null]);
    for call in calls {
        assert_eq!(call["span"]["request_id"].as_str().map(str::len), Some(32), "{call}");
    }
    let text = json!(lines).to_string();
    assert!(!text.contains("northwind") && !text.contains("planted"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_nobody_waits_for_or_that_fail_inside_are_lines_too() {
    let app = server(&config("", BY_SECRET), &Hands::new());
    capture();
    let (path, good) = (format!("{LIST}/ca_never"), token("mara"));
    let hung_up = get(&app, &path, &good);
    assert!(tokio::time::timeout(Duration::from_secs(3), hung_up).await.is_err());
    let tool = r#"{"connected_account_id":"ca_mara","tool_name":"panics"}"#;
    let answer = call(&app, Method::POST, "/v1/connect/tools/execute", &good, tool).await;
    assert_eq!(answer.error(), (500, 13, "INTERNAL".into()));
    assert!(!answer.body.contains("planted"), "{}", answer.body);

    let lines = lines();
    let calls: Vec<_> = lines.iter().filter(|line| line["message"] == "call").collect();
    let [hung_up, failed] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((&hung_up["status"], &hung_up["milliseconds"]), (&json!(499), &json!(3000)));
    assert_eq!(failed["status"], 500);
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    let app = server(&config("", BY_SECRET), &Hands::new());
    capture();
    let good = token("mara");
    let body = r#"{"connection_name":"gmail","return_url":"/settings?code=planted-code"}"#;
    let answer = call(&app, Method::POST, "/v1/connect/authorization_link", &good, body).await;
    assert!(answer.body.contains(LINK_SECRET));
    let verification = r#"{"auth_request_id":"planted-request","state":"planted-state"}"#;
    call(&app, Method::POST, "/v1/connect/verify", &good, verification).await;
    call(&app, Method::POST, "/v1/connect/verify", &good, r#"{"planted-key":"planted-value"}"#).await;
    get(&app, &format!("{LIST}/{}?state=planted-query", account_of("mara")), &good).await;
    get(&app, "/planted-path", &good).await;
    let expired = signed(&json!({ "sub": "planted-person", "exp": 1 }), SECRET);
    get(&app, LIST, &expired).await;
    get(&app, LIST, "planted-token").await;
    let cookie = format!("{COOKIE}={expired}; other=planted-cookie");
    let request =
        Request::get(LIST).header(header::COOKIE, cookie).header("referer", "https://planted.example/");
    Browser::of(app).send(request.body(Body::empty())).await;

    let text = json!(lines()).to_string();
    assert!(text.contains("a session token was refused") && text.contains("it has expired"), "{text}");
    for secret in ["planted", SECRET, &good, &expired] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    // The signature alone would be enough to go on with.
    for token in [&good, &expired] {
        let signature = token.rsplit('.').next().unwrap();
        assert!(!text.contains(signature), "{text}");
    }
}
