//! The second module, which knows what providers answer and which scopes cover which. It is fetched with the first question.

use std::cell::RefCell;

use connection_doctor_core::{Answered, Json, Permissions};
use js_sys::{Function, JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The exports of the second module.
    #[derive(Clone)]
    pub(crate) type Answers;

    #[wasm_bindgen(method, catch)]
    fn answer(this: &Answers, question: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn permissions(this: &Answers, question: &JsValue, names: &JsString) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = unknownKeys)]
    fn unknown_keys(this: &Answers, words: &JsValue) -> Result<String, JsValue>;
}

thread_local! {
    static FETCHED: RefCell<Option<Answers>> = const { RefCell::new(None) };
    /// The text of the scopes' names.
    static NAMES: RefCell<Option<JsString>> = const { RefCell::new(None) };
}

/// The module, where it has been fetched.
pub(crate) fn now() -> Option<Answers> {
    FETCHED.with_borrow(Clone::clone)
}

/// The module, fetched with `load` where it is not here yet; `None` where that fails.
pub(crate) async fn fetched(load: &Function) -> Option<Answers> {
    if now().is_none() {
        let answers: Answers = awaited(load.call1(&JsValue::NULL, &"answers".into())).await?.unchecked_into();
        FETCHED.set(Some(answers));
    }
    now()
}

/// Fetches the names of scopes, too; without them scopes stand for themselves.
pub(crate) async fn fetch_names(load: &Function) {
    if !has_names()
        && let Some(names) = awaited(load.call1(&JsValue::NULL, &"names".into())).await
    {
        NAMES.set(Some(names.unchecked_into()));
    }
}

pub(crate) fn has_names() -> bool {
    NAMES.with_borrow(Option::is_some)
}

impl Answers {
    /// Asks what `connection_doctor_core::Question` reads; `None` where there is nothing to be said, and where that module has
    /// failed.
    pub(crate) fn ask(&self, question: &JsValue) -> Option<Answered> {
        Answered::read(&Json(self.answer(question).ok()?))
    }

    /// Asks what `connection_doctor_core::ScopeQuestion` reads; `None` where that module has failed.
    pub(crate) fn compare(&self, question: &JsValue) -> Option<Permissions> {
        let names = NAMES.with_borrow(Clone::clone).unwrap_or_else(|| "".into());
        Some(Permissions::read(&Json(self.permissions(question, &names).ok()?)))
    }

    /// The keys of the host's own wording that name no message, in one line.
    pub(crate) fn unknown_words(&self, words: &JsValue) -> Option<String> {
        self.unknown_keys(words).ok().filter(|keys| !keys.is_empty())
    }
}

/// What a promise brings; `None` where it fails.
pub(crate) async fn awaited(called: Result<JsValue, JsValue>) -> Option<JsValue> {
    JsFuture::from(Promise::resolve(&called.ok()?)).await.ok()
}
