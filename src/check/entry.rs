//! What the element calls: a check that is shown, a renewal, and a report.

use std::rc::Rc;

use connection_doctor_core::{Account, CallFailure, Diagnosis, Finding, Tried};
use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::host::Host;
use super::report::{Sources, plain};
use super::run::Run;
use super::view;
use crate::browser;
use crate::client::{Call, Client};
use crate::context::plain_diagnosis;
use crate::mount::{Mounted, mount_to};
use crate::settings::Settings;

/// Shows a check in `root`, which must be empty, and begins it. `settings` is what the widget is given; `host` is the plain
/// object that is described at `Host`.
pub fn mount_check(root: HtmlElement, settings: JsValue, fetch: Function, host: JsValue) -> CheckHandle {
    let settings = Settings::read(settings);
    let run = Run::begin(Rc::clone(&settings.reader), Client::of(&settings, fetch), Host::new(host));
    let drawn = Rc::clone(&run);
    CheckHandle { run, mounted: Some(mount_to(&root, move || view::check(drawn))) }
}

/// A check that is shown. Dropping it, or [`CheckHandle::unmount`], ends it.
pub struct CheckHandle {
    run: Rc<Run>,
    mounted: Option<Mounted>,
}

impl CheckHandle {
    /// Reports about the check: `{markdown, report}`.
    pub fn report(&self) -> JsValue {
        let (run, check) = (&self.run, self.run.check());
        let account = check.account().cloned();
        plain(&Sources { reader: &run.reader, host: &run.host, account, check: Some(&check), note: None })
    }

    /// Ends it.
    pub fn unmount(&mut self) {
        self.mounted = None;
    }
}

/// Renews an account's tokens, once, and answers what is true of it then, in the form of the element's events.
pub async fn refresh(settings: JsValue, fetch: Function, host: JsValue) -> JsValue {
    let (settings, host) = (Settings::read(settings), Host::new(host));
    let client = Client::of(&settings, fetch);
    plain_diagnosis(&match read(&client, &host, Call::Refresh).await {
        Ok(account) => {
            let finding = Finding::of(&account, Tried { refresh: true, ..Tried::default() });
            Diagnosis::of(&account, &finding, None, Some(browser::iso_time(browser::now())))
        }
        Err(failure) => {
            let about = Diagnosis { account_id: Some(host.account()), ..Diagnosis::default() };
            about.failed(&failure, None)
        }
    })
}

/// Reads an account and reports about it: `{markdown, report}`.
pub async fn report(settings: JsValue, fetch: Function, host: JsValue) -> JsValue {
    let (settings, host) = (Settings::read(settings), Host::new(host));
    // A failed reading is in the trail, and the report is about it.
    let account = read(&Client::of(&settings, fetch), &host, Call::Read).await.ok().map(Rc::new);
    let sources = Sources { reader: &settings.reader, host: &host, account, check: None, note: None };
    plain(&sources)
}

async fn read(client: &Client, host: &Host, call: Call) -> Result<Account, CallFailure> {
    host.take(client.ask(&host.account(), call).await.outcome)
}
