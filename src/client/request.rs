//! One HTTP call, with its time limit and its typed failure.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use connection_doctor_core::{CallFailure, Fields, Json};
use gloo_net::http::Headers;
use js_sys::{Function, JSON, JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Request, Response};

use crate::plain::Plain;
use crate::timer::Timer;
use crate::{browser, trail};

/// Accounts are a few hundred bytes each; an answer beyond this is not the contract's.
const MOST_CHARACTERS: u32 = 4_000_000;

#[wasm_bindgen]
extern "C" {
    /// `JSON::parse` of a text that has never left JavaScript: there and back, that of a thousand accounts takes 25 ms.
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &JsString) -> Result<JsValue, JsValue>;
}

/// What came of a request.
pub(crate) struct Exchange {
    /// The answer, or why there is none.
    pub outcome: Result<Json, CallFailure>,
    /// What was seen of it, as it is noted: `{account?, connection?, what, method, path, millis, status?, date?, request_id?, body?}`.
    pub seen: Json,
}

/// Sends one request and answers its JSON. Dropping the future aborts it.
///
/// `fetch` takes a request as the browser's does, `limit` is in seconds and covers the body too; `about` begins what is noted.
pub(super) async fn send(
    method: &'static str,
    url: String,
    body: Option<JsValue>,
    fetch: Function,
    limit: u32,
    about: Plain,
) -> Exchange {
    let began = browser::now();
    let seen = about.text("what", Some("exchange")).text("method", Some(method)).text("path", Some(&url));
    let outcome = match Limited::new(limit) {
        Err(failure) => Err(failure),
        Ok(limited) => match exchange(method, &url, body, fetch, &limited, &seen).await {
            Err(Broken::Failed(failure)) => Err(failure),
            Err(Broken::NoAnswer) if limited.end.has_come.get() => {
                Err(CallFailure::TimedOut { after: limit })
            }
            Err(Broken::NoAnswer) if !browser::is_online() => Err(CallFailure::Offline),
            Err(Broken::NoAnswer) => Err(CallFailure::NoAnswer),
            Ok(answer) => Ok(answer),
        },
    };
    seen.put("millis", ((browser::now().0 - began.0) as f64).into());
    let seen = seen.done();
    trail::note(&seen);
    Exchange { outcome, seen: Json(seen) }
}

/// Aborts the request when the time is up, and when it is dropped.
struct Limited {
    controller: AbortController,
    end: Rc<End>,
    _timer: Timer,
}

/// The end of the time, and who waits for something until then.
#[derive(Default)]
struct End {
    has_come: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

impl Limited {
    fn new(seconds: u32) -> Result<Self, CallFailure> {
        let controller = AbortController::new().map_err(|_| CallFailure::NoAnswer)?;
        let end = Rc::new(End::default());
        let timer = {
            let (controller, end) = (controller.clone(), Rc::clone(&end));
            Timer::after(seconds.saturating_mul(1000), move || {
                end.has_come.set(true);
                controller.abort();
                if let Some(waiting) = end.waiting.take() {
                    waiting.wake();
                }
            })
        };
        Ok(Self { controller, end, _timer: timer })
    }

    /// What a promise comes to while there is time. A host's own fetch need not hear of an abort.
    async fn settled(&self, promise: Promise) -> Result<JsValue, Broken> {
        let mut settled = JsFuture::from(promise);
        let before_the_end = poll_fn(|cx| {
            if self.end.has_come.get() {
                return Poll::Ready(Err(JsValue::UNDEFINED));
            }
            self.end.waiting.replace(Some(cx.waker().clone()));
            Pin::new(&mut settled).poll(cx)
        });
        before_the_end.await.map_err(|_| Broken::NoAnswer)
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

enum Broken {
    /// fetch() or the reading of the body was rejected; browsers do not say why.
    NoAnswer,
    Failed(CallFailure),
}

async fn exchange(
    method: &'static str,
    url: &str,
    body: Option<JsValue>,
    fetch: Function,
    limited: &Limited,
    seen: &Plain,
) -> Result<Json, Broken> {
    let headers = Plain::new().text("accept", Some("application/json"));
    // Put together as any other object: setters of their own are each one more function between here and JavaScript.
    let init = Plain::new()
        .text("method", Some(method))
        .text("credentials", Some("include"))
        .text("cache", Some("no-store"))
        .text("redirect", Some("manual"))
        .value("signal", limited.controller.signal().into());
    if method == "POST" {
        headers.put("content-type", "application/json".into());
        let body = body.unwrap_or_else(|| Plain::new().done());
        init.put("body", JSON::stringify(&body).map_err(|_| Broken::NoAnswer)?.into());
    }
    let init = init.value("headers", headers.done()).done();
    let request = Request::new_with_str_and_init(url, init.unchecked_ref())
        .map_err(|_| Broken::Failed(CallFailure::Unreadable("the endpoint is not a URL")))?;
    let promise = fetch.call1(&JsValue::UNDEFINED, &request).map_err(|_| Broken::NoAnswer)?;
    let response = limited.settled(Promise::resolve(&promise)).await?;
    let response: Response = response.dyn_into().map_err(|_| Broken::NoAnswer)?;
    // A call for data that is sent elsewhere is, nearly always, on its way to the app's sign-in page.
    if Json((&response).into()).text("type").as_deref() == Some("opaqueredirect") {
        return Err(Broken::Failed(CallFailure::SignedOut));
    }
    let headers = Headers::from_raw(response.headers());
    let status = response.status();
    seen.put("status", status.into());
    for (name, header) in [("date", "date"), ("request_id", "x-request-id")] {
        if let Some(value) = headers.get(header) {
            seen.put(name, value.into());
        }
    }
    let text = response.text().map_err(|_| Broken::NoAnswer)?;
    let text: JsString = limited.settled(text).await?.unchecked_into();
    if text.length() > MOST_CHARACTERS {
        return Err(Broken::Failed(CallFailure::Unreadable("the answer is larger than 4 MB")));
    }
    let body = parse(&text).ok();
    if let Some(body) = &body {
        seen.put("body", body.clone());
    }
    let body = body.map(Json);
    if !(200..300).contains(&status) {
        let wait = headers.get("retry-after").as_deref().and_then(browser::retry_after);
        return Err(Broken::Failed(CallFailure::of_answer(status, wait, body.as_ref())));
    }
    body.ok_or(Broken::Failed(CallFailure::Unreadable("the answer is not JSON")))
}
