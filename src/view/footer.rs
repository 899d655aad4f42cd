//! When the accounts were last checked, and a way to ask for their state once more.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::Msg;

use super::explained::line;
use super::markup::{el, follow, none};
use crate::answers;
use crate::context::Context;
use crate::plain::Plain;
use crate::prelude::*;
use crate::task::Task;

/// The last line of the widget.
pub(super) fn footer(cx: &Rc<Context>) -> AnyView {
    let is_busy = cx.store.is_busy();
    let store = Rc::clone(&cx.store);
    let msg = if is_busy { Msg::BusyChecking } else { Msg::ActionUpdate };
    let button = el("BUTTON")
        .class("quiet")
        .part("button")
        .disabled_if(is_busy)
        .text(cx.reader.word(msg))
        .on_click(move || store.begin_reading());
    let unknown = (cx.reader.is_developer() && !cx.reader.words.is_english()).then(|| unknown_keys(cx));
    let ago = {
        let cx = Rc::clone(cx);
        follow(&[&cx.page.clone().ticked], move || el("SPAN").class("checked").text(&checked(&cx)).view())
    };
    el("DIV").class("footer").part("footer").child(ago).child(button).maybe(unknown).view()
}

/// What of the host's own wording names no message; known once the module that holds all of them is here.
fn unknown_keys(cx: &Rc<Context>) -> AnyView {
    let (keys, told) = (Rc::new(RefCell::new(None)), ArcTrigger::new());
    let asking = {
        let (cx, keys, told) = (Rc::clone(cx), Rc::clone(&keys), told.clone());
        Task::spawn(async move {
            let answers = answers::fetched(&cx.load_more).await;
            keys.replace(answers.and_then(|answers| {
                answers.unknown_words(&Plain::new().value("messages", cx.reader.messages.clone()).done())
            }));
            told.notify();
        })
    };
    let cx = Rc::clone(cx);
    follow(&[&told], move || {
        let _asking = &asking;
        let warning =
            |keys: &String| line("warning", &cx.reader.words.say(Msg::UnknownKeys, &[("fields", keys)]));
        keys.borrow().as_ref().map_or_else(none, warning)
    })
}

fn checked(cx: &Context) -> String {
    let Some(at) = cx.store.checked_at() else { return String::new() };
    let msg = if cx.store.failure().is_some() { Msg::LastKnown } else { Msg::LastChecked };
    cx.reader.words.say(msg, &[("when", &cx.reader.ago(at))])
}
