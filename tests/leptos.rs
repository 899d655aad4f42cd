//! The component for Leptos in a real browser. Nothing defines the element, so what it is given stays as it is given.
#![cfg(target_arch = "wasm32")]

mod served;

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use connection_doctor::{
    Audience, CheckResult, CheckedStep, Class, ConnectionDoctor, Diagnosis, Doctor, Expected, Fetch, Fixer,
    Flow, Remedy, Report, Status, StepState, StopReason, Theme, Topic, Verdict,
};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::mount::{hydrate_from, mount_to};
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, Request, window};

wasm_bindgen_test_configure!(run_in_browser);

/// A page with a view on it, which goes with it.
struct Page {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

impl Page {
    fn of<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        let root = Self::root();
        let mounted = mount_to(root.clone(), view);
        Self { root, mounted: Some(Box::new(mounted)) }
    }

    /// One that came from a server.
    fn from<V: IntoView + 'static>(html: &str, view: impl FnOnce() -> V + 'static) -> Self {
        let root = Self::root();
        root.set_inner_html(html);
        let mounted = hydrate_from(root.clone(), view);
        Self { root, mounted: Some(Box::new(mounted)) }
    }

    fn root() -> HtmlElement {
        let document = window().and_then(|window| window.document()).expect("a document");
        let root: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        document.body().expect("a body").append_child(&root).expect("appended");
        root
    }

    fn element(&self) -> Element {
        self.root.query_selector("connection-doctor").expect("a selector").expect("the element")
    }

    /// The attributes in order of the alphabet, as in markup.
    fn attributes(&self) -> String {
        let element = self.element();
        let name = |name: JsValue| name.as_string().expect("a name");
        let mut names: Vec<_> = element.get_attribute_names().iter().map(name).collect();
        names.sort();
        let shown =
            names.iter().map(|name| format!("{name}={:?}", element.get_attribute(name).expect("a value")));
        shown.collect::<Vec<_>>().join(" ")
    }

    /// A property as JSON.
    fn property(&self, name: &str) -> Option<String> {
        let value = Reflect::get(&self.element(), &name.into()).expect("a property");
        JSON::stringify(&value).ok()?.as_string()
    }
}

/// What the element does when it tells the page something.
fn tell(element: &Element, name: &str, detail: &str) {
    const DISPATCH: &str =
        "element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: JSON.parse(detail) }))";
    let dispatch = Function::new_with_args("element, name, detail", DISPATCH);
    dispatch.call3(&JsValue::NULL, element, &name.into(), &detail.into()).expect("dispatched");
}

/// What is said to it is kept in the order in which it is said.
fn notes<T: Send + 'static>() -> (Arc<Mutex<Vec<T>>>, impl Fn(T) + Send + Sync + 'static) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&notes);
    (notes, move |note| kept.lock().expect("one thread").push(note))
}

fn taken<T>(notes: &Mutex<Vec<T>>) -> Vec<T> {
    std::mem::take(&mut *notes.lock().expect("one thread"))
}

#[wasm_bindgen_test]
fn what_is_unset_leaves_nothing() {
    let page = Page::of(|| view! { <ConnectionDoctor /> });
    assert_eq!(page.attributes(), "");
    for name in ["fetch", "messages", "expected"] {
        assert!(!Object::has_own(&page.element(), &name.into()), "{name} is set");
    }
}

#[wasm_bindgen_test]
fn each_attribute_has_its_prop() {
    let page = Page::of(|| {
        view! {
            <ConnectionDoctor
                endpoint="/v1/connect"
                account="ca_1"
                connection="gmail"
                audience=Audience::Developer
                locale="de"
                theme=Theme::Dark
                flow=Flow::Popup
                return_url="/return.html"
                sign_in_url="/sign-in"
                callback=false
                time_limit=8
                support_url="https://support.example/"
                dashboard_url="https://dashboard.example/"
                environment="production"
                debug=true
                assets="/connection-doctor/"
                attr:class="card"
            />
        }
    });
    assert_eq!(
        page.attributes(),
        "account=\"ca_1\" assets=\"/connection-doctor/\" audience=\"developer\" callback=\"off\" class=\"card\" \
         connection=\"gmail\" dashboard-url=\"https://dashboard.example/\" debug=\"\" endpoint=\"/v1/connect\" \
         environment=\"production\" flow=\"popup\" locale=\"de\" return-url=\"/return.html\" sign-in-url=\"/sign-in\" \
         support-url=\"https://support.example/\" theme=\"dark\" time-limit=\"8\""
    );
}

