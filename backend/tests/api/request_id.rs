//! The name that each call has.

use std::{collections::HashSet, sync::Arc};

use axum::{body::Body, http::Request};
use connection_doctor_backend::{Clock, Sandbox, router};
use serde_json::json;

use crate::support::{Browser, edge};

const LIST: &str = "/v1/connect/accounts";

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let mut browser = Browser::new();
    let mut ids = HashSet::new();
    for path in [LIST, LIST, "/v1/connect/accounts/ca_nobody", "/v1/connect/nothing", "/v1/connect/verify"] {
        ids.insert(browser.get(path).await.header("x-request-id").to_owned());
    }
    for fault in ["status_401", "status_429_tool_error", "status_502", "broken_json", "huge_body"] {
        browser.order(json!({ "route": "list", "fault": fault })).await;
        ids.insert(browser.get(LIST).await.header("x-request-id").to_owned());
    }
    assert_eq!(ids.len(), 10, "{ids:?}");
    assert!(ids.iter().all(|id| id.len() == 32), "{ids:?}");
}

#[tokio::test]
async fn a_well_formed_id_is_kept_and_another_replaced() {
    let mut browser = Browser::new();
    for (id, is_kept) in [("req-7f3c1a52.9d0e", true), ("a b", false), ("<script>", false), ("", false)] {
        let request = Request::get(LIST).header("x-request-id", id).body(Body::empty());
        let answer = browser.send(request).await;
        assert_eq!(answer.header("x-request-id") == id, is_kept, "{id}");
        assert_eq!(answer.headers.get_all("x-request-id").iter().count(), 1);
    }
}

#[tokio::test]
async fn the_contract_alone_gives_ids_too() {
    let sandbox = Sandbox::in_memory(Clock::system()).unwrap();
    let answer = Browser::of(router(Arc::new(sandbox), &edge())).get("/accounts").await;
    assert_eq!((answer.status.as_u16(), answer.header("x-request-id").len()), (401, 32));
}
