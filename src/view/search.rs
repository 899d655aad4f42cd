//! Finding an account among many.

use std::rc::Rc;

use connection_doctor_core::{Msg, matches, search_text, state};

use super::row::Row;
use super::{Widget, markup};
use crate::browser;
use crate::prelude::*;

/// From this many accounts on there is a search.
pub(super) const MANY: usize = 8;

/// Between the texts of two accounts; in none of them.
const BETWEEN: u8 = 0;

/// The search field.
pub(super) fn field(widget: &Rc<Widget>) -> AnyView {
    let name = widget.cx.reader.word(Msg::Search).to_owned();
    let typed = Rc::clone(widget);
    let field = markup::el("INPUT")
        .kind("search")
        .class("search")
        .part("search")
        .placeholder(name.clone())
        .label(name);
    field.on_input(move |text| {
        typed.query.replace(text);
        typed.reached.set(0);
        typed.asked.notify();
    })
}

/// The accounts that match what was typed.
pub(super) fn found(widget: &Widget) -> Vec<Rc<Row>> {
    let (rows, query) = (widget.rows.borrow(), widget.query.borrow());
    if query.trim().is_empty() {
        return rows.clone();
    }
    let text = |row: &Rc<Row>| {
        search_text(&row.account(), state(row.finding_at_hand().condition, &widget.cx.reader.words))
    };
    // All at once, for each call of the browser takes as long as many comparisons.
    let mut texts = String::new();
    for row in rows.iter() {
        texts.push_str(&text(row));
        texts.push(char::from(BETWEEN));
    }
    let (texts, query) = (browser::folded(&texts), browser::folded(&query));
    let is_found = texts.as_bytes().split(|byte| *byte == BETWEEN).map(|text| matches(text, &query));
    rows.iter().zip(is_found).filter(|(_, is_found)| *is_found).map(|(row, _)| Rc::clone(row)).collect()
}

/// What to say where there is nothing to list.
pub(super) fn nothing(widget: &Widget) -> AnyView {
    let cx = &widget.cx;
    let msg = match widget.query.borrow().trim() {
        "" if cx.reader.is_developer() => Msg::EmptyDev,
        "" => Msg::Empty,
        _ => Msg::NoMatch,
    };
    let text = cx.reader.words.say(msg, &[("query", widget.query.borrow().trim())]);
    markup::el("P").class("empty").role("status").text(&text).view()
}
