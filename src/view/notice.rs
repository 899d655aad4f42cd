//! A call to the app that failed: what happened, why, and one action.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::{Account, Msg, Remedy, explain_call, message_for_admin};

use super::explained::{as_it_came, copy_button, explained, line, quoted, reasons};
use super::markup::{el, follow, none};
use crate::arrival::Arrival;
use crate::browser;
use crate::context::Context;
use crate::failed::Failed;
use crate::prelude::*;
use crate::timer::Timer;

/// The failure in words, with its action. `about` is the account that the call was for; `beside` is what is offered beside
/// the notice, and so not in it; `act` carries the action out.
pub(crate) fn notice(
    cx: &Rc<Context>,
    failed: &Rc<Failed>,
    about: Option<&Account>,
    beside: Option<Remedy>,
    act: impl Fn(Remedy) + 'static,
) -> AnyView {
    let failure = &failed.failure;
    let explanation = explain_call(failure, about, cx.reader.audience, &cx.reader.words);
    let quote = failure.foreign().filter(|_| cx.reader.is_developer());
    let button = match Remedy::after(failure, about) {
        remedy if Some(remedy) == beside => none(),
        Remedy::AskAdmin => {
            let message = message_for_admin(None, &explanation.title, &browser::page_url(), &cx.reader.words);
            copy_button(&cx.reader, Remedy::AskAdmin, cx.reader.word(Msg::ActionAskAdmin), message)
        }
        remedy => {
            let label = explanation.action.map(|action| action.label).unwrap_or_default();
            button_after(cx, label, Rc::clone(failed), about.is_none(), move || act(remedy))
        }
    };
    el("DIV")
        .class("notice")
        .part("notice")
        .role("alert")
        .child(line("title", &explanation.title))
        .child(reasons(&cx.reader, &explanation.why))
        .maybe(explanation.next.as_deref().map(|next| line("next", next)))
        .maybe(quote.map(|quote| quoted(&cx.reader, quote.as_str())))
        .child(button)
        .view()
}

/// What the reader came back with, where nothing tells for which account; `close` takes it away.
pub(crate) fn arrival(cx: &Rc<Context>, arrival: &Arrival, close: impl Fn() + 'static) -> AnyView {
    let notice = el("DIV").class("notice").part("notice").role("alert");
    let notice = match &arrival.answered {
        None => notice
            .child(line("title", cx.reader.word(Msg::UnreadTitle)))
            .child(line("why", cx.reader.word(Msg::UnreadWhy))),
        Some(answered) => {
            let explanation = &answered.explanation;
            // For whom it is to be started again is not known: each account below has its own button.
            let copy = explanation.action.as_ref().zip(answered.message.as_ref()).map(|(action, message)| {
                copy_button(&cx.reader, action.remedy, &action.label, message.clone())
            });
            notice
                .child(explained(&cx.reader, explanation))
                .maybe(copy)
                .maybe(explanation.next.as_deref().map(|next| line("next", next)))
                .maybe(as_it_came(&cx.reader, answered))
        }
    };
    notice
        .child(
            el("BUTTON").class("secondary").part("button").text(cx.reader.word(Msg::Close)).on_click(close),
        )
        .view()
}

/// A button that can be pressed once the backend has been left alone for as long as it asks for, and says how long that is. One that
/// `reads` says that it does.
fn button_after(
    cx: &Rc<Context>,
    label: String,
    failed: Rc<Failed>,
    reads: bool,
    act: impl Fn() + 'static,
) -> AnyView {
    let ticked = ArcTrigger::new();
    // It lives as long as the button is drawn, and is not needed to the end.
    let timer = RefCell::new(None);
    if failed.seconds_left() > 0 {
        let ticked = ticked.clone();
        timer.replace(Some(Timer::every(1000, move || ticked.notify())));
    }
    let (cx, act) = (Rc::clone(cx), Rc::new(act));
    let read = cx.store.read.clone();
    follow(&[&ticked, &read], move || {
        let seconds = failed.seconds_left();
        let text = match seconds {
            0 if reads && cx.store.is_busy() => cx.reader.word(Msg::BusyChecking).to_owned(),
            0 => label.clone(),
            _ => {
                let when = browser::wait(seconds, &cx.reader.locale);
                cx.reader.words.say(Msg::ActionWait, &[("when", &when)])
            }
        };
        if seconds == 0 {
            timer.take();
        }
        let act = Rc::clone(&act);
        let button = el("BUTTON").class("secondary").part("button").unspoken();
        button.disabled_if(seconds > 0).text(&text).on_click(move || {
            if seconds == 0 {
                act();
            }
        })
    })
}
