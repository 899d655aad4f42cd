//! What is on the page: the accounts, or what stands in their way.

mod account;
mod attributes;
mod check;
mod details;
pub(crate) mod explained;
mod footer;
mod known;
pub(crate) mod markup;
mod notice;
pub(crate) mod permissions;
mod picture;
mod portions;
pub(crate) mod row;
mod rows;
mod search;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use connection_doctor_core::{Diagnosis, Msg, Remedy};
use wasm_bindgen::JsValue;

use self::markup::{el, follow};
use self::row::Row;
use crate::arrival::{self, Arrival};
use crate::context::Context;
use crate::focus;
use crate::prelude::*;
use crate::timer::Timer;

/// One widget: its rows, and what was typed into its search.
pub(crate) struct Widget {
    cx: Rc<Context>,
    /// In the order of the store.
    rows: RefCell<Vec<Rc<Row>>>,
    query: RefCell<String>,
    /// Notified when the reader asks for other accounts: by the search, or at the end of those that are drawn.
    asked: ArcTrigger,
    /// Those that are drawn.
    shown: RefCell<Vec<Rc<Row>>>,
    /// How many accounts the reader has asked for.
    reached: Cell<usize>,
    /// Tells the host of what is not drawn.
    telling: RefCell<Option<Timer>>,
    /// What the reader came back with, where nothing tells for which account.
    arrival: RefCell<Option<Rc<Arrival>>>,
    arrived: ArcTrigger,
}

/// So many accounts the host is told of before the browser has its turn.
const FEW: usize = 100;

/// So many milliseconds after a long list was drawn the host begins to hear of it: by then it is on the screen.
const AFTER_DRAWING: u32 = 50;

/// A part of the widget that is drawn by itself.
type Part = fn(&Rc<Widget>) -> AnyView;

impl Widget {
    pub(crate) fn new(cx: Rc<Context>) -> Rc<Self> {
        Rc::new(Self {
            cx,
            rows: RefCell::default(),
            query: RefCell::default(),
            asked: ArcTrigger::new(),
            shown: RefCell::default(),
            reached: Cell::new(0),
            telling: RefCell::default(),
            arrival: RefCell::default(),
            arrived: ArcTrigger::new(),
        })
    }

    /// A skeleton until the first answer, then the accounts.
    pub(crate) fn view(self: &Rc<Self>) -> AnyView {
        let store = &self.cx.store;
        let parts: [(Part, &[&ArcTrigger]); 7] = [
            (Self::notice, &[&store.failed]),
            (Self::arrival, &[&self.cx.page.arrived, &self.arrived]),
            (Self::search, &[&store.listed]),
            (Self::returning, &[&self.cx.page.returned]),
            (Self::list, &[&store.listed, &self.asked]),
            (Self::footer, &[&store.listed, &store.read]),
            (Self::telling, &[&store.read]),
        ];
        let mut root = el("DIV").class("widget").part("widget");
        for (part, triggers) in parts {
            let widget = Rc::clone(self);
            root = root.child(follow(triggers, move || part(&widget)));
        }
        root.view()
    }

    /// Tells the account of an id what a check says; `false` where it is not shown.
    pub(crate) fn tell(&self, id: &str, what: &str, found: JsValue) -> bool {
        let row = self.shown.borrow().iter().find(|row| row.account().id.as_deref() == Some(id)).cloned();
        row.inspect(|row| row.hear_check(what, found)).is_some()
    }

    /// Leaves the provider's answer, for as long as it is shown, to the widget that comes in this one's place.
    pub(crate) fn leave_answer(&self) {
        let its = self.rows.borrow().iter().find_map(|row| row.came_with());
        if let Some(answer) = its.or_else(|| self.arrival.take()) {
            arrival::leave(answer);
        }
    }

    /// Why the last reading brought nothing.
    fn notice(self: &Rc<Self>) -> AnyView {
        focus::keep_above();
        let Some(failed) = self.cx.store.failure() else { return markup::none() };
        self.cx.emit("failed", &Diagnosis::default().failed(&failed.failure, None));
        let (cx, store) = (Rc::clone(&self.cx), Rc::clone(&self.cx.store));
        notice::notice(&self.cx, &failed, None, None, move |remedy| match remedy {
            Remedy::SignIn => cx.sign_in_to_app(),
            _ => store.begin_reading(),
        })
    }

