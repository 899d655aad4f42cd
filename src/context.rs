//! What every part of one widget shares.

use std::rc::Rc;

use connection_doctor_core::{
    Account, Answered, Audience, CallFailure, Diagnosis, Finding, Foreign, Granted, Msg, Permissions,
    Timestamp, Words,
};
use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::browser;
use crate::page::Page;
use crate::plain::Plain;
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
    /// The host's own wording in it, as it is written.
    pub messages: JsValue,
    /// What the host awaits of an answer, as it is written.
    awaited: JsValue,
    /// Fetches the second module, or the names of scopes.
    pub load_more: Function,
    /// The page to which providers return windows; `None`: this one.
    pub return_url: Option<String>,
    /// Where the app's own sign-in is.
    sign_in_url: Option<String>,
    /// Whether the provider's page may have a window of its own.
    pub has_windows: bool,
    /// Whether one account is shown, and so is open from the start.
    pub is_single: bool,
    locale: String,
}

impl Context {
    pub(crate) fn new(settings: Settings, store: Rc<Store>, host: Host, load_more: Function) -> Rc<Self> {
        let is_single = settings.account.is_some() || settings.connection.is_some();
        let Settings {
            audience, words, messages, awaited, locale, return_url, sign_in_url, has_windows, ..
        } = settings;
        Rc::new(Self {
            store,
            page: Page::shared(),
            host,
            audience,
            words,
            messages,
            awaited,
            load_more,
            return_url,
            sign_in_url,
            has_windows,
            is_single,
            locale,
        })
    }

    pub(crate) fn is_developer(&self) -> bool {
        self.audience == Audience::Developer
    }

    /// Leaves for the app's own sign-in, which is told the way back.
    pub(crate) fn sign_in_to_app(&self) {
        match &self.sign_in_url {
            Some(url) => browser::sign_in_at(url),
            None => browser::reload(),
        }
    }

    /// What the second module is asked: about an answer in an address, else about the error that an account reports.
    pub(crate) fn question(&self, account: Option<&Account>, address: Option<&str>) -> JsValue {
        let question = Plain::new()
            .text_if("address", address)
            .value("awaited", self.awaited.clone())
            .text("audience", Some(self.audience.word()))
            .text("page", Some(&browser::page_url()))
            .value("words", self.messages.clone());
        let Some(account) = account else { return question.done() };
        let error = account.last_error.as_ref().filter(|_| address.is_none());
        let code = error.and_then(|error| error.code.as_ref());
        let message = error.and_then(|error| error.message.as_ref());
        question
            .text_if("code", code.map(Foreign::as_str))
            .text_if("message", message.map(Foreign::as_str))
            .text("provider", Some(&account.provider_word))
            .text("service", Some(&account.service))
            .text("connection", Some(&account.connection_name))
            .text_if("redirect_uri", account.redirect_uri.as_ref().map(Foreign::as_str))
            .texts("scopes", &account.required_scopes)
            .flag("was_connected", account.was_connected())
            .done()
    }

    /// What the second module is asked about the scopes of an account.
    pub(crate) fn scope_question(&self, account: &Account) -> JsValue {
        let granted =
            if let Granted::Told(granted) = &account.scopes { Some(granted.as_slice()) } else { None };
        Plain::new()
            .text("provider", Some(&account.provider_word))
            .texts("required", &account.required_scopes)
            .texts_if("granted", granted)
            .texts_if("requested", account.requested_scopes.as_deref())
            .value("words", self.messages.clone())
            .done()
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
        let detail = Plain::new()
            .text("account_id", detail.account_id.as_deref())
            .text("connection_name", detail.connection_name.as_deref())
            .text("status", detail.status.as_deref())
            .text("class", detail.class)
            .text("who_can_fix", detail.who_can_fix)
            .text("remedy", detail.remedy)
            .texts("missing_scopes", &detail.missing_scopes)
            .text("checked_at", detail.checked_at.as_deref());
        // A host whose listener throws does not stop the widget.
        let _ = self.emit.call2(&JsValue::NULL, &name.into(), &detail.done());
    }
}
