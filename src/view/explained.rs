//! The pieces of an explanation: reasons, quotes, the message for an admin.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::{Account, Answered, Explanation, Msg, Reference, Remedy, message_for_admin};

use super::markup::{el, follow, none};
use crate::browser;
use crate::prelude::*;
use crate::reader::Reader;
use crate::task::Task;

/// What happened, why, and what still works.
pub(crate) fn explained(reader: &Reader, explanation: &Explanation) -> AnyView {
    el("DIV")
        .class("explained")
        .child(line("title", &explanation.title))
        .child(reasons(reader, &explanation.why))
        .child(steps(&explanation.steps))
        .maybe(explanation.still_works.as_deref().map(|text| line("still", text)))
        .maybe(explanation.reference.as_ref().map(reference))
        .view()
}

/// A sentence of its own.
pub(crate) fn line(class: &'static str, text: &str) -> AnyView {
    el("P").class(class).text(text).view()
}

/// One reason as a sentence; several as a list, most likely first.
pub(crate) fn reasons(reader: &Reader, why: &[String]) -> AnyView {
    match why {
        [] => none(),
        [why] => line("why", why),
        several => {
            let mut items = el("UL");
            for why in several {
                items = items.child(el("LI").text(why).view());
            }
            el("DIV").class("why").child(line("likely", reader.word(Msg::Likely))).child(items.view()).view()
        }
    }
}

/// What a developer does, in order.
fn steps(steps: &[String]) -> AnyView {
    if steps.is_empty() {
        return none();
    }
    el("OL").class("steps").children(steps.iter().map(|step| el("LI").text(step).view()).collect()).view()
}

/// The raw answer, for developers: closed, others' words quoted, our knowledge of it beside them.
pub(crate) fn as_it_came(reader: &Reader, answered: &Answered) -> Option<AnyView> {
    if answered.facts.is_empty() {
        return None;
    }
    let mut list = el("DL").class("facts").part("facts");
    for fact in &answered.facts {
        let value = match &fact.link {
            Some(link) => el("A").class("reference").part("link").href(link.as_str().to_owned()),
            None => el(if fact.is_foreign { "Q" } else { "SPAN" }),
        };
        let value = el("DD").any_direction().child(value.text(&fact.text).view()).view();
        list = list.child(el("DIV").child(el("DT").text(&fact.label).view()).child(value).view());
    }
    let summary = el("SUMMARY").part("toggle").text(reader.word(Msg::AsItCame)).view();
    Some(el("DETAILS").class("raw").child(summary).child(list.view()).view())
}

/// Words that are not ours, marked as such.
pub(crate) fn quoted(reader: &Reader, text: &str) -> AnyView {
    el("DIV")
        .class("quoted")
        .part("quote")
        .child(line("whose", reader.word(Msg::Quoted)))
        .child(el("BLOCKQUOTE").any_direction().text(text).view())
        .view()
}

/// What the reader sends to those who can mend an account.
pub(crate) fn message(
    reader: &Reader,
    account: &Account,
    answered: Option<&Answered>,
    title: &str,
) -> String {
    let by_answer = answered.and_then(|answered| answered.message.clone());
    by_answer.unwrap_or_else(|| message_for_admin(Some(account), title, &browser::page_url(), &reader.words))
}

/// Copies a message; where the browser does not allow it, shows it to be selected.
pub(crate) fn copy_button(reader: &Rc<Reader>, remedy: Remedy, label: &str, message: String) -> AnyView {
    copy_button_of(reader, remedy, label, label.to_owned(), message)
}

/// The same with an accessible name, for where there are several.
pub(crate) fn copy_button_of(
    reader: &Rc<Reader>,
    remedy: Remedy,
    label: &str,
    name: String,
    message: String,
) -> AnyView {
    let done = if remedy == Remedy::AskAdmin { Msg::DoneCopied } else { Msg::DoneCopiedForTeam };
    let outcome: Rc<Cell<Option<bool>>> = Rc::default();
    let changed = ArcTrigger::new();
    let task: RefCell<Option<Task>> = RefCell::default();
    let click = {
        let (outcome, changed, message) = (Rc::clone(&outcome), changed.clone(), message.clone());
        move || {
            let (outcome, changed, message) = (Rc::clone(&outcome), changed.clone(), message.clone());
            task.replace(Some(Task::spawn(async move {
                outcome.set(Some(browser::copy(&message).await));
                changed.notify();
            })));
        }
    };
    let said = {
        let reader = Rc::clone(reader);
        follow(&[&changed], move || {
            let (note, text) = match outcome.get() {
                None => (none(), none()),
                Some(true) => (line("note", reader.word(done)), none()),
                Some(false) => (
                    line("note", reader.word(Msg::CopyFailed)),
                    el("PRE").class("message").text(&message).view(),
                ),
            };
            el("DIV").role("status").child(note).child(text).view()
        })
    };
    let button = el("BUTTON").class("primary").part("button primary-button").label(name).text(label);
    el("DIV").class("copy").child(button.on_click(click)).child(said).view()
}

fn reference(reference: &Reference) -> AnyView {
    let href = reference.link.as_str().to_owned();
    el("A").class("reference").part("link").href(href).text(&reference.label).view()
}
