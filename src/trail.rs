//! What was done and what answered, noted for the support report and for the console of a developer.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::plain::Plain;

thread_local! {
    static NOTE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// From now on `note` is called with each entry, a plain object; what is kept of it is its own decision.
pub(crate) fn keep(note: Function) {
    NOTE.set(Some(note));
}

/// Notes something that happened just now.
pub(crate) fn note(entry: &JsValue) {
    // Whatever becomes of a note, the widget goes on.
    NOTE.with_borrow(|note| note.as_ref().map(|note| note.call1(&JsValue::NULL, entry)));
}

/// Notes what the reader chose.
pub(crate) fn act(remedy: &str) {
    note(&Plain::new().text("what", Some("act")).text("remedy", Some(remedy)).done());
}
