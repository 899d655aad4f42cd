//! Carries out an attempt to reconnect: window, link, the return page's word, timer, readings.

use std::any::Any;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use connection_doctor_core::{
    CallFailure, Command, Departure, Event, Fields, Json, Landing, Reconnect, Return, Unread, Verification,
};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, EventTarget, MessageEvent, Window};

use crate::arrival;
use crate::browser;
use crate::client::Call;
use crate::listener::Listener;
use crate::store;
use crate::task::Task;
use crate::timer::Timer;
use crate::view::row::Row;

/// On which return pages speak; `element/src/return.js` has it as well.
const CHANNEL: &str = "connection-doctor";

/// An attempt of one row. Dropping it ends its timers and calls, and leaves the window to the person.
pub(crate) struct Attempt {
    row: Weak<Row>,
    machine: RefCell<Reconnect>,
    window: Option<Window>,
    timer: RefCell<Option<Timer>>,
    calls: RefCell<Vec<Task>>,
    listening: RefCell<Vec<Box<dyn Any>>>,
    /// Notices when the window is gone.
    watch: RefCell<Option<Timer>>,
}

impl Attempt {
    /// Begins; to be called in the click, for only there do browsers give a window.
    pub(crate) fn begin(row: &Rc<Row>, asked: Vec<String>) -> Rc<Self> {
        let departure = Departure::for_account(&row.account(), asked, browser::random_word());
        let window = browser::reserve_window();
        let machine = Reconnect::begin(departure, window.is_some(), browser::now());
        let attempt = Self::new(row, machine, window);
        attempt.listen();
        attempt.fetch_link();
        attempt
    }

    /// Goes on in the tab that has left for the provider and come back.
    pub(crate) fn resume(row: &Rc<Row>, departure: Departure, back: Return) -> Rc<Self> {
        let attempt = Self::new(row, Reconnect::resume(departure, browser::now()), None);
        attempt.listen();
        if !browser::is_seen() {
            attempt.on(Event::Hidden);
        }
        attempt.on(Event::Returned(back));
        attempt
    }

    fn new(row: &Rc<Row>, machine: Reconnect, window: Option<Window>) -> Rc<Self> {
        Rc::new(Self {
            row: Rc::downgrade(row),
            machine: RefCell::new(machine),
            window,
            timer: RefCell::default(),
            calls: RefCell::default(),
            listening: RefCell::default(),
            watch: RefCell::default(),
        })
    }

    /// Takes an event.
    pub(crate) fn on(self: &Rc<Self>, event: Event) {
        // Whether it is gone is looked at from time to time, and has to be known now.
        if matches!(event, Event::LinkReady(_)) && self.has_lost_window() {
            self.on(Event::WindowGone);
        }
        let commands = self.machine.borrow_mut().on(event, browser::now());
        self.carry_out(commands);
    }

    fn has_lost_window(&self) -> bool {
        self.window.as_ref().is_some_and(|window| window.closed().unwrap_or(true))
    }

    fn carry_out(self: &Rc<Self>, commands: Vec<Command>) {
        let Some(row) = self.row.upgrade() else { return };
        for command in commands {
            match command {
                Command::Navigate(link) => {
                    row.wait_for_person(None);
                    if let Some(window) = &self.window {
                        browser::send_window(window, &link);
                    }
                }
                Command::Offer(link) => row.wait_for_person(Some(link)),
                Command::Read => self.read(&row),
                Command::Verify(verification) => self.verify(&row, verification),
                Command::WakeIn(millis) => {
                    let attempt = Rc::downgrade(self);
                    self.timer.replace(Some(Timer::after(millis, move || tell(&attempt, Event::Woke))));
                }
                Command::FindOut => row.find_out(),
                Command::CloseWindow => {
                    self.window.as_ref().map(Window::close);
                }
                Command::Rest => {
                    self.watch.take();
                    row.rest();
                }
                Command::End(ending) => {
                    self.timer.take();
                    self.watch.take();
                    self.listening.take();
                    row.end_attempt(ending, self.departure());
                }
            }
        }
    }

    /// For what the person left.
    pub(crate) fn departure(&self) -> Departure {
        self.machine.borrow().departure().clone()
    }

    fn fetch_link(self: &Rc<Self>) {
        let Some(row) = self.row.upgrade() else { return };
        let (client, account) = (Rc::clone(row.cx.store.client()), row.account());
        let departure = self.departure();
        let return_url = row.cx.return_url.clone();
        self.call(Box::pin(async move {
            let page = return_url.unwrap_or_else(browser::page_url);
            let back = Landing::address(&page, &departure.flow);
            let link = client.sign_in_link(&account, &departure.asked, &back).await;
            link.map_or_else(Event::LinkFailed, Event::LinkReady)
        }));
    }

