//! The widget in a real browser, with a fetch of the test's own.
#![cfg(target_arch = "wasm32")]

mod stage;

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

use crate::stage::{stage, staged};

wasm_bindgen_test_configure!(run_in_browser);

const REVOKED: &str = r#"{"connected_account": {"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL",
    "status": "REVOKED", "account_label": "<img src=x onerror=alert(1)>", "last_used_at": "2026-01-02T03:04:05Z"}}"#;

#[wasm_bindgen_test]
async fn the_skeleton_gives_way_to_the_account() {
    let stage = stage(200, REVOKED, "user");
    assert!(stage.has(".skeleton"));
    stage.shows("Access to Gmail was removed").await;
    assert!(!stage.has(".skeleton") && stage.has("button.primary"));
}

#[wasm_bindgen_test]
async fn text_of_the_backend_is_never_markup() {
    let stage = stage(200, REVOKED, "developer");
    stage.shows("<img src=x onerror=alert(1)>").await;
    assert!(!stage.has("img"));
    stage.shows("Account IDca_1").await;
}

#[wasm_bindgen_test]
async fn a_failed_call_has_words_and_an_action() {
    let stage = stage(500, "{}", "user");
    stage.shows("The app has a problem").await;
    stage.shows("Check again").await;
    assert!(stage.has("[role=alert]") && !stage.has(".skeleton"));
}

#[wasm_bindgen_test]
async fn a_sign_in_link_that_is_not_secure_is_not_followed() {
    for link in
        ["javascript:document.title='followed'", "http://provider.example/", "https://a:b@provider.example/"]
    {
        let answer = format!(
            "const answer = request.method === 'POST' ? {{link: {link:?}}} : {REVOKED};
            return Promise.resolve(new Response(JSON.stringify(answer)))"
        );
        let stage = staged(r#""account": "ca_1""#, &answer);
        stage.shows("Access to Gmail was removed").await;
        let button = stage.root.query_selector("button.primary").expect("a selector").expect("a button");
        button.unchecked_into::<HtmlElement>().click();
        stage.shows("The sign-in page cannot be opened").await;
    }
}

#[wasm_bindgen_test]
async fn paging_that_never_ends_is_ended() {
    let answer = "const page = Number(new URL(request.url).searchParams.get('page_token'));
        const account = {id: `ca_${page}`, connection_name: 'gmail', status: 'ACTIVE'};
        const answer = {connected_accounts: page < 3 ? [account] : [], next_page_token: String(page + 1)};
        return Promise.resolve(new Response(JSON.stringify(answer)))";
    let stage = staged(r#""audience": "user""#, answer);
    stage.shows("Connected").await;
    assert!(stage.has("li.account:nth-child(3)") && !stage.has("li.account:nth-child(4)"));
}

#[wasm_bindgen_test]
async fn the_host_is_told_in_plain_data() {
    let stage = stage(200, REVOKED, "user");
    stage.shows("Access to Gmail was removed").await;
    let [name, detail] = [0, 1].map(|place| stage.events.get(0).unchecked_into::<Array>().get(place));
    assert_eq!(name, "status");
    let field = |name: &str| Reflect::get(&detail, &name.into()).expect("a field").as_string();
    assert_eq!(field("status").as_deref(), Some("REVOKED"));
    assert_eq!(field("remedy").as_deref(), Some("reconnect"));
    assert_eq!(field("who_can_fix").as_deref(), Some("user"));
    assert_eq!(field("class").as_deref(), Some("token_revoked_or_expired"));
}

#[wasm_bindgen_test]
async fn without_the_second_module_an_answer_is_still_spoken_of() {
    let settings = r#""account": "ca_1", "mayBeAnswer": true, "address": "https://app.example/?error=access_denied&state=s""#;
    let stage = staged(settings, &format!("return Promise.resolve(new Response(JSON.stringify({REVOKED})))"));
    stage.shows("We could not read how the sign-in ended").await;
    stage.shows("Access to Gmail was removed").await;
}

#[wasm_bindgen_test]
async fn unmounting_empties_the_root() {
    let mut stage = stage(200, REVOKED, "user");
    stage.shows("Access to Gmail was removed").await;
    stage.handle.unmount(false);
    assert_eq!(stage.root.child_element_count(), 0);
}

#[wasm_bindgen_test]
async fn what_is_taken_away_reads_no_answer_any_more() {
    let more = js_sys::eval("() => new Promise((come) => { globalThis.come = come; })");
    // The link that is offered knows where it leads back to.
    let answer = format!(
        "if (request.method !== 'POST') return Promise.resolve(new Response(JSON.stringify({REVOKED})));
        return request.json().then((body) => {{
            globalThis.back = new URL(body.return_url);
            return Response.json({{link: 'https://provider.example/'}});
        }});"
    );
    let settings = r#""account": "ca_1", "hasWindows": true"#;
    js_sys::eval("window.open = () => null").expect("no windows");
    let stage = stage::loading(settings, &answer, more.expect("a function").unchecked_into());
    stage.shows("Access to Gmail was removed").await;
    let button = stage.root.query_selector("button.primary").expect("a selector").expect("a button");
    button.unchecked_into::<HtmlElement>().click();
    stage.until(|stage| stage.has("a.primary")).await;
    let is_true = |script: &str| js_sys::eval(script).expect("an answer").is_truthy();
    js_sys::eval(
        "const flow = back.searchParams.get('connection_doctor_flow');
        new BroadcastChannel('connection-doctor').postMessage({flow, address: `${back}&error=access_denied`, mayBeAnswer: true});",
    )
    .expect("an answer");
    stage.until(|_| is_true("globalThis.come")).await;
    drop(stage);
    js_sys::eval("come({answer: () => { globalThis.wasRead = true; return null; }})").expect("a module");
    // Whoever had gone on would have read it by then.
    self::stage(200, REVOKED, "user").shows("Access to Gmail was removed").await;
    assert!(!is_true("globalThis.wasRead"));
}
