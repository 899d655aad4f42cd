//! What every part of one widget shares.

use std::rc::Rc;

use connection_doctor_core::{
    Account, Answered, Audience, CallFailure, Diagnosis, Finding, Msg, Permissions, Timestamp, Words,
};
use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::browser;
use crate::page::Page;
use crate::settings::Settings;
use crate::store::Store;

/// What every part of one widget shares.
pub(crate) struct Context {
    /// The readings.
    pub store: Rc<Store>,
    /// The page around us.
    pub page: Rc<Page>,
    /// The element around us.
    pub host: Host,
    /// Who reads.
    pub audience: Audience,
    /// The catalogue.
    pub words: Words,
    /// Fetches the second module, or the names of scopes.
    pub load_more: Function,
    /// Whether the provider's page may have a window of its own.
    pub has_windows: bool,
    /// Whether one account is shown, and so is open from the start.
    pub is_single: bool,
    locale: String,
}

impl Context {
    pub(crate) fn new(settings: Settings, store: Rc<Store>, host: Host, load_more: Function) -> Rc<Self> {
        let is_single = settings.account.is_some() || settings.connection.is_some();
        let Settings { audience, words, locale, has_windows, .. } = settings;
        Rc::new(Self {
            store,
            page: Page::shared(),
            host,
            audience,
            words,
            load_more,
            has_windows,
            is_single,
            locale,
        })
    }

    pub(crate) fn is_developer(&self) -> bool {
        self.audience == Audience::Developer
    }

    /// A message without placeholders.
    pub(crate) fn word(&self, msg: Msg) -> &str {
        self.words.get(msg)
    }

    /// How long ago, in the reader's language.
    pub(crate) fn ago(&self, at: Timestamp) -> String {
        browser::relative_time(at.before(browser::now()), &self.locale)
    }

    /// A point in time, in the reader's language and zone.
    pub(crate) fn date(&self, at: Timestamp) -> String {
        browser::date_time(at, &self.locale)
    }

    /// Tells the host what is true of an account now.
    pub(crate) fn tell_status(
        &self,
        account: &Account,
        finding: &Finding,
        permissions: Option<&Permissions>,
    ) {
        self.host.emit("status", &self.diagnosis(account, finding, permissions));
    }

    /// Tells the host that an account works again.
    pub(crate) fn tell_reconnected(&self, account: &Account, finding: &Finding) {
        self.host.emit("reconnected", &self.diagnosis(account, finding, None));
    }

    /// Tells the host that a sign-in came back with an error that is about no account shown here.
    pub(crate) fn tell_answer(&self, answered: &Answered) {
        self.host.emit("failed", &Diagnosis::default().answered(answered));
    }

    /// Tells the host that a sign-in for an account came back with an error.
    pub(crate) fn tell_arrival(&self, account: &Account, finding: &Finding) {
        self.host.emit("failed", &self.diagnosis(account, finding, None));
    }

    /// Tells the host that a call failed.
    pub(crate) fn tell_failure(&self, failure: &CallFailure, about: Option<(&Account, &Finding)>) {
        let known =
            about.map(|(account, finding)| self.diagnosis(account, finding, None)).unwrap_or_default();
        self.host.emit("failed", &known.failed(failure, about.map(|(account, _)| account)));
    }

    fn diagnosis(
        &self,
        account: &Account,
        finding: &Finding,
        permissions: Option<&Permissions>,
    ) -> Diagnosis {
        let checked_at = self.store.checked_at().map(browser::iso_time);
        Diagnosis::of(account, finding, permissions, checked_at)
    }
}

/// The custom element around the widget.
pub(crate) struct Host {
    emit: Function,
}

impl Host {
    pub(crate) fn new(emit: Function) -> Self {
        Self { emit }
    }

    /// Fires `connection-doctor-{name}` with plain data.
    fn emit(&self, name: &str, detail: &Diagnosis) {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
        // A host whose listener throws does not stop the widget; serialising plain strings cannot fail.
        let _ = detail
            .serialize(&serializer)
            .map(|detail| self.emit.call2(&JsValue::NULL, &name.into(), &detail));
    }
}
