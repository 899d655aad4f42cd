//! Finding an account among many.

use std::rc::Rc;

use connection_doctor_core::{Msg, matches, state};
use leptos::prelude::*;

use super::account::account;
use super::{Widget, markup};
use crate::browser;

/// From this many accounts on there is a search.
pub(super) const MANY: usize = 8;

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
        typed.searched.notify();
    })
}

/// The accounts that match what was typed.
pub(super) fn found(widget: &Widget) -> Vec<AnyView> {
    let query = widget.query.borrow();
    let mut found = Vec::new();
    for row in widget.rows.borrow().iter() {
        let state = state(row.finding().condition, &widget.cx.reader.words);
        if query.trim().is_empty() || matches(&row.account(), state, &query, browser::lower_case) {
            found.push(account(row));
        }
    }
    found
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
