//! How long and how often.

use std::{sync::Arc, time::Duration};

use axum::{Router, http::Method, routing::get as get_route};
use connection_doctor_backend::{Services, serve::app};
use tokio::time::Instant;

use crate::{
    support::{Answer, Hands},
    upstream::{Service, account_of},
    world::{BY_SECRET, LIST, call, config, get, poke, server, token, usual_server},
};

const NEVER: &str = r#"{"connected_account_id":"ca_mara","tool_name":"never"}"#;
const TOOL: &str = r#"{"connected_account_id":"ca_mara","tool_name":"gmail_get_profile"}"#;

/// A server that lets everybody make three calls a minute, two of them expensive ones.
fn strict() -> Router {
    let tables = r#"
        [session]
        shared_secret_env = "SESSION_SECRET"
        [limits]
        calls_per_minute = 3
        expensive_calls_per_minute = 2"#;
    server(&config("", tables), &Hands::new())
}

fn is_refused(answer: &Answer) -> bool {
    if answer.status.is_success() {
        return false;
    }
    assert_eq!(answer.error(), (429, 8, "RATE_LIMITED".into()));
    true
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_when_its_time_is_over_and_a_tools_later() {
    let app = usual_server();
    let token = token("mara");
    let began = Instant::now();
    let answer = get(&app, &format!("{LIST}/ca_never"), &token).await;
    assert_eq!(answer.error(), (504, 4, "DEADLINE_EXCEEDED".into()));
    assert_eq!(began.elapsed().as_secs(), 25);
    let began = Instant::now();
    let answer = call(&app, Method::POST, "/v1/connect/tools/execute", &token, NEVER).await;
    assert_eq!(answer.error(), (504, 4, "DEADLINE_EXCEEDED".into()));
    assert_eq!(began.elapsed().as_secs(), 65);
}

#[tokio::test(start_paused = true)]
async fn the_times_are_the_configurations() {
    let app = server(&config("", &format!("{BY_SECRET}call_seconds = 2\ntool_seconds = 3")), &Hands::new());
    let began = Instant::now();
    get(&app, &format!("{LIST}/ca_never"), &token("mara")).await;
    assert_eq!(began.elapsed().as_secs(), 2);
    let began = Instant::now();
    call(&app, Method::POST, "/v1/connect/tools/execute", &token("mara"), NEVER).await;
    assert_eq!(began.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn updates_go_on_for_as_long_as_they_like() {
    let late = get_route(async || {
        tokio::time::sleep(Duration::from_secs(600)).await;
        "late"
    });
    let routes = Router::new().route("/updates", late.clone()).route("/other", late);
    let services =
        Services::new(Arc::new(Service::new())).with_clock(Hands::new().clock()).with_calls(routes);
    let app = app(&config("", BY_SECRET), services).unwrap();
    assert_eq!(get(&app, "/v1/connect/updates", &token("mara")).await.body, "late");
    assert_eq!(get(&app, "/v1/connect/other", &token("mara")).await.status, 504);
}

#[tokio::test(start_paused = true)]
async fn each_person_has_so_many_calls_and_then_waits() {
    let app = strict();
    for _ in 0..3 {
        assert!(!is_refused(&get(&app, LIST, &token("mara")).await));
    }
    let refused = get(&app, LIST, &token("mara")).await;
    assert!(is_refused(&refused));
    assert_eq!(refused.header("retry-after"), "20");
    assert!(!is_refused(&get(&app, LIST, &token("jo")).await), "it is somebody else");

    tokio::time::advance(Duration::from_millis(500)).await;
    assert_eq!(get(&app, LIST, &token("mara")).await.header("retry-after"), "20", "it is rounded up");
    tokio::time::advance(Duration::from_secs(19)).await;
    assert!(is_refused(&get(&app, LIST, &token("mara")).await));
    tokio::time::advance(Duration::from_millis(500)).await;
    assert!(!is_refused(&get(&app, LIST, &token("mara")).await));
    assert!(is_refused(&get(&app, LIST, &token("mara")).await));
}

#[tokio::test(start_paused = true)]
async fn expensive_calls_are_counted_apart() {
    let app = strict();
    let token = token("mara");
    let refresh = format!("{LIST}/{}/refresh", account_of("mara"));
    let body = r#"{"connection_name":"gmail"}"#;
    assert!(!is_refused(&poke(&app, &refresh, &token).await));
    assert!(!is_refused(&call(&app, Method::POST, "/v1/connect/authorization_link", &token, body).await));
    let refused = call(&app, Method::POST, "/v1/connect/tools/execute", &token, TOOL).await;
    assert!(is_refused(&refused));
    assert_eq!(refused.header("retry-after"), "30");
    for _ in 0..3 {
        assert!(!is_refused(&get(&app, LIST, &token).await));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_of_nobody_are_nobodys() {
    let app = strict();
    for _ in 0..10 {
        assert_eq!(get(&app, LIST, "nonsense").await.status, 401);
    }
    assert!(!is_refused(&get(&app, LIST, &token("mara")).await));
}

#[tokio::test(start_paused = true)]
async fn rates_can_be_left_to_others() {
    let tables =
        "[session]\nshared_secret_env = \"SESSION_SECRET\"\n[limits]\nrates = false\ncalls_per_minute = 1";
    let app = server(&config("", tables), &Hands::new());
    for _ in 0..300 {
        assert_eq!(get(&app, LIST, &token("mara")).await.status, 200);
    }
}
