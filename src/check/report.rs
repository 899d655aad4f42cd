//! The support report: made of what is known here, as text and as data.

use std::rc::Rc;

use connection_doctor_core::{Account, Check, Environment, Fields, Json, Material, Report, Trail};
use js_sys::{Intl, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::host::Host;
use crate::browser;
use crate::plain::Plain;
use crate::reader::Reader;

/// What a report is made of.
pub(super) struct Sources<'s> {
    pub reader: &'s Reader,
    pub host: &'s Host,
    pub account: Option<Rc<Account>>,
    pub check: Option<&'s Check>,
    pub note: Option<&'s str>,
}

impl Sources<'_> {
    pub(super) fn report(&self) -> Report {
        let Self { reader, host, account, check, note } = self;
        let (id, trail) = (host.account(), Trail::read(&host.trail()));
        let material =
            Material::of(&id, account.as_deref(), trail, environment(reader, host), browser::now());
        let material = match check {
            Some(check) => material.with(check, reader.audience, &reader.words),
            None => material,
        };
        Report::of(Material { note: *note, ..material }, &reader.words)
    }

    pub(super) fn markdown(&self) -> String {
        self.write(&self.report())
    }

    fn write(&self, report: &Report) -> String {
        report.markdown(&self.reader.words, |at| self.reader.date(at))
    }
}

/// `{markdown, report}`.
pub(super) fn plain(sources: &Sources<'_>) -> JsValue {
    let report = sources.report();
    Plain::new().text("markdown", Some(&sources.write(&report))).value("report", data(&report)).done()
}

/// As plain data.
pub(super) fn data(value: &impl Serialize) -> JsValue {
    // Texts, numbers and lists of them: there is nothing that cannot be written.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

fn environment(reader: &Reader, host: &Host) -> Environment {
    let navigator = Json(browser::window().navigator().into());
    Environment {
        name: host.environment(),
        page: Some(browser::page_url()),
        browser: navigator.text("userAgent"),
        language: Some(reader.locale.clone()),
        zone: zone(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
    }
}

/// Such as `Europe/Berlin`.
fn zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}
