//! Who is believed.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use connection_doctor_backend::{Metrics, WebhookSettings, webhooks};
use tower::ServiceExt;

use crate::support::{GMAIL, KEY, MARA, Service, body, post, secret, signature};

const OTHER_KEY: &[u8] = b"a key that takes the other's place";

#[tokio::test]
async fn only_what_a_secret_of_ours_has_signed_is_taken() {
    for service in Service::over_each_store().await {
        let now = service.now().as_second();
        let text = body("oauth_succeeded", MARA, GMAIL, "ACTIVE", service.now());
        let good = signature(KEY, "msg_a", now, &text);
        let other = signature(OTHER_KEY, "msg_a", now, &text);
        let unprefixed = good.strip_prefix("v1,").expect("a signature").to_owned();
        for (id, seconds, signatures, text, is_taken) in [
            ("msg_b", now, good.clone(), text.clone(), false),
            ("msg_a", now + 1, good.clone(), text.clone(), false),
            ("msg_a", now, good.clone(), format!("{text} "), false),
            ("msg_a", now, other.clone(), text.clone(), false),
            ("msg_a", now, unprefixed.clone(), text.clone(), false),
            ("msg_a", now, format!("v1a,{unprefixed}"), text.clone(), false),
            ("msg_a", now, good[..good.len() - 4].to_owned(), text.clone(), false),
            ("msg_a", now, "v1,".to_owned(), text.clone(), false),
            ("msg_a", now, String::new(), text.clone(), false),
            ("msg_a", now, format!("{other} {good}"), text.clone(), true),
        ] {
            let status = post(&service.app, id, seconds, &signatures, &text).await;
            assert_eq!(status == StatusCode::NO_CONTENT, is_taken, "{id} {seconds} {signatures}");
            assert!(is_taken || status == StatusCode::UNAUTHORIZED, "{status}");
            assert_eq!(service.history().await.len(), usize::from(is_taken));
        }
    }
}

#[tokio::test]
async fn five_minutes_either_way_are_allowed() {
    for service in Service::over_each_store().await {
        for (offset, status) in [
            (-301, StatusCode::UNAUTHORIZED),
            (-300, StatusCode::NO_CONTENT),
            (300, StatusCode::NO_CONTENT),
            (301, StatusCode::UNAUTHORIZED),
        ] {
            let (id, seconds) = (format!("msg_{offset}"), service.now().as_second() + offset);
            let text = body("created", MARA, GMAIL, "ACTIVE", service.now());
            let signed = signature(KEY, &id, seconds, &text);
            assert_eq!(post(&service.app, &id, seconds, &signed, &text).await, status, "{offset}");
        }
    }
}

#[tokio::test]
async fn two_secrets_hold_while_one_takes_the_place_of_the_other() {
    for service in Service::over_each_store().await {
        let settings = |keys: &[&[u8]]| WebhookSettings {
            secrets: keys.iter().map(|key| secret(key)).collect(),
            store: service.store.clone(),
            notices: None,
            clock: service.hands.clock(),
            metrics: Metrics::new(),
        };
        for (keys, by_old, by_new) in [
            (&[KEY][..], true, false),
            (&[KEY, OTHER_KEY], true, true),
            (&[OTHER_KEY], false, true),
            (&[], false, false),
        ] {
            let app = webhooks(settings(keys));
            for (key, is_taken) in [(KEY, by_old), (OTHER_KEY, by_new)] {
                let (seconds, text) =
                    (service.now().as_second(), body("created", MARA, GMAIL, "ACTIVE", service.now()));
                let status =
                    post(&app, "msg_1", seconds, &signature(key, "msg_1", seconds, &text), &text).await;
                assert_eq!(status == StatusCode::NO_CONTENT, is_taken, "{status}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_event_is_refused_and_what_is_not_known_is_not() {
    for service in Service::over_each_store().await {
        let at = service.now();
        let event = body("created", MARA, GMAIL, "ACTIVE", at);
        for (text, status) in [
            (event.replace(MARA, "a\\u0000b"), StatusCode::BAD_REQUEST),
            (event.replace(MARA, ""), StatusCode::BAD_REQUEST),
            (event.replace(MARA, &"m".repeat(600)), StatusCode::BAD_REQUEST),
            (event.replace("\"identifier\"", "\"someone\""), StatusCode::BAD_REQUEST),
            (event.replace("occurred_at", "when"), StatusCode::BAD_REQUEST),
            (event.replace("\"ACTIVE\"", "7"), StatusCode::BAD_REQUEST),
            (event.replace("\"type\"", "\"kind\""), StatusCode::BAD_REQUEST),
            ("{".to_owned(), StatusCode::BAD_REQUEST),
            (String::new(), StatusCode::BAD_REQUEST),
            ("x".repeat(65 * 1024), StatusCode::PAYLOAD_TOO_LARGE),
            (event.replace("created", "moved_house"), StatusCode::NO_CONTENT),
            (r#"{"type":"organization.created"}"#.to_owned(), StatusCode::NO_CONTENT),
            (event, StatusCode::NO_CONTENT),
        ] {
            assert_eq!(service.deliver("msg_1", &text).await, status, "{}", &text[..text.len().min(300)]);
        }
    }
}

#[tokio::test]
async fn each_delivery_is_counted_by_what_became_of_it() {
    for service in Service::over_each_store().await {
        let metrics = Metrics::new();
        let app = webhooks(WebhookSettings {
            secrets: vec![secret(KEY)],
            store: service.store.clone(),
            notices: None,
            clock: service.hands.clock(),
            metrics: metrics.clone(),
        });
        let service = service.before(app);
        let event = body("created", MARA, GMAIL, "ACTIVE", service.now());
        let foreign = r#"{"type":"organization.created"}"#;
        for (id, text, outcome, count) in [
            ("msg_1", &*event, "accepted", 1),
            ("msg_1", &event, "duplicate", 1),
            ("msg_2", "{", "refused", 1),
            ("msg_3", foreign, "ignored", 1),
            ("msg_3", foreign, "ignored", 2),
        ] {
            service.deliver(id, text).await;
            let counted = format!("webhooks_total{{outcome=\"{outcome}\"}} {count}\n");
            assert!(metrics.text().contains(&counted), "{counted}{}", metrics.text());
        }
        assert!(metrics.text().contains("{outcome=\"accepted\"} 1\n"));
    }
}

#[tokio::test]
async fn headers_that_are_missing_are_no_signature() {
    let services = Service::over_each_store().await;
    let bare = Request::post("/").body(Body::from("{}")).expect("a request");
    let response = services[0].app.clone().oneshot(bare).await.expect("a router never fails");
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert!(response.headers().contains_key("x-request-id"));
}
