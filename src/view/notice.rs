//! A call to the app that failed: what happened, why, and one action.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::{Account, CallFailure, Msg, Remedy, explain_call, message_for_admin};

use super::explained::{as_it_came, copy_button, explained, line, quoted, reasons};
use super::markup::{el, follow, none};
use crate::arrival::Arrival;
use crate::browser;
use crate::context::Context;
use crate::prelude::*;
use crate::timer::Timer;

/// The failure in words, with its action. `about` is the account that the call was for; `beside` is what is offered beside
/// the notice, and so not in it; `act` carries the action out.
pub(crate) fn notice(
    cx: &Rc<Context>,
    failure: &CallFailure,
    about: Option<&Account>,
    beside: Option<Remedy>,
    act: impl Fn(Remedy) + 'static,
) -> AnyView {
    let explanation = explain_call(failure, about, cx.reader.audience, &cx.reader.words);
    let quote = failure.foreign().filter(|_| cx.reader.is_developer());
    let button = match Remedy::after(failure, about) {
        remedy if Some(remedy) == beside => none(),
        Remedy::AskAdmin => {
            let message = message_for_admin(None, &explanation.title, &browser::page_url(), &cx.reader.words);
            copy_button(&cx.reader, Remedy::AskAdmin, cx.reader.word(Msg::ActionAskAdmin), message)
        }
        remedy => {
            let wait = failure.asked_wait().unwrap_or(0);
            let label = explanation.action.map(|action| action.label).unwrap_or_default();
            button_after(cx, label, wait.min(3600), about.is_none(), move || act(remedy))
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

/// A button that can be pressed once the seconds have passed, and says how many are left. One that `reads` says that it does.
fn button_after(
    cx: &Rc<Context>,
    label: String,
    seconds: u32,
    reads: bool,
    act: impl Fn() + 'static,
) -> AnyView {
    let left = Rc::new(Cell::new(seconds));
    let ticked = ArcTrigger::new();
    let timer: Rc<RefCell<Option<Timer>>> = Rc::default();
    if seconds > 0 {
        let (left, ticked, running) = (Rc::clone(&left), ticked.clone(), Rc::downgrade(&timer));
        timer.replace(Some(Timer::every(1000, move || {
            left.set(left.get().saturating_sub(1));
            ticked.notify();
            if left.get() == 0
                && let Some(running) = running.upgrade()
            {
                running.take();
            }
        })));
    }
    let (cx, act) = (Rc::clone(cx), Rc::new(act));
    // The timer lives as long as the button is drawn.
    let read = cx.store.read.clone();
    follow(&[&ticked, &read], move || {
        let _running = &timer;
        let seconds = left.get();
        let text = match seconds {
            0 if reads && cx.store.is_busy() => cx.reader.word(Msg::BusyChecking).to_owned(),
            0 => label.clone(),
            _ => {
                let when = browser::wait(seconds.into(), &cx.reader.locale);
                cx.reader.words.say(Msg::ActionWait, &[("when", &when)])
            }
        };
        let (act, left) = (Rc::clone(&act), Rc::clone(&left));
        let button = el("BUTTON").class("secondary").part("button").unspoken();
        button.disabled_if(seconds > 0).text(&text).on_click(move || {
            if left.get() == 0 {
                act();
            }
        })
    })
}
