//! What a list of accounts does when readings fail, come late, or say odd things.
#![cfg(target_arch = "wasm32")]

mod stage;

use std::cell::Cell;

use js_sys::{Array, Date, Function, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlElement, HtmlInputElement};

use crate::stage::{Stage, stage, staged};

wasm_bindgen_test_configure!(run_in_browser);

/// A list whose backend answers these in turn, each a JavaScript expression of a response, and the last of them from then on.
fn answering(answers: &[&str]) -> Stage {
    let answers = answers.join("\n, () => ");
    staged(
        r#""audience": "user""#,
        &format!(
            "const answers = [() => {answers}];
            const list = (accounts, next = '') => Response.json({{connected_accounts: accounts, next_page_token: next}});
            const account = (id, status = 'ACTIVE', label = id) =>
                ({{id, connection_name: 'gmail', provider: 'GMAIL', status, account_label: label}});
            const many = (count, status) => [...Array(count).keys()].map((at) => account(`ca_${{at + 10}}`, status));
            const path = new URL(request.url).pathname;
            const asked = (globalThis.asked ??= {{}});
            asked[path] = (asked[path] ?? 0) + 1;
            return Promise.resolve(answers[Math.min(asked[path], answers.length) - 1](request));"
        ),
    )
}

/// How often any list was asked for so far.
fn asked() -> f64 {
    let count = js_sys::eval("Object.values(globalThis.asked ?? {}).reduce((sum, count) => sum + count, 0)");
    count.expect("a count").as_f64().expect("a number")
}

fn rows(stage: &Stage) -> f64 {
    let count = Function::new_with_args("root", "return root.querySelectorAll('li.account').length");
    count.call1(&JsValue::NULL, &stage.root).expect("a count").as_f64().expect("a number")
}

fn press(stage: &Stage, selector: &str) {
    let button = stage.root.query_selector(selector).expect("a selector").expect("a button");
    let button: HtmlElement = button.unchecked_into();
    button.focus().expect("focused");
    button.click();
}

/// By the button below the accounts, until the answer is there.
async fn check_again(stage: &Stage) {
    let before = asked();
    press(stage, ".footer button");
    stage.until(|stage| asked() > before && !stage.text().contains("Checking")).await;
}

fn search(stage: &Stage, text: &str) {
    let field = stage.root.query_selector("input").expect("a selector").expect("a search field");
    let field: HtmlInputElement = field.unchecked_into();
    field.set_value(text);
    let typed = Event::new("input").expect("an event");
    field.dispatch_event(&typed).expect("dispatched");
}

/// Whether the host was told of an account that it has this status.
fn was_told(stage: &Stage, event: &str, account: &str, status: &str) -> bool {
    stage.events.iter().any(|told| {
        let told: Array = told.unchecked_into();
        let field =
            |name: &str| Reflect::get(&told.get(1), &name.into()).ok().and_then(|value| value.as_string());
        told.get(0) == event
            && field("account_id").as_deref() == Some(account)
            && field("status").as_deref() == Some(status)
    })
}

/// What a backend answers that wants to be left alone for a minute.
const PAUSE: &str = "Response.json({}, {status: 429, headers: {'retry-after': '60'}})";

/// Goes so many seconds ahead, until it is dropped.
struct Clock;

impl Clock {
    fn later(seconds: u32) -> Self {
        let ahead =
            format!("const now = globalThis.now ??= Date.now; Date.now = () => now() + {seconds}_000");
        js_sys::eval(&ahead).expect("a clock");
        Self
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        js_sys::eval("Date.now = now").expect("a clock");
    }
}

/// A reading that has begun has asked by then.
async fn turn(stage: &Stage) {
    let is_later = Cell::new(false);
    stage.until(|_| is_later.replace(true)).await;
}

fn put(stage: &Stage, account: &str, status: &str) -> bool {
    let answer = format!(
        r#"{{"connected_account": {{"id": "{account}", "connection_name": "gmail", "status": "{status}"}}}}"#
    );
    stage.handle.put(JSON::parse(&answer).expect("an answer"))
}

