//! The answer of a provider in the page's URL: read once, shown once, at one account.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::{Account, Answered, Departure, Json, Landing, Question, Return, Whose, whose};
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
    /// How they came back, where no answer tells.
    pub back: Option<Return>,
}

impl Arrival {
    /// A sign-in that asked for more, of which only the account can tell what became of it.
    pub(crate) fn quiet(departure: Departure) -> Self {
        Self { question: None, answered: None, departure: Some(departure), back: None }
    }
}

thread_local! {
    /// The one that no widget has shown yet.
    static PENDING: RefCell<Option<Rc<Arrival>>> = const { RefCell::new(None) };
}

/// Reads what the page was opened with: an answer in its address, a sign-in to be verified, or just the way back. What is read
/// is taken out of the address bar, so that neither a reload nor the back button shows it again. `load` fetches the module that
/// can read answers; `arrived` is notified when there is something to show.
pub(crate) fn read(question: Question, load: Function, arrived: ArcTrigger) {
    let departure = departed();
    forget_departure();
    let landing = question.address.as_deref().map(Landing::of);
    if departure.is_some()
        && landing.as_ref().is_some_and(|landing| Some(&landing.left) != question.address.as_ref())
    {
        browser::put_address(&Landing::of(&browser::page_url()).left);
    }
    let may_be_answer = landing.as_ref().is_some_and(|landing| may_be_answer(&landing.left));
    let verification = landing.as_ref().and_then(|landing| landing.verification.clone());
    let back = match verification {
        // Without a departure it is the host's to verify.
        Some(_) if departure.is_none() => return,
        Some(verification) => Some(Return::Verification(verification)),
        None if !may_be_answer => departure.as_ref().map(|_| Return::Plain),
        None => None,
    };
    if back.is_some() {
        PENDING.set(Some(Rc::new(Arrival { question: None, answered: None, departure, back })));
        return;
    }
    let Some(landing) = landing.filter(|_| may_be_answer) else { return };
    let question = Question { address: Some(landing.left), ..question };
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
        PENDING.set(Some(Rc::new(Arrival { question: Some(question), answered, departure, back: None })));
        arrived.notify();
    });
}

/// Whether an address may hold an answer; whether it does, the second module knows.
pub(crate) fn may_be_answer(address: &str) -> bool {
    let query = address.split_once(['?', '#']).map_or("", |(_, query)| query);
    let names =
        query.split(['?', '&', '#', '/', ';']).filter_map(|pair| pair.split_once('=')).map(|(name, _)| name);
    let known = ["error", "oauth_problem", "admin_consent", "setup_action", "denied", "state", "code"];
    names.into_iter().any(|name| known.iter().any(|known| name.starts_with(known)))
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
