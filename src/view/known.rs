//! What the second module knows of one account: fetched when it is needed, asked once a reading.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::{Account, Answered, Permissions, ScopeQuestion, Tried};
use wasm_bindgen::JsValue;

use crate::answers;
use crate::arrival::Arrival;
use crate::browser;
use crate::context::Context;
use crate::prelude::*;
use crate::task::Task;

/// What is known of one account.
#[derive(Default)]
pub(crate) struct Known {
    reading: RefCell<Option<Reading>>,
    fetching: RefCell<Option<Task>>,
    /// For which reading it was tried: once, whatever comes of it.
    tried: RefCell<Option<Rc<Account>>>,
}

/// What is known of an account as it was read.
#[derive(Clone)]
pub(crate) struct Reading {
    account: Rc<Account>,
    /// What the provider said last, to the reader or else to the backend, where it says more than the status.
    pub answered: Option<Rc<Answered>>,
    /// Whether it is allowed what it needs, where that is in question.
    pub permissions: Option<Rc<Permissions>>,
}

impl Known {
    /// What is known; nothing before the module is here.
    pub(crate) fn of(
        &self,
        cx: &Context,
        account: &Rc<Account>,
        arrival: Option<&Arrival>,
        tried: Tried,
    ) -> Reading {
        if let Some(reading) = &*self.reading.borrow()
            && Rc::ptr_eq(&reading.account, account)
        {
            return reading.clone();
        }
        let reading = Reading {
            account: Rc::clone(account),
            answered: answers::now()
                .and_then(|answers| answers.ask(&question(cx, account, arrival)?))
                .map(Rc::new)
                .filter(|answered| arrival.is_some() || answered.still_holds(account, tried, browser::now())),
            permissions: answers::now()
                .and_then(|answers| answers.compare(&scope_question(cx, account)?))
                .map(Rc::new),
        };
        if answers::now().is_some() {
            self.reading.replace(Some(reading.clone()));
        }
        reading
    }

    /// What was known when it was last asked.
    pub(crate) fn at_hand(&self) -> Option<Reading> {
        self.reading.borrow().clone()
    }

    /// Something else is to be asked.
    pub(crate) fn forget(&self) {
        self.reading.take();
    }

    /// Fetches what is needed to know more, and notifies. To be called before drawing.
    pub(crate) fn fetch(
        self: &Rc<Self>,
        cx: &Context,
        account: &Rc<Account>,
        arrival: Option<&Arrival>,
        told: &ArcTrigger,
    ) {
        if self.tried.borrow().as_ref().is_some_and(|tried| Rc::ptr_eq(tried, account)) {
            return;
        }
        let scopes = scope_question(cx, account);
        let is_asked = scopes.is_some() || question(cx, account, arrival).is_some();
        let has_all = answers::now().is_some() && (scopes.is_none() || answers::has_names());
        if !is_asked || has_all {
            return;
        }
        self.tried.replace(Some(Rc::clone(account)));
        let (known, load, told) = (Rc::downgrade(self), cx.load_more.clone(), told.clone());
        self.fetching.replace(Some(Task::spawn(async move {
            let Some(answers) = answers::fetched(&load).await else { return };
            told.notify();
            let is_named = scopes.and_then(|scopes| answers.compare(&scopes)).is_some_and(|permissions| {
                // Nobody reads the name of what is granted, but developers see all there is.
                permissions.missing().next().is_some()
            });
            if is_named {
                answers::fetch_names(&load).await;
                known.upgrade().inspect(|known| known.forget());
                told.notify();
            }
        })));
    }
}

/// What is to be asked about answers, if anything.
fn question(cx: &Context, account: &Account, arrival: Option<&Arrival>) -> Option<JsValue> {
    match arrival.and_then(|arrival| arrival.address.as_deref()) {
        Some(address) => Some(cx.address_question(address, Some(account))),
        None => account.has_reported().then(|| cx.reader.last_error_question(account)),
    }
}

/// What is to be asked about scopes, if anything.
fn scope_question(cx: &Context, account: &Account) -> Option<JsValue> {
    ScopeQuestion::is_due(account, cx.reader.audience).then(|| cx.reader.scope_question(account))
}