#[wasm_bindgen_test]
async fn signals_change_attributes_and_properties() {
    let account = RwSignal::new(Some("ca_1".to_owned()));
    let theme = RwSignal::new(Theme::Light);
    let reads = RwSignal::new(true);
    let messages = RwSignal::new(None);
    let expected = RwSignal::new(None);
    let page = Page::of(move || {
        let theme = Signal::derive(move || Some(theme.get()));
        view! { <ConnectionDoctor account theme callback=reads messages expected /> }
    });
    assert_eq!(page.attributes(), "account=\"ca_1\" theme=\"light\"");

    account.set(Some("ca_2".to_owned()));
    theme.set(Theme::Dark);
    reads.set(false);
    messages.set(Some(BTreeMap::from([("action.reconnect".to_owned(), "Connect again".to_owned())])));
    expected.set(Some(Expected { state: Some("s1".to_owned()), is_expired: true, ..Expected::default() }));
    tick().await;
    assert_eq!(page.attributes(), "account=\"ca_2\" callback=\"off\" theme=\"dark\"");
    assert_eq!(page.property("messages").as_deref(), Some(r#"{"action.reconnect":"Connect again"}"#));
    assert_eq!(page.property("expected").as_deref(), Some(r#"{"state":"s1","is_expired":true}"#));

    account.set(None);
    reads.set(true);
    messages.set(None);
    tick().await;
    assert_eq!(page.attributes(), "theme=\"dark\"");
    assert_eq!(page.property("messages"), None);
}

#[wasm_bindgen_test]
fn events_are_told_with_what_they_carry() {
    let (found, on_status) = notes::<Diagnosis>();
    let (failed, on_failed) = notes::<Diagnosis>();
    let (checked, on_checked) = notes::<CheckResult>();
    let (reported, on_report) = notes::<Report>();
    let (stopped, on_stopped) = notes::<StopReason>();
    let page = Page::of(move || {
        view! { <ConnectionDoctor on_status on_failed on_checked on_report on_stopped /> }
    });
    let element = page.element();

    let detail = r#"{"account_id": "ca_1", "connection_name": "gmail", "status": "ERROR", "class": "admin_blocked",
        "who_can_fix": "workspace_admin", "remedy": "ask_admin", "missing_scopes": ["a", "b"],
        "checked_at": "2026-01-02T03:04:05Z"}"#;
    tell(&element, "connection-doctor-status", detail);
    let diagnosis = Diagnosis {
        account_id: Some("ca_1".to_owned()),
        connection_name: Some("gmail".to_owned()),
        status: Some(Status::Error),
        class: Some(Class::AdminBlocked),
        who_can_fix: Some(Fixer::WorkspaceAdmin),
        remedy: Some(Remedy::AskAdmin),
        missing_scopes: vec!["a".to_owned(), "b".to_owned()],
        checked_at: Some("2026-01-02T03:04:05Z".to_owned()),
    };
    assert_eq!(taken(&found), [diagnosis]);

    let detail = r#"{"account_id": "ca_1", "connection_name": null, "status": "ACTIVE", "verdict": "no_access", "title": "t",
        "class": null, "who_can_fix": null, "remedy": "try_again", "missing_scopes": [],
        "steps": [{"topic": "call", "state": "fine", "said": ["s"], "millis": 12}]}"#;
    tell(&element, "connection-doctor-checked", detail);
    let step = CheckedStep {
        topic: Some(Topic::Call),
        state: Some(StepState::Fine),
        said: vec!["s".to_owned()],
        millis: Some(12),
    };
    let result = CheckResult {
        account_id: "ca_1".to_owned(),
        connection_name: None,
        status: Some(Status::Active),
        verdict: Some(Verdict::NoAccess),
        title: "t".to_owned(),
        class: None,
        who_can_fix: None,
        remedy: Some(Remedy::TryAgain),
        missing_scopes: Vec::new(),
        steps: vec![step],
    };
    assert_eq!(taken(&checked), [result]);

    let detail = r#"{"account":{"id":"ca_1","connection_name":"gmail","status":"REVOKED"},"found":{"verdict":"account"}}"#;
    tell(&element, "connection-doctor-report", detail);
    let report = Report {
        account_id: Some("ca_1".to_owned()),
        connection_name: "gmail".to_owned(),
        status: Some(Status::Revoked),
        verdict: Some(Verdict::Account),
        json: detail.to_owned(),
    };
    assert_eq!(taken(&reported), [report]);

    tell(&element, "connection-doctor-stopped", r#"{"reason": "missing"}"#);
    tell(&element, "connection-doctor-stopped", r#"{"reason": "stopped"}"#);
    assert_eq!(taken(&stopped), [StopReason::Missing, StopReason::Stopped]);
    assert!(taken(&failed).is_empty());
}

#[wasm_bindgen_test]
fn words_of_a_newer_element_cost_only_themselves() {
    let (found, on_status) = notes::<Diagnosis>();
    let (checked, on_checked) = notes::<CheckResult>();
    let (reported, on_report) = notes::<Report>();
    let page = Page::of(move || view! { <ConnectionDoctor on_status on_checked on_report /> });
    let element = page.element();

    let detail = r#"{"account_id": "ca_1", "status": "SUSPENDED", "class": "new", "who_can_fix": 7, "remedy": "user"}"#;
    tell(&element, "connection-doctor-status", detail);
    let diagnosis = taken(&found).remove(0);
    assert_eq!(diagnosis.account_id.as_deref(), Some("ca_1"));
    assert_eq!(diagnosis.status, Some(Status::Unknown("SUSPENDED".to_owned())));
    assert_eq!((diagnosis.class, diagnosis.who_can_fix, diagnosis.remedy), (None, None, None));

    for detail in ["null", "7", "\"text\"", "[]", r#"{"steps": [null, {"millis": "long"}], "account": 7}"#] {
        for name in ["status", "reconnected", "failed", "checked", "report", "stopped"] {
            tell(&element, &format!("connection-doctor-{name}"), detail);
        }
    }
    assert_eq!((taken(&found).len(), taken(&checked).len(), taken(&reported).len()), (5, 5, 5));
}

#[wasm_bindgen_test]
fn unmounting_takes_the_listeners_away() {
    // Counts what is added to an element and not taken away again.
    let listeners = Function::new_no_args(
        "let count = 0;
        const { addEventListener, removeEventListener } = EventTarget.prototype;
        const counts = (name, by) => { if (name.startsWith('connection-doctor-')) count += by; };
        EventTarget.prototype.addEventListener = function (name, ...rest) {
            counts(name, 1);
            return addEventListener.call(this, name, ...rest);
        };
        EventTarget.prototype.removeEventListener = function (name, ...rest) {
            counts(name, -1);
            return removeEventListener.call(this, name, ...rest);
        };
        const stop = () => Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
        return [() => count, stop];",
    );
    let [count, stop]: [Function; 2] = {
        let both: Array = listeners.call0(&JsValue::NULL).expect("functions").unchecked_into();
        [both.get(0).unchecked_into(), both.get(1).unchecked_into()]
    };
    let count = || count.call0(&JsValue::NULL).expect("a number").as_f64();

    let (found, on_status) = notes::<Diagnosis>();
    let mut page = Page::of(move || view! { <ConnectionDoctor on_status /> });
    let element = page.element();
    assert_eq!(count(), Some(6.0));
    page.mounted = None;
    assert_eq!(count(), Some(0.0));
    stop.call0(&JsValue::NULL).expect("stopped");

    assert!(!element.is_connected());
    tell(&element, "connection-doctor-status", "{}");
    assert!(taken(&found).is_empty());
}

#[wasm_bindgen_test]
async fn methods_are_those_of_the_element() {
    let owner = Owner::new();
    let doctor = owner.with(Doctor::new);
    let told = |answer: Result<Diagnosis, JsValue>| {
        String::from(Object::from(answer.expect_err("a failure")).to_string())
    };
    assert_eq!(
        told(doctor.refresh(None).await),
        "TypeError: connection-doctor: the element is not on the page."
    );

    let mut page = Page::of(move || view! { <ConnectionDoctor doctor /> });
    let element = page.element();
    assert!(doctor.element().is_some_and(|known| *known == element) && doctor.diagnosis().is_none());
    assert_eq!(
        told(doctor.refresh(None).await),
        "TypeError: connection-doctor: the element's script is not loaded."
    );

    let define = Function::new_with_args(
        "element",
        "Object.assign(element, {
            diagnosis: { status: 'ACTIVE' },
            check: async (id) => ({ account_id: id, verdict: 'works' }),
            refresh: async (id) => { throw new TypeError(`${id}`); },
            report: async (id) => ({ markdown: '# Report', report: { account: { id } } }),
        });",
    );
    define.call1(&JsValue::NULL, &element).expect("defined");
    assert_eq!(doctor.diagnosis().and_then(|diagnosis| diagnosis.status), Some(Status::Active));
    let result = doctor.check(Some("ca_1")).await.expect("a result");
    assert_eq!((result.account_id.as_str(), result.verdict), ("ca_1", Some(Verdict::Works)));
    assert_eq!(told(doctor.refresh(None).await), "TypeError: undefined");
    let (markdown, report) = doctor.report(Some("ca_1")).await.expect("a report");
    assert_eq!((markdown.as_str(), report.account_id.as_deref()), ("# Report", Some("ca_1")));

    page.mounted = None;
    assert!(doctor.element().is_none());
}

#[wasm_bindgen_test]
async fn drawing_again_keeps_the_element() {
    let locale = RwSignal::new("en".to_owned());
    let (found, on_status) = notes::<Diagnosis>();
    let on_status = Callback::new(on_status);
    let page = Page::of(move || move || view! { <ConnectionDoctor locale=locale.get() on_status /> });
    let before = page.element();
    locale.set("de".to_owned());
    tick().await;
    assert_eq!(page.attributes(), "locale=\"de\"");
    assert!(page.element() == before);
    tell(&before, "connection-doctor-status", "{}");
    assert_eq!(taken(&found).len(), 1);
}

#[wasm_bindgen_test]
async fn what_a_server_sent_is_taken_over() {
    let page = Page::from(served::HTML, served::settings);
    let element = page.element();
    assert_eq!(page.attributes(), "callback=\"off\" connection=\"gmail\" debug=\"\" theme=\"light\"");
    assert_eq!(page.property("messages").as_deref(), Some(r#"{"action.reconnect":"Connect again"}"#));
    assert!(Reflect::get(&element, &"fetch".into()).expect("a property").is_function());
    tell(&element, "connection-doctor-status", r#"{"status": "ACTIVE"}"#);
    tick().await;
    let text = page.root.text_content().expect("a text");
    assert_eq!(text, "ReconnectCheckGmail is ACTIVE");
    let button = page.root.query_selector("button").expect("a selector").expect("the button");
    assert!(!button.has_attribute("disabled"), "the element is not known");
}

#[wasm_bindgen_test]
fn children_are_in_the_element() {
    let page = Page::of(|| {
        view! {
            <ConnectionDoctor>
                <a href="/settings/reconnect">"Reconnect"</a>
            </ConnectionDoctor>
        }
    });
    assert_eq!(page.element().inner_html(), "<a href=\"/settings/reconnect\">Reconnect</a>");
}

#[wasm_bindgen_test]
async fn headers_are_asked_for_with_each_call() {
    let calls = RwSignal::new(0);
    let page = Page::of(move || {
        let headers = move || {
            calls.update_untracked(|calls| *calls += 1);
            [("x-call", calls.get_untracked().to_string())]
        };
        view! { <ConnectionDoctor fetch=Fetch::with_headers(headers) /> }
    });
    let fetch: Function =
        Reflect::get(&page.element(), &"fetch".into()).expect("a property").dyn_into().expect("a function");
    let global: JsValue = window().expect("a window").into();
    let browsers = Reflect::get(&global, &"fetch".into()).expect("a property");
    let echo = Function::new_with_args(
        "request",
        "return Promise.resolve(new Response(request.headers.get('x-call') + request.headers.get('accept')))",
    );
    Reflect::set(&global, &"fetch".into(), &echo).expect("set");
    let mut answers = Vec::new();
    for _ in 0..2 {
        let request = Request::new_with_str("/").expect("a request");
        request.headers().set("accept", "application/json").expect("set");
        let answer: Promise = fetch.call1(&JsValue::UNDEFINED, &request).expect("called").unchecked_into();
        let answer: web_sys::Response = JsFuture::from(answer).await.expect("answered").unchecked_into();
        let text = JsFuture::from(answer.text().expect("a text")).await.expect("read");
        answers.push(text.as_string().expect("a text"));
    }
    Reflect::set(&global, &"fetch".into(), &browsers).expect("set");
    assert_eq!(answers, ["1application/json", "2application/json"]);
}