    /// What came back, and for nobody here.
    fn arrival(self: &Rc<Self>) -> AnyView {
        self.deliver();
        let Some(arrival) = self.arrival.borrow().clone() else { return markup::none() };
        let closed = Rc::clone(self);
        notice::arrival(&self.cx, &arrival, move || {
            closed.arrival.take();
            closed.arrived.notify();
        })
    }

    /// Hands what the reader came back with to the account that it is about.
    fn deliver(&self) {
        // Before the first answer of the backend nobody knows whose it can be.
        if self.cx.store.entries().is_none() {
            return;
        }
        let rows = self.rows.borrow();
        let Some((arrival, place)) = arrival::take(|| rows.iter().map(|row| row.account()).collect()) else {
            return;
        };
        match place {
            Some(place) => {
                rows[place].come_back(arrival);
                self.cx.ask("back");
                // Far down in a long list it would be said to nobody.
                if self.reached.replace(self.reached.get().max(place + 1)) <= place {
                    self.asked.notify();
                }
            }
            None => {
                if let Some(answered) = &arrival.answered {
                    self.cx.emit("failed", &Diagnosis::default().answered(answered));
                }
                self.arrival.replace(Some(arrival));
                self.arrived.notify();
            }
        }
    }

    fn search(self: &Rc<Self>) -> AnyView {
        let is_long = self.cx.store.entries().is_some_and(|entries| entries.len() >= search::MANY);
        // What is searched for can be taken back, also where the list has become short.
        if is_long || !self.query.borrow().is_empty() { search::field(self) } else { markup::none() }
    }

    /// A page that comes back from the back-forward cache is not on its way to the provider any more.
    fn returning(self: &Rc<Self>) -> AnyView {
        let rows = self.rows.borrow().clone();
        rows.iter().for_each(|row| row.forget_leaving());
        markup::none()
    }

    fn list(self: &Rc<Self>) -> AnyView {
        let store = &self.cx.store;
        let Some(entries) = store.entries() else {
            return if store.failure().is_some() { markup::none() } else { skeleton() };
        };
        if entries.is_empty() {
            // The host hears of accounts only, and somebody may wait for the first answer.
            let _ = self.cx.load_more.call1(&JsValue::NULL, &"empty".into());
        }
        let before = self.rows.take();
        let mut rows = Vec::with_capacity(entries.len());
        for (place, entry) in entries.iter().enumerate() {
            let is_its = |row: &&Rc<Row>| Rc::ptr_eq(&row.entry, entry);
            // Nearly always it is where it was.
            let row = before.get(place).filter(is_its).or_else(|| before.iter().find(is_its));
            rows.push(row.cloned().unwrap_or_else(|| Row::new(&self.cx, Rc::clone(entry))));
        }
        self.rows.replace(rows);
        self.deliver();
        let found = search::found(self);
        if found.is_empty() {
            self.shown.take();
            return search::nothing(self);
        }
        let name = self.cx.reader.word(Msg::ListName).to_owned();
        el("UL")
            .class("accounts")
            .part("list")
            .role("list")
            .label(name)
            .children(portions::drawn(self, &found))
            .view()
    }

    /// The host hears of all accounts, also of those that are not drawn: a few at a time, so that nobody waits for it.
    fn telling(self: &Rc<Self>) -> AnyView {
        let listed = self.cx.store.entries().map_or(0, |entries| entries.len());
        if self.shown.borrow().len() < listed {
            self.tell_from(0, AFTER_DRAWING);
        }
        markup::none()
    }

    fn tell_from(self: &Rc<Self>, from: usize, pause: u32) {
        let widget = Rc::downgrade(self);
        self.telling.replace(Some(Timer::after(pause, move || {
            let Some(widget) = widget.upgrade() else { return };
            let rows: Vec<_> = widget.rows.borrow().iter().skip(from).take(FEW).cloned().collect();
            rows.iter().for_each(|row| row.tell_change());
            if rows.len() == FEW {
                widget.tell_from(from + FEW, 0);
            }
        })));
    }

    fn footer(self: &Rc<Self>) -> AnyView {
        if self.cx.store.entries().is_some() { footer::footer(&self.cx) } else { markup::none() }
    }
}

/// Grey bars in the place of what is being read; the same as the element draws before the module is there.
fn skeleton() -> AnyView {
    let bar = |class| el("SPAN").class(class).view();
    let bars = [bar("bar tile"), bar("bar long"), bar("bar short")];
    // In a list, so that it is not taken for an element that becomes the list of accounts, whose tag Leptos would ask the DOM for.
    vec![el("DIV").class("skeleton").hidden().children(bars.into()).view()].into_any()
}
