//! What JavaScript calls.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use leptos::mount::mount_to;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::arrival;
use crate::context::{Context, Host};
use crate::settings::Settings;
use crate::store::Store;
use crate::view;

thread_local! {
    static ON_PANIC: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// To be called once, before anything else. `on_panic` is called, without arguments, after a panic: from then on this
/// instance of the module is not to be used any more.
#[wasm_bindgen]
pub fn start(on_panic: Function) {
    ON_PANIC.set(Some(on_panic));
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // The state may be torn, so nothing else is touched, and an error of the listener changes nothing.
        ON_PANIC.with_borrow(|listener| listener.as_ref().map(|listener| listener.call0(&JsValue::NULL)));
    }));
}

/// Shows a widget in `root`, which must be empty. `settings` is the plain object described at `Settings`; `fetch` is the
/// host's own, or undefined; `emit` is called with an event name and its detail; `load_more` is to answer a promise of the exports
/// of the second module when called with "answers", and of the text of the scopes' names when called with "names".
#[wasm_bindgen]
pub fn mount(
    root: HtmlElement,
    settings: JsValue,
    fetch: Option<Function>,
    emit: Function,
    load_more: Function,
) -> Handle {
    let settings = Settings::read(settings);
    let store = Store::open(&settings, fetch);
    let (address, may_be_answer) = (settings.address.clone(), settings.may_be_answer);
    let context = Context::new(settings, Rc::clone(&store), Host::new(emit), load_more);
    arrival::read(&context, address.as_deref(), may_be_answer);
    let mounted = mount_to(root, move || view::widget(context));
    Handle { store, mounted: Some(Box::new(mounted)) }
}

/// A mounted widget. Dropping it, or [`Handle::unmount`], takes it from the page with its listeners and timers.
#[wasm_bindgen]
pub struct Handle {
    store: Rc<Store>,
    mounted: Option<Box<dyn Any>>,
}

#[wasm_bindgen]
impl Handle {
    /// Puts another fetch of the host's in the place of the first.
    #[wasm_bindgen(js_name = setFetch)]
    pub fn set_fetch(&self, fetch: Option<Function>) {
        self.store.client().set_fetch(fetch);
    }

    /// Takes the widget from the page.
    pub fn unmount(&mut self) {
        self.mounted = None;
    }
}
