//! A check on the page: how far it is, its steps, what it came to, and what helps support.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::{Action, Explanation, Msg, Remedy, Verdict, message_for_admin};
use wasm_bindgen::JsValue;

use super::run::Run;
use super::{developer, history, report_view, steps};
use crate::prelude::*;
use crate::view::explained::{as_it_came, copy_button, explained, line, message};
use crate::view::markup::{el, follow, none};
use crate::view::permissions;
use crate::{browser, focus};

/// A check that is shown.
pub(super) struct Shown {
    pub run: Rc<Run>,
    /// Whether the report is open.
    pub reports: Cell<bool>,
    pub note: RefCell<String>,
    /// Follows the report.
    pub reported: ArcTrigger,
}

/// The check of a run.
pub(super) fn check(run: Rc<Run>) -> AnyView {
    let shown = Rc::new(Shown {
        run,
        reports: Cell::default(),
        note: RefCell::default(),
        reported: ArcTrigger::new(),
    });
    el("DIV")
        .class("checking")
        .role("group")
        .label(shown.run.reader.word(Msg::CheckName).to_owned())
        .child(drawn(&shown, |shown| steps::bar(&shown.run)))
        .child(drawn(&shown, |shown| steps::list(&shown.run)))
        .child(steps::waiting(&shown.run))
        .child(
            el("DIV")
                .class("unseen")
                .role("status")
                .child(drawn(&shown, |shown| steps::said(&shown.run)))
                .view(),
        )
        // It speaks when it has something to say.
        .child(el("DIV").role("status").child(drawn(&shown, verdict)).view())
        .child(drawn(&shown, |shown| history::timeline(&shown.run)))
        .child(report_view::report(&shown))
        .child(drawn(&shown, |shown| developer::help(&shown.run)))
        .child(drawn(&shown, close))
        .view()
}

/// A part that is drawn anew with each change of the run.
fn drawn(shown: &Rc<Shown>, draw: fn(&Rc<Shown>) -> AnyView) -> AnyView {
    let drawn = Rc::clone(shown);
    follow(&[&shown.run.changed], move || {
        focus::keep();
        draw(&drawn)
    })
}

/// What it came to, with one thing to do.
fn verdict(shown: &Rc<Shown>) -> AnyView {
    let (run, reader) = (&shown.run, &shown.run.reader);
    let explanation = run.check().explanation(reader.audience, &reader.words);
    let Some(explanation) = explanation else { return none() };
    let check = run.check();
    let missing = check.permissions().filter(|_| check.finding().is_some_and(|found| found.is_connected()));
    el("DIV")
        .class("verdict")
        .part("verdict")
        .child(explained(reader, &explanation))
        .maybe(missing.map(|permissions| permissions::missing(reader, permissions)))
        .maybe(action(shown, &explanation))
        .maybe(explanation.next.as_deref().map(|next| line("next", next)))
        .maybe(check.answered().and_then(|answered| as_it_came(reader, answered)))
        .view()
}

fn action(shown: &Rc<Shown>, explanation: &Explanation) -> Option<AnyView> {
    let Action { remedy, label } = explanation.action.as_ref()?;
    let (run, remedy) = (&shown.run, *remedy);
    if let Remedy::AskAdmin | Remedy::AskDeveloper = remedy {
        let answered = run.check().answered().cloned();
        // A call that was refused says nothing of the account, which may not even have been read.
        let is_refused = matches!(run.check().verdict(), Some(Verdict::NoAccess(_)));
        let message = match run.account().filter(|_| !is_refused) {
            Some(account) => message(&run.reader, &account, answered.as_deref(), &explanation.title),
            None => message_for_admin(None, &explanation.title, &browser::page_url(), &run.reader.words),
        };
        return Some(copy_button(&run.reader, remedy, label, message));
    }
    let clicked = Rc::clone(shown);
    // A report mends nothing, and so does not call for a click.
    let (class, part) = match remedy {
        Remedy::Report => ("secondary", "button"),
        _ => ("primary", "button primary-button"),
    };
    let button = el("BUTTON").class(class).part(part).text(label);
    Some(button.on_click(move || match remedy {
        Remedy::Report => {
            // It opens further down.
            focus::move_to(".checking", ".reporting > .toggle");
            clicked.open_report(true);
        }
        remedy => clicked.run.act(remedy),
    }))
}

fn close(shown: &Rc<Shown>) -> AnyView {
    let (run, reader) = (&shown.run, &shown.run.reader);
    let explanation = run.check().explanation(reader.audience, &reader.words);
    let Some(explanation) = &explanation else { return none() };
    // Where the verdict's own button does the same.
    let is_offered = explanation
        .action
        .as_ref()
        .is_some_and(|action| matches!(action.remedy, Remedy::CheckAgain | Remedy::TryAgain));
    let (again, closed) = (Rc::clone(shown), Rc::clone(shown));
    let button = |msg| el("BUTTON").class("quiet").part("button").text(reader.word(msg));
    let again = button(Msg::ActionCheckAgain).on_click(move || again.run.again());
    el("DIV")
        .class("ends")
        .maybe((!is_offered).then_some(again))
        .child(button(Msg::Close).on_click(move || closed.run.host.tell("close", &JsValue::NULL)))
        .view()
}

impl Shown {
    /// Opens the report, or closes it.
    pub(super) fn open_report(&self, is_open: bool) {
        self.reports.set(is_open);
        self.reported.notify();
    }
}
