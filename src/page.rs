//! The page around all widgets: one clock, and one set of listeners, however many widgets there are.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

use crate::listener::Listener;
use crate::prelude::*;
use crate::timer::Timer;
use crate::{browser, store};

/// Relative times move on this often.
const TICK_MS: u32 = 15_000;

/// Lives as long as one widget does; with the last one the listeners and the timer go.
pub(crate) struct Page {
    /// Notified when relative times have moved on.
    pub ticked: ArcTrigger,
    /// Notified when there is an answer of a provider to show.
    pub arrived: ArcTrigger,
    /// Notified when the page comes back from the back-forward cache.
    pub returned: ArcTrigger,
    tick: RefCell<Option<Timer>>,
    _listeners: [Listener; 4],
}

thread_local! {
    static SHARED: RefCell<Weak<Page>> = const { RefCell::new(Weak::new()) };
}

impl Page {
    /// The page, shared by all widgets of this module.
    pub(crate) fn shared() -> Rc<Self> {
        SHARED.with_borrow_mut(|shared| {
            shared.upgrade().unwrap_or_else(|| {
                let page = Rc::new(Self::new());
                page.tick();
                *shared = Rc::downgrade(&page);
                page
            })
        })
    }

    fn new() -> Self {
        let (ticked, arrived, returned) = (ArcTrigger::new(), ArcTrigger::new(), ArcTrigger::new());
        let (window, document) = (browser::window(), browser::document());
        let listeners = [
            Listener::new(&window, "focus", |_| store::read_what_is_stale()),
            Listener::new(&window, "online", |_| store::read_all()),
            // A page that comes back from the back-forward cache shows what was true when it was left.
            Listener::new(&window, "pageshow", {
                let returned = returned.clone();
                move |event| {
                    if event.dyn_ref().is_some_and(PageTransitionEvent::persisted) {
                        returned.notify();
                        store::read_all();
                    }
                }
            }),
            Listener::new(&document, "visibilitychange", |_| {
                if browser::is_seen() {
                    store::read_what_is_stale();
                }
            }),
        ];
        Self { ticked, arrived, returned, tick: RefCell::default(), _listeners: listeners }
    }

    fn tick(self: &Rc<Self>) {
        let page = Rc::downgrade(self);
        self.tick.replace(Some(Timer::after(TICK_MS, move || {
            let Some(page) = page.upgrade() else { return };
            if browser::is_seen() {
                page.ticked.notify();
            }
            page.tick();
        })));
    }
}
