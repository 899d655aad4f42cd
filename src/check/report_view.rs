//! The support report on the page: read first, then copied, saved or taken to support.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::Msg;
use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::report::{Sources, data};
use super::view::Shown;
use crate::plain::Plain;
use crate::prelude::*;
use crate::task::Task;
use crate::view::explained::line;
use crate::view::markup::{el, follow, none};
use crate::{browser, trail};

/// The button, and below it the report.
pub(super) fn report(shown: &Rc<Shown>) -> AnyView {
    let drawn = Rc::clone(shown);
    follow(&[&shown.reported], move || {
        let (is_open, reader) = (drawn.reports.get(), &drawn.run.reader);
        let clicked = Rc::clone(&drawn);
        let toggle = el("BUTTON")
            .class("toggle")
            .part("toggle")
            .expanded(is_open)
            .text(reader.word(Msg::ReportAction))
            .on_click(move || clicked.open_report(!clicked.reports.get()));
        let block = el("DIV").class("reporting").part("report").child(toggle);
        block.child(if is_open { body(&drawn) } else { none() }).view()
    })
}

fn body(shown: &Rc<Shown>) -> AnyView {
    let reader = &shown.run.reader;
    let typed = ArcTrigger::new();
    let preview = {
        let drawn = Rc::clone(shown);
        follow(&[&typed, &shown.run.changed], move || {
            let name = drawn.run.reader.word(Msg::ReportAction).to_owned();
            let block = el("PRE").class("message").part("report-preview").role("group").label(name);
            block.in_tab_order().any_direction().text(&drawn.markdown()).view()
        })
    };
    let noted = Rc::clone(shown);
    let note = el("TEXTAREA")
        .class("note-field")
        .part("report-note")
        .label(reader.word(Msg::ReportNote).to_owned())
        .placeholder(reader.word(Msg::ReportNote).to_owned())
        // It is still in the report where that was closed and opened again.
        .text(&shown.note.borrow())
        .on_input(move |text| {
            noted.note.replace(text);
            typed.notify();
        });
    el("DIV")
        .class("body")
        .child(line("next", reader.word(Msg::ReportLead)))
        .child(note)
        // Where nothing can be copied, they say that the text below can be selected.
        .child(ways(shown))
        .child(preview)
        .view()
}

/// Copying, saving, and the app's support.
fn ways(shown: &Rc<Shown>) -> AnyView {
    let reader = &shown.run.reader;
    let copied: Rc<Cell<Option<bool>>> = Rc::default();
    let told = ArcTrigger::new();
    let copying: RefCell<Option<Task>> = RefCell::default();
    let copy = {
        let (shown, copied, told) = (Rc::clone(shown), Rc::clone(&copied), told.clone());
        Rc::new(move || {
            shown.note("copy");
            let (markdown, copied, told) = (shown.markdown(), Rc::clone(&copied), told.clone());
            shown.tell_report();
            copying.replace(Some(Task::spawn(async move {
                copied.set(Some(browser::copy(&markdown).await));
                told.notify();
            })));
        })
    };
    let said = {
        let reader = Rc::clone(reader);
        follow(&[&told], move || {
            let msg = match copied.get() {
                None => return el("P").role("status").view(),
                Some(true) => Msg::ReportCopied,
                Some(false) => Msg::CopyFailed,
            };
            el("P").class("note").role("status").text(reader.word(msg)).view()
        })
    };
    let (copies, saved) = (Rc::clone(&copy), Rc::clone(shown));
    let button = |class, msg| el("BUTTON").class(class).part("button").text(reader.word(msg));
    // What is written in the address would be in everybody's logs; so the report goes by the clipboard.
    let support = shown.run.host.support_url().map(|url| {
        let link = el("A").class("secondary button").part("button").href(url);
        link.text(reader.word(Msg::ReportOpen)).on_click(move || copy())
    });
    el("DIV")
        .class("ways")
        .child(button("primary", Msg::ReportCopy).on_click(move || copies()))
        .child(button("secondary", Msg::ReportSave).on_click(move || saved.save()))
        .maybe(support)
        .child(said)
        .view()
}

impl Shown {
    fn sources<T>(&self, then: impl FnOnce(&Sources<'_>) -> T) -> T {
        let (run, note) = (&self.run, self.note.borrow());
        let check = run.check();
        let note = Some(note.as_str()).filter(|note| !note.trim().is_empty());
        let account = check.account().cloned();
        then(&Sources { reader: &run.reader, host: &run.host, account, check: Some(&check), note })
    }

    fn markdown(&self) -> String {
        self.sources(|sources| sources.markdown())
    }

    /// Notes what the reader chose to do with the report.
    fn note(&self, act: &str) {
        trail::act(Plain::new().text("account", Some(&self.run.account_id)), act);
    }

    /// Tells the app what leaves the page.
    fn tell_report(&self) -> JsValue {
        let report = self.sources(|sources| data(&sources.report()));
        self.run.host.tell("report", &report);
        report
    }

    /// Saves the report as a file.
    fn save(&self) {
        self.note("save");
        let report = self.tell_report();
        let text = JSON::stringify_with_replacer_and_space(&report, &JsValue::NULL, &2.into());
        let Ok(text) = text else { return };
        let file = Blob::new_with_str_sequence(&Array::of1(&text.into()));
        let Some(url) = file.ok().and_then(|file| Url::create_object_url_with_blob(&file).ok()) else {
            return;
        };
        if let Ok(link) = browser::document().create_element("a") {
            let link: HtmlAnchorElement = link.unchecked_into();
            link.set_href(&url);
            link.set_download(&["connection-report-", &self.run.account_id, ".json"].concat());
            link.click();
        }
        // The browser has taken it by the time the click is over.
        let _ = Url::revoke_object_url(&url);
    }
}