#[wasm_bindgen_test]
async fn what_is_searched_for_can_be_taken_back_where_the_list_has_become_short() {
    let stage = answering(&["list(many(8))", "list(many(7))"]);
    stage.shows("ca_17").await;
    search(&stage, "ca_12");
    stage.until(|stage| rows(stage) == 1.0).await;
    check_again(&stage).await;
    search(&stage, "");
    stage.until(|stage| rows(stage) == 7.0).await;
}

#[wasm_bindgen_test]
async fn accents_need_not_be_typed() {
    let stage = answering(&[
        "list([...many(8), account('ca_1', 'ACTIVE', 'Rene\u{301}e'), account('ca_2', 'ACTIVE', 'Łódź')])",
    ]);
    stage.shows("ca_17").await;
    for (typed, found) in [("renee", "Rene\u{301}e"), ("RENÉE", "Rene\u{301}e"), ("łodz", "Łódź")] {
        search(&stage, typed);
        stage.until(|stage| rows(stage) == 1.0).await;
        stage.shows(found).await;
        search(&stage, "");
        stage.until(|stage| rows(stage) == 10.0).await;
    }
}

#[wasm_bindgen_test]
async fn paging_that_goes_in_a_circle_is_ended() {
    let before = asked();
    let next =
        "list([account('ca_1')], new URL(request.url).searchParams.get('page_token') === 'a' ? 'b' : 'a')";
    let stage = answering(&[next]);
    stage.shows("ca_1").await;
    assert_eq!(asked() - before, 3.0);
    assert_eq!(rows(&stage), 1.0);
}

#[wasm_bindgen_test]
async fn an_account_that_is_on_two_pages_is_listed_once_as_it_was_read_last() {
    let page = "list([account('ca_1'), account('ca_2')], 'next')";
    let stage = answering(&[page, "list([account('ca_2', 'REVOKED'), account('ca_3')])"]);
    stage.shows("ca_3").await;
    stage.shows("Access removed").await;
    assert_eq!(rows(&stage), 3.0);
    assert!(!was_told(&stage, "status", "ca_2", "ACTIVE"));
}

#[wasm_bindgen_test]
async fn the_neighbours_of_an_account_that_is_on_two_pages_stay() {
    let first = "list(['ca_1', 'ca_2', 'ca_3'].map((id) => account(id, 'EXPIRED')))";
    let page = "list(['ca_1', 'ca_2'].map((id) => account(id, 'EXPIRED')), 'next')";
    let rest = "list([account('ca_2'), account('ca_3', 'EXPIRED')])";
    let stage = answering(&[first, page, rest]);
    stage.shows("ca_3").await;
    let third = stage.root.query_selector("li.account:nth-child(3)").expect("a selector").expect("a row");
    check_again(&stage).await;
    assert_eq!(rows(&stage), 3.0);
    assert!(third.is_connected());
    assert!(was_told(&stage, "reconnected", "ca_2", "ACTIVE"));
}

#[wasm_bindgen_test]
async fn what_changes_while_the_list_is_being_read_is_read_after_it() {
    let stage = answering(&["list([account('ca_1')])", "list([account('ca_1', 'REVOKED')])"]);
    stage.handle.read(true);
    stage.shows("Access removed").await;
}

#[wasm_bindgen_test]
async fn the_host_is_told_of_an_account_that_is_not_drawn() {
    let stage = answering(&["list(many(30))"]);
    stage.until(|stage| was_told(stage, "status", "ca_39", "ACTIVE")).await;
    assert_eq!(rows(&stage), 12.0);
    assert!(put(&stage, "ca_39", "REVOKED"));
    stage.until(|stage| was_told(stage, "status", "ca_39", "REVOKED")).await;
}

#[wasm_bindgen_test]
async fn a_backend_that_asks_for_a_pause_is_left_alone_until_somebody_wants_it() {
    let stage = answering(&["list(many(2))", PAUSE]);
    stage.shows("ca_11").await;
    check_again(&stage).await;
    stage.shows("Try again in").await;
    let before = asked();
    let clock = Clock::later(20);
    js_sys::eval(
        "dispatchEvent(new Event('focus'));
        dispatchEvent(new Event('online'));
        dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
        document.dispatchEvent(new Event('visibilitychange'));",
    )
    .expect("events");
    stage.handle.read(false);
    press(&stage, ".notice button");
    turn(&stage).await;
    assert_eq!(asked(), before);
    check_again(&stage).await;
    assert_eq!(asked(), before + 1.0);
    drop(clock);
}

