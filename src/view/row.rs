//! What one account's row knows, and what a click sets going.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use connection_doctor_core::{
    Account, Answered, CallFailure, Departure, Diagnosis, Ending, Event, Explanation, Finding, Granted, Json,
    Landing, Msg, Outcome, Remedy, Return, SafeLink, ScopeQuestion, Status, Timestamp, Tried, explain,
    explain_answered, state,
};
use wasm_bindgen::JsValue;

use super::known::{self, Known};
use super::portions;
use crate::answers;
use crate::arrival::{self, Arrival};
use crate::attempt::Attempt;
use crate::browser;
use crate::client::Call;
use crate::context::Context;
use crate::failed::Failed;
use crate::prelude::*;
use crate::store::{self, Entry};
use crate::task::Task;
use crate::timer::Timer;
use crate::trail;

/// A page that is still there after so many milliseconds may not be left at all: the person stays, or an app took the link.
const LONGEST_LEAVING: u32 = 10_000;

/// One account in one widget.
pub(crate) struct Row {
    pub cx: Rc<Context>,
    pub entry: Rc<Entry>,
    /// Follows everything below but not the account itself.
    pub changed: ArcTrigger,
    state: RefCell<RowState>,
    task: RefCell<Option<Task>>,
    /// Ends the waiting for a page that is not left.
    leaving: RefCell<Option<Timer>>,
    known: Rc<Known>,
    attempt: RefCell<Option<Rc<Attempt>>>,
    /// What the attempt goes on from, where the reader has come back in this tab.
    coming: RefCell<Option<Rc<Arrival>>>,
    /// What was told last, with the permissions that are missing.
    told: RefCell<Option<(Finding, Vec<String>)>>,
    /// Whether it has ever been connected, as far as is known.
    was_connected: Cell<bool>,
    /// Whether the host was told that it works again, since it was last seen broken.
    is_mending_told: Cell<bool>,
    /// Whether a failure was told since, which the next good answer takes back.
    has_told_failure: Cell<bool>,
}

/// What is going on with one account, beyond what the backend knows of it.
#[derive(Default)]
pub(crate) struct RowState {
    /// What the reader tried since the problem came up.
    pub tried: Tried,
    /// What is going on, in words to be said.
    pub busy: Option<Msg>,
    /// The last action's failure.
    pub failure: Option<Rc<Failed>>,
    /// What the reader came back with from the provider, until it is mended.
    pub arrival: Option<Rc<Arrival>>,
    /// What a check came to that was refused at the provider, with the account's last change by then.
    pub refused: Option<(Option<Timestamp>, Rc<Answered>)>,
    /// What the last action brought about.
    pub note: Option<Msg>,
    pub is_open: bool,
    /// The link to the provider's page, where the browser gave no window.
    pub offer: Option<SafeLink>,
    /// Whose account it was and is, where a sign-in has changed that.
    pub other: Option<(String, String)>,
    /// Whether the reader is being asked about disconnecting.
    pub asks: bool,
    /// Whether it is being checked.
    pub checks: bool,
}

/// What a row is busy with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Ask(Call),
    SignIn,
}

impl Work {
    fn busy(self) -> Msg {
        match self {
            Self::Ask(Call::Read) => Msg::BusyChecking,
            Self::Ask(Call::Refresh) => Msg::BusyRefreshing,
            Self::Ask(Call::Disconnect) => Msg::BusyDisconnecting,
            Self::SignIn => Msg::BusyOpening,
        }
    }
}

impl Row {
    pub(crate) fn new(cx: &Rc<Context>, entry: Rc<Entry>) -> Rc<Self> {
        let state = RowState { is_open: cx.is_single, ..RowState::default() };
        Rc::new(Self {
            cx: Rc::clone(cx),
            entry,
            changed: ArcTrigger::new(),
            state: RefCell::new(state),
            task: RefCell::default(),
            leaving: RefCell::default(),
            known: Rc::default(),
            attempt: RefCell::default(),
            coming: RefCell::default(),
            told: RefCell::default(),
            was_connected: Cell::new(true),
            is_mending_told: Cell::new(false),
            has_told_failure: Cell::new(false),
        })
    }

    pub(crate) fn account(&self) -> Rc<Account> {
        self.entry.account()
    }

