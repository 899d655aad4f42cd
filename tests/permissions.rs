//! What the host is told of missing permissions, with a second module of the test's own.
#![cfg(target_arch = "wasm32")]

mod stage;

use js_sys::{Array, JSON};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::stage::Stage;

wasm_bindgen_test_configure!(run_in_browser);

const TO_SEND: &str = "https://www.googleapis.com/auth/gmail.send";
const TO_READ: &str = "https://www.googleapis.com/auth/gmail.readonly";

/// An account with these scopes of the two that it needs; whoever asks for anything but a reading is refused.
fn granting(status: &str, scopes: &[&str]) -> Stage {
    let answer = format!(
        "if (request.method === 'POST') return Promise.resolve(Response.json({{}}, {{status: 500}}));
        return Promise.resolve(Response.json({}));",
        account(status, scopes)
    );
    let module = js_sys::eval(
        "(what) => Promise.resolve(what === 'names' ? '' : {
            permissions: ({required, granted}) =>
                ({needs: required.filter((scope) => !granted.includes(scope)).map((scope) => ({scope, name: scope, standing: 'missing'}))}),
        })",
    );
    stage::loading(r#""account": "ca_1""#, &answer, module.expect("a function").unchecked_into())
}

fn account(status: &str, scopes: &[&str]) -> String {
    format!(
        r#"{{"connected_account": {{"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": "{status}",
            "scopes": {scopes:?}, "required_scopes": ["{TO_SEND}", "{TO_READ}"]}}}}"#
    )
}

fn put(stage: &Stage, status: &str, scopes: &[&str]) {
    assert!(stage.handle.put(JSON::parse(&account(status, scopes)).expect("an answer")));
}

/// Events with their missing scopes, as far as they were told.
fn told(stage: &Stage) -> Vec<(String, Vec<String>)> {
    let told = stage.events.iter().map(|event| {
        let event: Array = event.unchecked_into();
        let missing = js_sys::Reflect::get(&event.get(1), &"missing_scopes".into()).expect("a field");
        let missing: Array = missing.unchecked_into();
        let text = |value: wasm_bindgen::JsValue| value.as_string().expect("a text");
        (text(event.get(0)), missing.iter().map(text).collect())
    });
    told.collect()
}

/// Whether the host was told so, last of all of this kind.
fn was_told(stage: &Stage, event: &str, missing: &[&str]) -> bool {
    told(stage).iter().rev().find(|(name, _)| name == event).is_some_and(|(_, told)| told == missing)
}

#[wasm_bindgen_test]
async fn what_is_missing_is_told_with_each_event() {
    let stage = granting("ACTIVE", &[TO_READ]);
    stage.until(|stage| was_told(stage, "status", &[TO_SEND])).await;
    put(&stage, "EXPIRED", &[TO_READ]);
    stage.until(|stage| was_told(stage, "status", &[])).await;
    put(&stage, "ACTIVE", &[TO_READ]);
    stage.until(|stage| was_told(stage, "reconnected", &[TO_SEND])).await;
}

#[wasm_bindgen_test]
async fn what_is_missing_is_told_with_a_failure() {
    let stage = granting("ACTIVE", &[TO_READ]);
    stage.until(|stage| was_told(stage, "status", &[TO_SEND])).await;
    let button = stage.root.query_selector(".body button.primary").expect("a selector").expect("a button");
    button.unchecked_into::<web_sys::HtmlElement>().click();
    stage.until(|stage| was_told(stage, "failed", &[TO_SEND])).await;
}

#[wasm_bindgen_test]
async fn it_is_told_when_less_is_missing() {
    let stage = granting("ACTIVE", &[]);
    stage.until(|stage| was_told(stage, "status", &[TO_SEND, TO_READ])).await;
    put(&stage, "ACTIVE", &[TO_READ]);
    stage.until(|stage| was_told(stage, "status", &[TO_SEND])).await;
    assert!(!told(&stage).iter().any(|(name, _)| name == "reconnected"));
}
