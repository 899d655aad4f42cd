//! The answer of a provider in the page's URL: read once, shown once, at one account.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::{
    Account, Answered, Departure, Json, Landing, Return, Verification, Whose, whose,
};
use js_sys::JSON;

use crate::context::Context;
use crate::plain::Plain;
use crate::prelude::*;
use crate::{answers, browser, task};

/// Where a departure is noted: in the tab, so that two tabs do not mix.
const NOTE: &str = "connection-doctor.departure";

/// What the reader came back with.
pub(crate) struct Arrival {
    /// The address with the answer; to be asked about again with the names of an account.
    pub address: Option<String>,
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
        Self { address: None, answered: None, departure: Some(departure), back: None }
    }
}

thread_local! {
    /// The one that no widget has shown yet.
    static PENDING: RefCell<Option<Rc<Arrival>>> = const { RefCell::new(None) };
    /// An answer is being read: the one that the page was opened with, whichever widget read it first.
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// Reads what the page was opened with: an answer in its address, a sign-in to be verified, or just the way back. An answer that is read
/// is taken out of the address bar, so that neither a reload nor the back button shows it again. All else stays until an account takes it:
/// where the app's own session is over, its sign-in leads back to that address.
pub(crate) fn read(cx: &Rc<Context>, address: Option<&str>, may_be_answer: bool) {
    if IS_READING.get() {
        return;
    }
    let departure = departed();
    let is_news = may_be_answer || departure.is_some();
    // What another widget has left is asked about again: it was answered in the words of its reader.
    let left =
        PENDING.with_borrow_mut(|pending| pending.take_if(|arrival| arrival.address.is_some() && !is_news));
    let (address, may_be_answer, departure) = match &left {
        Some(left) => (left.address.as_deref(), true, left.departure.clone()),
        None => (address, may_be_answer, departure),
    };
    let landing = address.map(browser::landing);
    let (flow, verification) = landing.map_or((None, None), |landing| (landing.flow, landing.verification));
    let back = match verification {
        // Without our word it is the host's to verify, or nobody's, and what was noted waits for its own.
        Some(_) if departure.as_ref().is_none_or(|departure| flow.as_ref() != Some(&departure.flow)) => {
            return;
        }
        Some(verification) => Some(Return::Verification(verification)),
        None if !may_be_answer => departure.as_ref().map(|_| Return::Plain),
        None => None,
    };
    if back.is_some() {
        PENDING.with_borrow_mut(|pending| {
            // A host's router may have taken out of the address what another widget has read there.
            if pending.as_ref().is_none_or(|read| read.back.is_none()) {
                *pending = Some(Rc::new(Arrival { address: None, answered: None, departure, back }));
            }
        });
        return;
    }
    // Our word stays until the answer is read, for it tells what of the address is the answer's.
    forget_departure();
    let Some(address) = address.filter(|_| may_be_answer).map(str::to_owned) else { return };
    let cx = Rc::clone(cx);
    IS_READING.set(true);
    // Not a task of the widget's: a reading must not be lost when the widget is moved.
    task::run(async move {
        let answers = answers::fetched(&cx.load_more).await;
        IS_READING.set(false);
        let mut arrival = Arrival { address: Some(address), answered: None, departure, back: None };
        if let Some(answers) = answers {
            let ask = |address: &str| answers.ask(&cx.address_question(address, None));
            arrival.answered = arrival.address.as_deref().and_then(ask);
            match &arrival.answered {
                // The page has parameters of its own that look like an answer's.
                None if arrival.departure.is_some() => {
                    (arrival.address, arrival.back) = (None, Some(Return::Plain));
                }
                None => return,
                Some(answered) if answered.address.is_some() => {
                    // The host's router may have changed the address meanwhile; what it left of the answer goes.
                    let left = ask(&browser::page_url()).and_then(|answered| answered.address);
                    left.as_deref().map(browser::put_address);
                }
                Some(_) => {}
            }
        }
        PENDING.set(Some(Rc::new(arrival)));
        cx.page.arrived.notify();
    });
}

/// Takes an arrival out of the address bar, and forgets what was left for it.
pub(crate) fn take_out() {
    forget_departure();
    let landing = browser::landing(&browser::page_url());
    if landing.flow.is_some() {
        browser::put_address(&landing.left);
    }
}

/// Leaves what is shown to the next widget.
pub(crate) fn leave(arrival: Rc<Arrival>) {
    PENDING.set(Some(arrival));
}

/// What is pending, where it is about one of these accounts or where nothing tells about which; to be shown by the caller.
pub(crate) fn take(accounts: impl FnOnce() -> Vec<Rc<Account>>) -> Option<(Rc<Arrival>, Option<usize>)> {
    let arrival = PENDING.with_borrow(Clone::clone)?;
    let accounts = accounts();
    let by = arrival.answered.as_ref().and_then(|answered| answered.provider);
    let place = match whose(arrival.departure.as_ref(), by, accounts.iter().map(Rc::as_ref)) {
        Whose::Account(place) => Some(place),
        Whose::Unknown => None,
        Whose::Elsewhere => return None,
    };
    PENDING.take();
    if arrival.departure.is_some() {
        take_out();
    }
    let is_unread = arrival.address.is_some() && arrival.answered.is_none();
    let place = place.filter(|_| !is_unread);
    Some((arrival, place))
}

/// A word for leaving in this tab, which comes back to the page itself, and not to one that waits; `element/src/return.js` knows it by
/// its first letter, which no word of a window has.
pub(crate) fn word() -> String {
    ["t", &browser::random_word()].concat()
}

/// Puts a sign-in that could not be bound to the reader, as the app's own session has ended, back to where it came from: the app's own
/// sign-in leads back to it.
pub(crate) fn put_back(mut departure: Departure, unbound: &Verification) {
    let written = |text: &str| String::from(js_sys::encode_uri_component(text));
    let (id, state) = (written(&unbound.auth_request_id), written(&unbound.state));
    // This is the page that it comes back to.
    departure.flow = word();
    // Behind the word, for a page may have parameters of such names of its own.
    let answer = [&departure.flow, "&auth_request_id=", &id, "&state=", &state].concat();
    browser::put_address(&Landing::address(&browser::page_url(), &answer));
    depart(&departure);
}

/// Notes for what the reader leaves.
pub(crate) fn depart(departure: &Departure) {
    let note = Plain::new()
        .text("account_id", departure.account_id.as_deref())
        .text("connection_name", Some(&departure.connection_name))
        .texts("asked", &departure.asked)
        .flag("was_active", departure.was_active)
        .text("label", departure.label.as_deref())
        .text("updated_at", departure.updated_at.map(|at| at.0.to_string()).as_deref())
        .texts_if("granted", departure.granted.pieces())
        .text("flow", Some(&departure.flow));
    // Without storage the answer is matched by what it says itself.
    if let (Some(storage), Ok(note)) = (browser::session_storage(), JSON::stringify(&note.done())) {
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
