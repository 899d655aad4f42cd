//! What every part of one widget shares.

use std::rc::Rc;

use connection_doctor_core::{Account, Diagnosis, Finding, Permissions};
use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::browser;
use crate::page::Page;
use crate::plain::Plain;
use crate::reader::Reader;
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
    pub reader: Rc<Reader>,
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
}

impl Context {
    pub(crate) fn new(settings: Settings, store: Rc<Store>, host: Host, load_more: Function) -> Rc<Self> {
        let is_single = settings.account.is_some() || settings.connection.is_some();
        let Settings { reader, awaited, return_url, sign_in_url, has_windows, .. } = settings;
        Rc::new(Self {
            store,
            page: Page::shared(),
            host,
            reader,
            awaited,
            load_more,
            return_url,
            sign_in_url,
            has_windows,
            is_single,
        })
    }

    /// Has the element around us do something once all is drawn.
    pub(crate) fn ask(&self, what: &str) {
        let _ = self.load_more.call1(&JsValue::NULL, &what.into());
    }

    /// Leaves for the app's own sign-in, which is told the way back.
    pub(crate) fn sign_in_to_app(&self) {
        match &self.sign_in_url {
            Some(url) => browser::sign_in_at(url),
            None => browser::reload(),
        }
    }

    /// What the second module is asked about an answer in an address.
    pub(crate) fn address_question(&self, address: &str, account: Option<&Account>) -> JsValue {
        self.reader.address_question(address, &self.awaited, account)
    }

    /// Tells the host by an event, which is named without the name of the element.
    pub(crate) fn emit(&self, event: &str, diagnosis: &Diagnosis) {
        self.host.emit(event, diagnosis);
    }

    /// What the host is told of an account.
    pub(crate) fn diagnosis(
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
        // A host whose listener throws does not stop the widget.
        let _ = self.emit.call2(&JsValue::NULL, &name.into(), &plain_diagnosis(detail));
    }
}

/// A diagnosis for JavaScript.
pub(crate) fn plain_diagnosis(diagnosis: &Diagnosis) -> JsValue {
    Plain::new()
        .text("account_id", diagnosis.account_id.as_deref())
        .text("connection_name", diagnosis.connection_name.as_deref())
        .text("status", diagnosis.status.as_deref())
        .text("class", diagnosis.class)
        .text("who_can_fix", diagnosis.who_can_fix)
        .text("remedy", diagnosis.remedy)
        .texts("missing_scopes", &diagnosis.missing_scopes)
        .text("checked_at", diagnosis.checked_at.as_deref())
        .done()
}
