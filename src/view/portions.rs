//! A long list is drawn in portions: the first at once, the next when the reader comes near its end.

use std::rc::Rc;

use connection_doctor_core::Msg;

use super::Widget;
use super::markup::{el, none};
use super::row::Row;
use super::rows::Rows;
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
pub(super) fn drawn(widget: &Rc<Widget>, found: &[Rc<Row>]) -> Vec<AnyView> {
    let end = widget.reached.get().max(FIRST).min(found.len());
    let rows = &found[..end];
    widget.shown.replace(rows.to_vec());
    let has_more = end < found.len();
    vec![Rows::new(rows).into_any(), if has_more { more(widget, end) } else { none() }]
}

/// A button for the next portion. The element presses it when it comes into view.
fn more(widget: &Rc<Widget>, end: usize) -> AnyView {
    widget.cx.ask("more");
    let button = el("BUTTON").class("quiet").part("button").text(widget.cx.reader.word(Msg::More));
    let widget = Rc::clone(widget);
    let button = button.on_click(move || {
        widget.reached.set(end + PORTION);
        widget.asked.notify();
        // It is drawn as soon as this click has been heard.
        focus::move_on();
    });
    el("LI").class("more").child(button).view()
}
