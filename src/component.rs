//! The element as a component, for apps that are made with Leptos.
//!
//! It draws the tag and no more: the widget itself is the npm package's, a WebAssembly module of its own, so that nothing that
//! goes wrong there can take the app with it.

mod details;
mod doctor;
mod fetch;
mod options;

use std::collections::BTreeMap;

use connection_doctor_core::Json;
use leptos::attr::custom::custom_attribute as attribute;
use leptos::callback::Callable;
use leptos::ev::{self, on};
use leptos::html::custom;
use leptos::prelude::*;
use leptos::tachys::html::property::prop;
use wasm_bindgen::JsValue;
use web_sys::CustomEvent;

use crate::plain::Plain;

pub use connection_doctor_core::{Audience, Class, Fixer, Remedy, Status, StepState, Topic};
pub use details::{CheckResult, CheckedStep, Diagnosis, Report, StopReason, Verdict};
pub use doctor::Doctor;
pub use fetch::Fetch;
pub use options::{Expected, Flow, Theme};

/// In capitals, for Leptos compares it with what the DOM answers, and would draw another element each time that what is
/// around it is drawn.
const TAG: &str = "CONNECTION-DOCTOR";

/// `<connection-doctor>`, with its attributes and properties as props and its events as callbacks. The page loads
/// `connection-doctor.js` of the npm package beside the app, before or after it.
///
/// What is not set leaves no attribute; what is a signal may change. Children are what people see where WebAssembly is
/// missing: a link, such as `<a href="/settings/reconnect">"Reconnect"</a>`. A server draws the tag with its attributes and
/// children; the rest is given to the element as the browser takes the page over.
///
/// ```
/// use connection_doctor::{ConnectionDoctor, Diagnosis, Fetch, Status, Theme};
/// use leptos::prelude::*;
///
/// #[component]
/// fn Gmail() -> impl IntoView {
///     let (works, set_works) = signal(false);
///     view! {
///         <ConnectionDoctor
///             connection="gmail"
///             theme=Theme::Light
///             fetch=Fetch::with_headers(|| [("x-app-version", "1.0.0")])
///             on_status=move |found: Diagnosis| set_works.set(found.status == Some(Status::Active))
///         />
///         <button disabled=move || !works.get()>"Send a mail"</button>
///     }
/// }
/// ```
#[component]
pub fn ConnectionDoctor(
    /// Where your backend is; `/v1/connect` unless set.
    #[prop(optional, into)]
    endpoint: MaybeProp<String>,
    /// The id of one account to show.
    #[prop(optional, into)]
    account: MaybeProp<String>,
    /// The name of one connection to show; with neither, all accounts are listed.
    #[prop(optional, into)]
    connection: MaybeProp<String>,
    /// People unless set; developers read the same facts in the field's terms.
    #[prop(optional, into)]
    audience: MaybeProp<Audience>,
    /// The reader's language, such as `de`; the page's `lang` unless set.
    #[prop(optional, into)]
    locale: MaybeProp<String>,
    /// Unset, the page's `color-scheme` decides.
    #[prop(optional, into)]
    theme: MaybeProp<Theme>,
    /// How a person gets to the provider's page.
    #[prop(optional, into)]
    flow: MaybeProp<Flow>,
    /// A page of your origin to which providers return windows; this page unless set.
    #[prop(optional, into)]
    return_url: MaybeProp<String>,
    /// Where your app's own sign-in is.
    #[prop(optional, into)]
    sign_in_url: MaybeProp<String>,
    /// Whether a provider's answer in the page's URL is read here; `true` unless set.
    #[prop(default = Signal::stored(true), into)]
    callback: Signal<bool>,
    /// Seconds that a call may take; 20 unless set.
    #[prop(optional, into)]
    time_limit: MaybeProp<u32>,
    /// Your support page, `https:` or `mailto:`.
    #[prop(optional, into)]
    support_url: MaybeProp<String>,
    /// Where the connection is configured, for developers.
    #[prop(optional, into)]
    dashboard_url: MaybeProp<String>,
    /// What you call this environment, for the report.
    #[prop(optional, into)]
    environment: MaybeProp<String>,
    /// Shows changes as they happen, where your backend has `updates`.
    #[prop(optional, into)]
    live: Signal<bool>,
    /// Writes each request, answer and decision to the console.
    #[prop(optional, into)]
    debug: Signal<bool>,
    /// Where the rest of the package is, if not beside the element's own file.
    #[prop(optional, into)]
    assets: MaybeProp<String>,
    /// Your own fetch, for headers of yours.
    #[prop(optional, into)]
    fetch: MaybeProp<Fetch>,
    /// Your own wording, by message key.
    #[prop(optional, into)]
    messages: MaybeProp<BTreeMap<String, String>>,
    /// What your app awaits of an answer in the URL.
    #[prop(optional, into)]
    expected: MaybeProp<Expected>,
    /// An account was first read, or what is true of it has changed.
    #[prop(optional, into)]
    on_status: Option<Callback<Diagnosis>>,
    /// An account that did not work works again.
    #[prop(optional, into)]
    on_reconnected: Option<Callback<Diagnosis>>,
    /// A call of the widget to your backend failed, or a sign-in came back with an error.
    #[prop(optional, into)]
    on_failed: Option<Callback<Diagnosis>>,
    /// A check is over.
    #[prop(optional, into)]
    on_checked: Option<Callback<CheckResult>>,
    /// A report was copied, saved or made by a script.
    #[prop(optional, into)]
    on_report: Option<Callback<Report>>,
    /// The element's module could not be loaded, or has stopped.
    #[prop(optional, into)]
    on_stopped: Option<Callback<StopReason>>,
    /// The element itself, for its methods.
    #[prop(optional)]
    doctor: Doctor,
    /// What people see where WebAssembly is missing.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    // Leptos takes 26 attributes in a row at the most, and the app may add some, so these are three of them.
    let attributes = (
        attribute("endpoint", move || endpoint.get()),
        attribute("account", move || account.get()),
        attribute("connection", move || connection.get()),
        attribute("audience", move || audience.get().map(Audience::word)),
        attribute("locale", move || locale.get()),
        attribute("theme", move || theme.get().map(Theme::word)),
        attribute("flow", move || flow.get().map(Flow::word)),
        attribute("return-url", move || return_url.get()),
        attribute("sign-in-url", move || sign_in_url.get()),
        attribute("callback", move || (!callback.get()).then_some("off")),
        attribute("time-limit", move || time_limit.get()),
        attribute("support-url", move || support_url.get()),
        attribute("dashboard-url", move || dashboard_url.get()),
        attribute("environment", move || environment.get()),
        attribute("live", move || live.get()),
        attribute("debug", move || debug.get()),
        attribute("assets", move || assets.get()),
    );
    let properties = (
        prop("fetch", move || fetch.get().map(JsValue::from)),
        prop("messages", move || messages.get().map(wording)),
        prop("expected", move || expected.get().map(JsValue::from)),
    );
    let listeners = (
        on(event("connection-doctor-status"), tell(on_status, Diagnosis::read)),
        on(event("connection-doctor-reconnected"), tell(on_reconnected, Diagnosis::read)),
        on(event("connection-doctor-failed"), tell(on_failed, Diagnosis::read)),
        on(event("connection-doctor-checked"), tell(on_checked, CheckResult::read)),
        on(event("connection-doctor-report"), tell(on_report, Report::read)),
        on(event("connection-doctor-stopped"), tell(on_stopped, StopReason::read)),
    );
    custom(TAG)
        .add_any_attr((attributes, properties, listeners))
        .node_ref(doctor.0)
        .child(children.map(|children| children()))
}

fn event(name: &'static str) -> ev::Custom<CustomEvent> {
    ev::Custom::new(name)
}

/// Hands what an event carries to the app.
fn tell<T>(listener: Option<Callback<T>>, read: fn(&Json) -> T) -> impl Fn(CustomEvent) {
    move |event| {
        // A listener whose owner is gone hears nothing, instead of a panic.
        listener.and_then(|listener| listener.try_run(read(&Json(event.detail()))));
    }
}

fn wording(messages: BTreeMap<String, String>) -> JsValue {
    let plain = Plain::new();
    for (key, text) in messages {
        plain.put(&key, text.into());
    }
    plain.done()
}
