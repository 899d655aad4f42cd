//! The app's backend: one function a route of the contract.

mod request;

use std::cell::RefCell;
use std::pin::Pin;

use connection_doctor_core::{
    Account, CallFailure, Fields, History, Json, Page, SafeLink, ToolFailure, Unread, Verification,
    execution_id,
};
use js_sys::{Function, Object};
use wasm_bindgen::JsValue;

use crate::plain::Plain;
use crate::settings::Settings;
use crate::trail;

pub(crate) use self::request::Exchange;

/// Calls the app's backend. Dropping a call's future aborts the call.
#[derive(Clone)]
pub(crate) struct Client {
    endpoint: String,
    limit: u32,
    fetch: RefCell<Function>,
}

/// What is asked about one account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    /// How it is.
    Read,
    /// To renew its tokens, once.
    Refresh,
    /// To end it.
    Disconnect,
}

impl Client {
    /// As an element is set.
    pub(crate) fn of(settings: &Settings, fetch: Function) -> Self {
        Self::new(&settings.endpoint, settings.time_limit, fetch)
    }

    /// `limit` is in seconds.
    fn new(endpoint: &str, limit: u32, fetch: Function) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').to_owned(), limit, fetch: RefCell::new(fetch) }
    }

    /// Whether both ask the same backend in the same way.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.endpoint == other.endpoint && self.limit == other.limit && self.fetch == other.fetch
    }

    pub(crate) fn set_fetch(&self, fetch: Function) {
        self.fetch.replace(fetch);
    }

    /// `GET accounts`: one page, of one connection or of all.
    pub(crate) async fn accounts(
        &self,
        connection: Option<&str>,
        page: Option<&str>,
    ) -> Result<Page<Json>, CallFailure> {
        let mut path = String::from("/accounts");
        let mut separator = "?";
        for (name, value) in [("connection_name=", connection), ("page_token=", page)] {
            let Some(value) = value else { continue };
            path.push_str(separator);
            path.push_str(name);
            path.push_str(&encoded(value));
            separator = "&";
        }
        Page::read(&self.get(&path).await?).map_err(CallFailure::Unreadable)
    }

    /// `GET accounts/{id}`, `POST accounts/{id}/refresh` or `POST accounts/{id}/disconnect`: the account after that.
    pub(crate) async fn account(&self, id: &str, call: Call) -> Result<Unread<Json>, CallFailure> {
        Unread::of_answer(&self.ask(id, call).await.outcome?).map_err(CallFailure::Unreadable)
    }

    /// The same, as it came.
    pub(crate) fn ask(&self, id: &str, call: Call) -> Calling {
        let (method, route) = match call {
            Call::Read => ("GET", ""),
            Call::Refresh => ("POST", "/refresh"),
            Call::Disconnect => ("POST", "/disconnect"),
        };
        self.exchange(method, &["/accounts/", &encoded(id), route].concat(), None, Plain::new())
    }

    /// `GET accounts/{id}/events`: what happened to the account.
    pub(crate) async fn history(&self, id: &str) -> Result<History, CallFailure> {
        let path = ["/accounts/", &encoded(id), "/events"].concat();
        History::read(&self.get(&path).await?).map_err(CallFailure::Unreadable)
    }

    /// `POST tools/execute`: runs a read-only tool, and answers the execution's id where the backend gives one.
    pub(crate) async fn execute(&self, id: &str, tool: &str) -> Result<Option<String>, ToolFailure> {
        let request = Plain::new()
            .text("connected_account_id", Some(id))
            .text("tool_name", Some(tool))
            .value("tool_input", Object::new().into());
        let about = Plain::new().text("account", Some(id));
        let call = self.exchange("POST", "/tools/execute", Some(request.done()), about);
        let Exchange { outcome, seen } = call.await;
        match outcome {
            Ok(answer) => Ok(answer.text("execution_id").as_deref().and_then(execution_id)),
            Err(failure) => Err(ToolFailure::of(failure, seen.object("body").as_ref())),
        }
    }

    /// `POST authorization_link`: where to sign in, once and soon. `scopes` are asked for in addition to the connection's.
    pub(crate) async fn sign_in_link(
        &self,
        account: &Account,
        scopes: &[String],
        back: &str,
    ) -> Result<SafeLink, CallFailure> {
        let connection = account.id.is_none().then_some(account.connection_name.as_str());
        let request = Plain::new()
            .text_if("connected_account_id", account.id.as_deref())
            .text_if("connection_name", connection)
            .text("return_url", Some(back))
            .texts_if("scopes", (!scopes.is_empty()).then_some(scopes));
        let about = trail::about(account);
        let answer =
            self.exchange("POST", "/authorization_link", Some(request.done()), about).await.outcome?;
        let link = answer
            .text("link")
            .ok_or("expected a string `link`, but found none")
            .map_err(CallFailure::Unreadable)?;
        SafeLink::parse(&link).ok_or(CallFailure::UnsafeLink)
    }

    /// `POST verify`: binds a sign-in to the person who started it. `account` is the one that it was for.
    pub(crate) async fn verify(
        &self,
        account: &Account,
        verification: &Verification,
    ) -> Result<Account, CallFailure> {
        let request = Plain::new()
            .text("auth_request_id", Some(&verification.auth_request_id))
            .text("state", Some(&verification.state));
        let answer = self.exchange("POST", "/verify", Some(request.done()), trail::about(account)).await;
        Account::read_answer(&answer.outcome?).map_err(CallFailure::Unreadable)
    }

    async fn get(&self, path: &str) -> Result<Json, CallFailure> {
        self.exchange("GET", path, None, Plain::new()).await.outcome
    }

    /// Boxed, so that all kinds of call share what is below. `about` begins what is noted of it, where its path does not tell
    /// which account it is about.
    fn exchange(&self, method: &'static str, path: &str, body: Option<JsValue>, about: Plain) -> Calling {
        let url = [&self.endpoint, path].concat();
        let fetch = self.fetch.borrow().clone();
        Box::pin(request::send(method, url, body, fetch, self.limit, about))
    }
}

/// A call under way.
pub(crate) type Calling = Pin<Box<dyn Future<Output = Exchange>>>;

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
