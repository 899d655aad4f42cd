//! The widget as a WebAssembly module: what JavaScript calls of the library.

use connection_doctor::Handle;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// See [`connection_doctor::start`].
#[wasm_bindgen]
pub fn start(on_panic: Function, note: Function) {
    connection_doctor::start(on_panic, note);
}

/// See [`connection_doctor::mount`].
#[wasm_bindgen]
pub fn mount(
    root: HtmlElement,
    settings: JsValue,
    fetch: Function,
    emit: Function,
    load_more: Function,
) -> Widget {
    Widget(connection_doctor::mount(root, settings, fetch, emit, load_more))
}

/// A mounted widget. Freeing it, or `unmount`, takes it from the page with its listeners and timers.
#[wasm_bindgen]
pub struct Widget(Handle);

#[wasm_bindgen]
impl Widget {
    /// See [`Handle::set_fetch`].
    #[wasm_bindgen(js_name = setFetch)]
    pub fn set_fetch(&self, fetch: Function) {
        self.0.set_fetch(fetch);
    }

    /// See [`Handle::tell`].
    pub fn tell(&self, account: &str, what: &str, found: JsValue) -> bool {
        self.0.tell(account, what, found)
    }

    /// See [`Handle::put`].
    pub fn put(&self, account: JsValue) -> bool {
        self.0.put(account)
    }

    /// See [`Handle::only`].
    pub fn only(&self) -> JsValue {
        self.0.only()
    }

    /// See [`Handle::read`].
    pub fn read(&self, has_changed: bool) {
        self.0.read(has_changed);
    }

    /// See [`Handle::unmount`].
    pub fn unmount(&mut self, keeps: bool) {
        self.0.unmount(keeps);
    }
}

fn main() {}
