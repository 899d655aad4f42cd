//! What was done and what answered, noted for the support report and for the console of a developer.

use std::cell::RefCell;

use connection_doctor_core::Account;
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

/// The beginning of an entry about one account, so that the report about another has none of it.
pub(crate) fn about(account: &Account) -> Plain {
    Plain::new().text("account", account.id.as_deref()).text("connection", Some(&account.connection_name))
}

/// Notes what the reader chose; `about` begins the entry.
pub(crate) fn act(about: Plain, remedy: &str) {
    note(&about.text("what", Some("act")).text("remedy", Some(remedy)).done());
}