    pub(crate) fn state(&self) -> Ref<'_, RowState> {
        self.state.borrow()
    }

    /// What the second module knows of it.
    pub(crate) fn known(&self) -> known::Reading {
        let state = self.state();
        let mut known = self.known.of(&self.cx, &self.account(), state.arrival.as_deref(), state.tried);
        known.answered = self.refused().or(known.answered);
        known
    }

    /// What a check came to, as long as nothing newer is known.
    fn refused(&self) -> Option<Rc<Answered>> {
        let (account, state) = (self.account(), self.state());
        let (since, refused) = state.refused.as_ref()?;
        (account.status == Status::Active && account.updated_at == *since).then(|| Rc::clone(refused))
    }

    pub(crate) fn finding(&self) -> Finding {
        self.finding_by(self.known())
    }

    /// The finding by what is known without asking the second module.
    pub(crate) fn finding_at_hand(&self) -> Finding {
        self.known
            .at_hand()
            .map_or_else(|| Finding::of(&self.account(), self.state().tried), |known| self.finding_by(known))
    }

    fn finding_by(&self, known: known::Reading) -> Finding {
        let account = self.account();
        let finding = Finding::of(&account, self.state().tried);
        let finding = known.permissions.map_or(finding, |permissions| finding.with(&permissions));
        match self.refused() {
            Some(refused) => finding.refused(&refused),
            None => known.answered.map_or(finding, |answered| finding.after(&answered, &account)),
        }
    }

    /// The finding in words.
    pub(crate) fn explanation(&self) -> Explanation {
        let (finding, account, cx) = (self.finding(), self.account(), &self.cx);
        if let Some(answered) = self.known().answered {
            return explain_answered(&answered, &finding, &account, cx.reader.audience, &cx.reader.words);
        }
        let explanation = explain(&finding, &account, cx.reader.audience, &cx.reader.words);
        match self.outcome() {
            Some(outcome) => explanation.after(outcome, &account, &cx.reader.words),
            None => explanation,
        }
    }

    /// What became of a sign-in that asked for more permissions; `None` where there was none, or nobody can tell yet.
    fn outcome(&self) -> Option<Outcome> {
        let arrival = self.state().arrival.clone().filter(|arrival| arrival.address.is_none())?;
        let account = self.account();
        let permissions = match ScopeQuestion::is_due(&account, self.cx.reader.audience) {
            true => self.known().permissions?,
            false if account.status == Status::Active && is_told(&account) => Rc::default(),
            false => return None,
        };
        let missing: Vec<_> = permissions.missing().collect();
        Some(Outcome::of(&arrival.departure.as_ref()?.asked, &missing))
    }

    /// Fetches what is needed to know more. To be called before drawing.
    pub(crate) fn fetch_more(&self) {
        self.known.fetch(&self.cx, &self.account(), self.state().arrival.as_deref(), &self.changed);
    }

    /// Shows what the reader came back with, or finds out.
    pub(crate) fn come_back(self: &Rc<Self>, arrival: Rc<Arrival>) {
        if let (Some(departure), Some(back)) = (&arrival.departure, &arrival.back) {
            self.find_out();
            self.coming.replace(Some(Rc::clone(&arrival)));
            let attempt = Attempt::resume(self, departure.clone(), back.clone());
            self.attempt.replace(Some(attempt));
            return;
        }
        self.change(|state| {
            state.arrival = Some(arrival);
            state.is_open = true;
        });
        if self.finding().failed.is_some() {
            self.cx.emit("failed", &self.diagnosis());
        }
    }

    /// What the reader came back with, as long as it has come to no end.
    pub(crate) fn came_with(&self) -> Option<Rc<Arrival>> {
        self.coming.borrow().clone().or_else(|| self.state().arrival.clone())
    }

    /// Nothing was heard of the person for long: they can begin anew.
    pub(crate) fn rest(&self) {
        self.change(|state| (state.busy, state.offer, state.note) = (None, None, Some(Msg::DoneNotHeard)));
    }

    /// The person is at the provider now, or gets there by a link.
    pub(crate) fn wait_for_person(&self, offer: Option<SafeLink>) {
        self.wait(Msg::BusyAway, offer);
    }

    /// The person is back, and it is being found out what came of it.
    pub(crate) fn find_out(&self) {
        self.wait(Msg::BusyChecking, None);
    }

    fn wait(&self, busy: Msg, offer: Option<SafeLink>) {
        self.change(|state| {
            (state.busy, state.offer, state.note) = (Some(busy), offer, None);
            state.is_open = true;
        });
    }

    /// Whether a sign-in in a window of its own is under way, which can be called off.
    pub(crate) fn is_away(&self) -> bool {
        self.state().busy == Some(Msg::BusyAway)
    }

    pub(crate) fn call_off(&self) {
        let attempt = self.attempt.borrow().clone();
        if let Some(attempt) = attempt {
            attempt.on(Event::Cancelled);
        }
    }

    /// Reads the address to which the window returned: an answer that says no is shown, and all else is found out.
    pub(crate) fn read_answer(self: &Rc<Self>, address: String) {
        let Some(attempt) = self.attempt.borrow().clone() else { return };
        let (row, load) = (Rc::downgrade(self), self.cx.load_more.clone());
        self.task.replace(Some(Task::spawn(async move {
            let answers = answers::fetched(&load).await;
            let Some(row) = row.upgrade() else { return };
            let answered = answers.and_then(|answers| answers.ask(&row.cx.address_question(&address, None)));
            if answered.is_none() {
                return attempt.on(Event::Returned(Return::Plain));
            }
            attempt.on(Event::Returned(Return::Refused));
            let departure = Some(attempt.departure());
            row.come_back(Rc::new(Arrival { address: Some(address), answered, departure, back: None }));
        })));
    }

    /// Says how an attempt ended.
    pub(crate) fn end_attempt(&self, ending: Ending, departure: Departure) {
        self.coming.take();
        if departure.account_id.is_none() {
            self.was_connected.set(false);
        }
        // What was asked for is compared with what there is now, where that is told.
        let compares = !departure.asked.is_empty() && is_told(&self.account());
        let note = match &ending {
            Ending::Reconnected if !compares => Some(self.done()),
            Ending::NothingChanged => Some(Msg::DoneNothing),
            // What is known is the state, and nobody says more.
            Ending::Unproven => Some(Msg::DoneChecked),
            Ending::Cancelled => Some(Msg::DoneCancelled),
            _ => None,
        };
        if let Ending::Failed(failure) = &ending {
            self.tell_failure(failure);
        }
        // Where the account was read as working before the attempt knew, the host has not been told.
        let is_mended = matches!(ending, Ending::Reconnected | Ending::OtherAccount { .. });
        if is_mended && !departure.was_active {
            // A row that was never drawn has told nothing at all.
            if self.told.borrow().is_none() {
                self.tell_change();
            }
            if self.told.borrow().as_ref().is_some_and(|(told, _)| told.is_connected()) {
                self.tell_mending();
            }
        }
        self.change(|state| {
            (state.busy, state.offer, state.note) = (None, None, note);
            state.other = None;
            if is_mended {
                state.refused = None;
            }
            match ending {
                Ending::Reconnected if compares => {
                    state.arrival = Some(Rc::new(Arrival::quiet(departure)));
                }
                Ending::Reconnected => state.arrival = None,
                Ending::OtherAccount { before, now } => {
                    (state.arrival, state.other, state.is_open) = (None, Some((before, now)), true);
                }
                Ending::Failed(failure) => {
                    (state.failure, state.is_open) = (Some(Failed::now(failure)), true)
                }
                Ending::NothingChanged | Ending::Unproven | Ending::Cancelled | Ending::Refused => {}
            }
        });
    }

    /// Has the element look for the place of a check once it is drawn, or gone. To be called before drawing.
    pub(crate) fn sync_check(&self) {
        if self.state().checks {
            self.cx.ask("check");
        }
    }

    /// What a check says: what to do about what it found, by its word, that renewing did not help, that the provider refused it
    /// and what it `found`, or no longer does, that it is to be closed, or that it could not be loaded.
    pub(crate) fn hear_check(self: &Rc<Self>, what: &str, found: JsValue) {
        match what {
            "open" => {
                self.note("check");
                self.change(|state| (state.checks, state.is_open) = (true, true));
            }
            "close" => self.change(|state| state.checks = false),
            "lost" => self.change(|state| {
                (state.checks, state.failure) = (false, Some(Failed::now(CallFailure::NoAnswer)));
            }),
            "refused" => {
                let since = self.account().updated_at;
                let refused = Answered::read(&Json(found)).map(|answered| (since, Rc::new(answered)));
                self.change(|state| state.refused = refused);
            }
            "not_renewed" => self.change(|state| state.tried.refresh = true),
            word => {
                if let Some(remedy) = Remedy::parse(word) {
                    self.act(remedy);
                }
            }
        }
    }

    /// Notes what the reader chose to do about this account.
    fn note(&self, act: &str) {
        trail::act(trail::about(&self.account()), act);
    }

    /// Changes what is going on, and draws it.
    pub(crate) fn change(&self, change: impl FnOnce(&mut RowState)) {
        change(&mut self.state.borrow_mut());
        self.known.forget();
        self.changed.notify();
    }

    /// Carries out a remedy, one at a time.
    pub(crate) fn act(self: &Rc<Self>, remedy: Remedy) {
        self.note(remedy.word());
        match remedy {
            // Only a sign-in that went wrong is tried again with another.
            Remedy::TryAgain if self.state().arrival.is_some() => self.sign_in(),
            Remedy::Refresh | Remedy::TryAgain => self.run(Work::Ask(Call::Refresh)),
            Remedy::CheckAgain if self.account().id.is_none() => self.cx.store.begin_reading(),
            Remedy::CheckAgain => self.run(Work::Ask(Call::Read)),
            Remedy::Connect | Remedy::Reconnect | Remedy::Grant => self.sign_in(),
            Remedy::SignIn => self.cx.sign_in_to_app(),
            // The message is offered where it is shown; there is nothing to call.
            Remedy::AskAdmin | Remedy::AskDeveloper | Remedy::Report => {}
        }
    }

    pub(crate) fn disconnect(self: &Rc<Self>) {
        self.note("disconnect");
        self.run(Work::Ask(Call::Disconnect));
    }

    /// In a window of its own, or in this tab.
    fn sign_in(self: &Rc<Self>) {
        if self.state().busy.is_some() {
            return;
        }
        // One before that was put back is not waited for any more.
        arrival::take_out();
        if !self.cx.has_windows {
            return self.run(Work::SignIn);
        }
        // What an attempt of before has yet to read is no answer to this one.
        self.task.take();
        // What a check said is over, and it would hide what comes of this.
        self.sync_check();
        let attempt = Attempt::begin(self, self.missing());
        self.change(|state| {
            let refused = state.refused.take();
            *state = RowState { tried: state.tried, is_open: state.is_open, refused, ..RowState::default() };
            state.busy = Some(Msg::BusyOpening);
        });
        self.attempt.replace(Some(attempt));
    }

    /// The scopes to be asked for in addition.
    fn missing(&self) -> Vec<String> {
        let permissions = self.known().permissions.unwrap_or_default();
        permissions.missing().map(str::to_owned).collect()
    }

    fn run(self: &Rc<Self>, work: Work) {
        if self.state().busy.is_some() {
            return;
        }
        // What nobody waits for any more must not come in between.
        self.attempt.take();
        self.leaving.take();
        self.change(|state| {
            state.busy = Some(work.busy());
            state.failure = None;
            state.asks = false;
            state.note = None;
        });
        let row = Rc::downgrade(self);
        let (client, account) = (Rc::clone(self.cx.store.client()), self.account());
        let departure = Departure::for_account(&account, self.missing(), arrival::word());
        self.task.replace(Some(Task::spawn(async move {
            let answer = match work {
                Work::Ask(call) => {
                    let answer = client.account(account.id.as_deref().unwrap_or_default(), call).await;
                    answer.map(|account| Some(account.read()))
                }
                Work::SignIn => {
                    let back = Landing::address(&browser::page_url(), &departure.flow);
                    let link = client.sign_in_link(&account, &departure.asked, &back).await;
                    link.and_then(|link| {
                        arrival::depart(&departure);
                        browser::go_to(&link).map_err(|_| CallFailure::UnsafeLink)
                    })
                    .map(|()| None)
                }
            };
            if let Some(row) = row.upgrade() {
                row.take(work, answer);
            }
        })));
    }

    fn take(self: &Rc<Self>, work: Work, answer: Result<Option<Account>, CallFailure>) {
        if let Err(failure) = &answer {
            self.tell_failure(failure);
        }
        // A renewal that the provider refused is not what helps, and is not offered again.
        let is_refused = match &answer {
            Ok(after) => after.as_ref().is_some_and(|after| after.status != Status::Active),
            Err(failure) => matches!(failure, CallFailure::ProviderRefused(_)),
        };
        let is_not_renewed = is_refused && work == Work::Ask(Call::Refresh);
        let is_answered = answer.is_ok();
        let failure = answer.map(|after| after.map(|after| store::put(self.cx.store.client(), after))).err();
        // The explanation says it by then; developers are told how it was refused, too.
        let failure = failure.filter(|_| !is_not_renewed || self.cx.reader.is_developer());
        let note = match work {
            Work::Ask(Call::Read | Call::Refresh) if is_answered => Some(Msg::DoneChecked),
            Work::Ask(Call::Disconnect) if is_answered => Some(Msg::DoneDisconnected),
            _ => None,
        };
        self.change(|state| {
            state.tried.refresh |= is_not_renewed;
            state.tried.disconnect |= work == Work::Ask(Call::Disconnect) && is_answered;
            // What was said before it was disconnected or renewed is no longer what matters.
            if is_answered && matches!(work, Work::Ask(Call::Disconnect | Call::Refresh)) {
                state.arrival = None;
            }
            state.tried.check |= work == Work::Ask(Call::Read) && is_answered;
            // The page that is being left keeps saying so, for a while.
            if failure.is_some() || work != Work::SignIn {
                state.busy = None;
            }
            state.is_open |= failure.is_some() || is_not_renewed;
            state.failure = failure.map(Failed::now);
            state.note = note;
        });
        if work == Work::SignIn && is_answered {
            let row = Rc::downgrade(self);
            let stays = move || {
                // The page may just be slow, so what is noted for the way back stays.
                if let Some(row) = row.upgrade() {
                    row.stay();
                }
            };
            self.leaving.replace(Some(Timer::after(LONGEST_LEAVING, stays)));
        }
    }

    /// Whether the widget tells of it for the first time once its long list is on the screen: a row that nothing has happened to.
    pub(crate) fn is_told_later(&self) -> bool {
        self.told.borrow().is_none() && self.state().arrival.is_none() && portions::is_long(&self.cx.store)
    }

    /// Tells the host of each change, and the reader of the good one. To be called before drawing.
    pub(crate) fn tell_change(&self) {
        let now = self.finding();
        let before = self.told.replace(Some((now, self.missing())));
        if let Some(was_connected) = now.condition.was_connected() {
            self.was_connected.set(was_connected);
        }
        let is_mended = self.state().busy.is_none() && self.state().failure.is_none();
        let is_taken_back = is_mended && self.has_told_failure.take();
        if before != *self.told.borrow() || is_taken_back {
            self.cx.emit("status", &self.diagnosis());
        }
        if self.outcome() == Some(Outcome::AllThere) {
            let mut state = self.state.borrow_mut();
            (state.arrival, state.note) = (None, Some(Msg::DoneGranted));
        }
        if !now.is_connected() {
            self.is_mending_told.set(false);
        }
        let was_broken = before.is_some_and(|(before, _)| !before.is_connected());
        // An attempt says itself how it ended. What only the app says anew, takes back what a check came to, and proves nothing.
        if was_broken && now.is_connected() && self.state.borrow_mut().refused.take().is_none() {
            self.tell_mending();
            // It is mended, whoever did it, and one that nobody waits for any more has nothing to add.
            if self.state().busy.is_none() {
                self.attempt.take();
            }
            let mut state = self.state.borrow_mut();
            // With another account than before it is told as that.
            let note = state.other.is_none().then(|| self.done());
            (state.tried, state.failure, state.arrival, state.note) = (Tried::default(), None, None, note);
            self.known.forget();
        }
    }

    /// Tells the host that it works again, once.
    fn tell_mending(&self) {
        if !self.is_mending_told.replace(true) {
            self.cx.emit("reconnected", &self.diagnosis());
        }
    }

    /// Tells the host that a call for it failed.
    fn tell_failure(&self, failure: &CallFailure) {
        self.cx.emit("failed", &self.diagnosis().failed(failure, Some(&self.account())));
        self.has_told_failure.set(true);
    }

    /// What the host is told of it.
    fn diagnosis(&self) -> Diagnosis {
        self.cx.diagnosis(&self.account(), &self.finding(), self.known().permissions.as_deref())
    }

    /// The reader has not left for the provider after all, and what was told before is not told again; whether they were about to.
    fn stay(&self) -> bool {
        let is_leaving = self.state().busy == Some(Msg::BusyOpening);
        if is_leaving {
            self.change(|state| (state.busy, state.arrival) = (None, None));
        }
        is_leaving
    }

    /// The reader has come back to this very page, and so is not on the way any more.
    pub(crate) fn forget_leaving(&self) {
        if self.stay() {
            arrival::forget_departure();
        }
    }

    /// That it is connected, for the first time or again.
    fn done(&self) -> Msg {
        if self.was_connected.get() { Msg::DoneConnected } else { Msg::DoneFirst }
    }

    /// What the last action brought about, in words, for as long as it is so.
    pub(crate) fn said(&self, finding: &Finding) -> String {
        let good = [Msg::DoneConnected, Msg::DoneFirst, Msg::DoneGranted];
        let note = self.state().note.filter(|note| finding.is_connected() || !good.contains(note));
        let Some(note) = note else { return String::new() };
        let account = self.account();
        let state = state(finding.condition, &self.cx.reader.words);
        let values =
            [("service", account.service.as_str()), ("provider", account.provider_name()), ("state", state)];
        self.cx.reader.words.say(note, &values)
    }
}

/// Whether the backend tells what the account was granted.
fn is_told(account: &Account) -> bool {
    matches!(account.scopes, Granted::Told(_))
}
