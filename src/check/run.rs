//! Carries a check out: calls, timers, and what the second module knows.

use std::cell::{Ref, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use connection_doctor_core::{
    Account, CallFailure, Check, CheckCommand, CheckEvent, CheckResult, History, Json, Refusal, Remedy,
    Timestamp, Verdict,
};
use js_sys::Date;
use wasm_bindgen::JsValue;

use super::host::Host;
use super::report::data;
use crate::client::{Call, Client, Exchange};
use crate::listener::Listener;
use crate::prelude::*;
use crate::reader::Reader;
use crate::task::Task;
use crate::timer::Timer;
use crate::{answers, browser};

/// A check that is carried out. Dropping it ends its timers and calls.
pub(crate) struct Run {
    pub reader: Rc<Reader>,
    pub host: Host,
    pub account_id: String,
    client: Client,
    state: RefCell<State>,
    /// Notified when a step, the verdict or the history has changed.
    pub changed: ArcTrigger,
    /// Notified each second of a pause.
    pub ticked: ArcTrigger,
    call: RefCell<Option<Task>>,
    timer: RefCell<Option<Timer>>,
    tick: RefCell<Option<Timer>>,
    online: RefCell<Option<Listener>>,
}

struct State {
    check: Check,
    history: Option<History>,
    is_told: bool,
}

impl Run {
    pub(super) fn begin(reader: Rc<Reader>, client: Client, host: Host) -> Rc<Self> {
        let (check, commands) = begin();
        let run = Rc::new(Self {
            reader,
            account_id: host.account(),
            host,
            client,
            state: RefCell::new(State { check, history: None, is_told: false }),
            changed: ArcTrigger::new(),
            ticked: ArcTrigger::new(),
            call: RefCell::default(),
            timer: RefCell::default(),
            tick: RefCell::default(),
            online: RefCell::default(),
        });
        let weak = Rc::downgrade(&run);
        let listener = Listener::new(&browser::window(), "online", move |_| tell(&weak, CheckEvent::Online));
        run.online.replace(Some(listener));
        run.carry_out(commands);
        run
    }

    /// The same from the start.
    pub(super) fn again(self: &Rc<Self>) {
        let (check, commands) = begin();
        self.call.take();
        self.state.replace(State { check: check.once_more(), history: None, is_told: false });
        self.carry_out(commands);
    }

    pub(crate) fn check(&self) -> Ref<'_, Check> {
        Ref::map(self.state.borrow(), |state| &state.check)
    }

    pub(crate) fn account(&self) -> Option<Rc<Account>> {
        self.check().account().cloned()
    }

    pub(crate) fn history(&self) -> Option<Ref<'_, History>> {
        Ref::filter_map(self.state.borrow(), |state| state.history.as_ref()).ok()
    }

    /// Takes an event.
    pub(super) fn on(self: &Rc<Self>, event: CheckEvent) {
        let commands = self.state.borrow_mut().check.on(event, browser::now());
        self.carry_out(commands);
    }

    fn carry_out(self: &Rc<Self>, commands: Vec<CheckCommand>) {
        // What it waited for is no longer what it waits for.
        self.timer.take();
        for command in commands {
            match command {
                CheckCommand::WakeIn(millis) => {
                    let run = Rc::downgrade(self);
                    self.timer.replace(Some(Timer::after(millis, move || tell(&run, CheckEvent::Woke))));
                }
                CheckCommand::Read => self.ask(Call::Read),
                CheckCommand::Refresh => self.ask(Call::Refresh),
                CheckCommand::Compare => self.compare(),
                CheckCommand::Explain(refusal) => self.explain(refusal),
                CheckCommand::Call(tool) => self.execute(tool),
            }
        }
        self.tick();
        self.tell_end();
        self.changed.notify();
    }

    fn ask(self: &Rc<Self>, call: Call) {
        let asking = self.client.ask(&self.account_id, call);
        let run = Rc::downgrade(self);
        self.call(Box::pin(async move {
            let Exchange { outcome, seen } = asking.await;
            // Nobody waits for an answer whose run is gone.
            let account = run.upgrade().map_or(Err(CallFailure::NoAnswer), |run| run.host.take(outcome));
            let account = account.map(Rc::new);
            match call {
                Call::Refresh => CheckEvent::Refreshed(account),
                _ => CheckEvent::Read(account, server_time(&seen)),
            }
        }));
    }

    fn execute(self: &Rc<Self>, tool: String) {
        let (client, id) = (self.client.clone(), self.account_id.clone());
        self.call(Box::pin(async move { CheckEvent::Called(client.execute(&id, &tool).await) }));
    }

    fn compare(self: &Rc<Self>) {
        let Some(question) = self.account().map(|account| self.reader.scope_question(&account)) else {
            return;
        };
        let load = self.host.load_more();
        self.call(Box::pin(async move {
            let Some(answers) = answers::fetched(&load).await else { return CheckEvent::Compared(None) };
            let permissions = answers.compare(&question);
            let is_named =
                permissions.as_ref().is_some_and(|permissions| permissions.missing().next().is_some());
            if !is_named {
                return CheckEvent::Compared(permissions.map(Rc::new));
            }
            answers::fetch_names(&load).await;
            CheckEvent::Compared(answers.compare(&question).map(Rc::new))
        }));
    }

    fn explain(self: &Rc<Self>, refusal: Option<Refusal>) {
        let Some(account) = self.account() else { return };
        let question = match &refusal {
            None => self.reader.last_error_question(&account),
            Some(refusal) => self.reader.refusal_question(refusal, &account, self.check().has_all()),
        };
        let load = self.host.load_more();
        self.call(Box::pin(async move {
            let answers = answers::fetched(&load).await;
            CheckEvent::Explained(answers.and_then(|answers| answers.ask(&question)).map(Rc::new))
        }));
    }

    /// Boxed, so that all kinds of call share it.
    fn call(self: &Rc<Self>, call: Pin<Box<dyn Future<Output = CheckEvent>>>) {
        let run = Rc::downgrade(self);
        self.call.replace(Some(Task::spawn(async move {
            let event = call.await;
            tell(&run, event);
        })));
    }

    /// A clock for as long as there is a pause.
    fn tick(&self) {
        let is_pausing = self.check().pause().is_some();
        let is_ticking = self.tick.borrow().is_some();
        if is_pausing != is_ticking {
            let ticked = self.ticked.clone();
            self.tick.replace(is_pausing.then(|| Timer::every(1000, move || ticked.notify())));
        }
    }

    /// Tells the element how it ended, once, and asks for the history with what has just been added to it.
    fn tell_end(self: &Rc<Self>) {
        let is_new = {
            let mut state = self.state.borrow_mut();
            state.check.verdict().is_some() && !std::mem::replace(&mut state.is_told, true)
        };
        if !is_new {
            return;
        }
        let result = {
            let (check, reader) = (self.check(), &self.reader);
            if check.renewal_failed() {
                self.host.tell("not_renewed", &JsValue::NULL);
            }
            let refused = check.refused(reader.audience, &reader.words);
            // What says nothing of the account takes back nothing that was said.
            if refused.is_some() || matches!(check.verdict(), Some(Verdict::Works { .. } | Verdict::Account))
            {
                self.host.tell("refused", &refused.map_or(JsValue::NULL, |refused| data(&refused)));
            }
            CheckResult::of(&check, &self.account_id, reader.audience, &reader.words)
        };
        self.host.tell("checked", &data(&result));
        let (run, client, id) = (Rc::downgrade(self), self.client.clone(), self.account_id.clone());
        self.call.replace(Some(Task::spawn(async move {
            // Where there is none, or it cannot be read, there is none to be shown.
            let history = client.history(&id).await.ok();
            if let Some(run) = run.upgrade() {
                run.state.borrow_mut().history = history;
                run.changed.notify();
            }
        })));
    }

    /// Carries out what is offered at the end.
    pub(super) fn act(self: &Rc<Self>, remedy: Remedy) {
        match remedy {
            Remedy::CheckAgain | Remedy::TryAgain => self.again(),
            // They are copied where they are offered, or opened here.
            Remedy::AskAdmin | Remedy::AskDeveloper | Remedy::Report => {}
            Remedy::Connect | Remedy::Reconnect | Remedy::Grant | Remedy::Refresh | Remedy::SignIn => {
                self.host.tell(remedy.word(), &JsValue::NULL);
                self.host.tell("close", &JsValue::NULL);
            }
        }
    }
}

fn begin() -> (Check, Vec<CheckCommand>) {
    Check::begin(browser::abilities(), browser::chance(), browser::now())
}

fn tell(run: &Weak<Run>, event: CheckEvent) {
    if let Some(run) = run.upgrade() {
        run.on(event);
    }
}

/// The server's clock, where the answer tells it and the page may read it.
fn server_time(seen: &Json) -> Option<Timestamp> {
    let time = Date::parse(&seen.field("date")?.as_string()?);
    time.is_finite().then_some(Timestamp(time as i64))
}
