//! A long list is drawn in portions: the first at once, the next when the reader comes near its end.

use std::cell::Cell;
use std::rc::Rc;

use connection_doctor_core::Msg;
use wasm_bindgen::JsValue;

use super::Widget;
use super::account::account;
use super::markup::{el, follow};
use super::row::Row;
use crate::focus;
use crate::prelude::*;
use crate::store::Store;

/// So many accounts are drawn at first: what most windows hold.
const FIRST: usize = 12;

/// So many are drawn when the reader comes near the end.
const PORTION: usize = 32;

/// Whether there are more than are drawn at first.
pub(super) fn is_long(store: &Store) -> bool {
    store.entries().is_some_and(|entries| entries.len() > FIRST)
}

/// The accounts of a list, as far as the reader has come, and the way to more.
pub(super) fn first(widget: &Rc<Widget>, found: Vec<Rc<Row>>) -> Vec<AnyView> {
    widget.shown.take();
    let end = widget.reached.get().max(FIRST);
    portion(widget, found.into(), 0, end)
}

/// The accounts from one place to another, and the way to more.
fn portion(widget: &Rc<Widget>, found: Rc<[Rc<Row>]>, from: usize, to: usize) -> Vec<AnyView> {
    let to = to.min(found.len());
    let rows = &found[from..to];
    widget.shown.borrow_mut().extend(rows.iter().cloned());
    let mut drawn: Vec<_> = rows.iter().map(account).collect();
    if to < found.len() {
        drawn.push(more(widget, found, to));
    }
    drawn
}

/// A button in the place of the next portion, and then the portion. The element presses it when it comes into view.
fn more(widget: &Rc<Widget>, found: Rc<[Rc<Row>]>, from: usize) -> AnyView {
    let (pressed, is_pressed) = (ArcTrigger::new(), Rc::new(Cell::new(false)));
    let (widget, told) = (Rc::clone(widget), pressed.clone());
    follow(&[&pressed], move || {
        if is_pressed.get() {
            focus::move_on();
            widget.reached.set(from + PORTION);
            return el("DIV")
                .class("portion")
                .role("none")
                .children(portion(&widget, Rc::clone(&found), from, from + PORTION))
                .view();
        }
        let _ = widget.cx.load_more.call1(&JsValue::NULL, &"more".into());
        let (told, is_pressed) = (told.clone(), Rc::clone(&is_pressed));
        let button = el("BUTTON").class("quiet").part("button").text(widget.cx.reader.word(Msg::More));
        let button = button.on_click(move || {
            is_pressed.set(true);
            told.notify();
        });
        el("LI").class("more").child(button).view()
    })
}
