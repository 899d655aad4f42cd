//! The element and the app around a check.

use connection_doctor_core::{Account, CallFailure, Fields, Json};
use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};

/// What the element does for a check: functions of one plain object.
pub(crate) struct Host(Json);

impl Host {
    /// Reads `{account, loadMore, tell, trail, supportUrl?, dashboardUrl?, environment?}`: `account` is the id of the account;
    /// `loadMore` is as for the widget; `tell` is called with what is to be done, and with what it is done to; `trail` answers
    /// the list of what was noted.
    pub(super) fn new(host: JsValue) -> Self {
        Self(Json(host))
    }

    /// The id of the account.
    pub(super) fn account(&self) -> String {
        self.0.text("account").unwrap_or_default()
    }

    /// Fetches the second module, or the names of scopes.
    pub(super) fn load_more(&self) -> Function {
        self.function("loadMore")
    }

    /// Tells the element.
    pub(super) fn tell(&self, what: &str, value: &JsValue) {
        // A host whose listener throws does not stop the check.
        let _ = self.function("tell").call2(&JsValue::NULL, &what.into(), value);
    }

    /// Reads an account as the backend answered it; whatever shows this account shows what is true of it now.
    pub(super) fn take(&self, outcome: Result<Json, CallFailure>) -> Result<Account, CallFailure> {
        let answer = outcome?;
        let account = Account::read_answer(&answer).map_err(CallFailure::Unreadable)?;
        self.tell("account", &answer.0);
        Ok(account)
    }

    /// What was done and what answered, oldest first.
    pub(super) fn trail(&self) -> Vec<Json> {
        let entries = self.function("trail").call0(&JsValue::NULL).ok();
        let entries = entries.and_then(|entries| entries.dyn_into::<Array>().ok()).unwrap_or_default();
        entries.iter().map(Json).collect()
    }

    /// Where the app's support is.
    pub(super) fn support_url(&self) -> Option<String> {
        self.0.text("supportUrl")
    }

    /// Where the connection is configured.
    pub(super) fn dashboard_url(&self) -> Option<String> {
        self.0.text("dashboardUrl")
    }

    /// What the app calls its environment.
    pub(super) fn environment(&self) -> Option<String> {
        self.0.text("environment")
    }

    fn function(&self, name: &'static str) -> Function {
        let function = self.0.field(name).and_then(|function| function.dyn_into().ok());
        function.unwrap_or_else(|| Function::new_no_args(""))
    }
}
