//! What puts a widget on a page.

use std::cell::RefCell;
use std::rc::Rc;

use connection_doctor_core::{Account, Json};
use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::arrival;
use crate::context::{Context, Host};
use crate::mount::{Mounted, mount_to};
use crate::settings::Settings;
use crate::store::{self, Store};
use crate::trail;
use crate::view::Widget;

thread_local! {
    static ON_PANIC: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// To be called once, before anything else. `on_panic` is called, without arguments, after a panic: from then on this
/// instance of the module is not to be used any more. `note` is called with each thing that is done and that answers.
pub fn start(on_panic: Function, note: Function) {
    ON_PANIC.set(Some(on_panic));
    trail::keep(note);
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // The state may be torn, so nothing else is touched, and an error of the listener changes nothing.
        ON_PANIC.with_borrow(|listener| listener.as_ref().map(|listener| listener.call0(&JsValue::NULL)));
    }));
}

/// Shows a widget in `root`, which must be empty. `settings` is the plain object described at `Settings`; `fetch` is what
/// calls the backend; `emit` is called with an event name and its detail; `load_more` is to answer a promise of the exports
/// of the second module when called with "answers", and of the text of the scopes' names when called with "names".
pub fn mount(
    root: HtmlElement,
    settings: JsValue,
    fetch: Function,
    emit: Function,
    load_more: Function,
) -> Handle {
    let settings = Settings::read(settings);
    let store = Store::open(&settings, fetch);
    let (address, may_be_answer) = (settings.address.clone(), settings.may_be_answer);
    let context = Context::new(settings, Rc::clone(&store), Host::new(emit), load_more);
    arrival::read(&context, address.as_deref(), may_be_answer);
    let widget = Widget::new(context);
    let drawn = Rc::clone(&widget);
    let mounted = mount_to(&root, move || drawn.view());
    Handle { store, widget, mounted: Some(mounted) }
}

/// A mounted widget. Dropping it, or [`Handle::unmount`], takes it from the page with its listeners and timers.
pub struct Handle {
    store: Rc<Store>,
    widget: Rc<Widget>,
    mounted: Option<Mounted>,
}

impl Handle {
    /// Puts another fetch of the host's in the place of the first.
    pub fn set_fetch(&self, fetch: Function) {
        self.store.client().set_fetch(fetch);
    }

    /// Tells an account that is shown what a check of it says: `open`, `close`, `not_renewed`, `refused` with what it `found`, or a
    /// remedy to be carried out. `false` where it is not shown.
    pub fn tell(&self, account: &str, what: &str, found: JsValue) -> bool {
        self.widget.tell(account, what, found)
    }

    /// Shows a newer reading of an account, `{connected_account: {…}}` as the backend answers it. `false` where the account is none
    /// of those that this widget has read.
    pub fn put(&self, account: JsValue) -> bool {
        // What cannot be read was read by whoever hands it over, and said there.
        let account =
            Account::read_answer(&Json(account)).map(|account| store::put(self.store.client(), account));
        account.is_ok_and(|account| self.store.has(&account))
    }

    /// The id of the one account that is shown; undefined where there are several, none that is connected, or none could be read.
    pub fn only(&self) -> JsValue {
        let Some(entries) = self.store.entries() else { return JsValue::UNDEFINED };
        let [entry] = &*entries else { return JsValue::UNDEFINED };
        entry.account().id.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str)
    }

    /// Reads again what is shown: it `has_changed`, or may have.
    pub fn read(&self, has_changed: bool) {
        if has_changed { self.store.read_changes() } else { self.store.read_if_it_may() }
    }

    /// Takes the widget from the page; `keeps` what a provider has answered for the one that comes in its place.
    pub fn unmount(&mut self, keeps: bool) {
        if keeps {
            self.widget.leave_answer();
        }
        self.mounted = None;
    }
}
