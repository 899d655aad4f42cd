//! The widget's third module: checks, reports, and what is asked for by scripts. It is fetched with the first of these.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// See [`connection_doctor::start`].
#[wasm_bindgen]
pub fn start(on_panic: Function, note: Function) {
    connection_doctor::start(on_panic, note);
}

/// See [`connection_doctor::mount_check`].
#[wasm_bindgen]
pub fn mount(root: HtmlElement, settings: JsValue, fetch: Function, host: JsValue) -> Check {
    Check(connection_doctor::mount_check(root, settings, fetch, host))
}

/// See [`connection_doctor::refresh`].
#[wasm_bindgen]
pub async fn refresh(settings: JsValue, fetch: Function, host: JsValue) -> JsValue {
    connection_doctor::refresh(settings, fetch, host).await
}

/// See [`connection_doctor::report`].
#[wasm_bindgen]
pub async fn report(settings: JsValue, fetch: Function, host: JsValue) -> JsValue {
    connection_doctor::report(settings, fetch, host).await
}

/// See [`connection_doctor::logged`].
#[wasm_bindgen]
pub fn logged(entry: JsValue) -> JsValue {
    connection_doctor::logged(entry)
}

/// A check that is shown.
#[wasm_bindgen]
pub struct Check(connection_doctor::CheckHandle);

#[wasm_bindgen]
impl Check {
    /// See [`connection_doctor::CheckHandle::report`].
    pub fn report(&self) -> JsValue {
        self.0.report()
    }

    /// See [`connection_doctor::CheckHandle::unmount`].
    pub fn unmount(&mut self) {
        self.0.unmount();
    }
}

fn main() {}
