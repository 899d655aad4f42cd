//! The place in a row where an account is checked. The check itself is the third module's, and the element puts it there.

use std::rc::Rc;

use connection_doctor_core::Msg;
use wasm_bindgen::JsValue;

use super::markup::el;
use super::row::Row;
use crate::prelude::*;

/// Opens the place, and in it a check begins.
pub(super) fn button(row: &Rc<Row>) -> AnyView {
    let clicked = Rc::clone(row);
    el("BUTTON")
        .class("quiet")
        .part("button check-button")
        .text(row.cx.reader.word(Msg::CheckAction))
        .on_click(move || clicked.hear_check("open", JsValue::NULL))
}

/// The place.
pub(super) fn place(id: &str) -> AnyView {
    el("DIV").class("check").part("check").account(id.to_owned()).view()
}
