//! The element's methods.

use connection_doctor_core::{Fields, Json};
use js_sys::{Function, Promise, Reflect, TypeError};
use leptos::html::Custom;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::{CheckResult, Diagnosis, Report};

/// The element of one [`ConnectionDoctor`](super::ConnectionDoctor), for an app that calls its methods.
///
/// In each, `account` is the id of the account that is meant; `None` means the one that is shown. They fail with what JavaScript
/// would be given: an `AbortError` for a check that is closed, a `TypeError` where no account can be meant, or where the element is
/// not on the page or its script not loaded.
///
/// ```
/// use connection_doctor::{ConnectionDoctor, Doctor, Verdict};
/// use leptos::prelude::*;
/// use leptos::task::spawn_local;
///
/// #[component]
/// fn Gmail() -> impl IntoView {
///     let doctor = Doctor::new();
///     let (works, set_works) = signal(false);
///     let check = move |_| {
///         spawn_local(async move {
///             if let Ok(result) = doctor.check(None).await {
///                 set_works.set(result.verdict == Some(Verdict::Works));
///             }
///         });
///     };
///     view! {
///         <ConnectionDoctor connection="gmail" doctor />
///         <button on:click=check>"Check"</button>
///         <p>{move || works.get().then_some("Gmail works.")}</p>
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Doctor(pub(super) NodeRef<Custom<&'static str>>);

impl Doctor {
    /// For one component, to which it is given as `doctor`.
    pub fn new() -> Self {
        Self::default()
    }

    /// The element, while it is on the page.
    pub fn element(self) -> Option<HtmlElement> {
        // The reference outlives the component.
        self.0.try_get_untracked().flatten().filter(|element| element.is_connected())
    }

    /// The current finding; `None` before the first answer.
    pub fn diagnosis(self) -> Option<Diagnosis> {
        Json(self.element()?.into()).object("diagnosis").map(|diagnosis| Diagnosis::read(&diagnosis))
    }

    /// Checks an account and shows the check.
    ///
    /// # Errors
    /// As above.
    pub async fn check(self, account: Option<&str>) -> Result<CheckResult, JsValue> {
        self.call("check", account).await.map(|result| CheckResult::read(&result))
    }

    /// Tries once to renew the tokens of an account, and tells what is true of it then.
    ///
    /// # Errors
    /// As above.
    pub async fn refresh(self, account: Option<&str>) -> Result<Diagnosis, JsValue> {
        self.call("refresh", account).await.map(|diagnosis| Diagnosis::read(&diagnosis))
    }

    /// Makes the support report about an account: as Markdown, and as data.
    ///
    /// # Errors
    /// As above.
    pub async fn report(self, account: Option<&str>) -> Result<(String, Report), JsValue> {
        let answer = self.call("report", account).await?;
        let report = answer.object("report").unwrap_or(Json(JsValue::NULL));
        Ok((answer.text("markdown").unwrap_or_default(), Report::read(&report)))
    }

    async fn call(self, method: &str, account: Option<&str>) -> Result<Json, JsValue> {
        let missing = |what: &str| JsValue::from(TypeError::new(&format!("connection-doctor: {what}")));
        let element = self.element().ok_or_else(|| missing("the element is not on the page."))?;
        let method = Reflect::get(&element, &method.into())?;
        let method: Function =
            method.dyn_into().map_err(|_| missing("the element's script is not loaded."))?;
        let account = account.map_or(JsValue::UNDEFINED, JsValue::from_str);
        let answer: Promise = method.call1(&element, &account)?.unchecked_into();
        JsFuture::from(answer).await.map(Json)
    }
}
