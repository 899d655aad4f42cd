//! When the accounts were last checked, and a way to check again.

use std::rc::Rc;

use connection_doctor_core::Msg;
use leptos::prelude::*;

use super::explained::line;
use super::markup::{el, follow};
use crate::context::Context;

/// The last line of the widget.
pub(super) fn footer(cx: &Rc<Context>) -> AnyView {
    let is_busy = cx.store.is_busy();
    let store = Rc::clone(&cx.store);
    let msg = if is_busy { Msg::BusyChecking } else { Msg::ActionCheckAgain };
    let button = el("BUTTON")
        .class("quiet")
        .part("button")
        .disabled_if(is_busy)
        .text(cx.word(msg))
        .on_click(move || store.begin_reading());
    let unknown = (cx.is_developer() && !cx.unknown_keys.is_empty())
        .then(|| line("warning", &cx.words.say(Msg::UnknownKeys, &[("fields", cx.unknown_keys.trim())])));
    let ago = {
        let cx = Rc::clone(cx);
        follow(&[&cx.page.clone().ticked], move || el("SPAN").class("checked").text(&checked(&cx)).view())
    };
    el("DIV").class("footer").part("footer").child(ago).child(button).maybe(unknown).view()
}

fn checked(cx: &Context) -> String {
    let Some(at) = cx.store.checked_at() else { return String::new() };
    let msg = if cx.store.failure().is_some() { Msg::LastKnown } else { Msg::LastChecked };
    cx.words.say(msg, &[("when", &cx.ago(at))])
}
