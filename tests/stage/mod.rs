//! A widget on a page of a test.

// Each test program uses some of it.
#![allow(dead_code, reason = "shared by several test programs")]

use std::panic::Location;

use connection_doctor::{Handle, mount};
use js_sys::{Array, Function, JSON, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, window};

pub(crate) struct Stage {
    pub(crate) root: HtmlElement,
    pub(crate) events: Array,
    pub(crate) handle: Handle,
}

/// A widget for one account, whose backend answers every call with the same.
pub(crate) fn stage(status: u16, body: &str, audience: &str) -> Stage {
    let body = JSON::stringify(&JsValue::from_str(body)).expect("a string");
    let answer = format!("return Promise.resolve(new Response({body}, {{status: {status}}}))");
    staged(&format!(r#""account": "ca_1", "audience": "{audience}""#), &answer)
}

/// A widget with these settings, whose backend answers a `request` with the body of a function.
pub(crate) fn staged(settings: &str, answer: &str) -> Stage {
    let no_answers = Function::new_no_args("return Promise.reject(new Error('there is no second module'))");
    loading(settings, answer, no_answers)
}

/// The same, asking for more by a function of the test's own.
pub(crate) fn loading(settings: &str, answer: &str, load_more: Function) -> Stage {
    let document = window().and_then(|window| window.document()).expect("a document");
    let root: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
    document.body().expect("a body").append_child(&root).expect("appended");
    // Each stage has an endpoint of its own, so that no reading of another test is shared.
    let endpoint = format!("/{}", js_sys::Math::random());
    let settings = JSON::parse(&format!(r#"{{"endpoint": "{endpoint}", "locale": "en", {settings}}}"#));
    let fetch = Function::new_with_args("request", answer);
    let events = Array::new();
    let emit = Function::new_with_args("events, name, detail", "events.push([name, detail])")
        .bind1(&JsValue::NULL, &events);
    let settings = settings.expect("settings");
    let handle = mount(root.clone(), settings, fetch, emit.unchecked_into(), load_more);
    Stage { root, events, handle }
}

impl Stage {
    pub(crate) fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).expect("a selector").is_some()
    }

    pub(crate) async fn shows(&self, text: &str) {
        self.until(|stage| stage.text().contains(text)).await;
    }

    /// Waits, a frame at a time.
    #[track_caller]
    pub(crate) fn until(&self, holds: impl Fn(&Self) -> bool) -> impl Future<Output = ()> {
        let asked = Location::caller();
        async move {
            for _ in 0..500 {
                if holds(self) {
                    return;
                }
                let next = Promise::new(&mut |resolve, _| {
                    window().expect("a window").request_animation_frame(&resolve).expect("a frame");
                });
                JsFuture::from(next).await.expect("a frame");
            }
            panic!("what is awaited in line {} did not come; there is: {}", asked.line(), self.text());
        }
    }
}
