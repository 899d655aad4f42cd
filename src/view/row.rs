//! What one account's row knows, and what a click sets going.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use connection_doctor_core::{Account, CallFailure, Condition, Finding, Msg, Remedy, Status, Tried, state};
use leptos::prelude::*;

use crate::browser;
use crate::client::Question;
use crate::context::Context;
use crate::store::{self, Entry};
use crate::task::Task;

/// One account in one widget.
pub(crate) struct Row {
    pub cx: Rc<Context>,
    pub entry: Rc<Entry>,
    /// Follows everything below but not the account itself.
    pub changed: ArcTrigger,
    state: RefCell<RowState>,
    task: RefCell<Option<Task>>,
    told: Cell<Option<Finding>>,
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
    pub failure: Option<CallFailure>,
    /// What the last action brought about.
    pub note: String,
    pub is_open: bool,
    /// Whether the reader is being asked about disconnecting.
    pub asks: bool,
}

/// What a row is busy with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Ask(Question),
    SignIn,
}

impl Work {
    fn busy(self) -> Msg {
        match self {
            Self::Ask(Question::Read) => Msg::BusyChecking,
            Self::Ask(Question::Refresh) => Msg::BusyRefreshing,
            Self::Ask(Question::Disconnect) => Msg::BusyDisconnecting,
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
            told: Cell::new(None),
            has_told_failure: Cell::new(false),
        })
    }

    pub(crate) fn account(&self) -> Rc<Account> {
        self.entry.account()
    }

    pub(crate) fn state(&self) -> Ref<'_, RowState> {
        self.state.borrow()
    }

    pub(crate) fn finding(&self) -> Finding {
        Finding::of(&self.account(), self.state().tried)
    }

    /// Changes what is going on, and draws it.
    pub(crate) fn change(&self, change: impl FnOnce(&mut RowState)) {
        change(&mut self.state.borrow_mut());
        self.changed.notify();
    }

    /// Carries out a remedy, one at a time.
    pub(crate) fn act(self: &Rc<Self>, remedy: Remedy) {
        match remedy {
            Remedy::Refresh => self.run(Work::Ask(Question::Refresh)),
            Remedy::CheckAgain if self.account().id.is_none() => self.cx.store.begin_reading(),
            Remedy::CheckAgain => self.run(Work::Ask(Question::Read)),
            Remedy::Connect | Remedy::Reconnect => self.run(Work::SignIn),
            Remedy::SignIn => browser::reload(),
            // The message is offered where it is shown; there is nothing to call.
            Remedy::AskAdmin => {}
        }
    }

    pub(crate) fn disconnect(self: &Rc<Self>) {
        self.run(Work::Ask(Question::Disconnect));
    }

    fn run(self: &Rc<Self>, work: Work) {
        if self.state().busy.is_some() {
            return;
        }
        self.change(|state| {
            state.busy = Some(work.busy());
            state.failure = None;
            state.asks = false;
            state.note.clear();
        });
        let row = Rc::downgrade(self);
        let (client, account) = (Rc::clone(self.cx.store.client()), self.account());
        self.task.replace(Some(Task::spawn(async move {
            let answer = match work {
                Work::Ask(question) => {
                    client.account(account.id.as_deref().unwrap_or_default(), question).await.map(Some)
                }
                Work::SignIn => {
                    let link = client.sign_in_link(&account, &browser::page_url()).await;
                    link.and_then(|link| browser::go_to(&link).map_err(|_| CallFailure::UnsafeLink))
                        .map(|()| None)
                }
            };
            if let Some(row) = row.upgrade() {
                row.take(work, answer);
            }
        })));
    }

    fn take(&self, work: Work, answer: Result<Option<Account>, CallFailure>) {
        if let Err(failure) = &answer {
            self.cx.tell_failure(failure, Some((&self.account(), &self.finding())));
            self.has_told_failure.set(true);
        }
        // A renewal that the provider refused is not what helps, and is not offered again.
        let is_refused = match &answer {
            Ok(after) => after.as_ref().is_some_and(|after| after.status != Status::Active),
            Err(failure) => matches!(failure, CallFailure::ProviderRefused(_)),
        };
        let is_answered = answer.is_ok();
        let failure = answer.map(|after| after.map(|after| store::put(self.cx.store.client(), after))).err();
        let note = match work {
            Work::Ask(Question::Read) if is_answered => self.sentence(Msg::DoneChecked),
            Work::Ask(Question::Disconnect) if is_answered => self.sentence(Msg::DoneDisconnected),
            _ => String::new(),
        };
        self.change(|state| {
            state.tried.refresh |= work == Work::Ask(Question::Refresh) && is_refused;
            state.tried.disconnect |= work == Work::Ask(Question::Disconnect) && is_answered;
            state.tried.check |= work == Work::Ask(Question::Read) && is_answered;
            // The page that is being left keeps saying so.
            if failure.is_some() || work != Work::SignIn {
                state.busy = None;
            }
            state.is_open |= failure.is_some();
            state.failure = failure;
            state.note = note;
        });
    }

    /// Tells the host of each change, and the reader of the good one. To be called before drawing.
    pub(crate) fn tell_change(&self) {
        let (account, now) = (self.account(), self.finding());
        let before = self.told.replace(Some(now));
        let is_mended = self.state().busy.is_none() && self.state().failure.is_none();
        if before != Some(now) || (is_mended && self.has_told_failure.take()) {
            self.cx.tell_status(&account, &now);
        }
        let was_broken = before.is_some_and(|before| before.condition != Condition::Working);
        if was_broken && now.condition == Condition::Working {
            self.cx.tell_reconnected(&account, &now);
            let note = self.sentence(Msg::DoneConnected);
            let mut state = self.state.borrow_mut();
            (state.tried, state.failure, state.note) = (Tried::default(), None, note);
        }
    }

    /// A page that comes back from the back-forward cache is not on its way to the provider any more.
    pub(crate) fn forget_leaving(&self) {
        if self.state().busy == Some(Msg::BusyOpening) {
            self.change(|state| state.busy = None);
        }
    }

    /// A sentence about this account, to be said once, to those who see and those who listen.
    fn sentence(&self, msg: Msg) -> String {
        let state = state(self.finding().condition, &self.cx.words);
        self.cx.words.say(msg, &[("service", &self.account().service), ("state", state)])
    }
}
