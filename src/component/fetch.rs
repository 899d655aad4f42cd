//! An app's own fetch.

use js_sys::{Function, Promise};
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Request, Response};

use crate::browser;

/// Your own fetch, which the element calls your backend with. On a server, which only draws the tag, there is none.
#[derive(Clone, Debug)]
pub struct Fetch(Option<SendWrapper<Function>>);

impl Fetch {
    /// The browser's fetch, with headers of yours in addition. They are asked for anew with each call, so they may be read from a
    /// signal, untracked.
    ///
    /// ```no_run
    /// # use connection_doctor::Fetch;
    /// # use leptos::prelude::*;
    /// let token = RwSignal::new(String::new());
    /// let fetch = Fetch::with_headers(move || [("authorization", format!("Bearer {}", token.get_untracked()))]);
    /// ```
    pub fn with_headers<I, N, V>(headers: impl Fn() -> I + 'static) -> Self
    where
        I: IntoIterator<Item = (N, V)>,
        N: AsRef<str>,
        V: AsRef<str>,
    {
        Self::new(move |request| {
            let mut headers = headers().into_iter();
            let all =
                headers.try_for_each(|(name, value)| request.headers().set(name.as_ref(), value.as_ref()));
            async move {
                all?;
                JsFuture::from(browser::window().fetch_with_request(&request)).await?.dyn_into()
            }
        })
    }

    /// A function that answers a request, or fails as `fetch` does.
    pub fn new<F, A>(fetch: F) -> Self
    where
        F: Fn(Request) -> A + 'static,
        A: Future<Output = Result<Response, JsValue>> + 'static,
    {
        if cfg!(not(target_arch = "wasm32")) {
            return Self(None);
        }
        let fetch = move |request| -> Promise {
            let answer = fetch(request);
            future_to_promise(async move { answer.await.map(JsValue::from) })
        };
        // The element may call it as long as it has it, so JavaScript says when it goes.
        let fetch = Closure::<dyn Fn(Request) -> Promise>::new(fetch).into_js_value();
        Self::from(fetch.unchecked_into::<Function>())
    }
}

/// A function of JavaScript, called as `fetch` is.
impl From<Function> for Fetch {
    fn from(fetch: Function) -> Self {
        Self(Some(SendWrapper::new(fetch)))
    }
}

impl From<Fetch> for JsValue {
    fn from(fetch: Fetch) -> Self {
        fetch.0.map_or(Self::UNDEFINED, |fetch| fetch.take().into())
    }
}
