//! The answer of a provider in the page's URL: read once, shown once, at one account.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::{Account, Answered, Departure, Json, Question, Whose, whose};
use js_sys::{Function, JSON};
use leptos::prelude::*;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;

use crate::{answers, browser, task};

/// Where a departure is noted: in the tab, so that two tabs do not mix.
const NOTE: &str = "connection-doctor.departure";

/// What the reader came back with.
pub(crate) struct Arrival {
    /// The address with the answer and what is awaited in it; to be asked again with the names of an account.
    pub question: Option<Question>,
    /// What the answer is, for readers who know of no account; `None` where the module that can tell could not be fetched.
    pub answered: Option<Answered>,
    /// For what the reader had left.
    pub departure: Option<Departure>,
}

thread_local! {
    /// The one that no widget has shown yet.
    static PENDING: RefCell<Option<Rc<Arrival>>> = const { RefCell::new(None) };
}

/// Reads what the page was opened with: the answer in the address of a question, or a sign-in from which the reader comes back
/// without one. The answer is taken out of the address bar, so that neither a reload nor the back button shows it again. `load`
/// fetches the module that can read it; `arrived` is notified when there is something to show.
pub(crate) fn read(question: Question, load: Function, arrived: ArcTrigger) {
    let departure = departed();
    forget_departure();
    if question.address.is_none() {
        // A sign-in that asked for nothing more is shown by what became of the account.
        if departure.as_ref().is_some_and(|departure| !departure.asked.is_empty()) {
            PENDING.set(Some(Rc::new(Arrival { question: None, answered: None, departure })));
        }
        return;
    }
    // Not a task of the widget's: a reading must not be lost when the widget is moved.
    task::run(async move {
        let answered = match answers::fetched(&load).await {
            None => None,
            Some(answers) => {
                let Some(answered) = answers.ask(&question) else { return };
                if answered.address.is_some() {
                    // The host's router may have changed the address meanwhile; what it left of the answer goes.
                    let now = Question { address: Some(browser::page_url()), ..question.clone() };
                    let left = answers.ask(&now).and_then(|answered| answered.address);
                    left.as_deref().map(browser::put_address);
                }
                Some(answered)
            }
        };
        PENDING.set(Some(Rc::new(Arrival { question: Some(question), answered, departure })));
        arrived.notify();
    });
}

/// What is pending, where it is about one of these accounts or where nothing tells about which; to be shown by the caller.
pub(crate) fn take(accounts: &[Rc<Account>]) -> Option<(Rc<Arrival>, Option<usize>)> {
    let arrival = PENDING.with_borrow(Clone::clone)?;
    let by = arrival.answered.as_ref().and_then(|answered| answered.provider);
    let place = match whose(arrival.departure.as_ref(), by, accounts.iter().map(Rc::as_ref)) {
        Whose::Account(place) => Some(place),
        Whose::Unknown => None,
        Whose::Elsewhere => return None,
    };
    PENDING.take();
    let is_unread = arrival.question.is_some() && arrival.answered.is_none();
    let place = place.filter(|_| !is_unread);
    Some((arrival, place))
}

/// Notes for which account, and for which scopes, the reader leaves.
pub(crate) fn depart(departure: &Departure) {
    let note = departure.serialize(&Serializer::json_compatible()).ok();
    let note = note.and_then(|note| JSON::stringify(&note).ok());
    // Without storage the answer is matched by what it says itself.
    if let (Some(storage), Some(note)) = (browser::session_storage(), note) {
        let _ = storage.set_item(NOTE, &String::from(note));
    }
}

/// The reader is here, and not on the way any more.
pub(crate) fn forget_departure() {
    if let Some(storage) = browser::session_storage() {
        let _ = storage.remove_item(NOTE);
    }
}

fn departed() -> Option<Departure> {
    let note = browser::session_storage()?.get_item(NOTE).ok()??;
    Departure::read(&Json(JSON::parse(&note).ok()?))
}
