//! The steps of a check, and how far it is.

use std::rc::Rc;

use connection_doctor_core::{CheckEvent, Msg, Step, StepState};

use super::run::Run;
use crate::prelude::*;
use crate::view::explained::line;
use crate::view::markup::{el, follow, none};
use crate::{browser, focus};

/// The bar: a piece a step. What it shows is said beside each step.
pub(super) fn bar(run: &Run) -> AnyView {
    let check = run.check();
    let pieces = check.steps().iter().map(|step| el("SPAN").tone(tone(step.state)).view());
    el("DIV").class("progress").part("check-progress").hidden().children(pieces.collect()).view()
}

/// One after the other, with what each has shown.
pub(super) fn list(run: &Run) -> AnyView {
    let check = run.check();
    let items = check.steps().iter().map(|step| item(run, step));
    el("OL").class("checks").part("check-steps").role("list").children(items.collect()).view()
}

fn item(run: &Run, step: &Step) -> AnyView {
    let (reader, account) = (&run.reader, run.account());
    let account = account.as_deref();
    let mark = el("SPAN").class("mark").tone(tone(step.state)).hidden().view();
    let name = el("SPAN").class("topic").text(&step.topic.name(account, &reader.words)).view();
    let took = step.millis.map(|millis| browser::duration(millis, &reader.locale)).unwrap_or_default();
    let state = reader.word(step.state.name());
    let said = step.sayings(account, reader.audience, &reader.words);
    let said = said.iter().map(|text| line("said", text)).collect();
    el("LI")
        .tone(tone(step.state))
        .child(mark)
        .child(name)
        .child(el("SPAN").class("unseen").text(state).view())
        .child(el("SPAN").class("took").text(&took).view())
        .child(el("DIV").class("sayings").children(said).view())
        .view()
}

/// What it waits for, for those who do not see it: said when the wait begins, and not with each second.
pub(super) fn said(run: &Run) -> AnyView {
    let text = awaited(run);
    if text.is_empty() { none() } else { text.into_any() }
}

/// What it waits for; empty while there is nothing out of the ordinary.
fn awaited(run: &Run) -> String {
    let check = run.check();
    match check.pause() {
        Some(until) => {
            let left = (until.0 - browser::now().0 + 999).max(0) / 1000;
            // The number is not parted from its unit.
            let when = browser::wait(left, &run.reader.locale).replace(' ', "\u{a0}");
            run.reader.words.say(Msg::CheckPause, &[("when", &when)])
        }
        None if check.is_offline() => run.reader.word(Msg::SaidOffline).to_owned(),
        None if check.is_slow() => run.reader.word(Msg::CheckStill).to_owned(),
        None => String::new(),
    }
}

/// What it waits for, with ways to wait no longer.
pub(super) fn waiting(run: &Rc<Run>) -> AnyView {
    let drawn = Rc::clone(run);
    follow(&[&run.ticked, &run.changed], move || {
        let run = &drawn;
        focus::keep();
        if run.check().verdict().is_some() {
            return none();
        }
        let pause = run.check().pause();
        let awaited = awaited(run);
        let question = if awaited.is_empty() { run.reader.word(Msg::BusyChecking) } else { &awaited };
        let button = |msg, event: CheckEvent| {
            let clicked = Rc::clone(run);
            let button = el("BUTTON").class("secondary").part("button").text(run.reader.word(msg));
            button.on_click(move || clicked.on(event.clone()))
        };
        el("DIV")
            .class("ask")
            .child(line("question", question))
            .maybe(pause.is_some().then(|| button(Msg::CheckNow, CheckEvent::Skipped)))
            .child(button(Msg::CheckStop, CheckEvent::Stopped))
            .view()
    })
}

fn tone(state: StepState) -> &'static str {
    match state {
        StepState::Waiting | StepState::Skipped => "idle",
        StepState::Running => "running",
        StepState::Fine => "good",
        StepState::Warning => "waiting",
        StepState::Failed => "problem",
    }
}