#[wasm_bindgen_test]
async fn a_pause_is_kept_also_where_something_has_changed_meanwhile() {
    let before = asked();
    let stage = answering(&[PAUSE]);
    stage.handle.read(true);
    stage.shows("Try again in").await;
    turn(&stage).await;
    assert_eq!(asked(), before + 1.0);
}

#[wasm_bindgen_test]
async fn what_is_read_from_time_to_time_is_read_once() {
    let stage = answering(&["list(many(2))"]);
    stage.shows("ca_11").await;
    let before = asked();
    // As by two elements that show the same.
    stage.handle.read(false);
    stage.handle.read(false);
    stage.until(|stage| asked() > before && !stage.text().contains("Checking")).await;
    turn(&stage).await;
    assert_eq!(asked(), before + 1.0);
}

#[wasm_bindgen_test]
async fn a_pause_ends_when_it_is_over_and_not_when_it_was_counted_down() {
    let stage = answering(&[PAUSE]);
    stage.shows("Try again in").await;
    let _clock = Clock::later(60);
    stage.until(|stage| !stage.text().contains("Try again in")).await;
    assert!(stage.has(".notice button:not([aria-disabled])"));
}

#[wasm_bindgen_test]
async fn a_pause_does_not_begin_anew_where_it_is_drawn_anew() {
    let stage = answering(&[&format!("request.method === 'POST' ? {PAUSE} : list(many(2, 'EXPIRED'))")]);
    stage.shows("ca_11").await;
    press(&stage, "li.account button.primary");
    stage.shows("Try again in").await;
    let _clock = Clock::later(58);
    press(&stage, "button.toggle");
    stage.until(|stage| !stage.has(".notice")).await;
    press(&stage, "button.toggle");
    stage.until(|stage| stage.has(".notice") && !stage.text().contains("Try again in")).await;
}

#[wasm_bindgen_test]
async fn seconds_that_are_counted_down_are_not_read_out() {
    let stage = answering(&[PAUSE]);
    stage.shows("Try again in").await;
    let button = stage.root.query_selector("[role=alert] button").expect("a selector").expect("a button");
    assert_eq!(button.get_attribute("aria-live").as_deref(), Some("off"));
}

#[wasm_bindgen_test]
async fn a_reading_that_somebody_asked_for_is_seen_and_the_keyboard_stays() {
    let later = "new Promise((answer) => setTimeout(() => answer(Response.json({}, {status: 500})), 50))";
    let stage = answering(&["Response.json({}, {status: 500})", later, "list(many(2))"]);
    stage.shows("The app has a problem").await;
    press(&stage, ".notice button");
    stage.shows("Checking").await;
    stage.until(|stage| !stage.text().contains("Checking")).await;
    stage.until(|stage| stage.has(".notice button:focus")).await;
    press(&stage, ".notice button");
    stage.shows("ca_10").await;
    stage.until(|stage| stage.has("li.account:focus")).await;
}

#[wasm_bindgen_test]
async fn an_account_that_is_no_longer_there_is_not_shown_as_connected() {
    let stage = staged(
        r#""account": "ca_1""#,
        "const path = new URL(request.url).pathname;
        const gone = (globalThis.gone ??= new Set());
        const account = {id: 'ca_1', connection_name: 'gmail', provider: 'GMAIL', status: 'ACTIVE'};
        const answer = gone.has(path) ? Response.json({}, {status: 404}) : Response.json({connected_account: account});
        gone.add(path);
        return Promise.resolve(answer);",
    );
    stage.shows("Gmail is connected").await;
    press(&stage, ".footer button");
    stage.shows("not found").await;
    stage.until(|stage| rows(stage) == 0.0).await;
}

#[wasm_bindgen_test]
async fn what_is_told_of_one_account_was_checked_just_then() {
    let answer = r#"{"connected_account": {"id": "ca_1", "connection_name": "gmail", "status": "ACTIVE"}}"#;
    let stage = stage(200, answer, "user");
    stage.shows("is connected").await;
    let earlier = Date::now();
    let _clock = Clock::later(1200);
    assert!(put(&stage, "ca_1", "REVOKED"));
    stage.until(|stage| was_told(stage, "status", "ca_1", "REVOKED")).await;
    let last: Array = stage.events.at(-1).unchecked_into();
    let checked = Reflect::get(&last.get(1), &"checked_at".into()).expect("a time").as_string();
    assert!(Date::parse(&checked.expect("a text")) > earlier + 600_000.0);
}

