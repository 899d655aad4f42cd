//! What is counted.

use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{body::Body, http::Request};
use connection_doctor_backend::{
    Metrics, Services,
    metrics::{NoticeOutcome, WebhookOutcome},
    serve::app,
};

use crate::{
    support::{Browser, Hands},
    upstream::Service,
    world::{BY_SECRET, LIST, config, get, token},
};

/// The value of a line that begins with this.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| line.split_once(' ').is_some_and(|(name, _)| name == series));
    let line = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
    line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number")
}

/// Checks the text line by line: comments, and series of which each has a type and comes once.
fn assert_well_formed(text: &str) {
    let mut types = HashSet::new();
    let mut seen = HashSet::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# TYPE ") {
            let (name, kind) = comment.split_once(' ').expect("a name and a type");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(types.insert(name.to_owned()), "{line}");
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
            assert!(value == "+Inf" || value.parse::<f64>().is_ok(), "{line}");
            assert!(seen.insert(series.to_owned()), "{line}");
            let name = series.split('{').next().expect("a name");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            assert!(types.contains(name) || family.is_some_and(|family| types.contains(family)), "{line}");
        }
    }
}

#[tokio::test]
async fn calls_are_counted_by_route_and_nothing_that_callers_choose() {
    let metrics = Metrics::new();
    let services = Services::new(Arc::new(Service::new()))
        .with_clock(Hands::new().clock())
        .with_metrics(metrics.clone());
    let app = app(&config("", BY_SECRET), services).unwrap();
    for visit in 0..50 {
        get(&app, &format!("{LIST}/ca_{visit}"), &token(&format!("person{visit}"))).await;
        get(&app, &format!("/nothing/{visit}"), &token("mara")).await;
        get(&app, &format!("/v1/connect/nothing/{visit}"), &token("mara")).await;
        let odd = Request::builder().method(&*format!("ODD{visit}")).uri(LIST).body(Body::empty());
        Browser::of(app.clone()).send(odd).await;
    }
    get(&app, "/healthz", "").await;
    let text = metrics.text();
    assert_well_formed(&text);
    let calls: Vec<_> =
        text.lines().filter(|line| line.starts_with("connection_doctor_calls_total{")).collect();
    assert!(calls.len() <= 4, "{calls:#?}");
    let series = |method: &str, route: &str, status: u16| {
        format!(r#"connection_doctor_calls_total{{method="{method}",route="{route}",status="{status}"}}"#)
    };
    assert_eq!(value(&text, &series("GET", "/v1/connect/accounts/{account_id}", 404)), 50.0);
    assert_eq!(value(&text, &series("GET", "unmatched", 404)), 100.0);
    assert_eq!(value(&text, &series("other", LIST, 405)), 50.0);
    let count =
        r#"connection_doctor_call_seconds_count{method="GET",route="/v1/connect/accounts/{account_id}"}"#;
    assert_eq!(value(&text, count), 50.0);
    assert!(!text.contains("person1") && !text.contains("ca_1") && !text.contains("ODD"), "{text}");
}

#[tokio::test]
async fn the_other_parts_count_too() {
    let metrics = Metrics::new();
    metrics.upstream("list", "ok", Duration::from_millis(30));
    metrics.upstream("list", "timed_out", Duration::from_secs(25));
    metrics.upstream("list", "ok", Duration::from_millis(300));
    use WebhookOutcome::{Accepted, Duplicate, Ignored, Refused};
    for outcome in [Accepted, Duplicate, Ignored, Refused] {
        metrics.webhook(outcome);
    }
    for outcome in [NoticeOutcome::Delivered, NoticeOutcome::Failed] {
        metrics.notice(outcome);
    }
    let (first, second) = (metrics.live_connection(), metrics.live_connection());
    drop(first);

    let answer = Browser::of(metrics.routes()).get("/metrics").await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.body;
    assert_well_formed(&text);
    for (series, expected) in [
        (r#"upstream_calls_total{operation="list",outcome="ok"}"#, 2.0),
        (r#"upstream_call_seconds_bucket{operation="list",outcome="ok",le="0.05"}"#, 1.0),
        (r#"upstream_call_seconds_count{operation="list",outcome="timed_out"}"#, 1.0),
        (r#"webhooks_total{outcome="accepted"}"#, 1.0),
        (r#"webhooks_total{outcome="duplicate"}"#, 1.0),
        (r#"webhooks_total{outcome="ignored"}"#, 1.0),
        (r#"webhooks_total{outcome="refused"}"#, 1.0),
        (r#"notices_total{outcome="delivered"}"#, 1.0),
        (r#"notices_total{outcome="failed"}"#, 1.0),
        ("live_connections", 1.0),
        (&format!(r#"build_info{{version="{}"}}"#, env!("CARGO_PKG_VERSION")), 1.0),
    ] {
        assert_eq!(value(&text, &format!("connection_doctor_{series}")), expected, "{series}");
    }
    drop(second);
    assert_eq!(value(&metrics.text(), "connection_doctor_live_connections"), 0.0);
}
