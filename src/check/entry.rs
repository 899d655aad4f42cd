//! What the element calls: a check that is shown, a renewal, and a report.

use std::rc::Rc;

use connection_doctor_core::{Account, CallFailure, Diagnosis, Finding, ScopeQuestion, Status, Tried};
use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::host::Host;
use super::report::{Sources, plain};
use super::run::Run;
use super::view;
use crate::client::{Call, Client};
use crate::context::plain_diagnosis;
use crate::mount::{Mounted, mount_to};
use crate::reader::Reader;
use crate::settings::Settings;
use crate::{answers, browser};

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
    let mut answer = read(&client, &host, Call::Refresh).await;
    let refused = answer.as_ref().err().filter(|failure| matches!(failure, CallFailure::ProviderRefused(_)));
    let refused = refused.cloned();
    if let Some(refused) = &refused {
        // What is true of the account then, a refusal does not say.
        answer = read(&client, &host, Call::Read).await.map_err(|_| refused.clone());
    }
    let is_mended = answer.as_ref().is_ok_and(|account| account.status == Status::Active);
    if refused.is_some() || (answer.is_ok() && !is_mended) {
        host.tell("not_renewed", &JsValue::NULL);
    }
    plain_diagnosis(&match answer {
        Ok(account) => {
            let known = known(&settings.reader, &host, &account).await;
            match refused.filter(|_| is_mended) {
                // The provider knows better than the app what works.
                Some(refused) => known.failed(&refused, Some(&account)),
                None => known,
            }
        }
        Err(failure) => {
            let about = Diagnosis { account_id: Some(host.account()), ..Diagnosis::default() };
            about.failed(&failure, None)
        }
    })
}

/// What is true of an account after an attempt to renew it, as its row tells the app.
async fn known(reader: &Reader, host: &Host, account: &Account) -> Diagnosis {
    let mut finding = Finding::of(account, Tried { refresh: true, ..Tried::default() });
    let is_compared = ScopeQuestion::is_due(account, reader.audience);
    let answers = match is_compared || account.has_reported() {
        true => answers::fetched(&host.load_more()).await,
        false => None,
    };
    let ask = |is_asked: bool| answers.as_ref().filter(|_| is_asked);
    let permissions = ask(is_compared).and_then(|answers| answers.compare(&reader.scope_question(account)));
    if let Some(permissions) = &permissions {
        finding = finding.with(permissions);
    }
    let answered =
        ask(account.has_reported()).and_then(|answers| answers.ask(&reader.last_error_question(account)));
    let tried = Tried { refresh: true, ..Tried::default() };
    if let Some(answered) = answered.filter(|answered| answered.still_holds(account, tried, browser::now())) {
        finding = finding.after(&answered, account);
    }
    Diagnosis::of(account, &finding, permissions.as_ref(), Some(browser::iso_time(browser::now())))
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