#[wasm_bindgen_test]
async fn permissions_are_named_also_where_an_error_was_explained_before() {
    // The second module is not here: what is asked for is what counts.
    let asked =
        js_sys::eval("globalThis.more = []; (what) => (more.push(what), Promise.reject(new Error('none')))");
    let asked = asked.expect("a function").unchecked_into();
    let error = r#"{"connected_account": {"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": "ERROR",
        "last_error": {"code": "invalid_grant"}}}"#;
    let answer = format!("return Promise.resolve(Response.json({error}))");
    let stage = stage::loading(r#""account": "ca_1""#, &answer, asked);
    stage.shows("Gmail").await;
    let lacking = r#"{"connected_account": {"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": "ACTIVE",
        "scopes": [], "required_scopes": ["https://www.googleapis.com/auth/gmail.send"]}}"#;
    assert!(stage.handle.put(JSON::parse(lacking).expect("an answer")));
    stage.shows("Gmail is connected").await;
    let asked_for = || js_sys::eval("more.length").expect("a count") == 2;
    stage.until(|_| asked_for()).await;
}

#[wasm_bindgen_test]
async fn who_comes_back_to_the_end_of_a_long_list_is_told() {
    let note = r#"{"account_id": "ca_39", "connection_name": "gmail", "asked": [], "was_active": false, "label": "ca_39", "flow": "t1"}"#;
    let storage = Function::new_with_args("note", "sessionStorage['connection-doctor.departure'] = note");
    storage.call1(&JsValue::NULL, &note.into()).expect("storage");
    let stage = answering(&[
        "request.url.endsWith('/accounts') ? list(many(30)) : Response.json({connected_account: account('ca_39')})",
    ]);
    stage.until(|stage| rows(stage) == 30.0).await;
    stage.shows("Gmail is connected again").await;
    stage.until(|stage| was_told(stage, "reconnected", "ca_39", "ACTIVE")).await;
}

#[wasm_bindgen_test]
async fn controls_say_whose_account_they_are_for() {
    let stage = answering(&["list(['ann@a.example', 'bo@b.example'].flatMap((label) =>
            [account(`${label}_1`, 'REVOKED', label), account(`${label}_2`, 'ACTIVE', label)]))"]);
    stage.until(|stage| rows(stage) == 4.0).await;
    // Who speaks to the browser says what is seen, so that stands first (WCAG 2.5.3).
    let names = Function::new_with_args(
        "root",
        "return [...root.querySelectorAll('li button')].map(({ariaLabel}) => ariaLabel)",
    );
    let names: Array = names.call1(&JsValue::NULL, &stage.root).expect("names").unchecked_into();
    let names: Vec<_> = names.iter().filter_map(|name| name.as_string()).collect();
    assert_eq!(
        names,
        [
            "Reconnect: Gmail, ann@a.example",
            "Why?: Gmail, ann@a.example",
            "Reconnect: Gmail, bo@b.example",
            "Why?: Gmail, bo@b.example",
            "Details: Gmail, ann@a.example",
            "Details: Gmail, bo@b.example",
        ]
    );
}

#[wasm_bindgen_test]
async fn a_renewal_that_is_refused_is_told_once() {
    for refusal in [
        "Response.json({details: [{error_code: 'TOOL_ERROR'}]}, {status: 401})",
        "Response.json({connected_account: account('ca_1', 'EXPIRED')})",
    ] {
        let list = "list([account('ca_1', 'EXPIRED')])";
        let stage = answering(&[&format!("request.method === 'POST' ? {refusal} : {list}")]);
        stage.shows("Renew").await;
        press(&stage, ".primary");
        stage.shows("Gmail could not be renewed").await;
        assert!(!stage.has(".notice"), "{}", stage.text());
        assert!(stage.has("[role=alert] .title"), "nobody who listens is told");
    }
}
