//! What the second module and a check tell an account's row, in a browser.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, JSON};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

mod stage;

use stage::Stage;

wasm_bindgen_test_configure!(run_in_browser);

/// An account whose last error passes by itself, and a backend that notes what it is asked.
fn down(at: &str, after: &str) -> Stage {
    // The second module says the same of every error.
    let answers = Function::new_no_args(
        "return Promise.resolve({
            answer: () => ({class: 'provider_outage', fixer: 'nobody_wait', facts: [], explanation: {
                title: 'Slack had a problem', why: [], steps: [], next: 'Wait a minute.',
                action: {remedy: 'try_again', label: 'Try again'}}}),
            permissions: () => ({}), unknownKeys: () => ''})",
    );
    js_sys::eval("window.asked = []").expect("a list");
    let answer = format!(
        "asked.push(request.url.split('/').at(-1));
        const account = {{id: 'ca_1', connection_name: 'slack', provider: 'SLACK', status: 'ERROR',
            last_error: {{code: 'service_unavailable', at: {at}}}}};
        if (asked.length > 1) Object.assign(account, {after});
        return Promise.resolve(Response.json({{connected_account: account}}))"
    );
    stage::loading(r#""account": "ca_1""#, &answer, answers)
}

fn asked() -> Vec<String> {
    let asked: Array = js_sys::eval("asked").expect("a list").unchecked_into();
    asked.iter().filter_map(|route| route.as_string()).collect()
}

fn click(stage: &Stage, selector: &str) {
    let button = stage.root.query_selector(selector).expect("a selector").expect(selector);
    button.unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn trying_again_renews_and_signs_nobody_in() {
    let stage = down("new Date().toISOString()", "{status: 'ACTIVE'}");
    stage.shows("Slack had a problem").await;
    stage.shows("Last error reported").await;
    click(&stage, "button.primary");
    stage.shows("Slack is connected again").await;
    assert_eq!(asked(), ["ca_1", "refresh"]);
    assert!(!stage.has("button.primary"));
}

#[wasm_bindgen_test]
async fn what_was_tried_in_vain_gives_way_to_a_sign_in() {
    let stage = down("'2026-01-02T03:04:05Z'", "{}");
    stage.shows("Slack had a problem").await;
    click(&stage, "button.primary");
    stage.shows("Signing in to Slack went wrong").await;
    stage.shows("Reconnect").await;
    assert!(!stage.text().contains("Wait a minute"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn an_outage_that_goes_on_is_tried_again() {
    let stage = down("new Date().toISOString()", "{}");
    stage.shows("Slack had a problem").await;
    click(&stage, "button.primary");
    // That it was tried is said, for all else is as before.
    stage.shows("Slack: Sign-in failed.").await;
    assert_eq!(asked(), ["ca_1", "refresh"]);
    assert!(stage.text().contains("Try again") && stage.text().contains("Wait a minute"), "{}", stage.text());
}

const ACTIVE: &str = r#"{"connected_account": {"id": "ca_1", "connection_name": "slack", "provider": "SLACK", "status": "ACTIVE",
    "updated_at": "2026-01-02T03:04:05Z", "last_used_at": "2026-01-02T03:04:05Z"}}"#;

/// What a check came to, as its module tells it.
const REFUSED: &str = r#"{"class": "token_revoked_or_expired", "fixer": "user", "facts": [], "explanation": {
    "title": "Slack asks you to sign in again", "why": ["It no longer accepts this app."], "steps": [], "next": "You sign in at Slack.",
    "action": {"remedy": "reconnect", "label": "Reconnect"}}}"#;

fn json(text: &str) -> JsValue {
    JSON::parse(text).expect("JSON")
}

/// An account that the app takes for connected, and that a check has found refused.
async fn refused() -> Stage {
    let stage = stage::stage(200, ACTIVE, "user");
    stage.shows("Slack is connected").await;
    assert!(stage.handle.tell("ca_1", "refused", json(REFUSED)));
    stage.shows("Check failed").await;
    stage
}

fn told(stage: &Stage) -> Vec<String> {
    stage.events.iter().filter_map(|event| event.unchecked_into::<Array>().get(0).as_string()).collect()
}

#[wasm_bindgen_test]
async fn what_a_check_came_to_stays_where_it_is_closed() {
    let stage = refused().await;
    stage.handle.tell("ca_1", "close", JsValue::NULL);
    stage.shows("Slack asks you to sign in again").await;
    stage.shows("You sign in at Slack.").await;
    assert!(stage.has("li.account[data-tone=problem]") && stage.has("button.primary"));
    assert!(!stage.text().contains("Slack is connected"), "{}", stage.text());
    // The same reading proves nothing.
    stage.handle.put(json(&ACTIVE.replace("\"last_used_at\"", "\"created_at\"")));
    stage.shows("Created").await;
    stage.shows("Check failed").await;
    assert_eq!(told(&stage), ["status", "status"]);
}

#[wasm_bindgen_test]
async fn what_a_check_came_to_is_taken_back_by_the_next() {
    let stage = refused().await;
    stage.handle.tell("ca_1", "refused", JsValue::NULL);
    stage.shows("Slack is connected again").await;
    assert!(!stage.text().contains("Check failed"));
    stage.until(|stage| told(stage).ends_with(&["reconnected".to_owned()])).await;
}

#[wasm_bindgen_test]
async fn what_a_check_came_to_gives_way_to_news() {
    let stage = refused().await;
    stage.handle.put(json(&ACTIVE.replace("\"updated_at\": \"2026", "\"updated_at\": \"2027")));
    stage.shows("Slack is connected").await;
    assert!(!stage.text().contains("again"), "nobody has proved it: {}", stage.text());
    assert_eq!(told(&stage), ["status", "status", "status"]);
    stage.handle.tell("ca_1", "refused", json(REFUSED));
    stage.handle.put(json(&ACTIVE.replace("\"ACTIVE\"", "\"REVOKED\"")));
    stage.shows("Access to Slack was removed").await;
}