    /// A connection that had no account is looked up by its name.
    fn read(self: &Rc<Self>, row: &Row) {
        let client = Rc::clone(row.cx.store.client());
        let departure = self.departure();
        self.call(Box::pin(async move {
            let found = match &departure.account_id {
                Some(id) => client.account(id, Call::Read).await.map(|account| account.read()),
                None => client.accounts(Some(&departure.connection_name), None).await.and_then(|page| {
                    let its =
                        page.accounts.iter().map(Unread::read).find(|account| departure.is_for(account));
                    its.ok_or(CallFailure::NotFound)
                }),
            };
            match found {
                Ok(account) => Event::Read(store::put(&client, account)),
                Err(failure) => Event::ReadFailed(failure),
            }
        }));
    }

    fn verify(self: &Rc<Self>, row: &Row, verification: Verification) {
        let (client, account) = (Rc::clone(row.cx.store.client()), row.account());
        let departure = self.departure();
        self.call(Box::pin(async move {
            match client.verify(&account, &verification).await {
                Ok(account) => Event::Verified(store::put(&client, account)),
                Err(failure) => {
                    if matches!(failure, CallFailure::SignedOut) {
                        arrival::put_back(departure, &verification);
                    }
                    Event::VerifyFailed(failure)
                }
            }
        }));
    }

    /// Boxed, so that the three kinds of call share it.
    fn call(self: &Rc<Self>, call: Pin<Box<dyn Future<Output = Event>>>) {
        let attempt = Rc::downgrade(self);
        let task = Task::spawn(async move {
            let event = call.await;
            tell(&attempt, event);
        });
        self.calls.borrow_mut().push(task);
    }

    /// Hears the return page, whichever way it can speak, and notices when somebody looks or the window is gone.
    fn listen(self: &Rc<Self>) {
        let listener = |target: &EventTarget, name: &'static str, hear: fn(&Rc<Self>, &web_sys::Event)| {
            let attempt = Rc::downgrade(self);
            let hears = move |event| {
                if let Some(attempt) = attempt.upgrade() {
                    hear(&attempt, &event);
                }
            };
            Box::new(Listener::new(target, name, hears)) as Box<dyn Any>
        };
        let (window, document) = (browser::window(), browser::document());
        let mut listening = vec![
            listener(&window, "message", Self::hear),
            listener(&window, "focus", |attempt, _| attempt.on(Event::Seen)),
            listener(&document, "visibilitychange", |attempt, _| {
                attempt.on(if browser::is_seen() { Event::Seen } else { Event::Hidden });
            }),
        ];
        // Where there is no such channel, the backend is asked all the same.
        if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
            listening.push(listener(&channel, "message", Self::hear));
            listening.push(Box::new(Channel(channel)));
        }
        if self.window.is_some() {
            let attempt = Rc::downgrade(self);
            self.watch.replace(Some(Timer::every(1000, move || {
                if let Some(attempt) = attempt.upgrade().filter(|attempt| attempt.has_lost_window()) {
                    attempt.window_gone();
                }
            })));
        }
        self.listening.replace(listening);
    }

    fn window_gone(self: &Rc<Self>) {
        // Once, and only while somebody is waited for: before that the window is ours, and blank.
        if self.machine.borrow().is_away() {
            self.watch.take();
            self.on(Event::WindowGone);
        }
    }

    /// A message counts when it comes from a page of ours and knows this attempt's word.
    fn hear(self: &Rc<Self>, event: &web_sys::Event) {
        let Some(message) = event.dyn_ref::<MessageEvent>() else { return };
        let said = Json(message.data());
        let is_ours = Some(message.origin()) == browser::window().location().origin().ok();
        let is_its = said.text("flow").is_some_and(|flow| flow == self.machine.borrow().departure().flow);
        let (Some(row), true) = (self.row.upgrade(), is_ours && is_its) else { return };
        self.on(Event::Heard);
        let address = said.text("address").unwrap_or_default();
        let landing = browser::landing(&address);
        match landing.verification {
            Some(verification) => self.on(Event::Returned(Return::Verification(verification))),
            // A plain way back needs no module to be read.
            None if !said.is_true("mayBeAnswer") => self.on(Event::Returned(Return::Plain)),
            None => row.read_answer(address),
        }
    }
}

fn tell(attempt: &Weak<Attempt>, event: Event) {
    if let Some(attempt) = attempt.upgrade() {
        attempt.on(event);
    }
}

/// Closes with the attempt.
struct Channel(BroadcastChannel);

impl Drop for Channel {
    fn drop(&mut self) {
        self.0.close();
    }
}
