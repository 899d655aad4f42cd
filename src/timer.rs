//! Timers that end with their owner.

use wasm_bindgen::prelude::*;

use crate::browser;

/// A timer. Dropping it calls it off.
///
/// `gloo_timers` and `gloo_events` do the same, each with a kind of closure of its own. These share that of Leptos' listeners, which costs
/// neither bytes nor memory once more.
pub(crate) struct Timer {
    id: Option<i32>,
    _call: Closure<dyn FnMut(JsValue)>,
}

impl Timer {
    /// Calls once, in so many milliseconds.
    pub(crate) fn after(millis: u32, call: impl FnOnce() + 'static) -> Self {
        let mut call = Some(call);
        Self::start(false, millis, Box::new(move |_| call.take().into_iter().for_each(|call| call())))
    }

    /// Calls again and again, every so many milliseconds.
    pub(crate) fn every(millis: u32, mut call: impl FnMut() + 'static) -> Self {
        Self::start(true, millis, Box::new(move |_| call()))
    }

    fn start(repeats: bool, millis: u32, call: Box<dyn FnMut(JsValue)>) -> Self {
        let call = Closure::wrap(call);
        let (window, millis) = (browser::window(), millis.try_into().unwrap_or(i32::MAX));
        let function = call.as_ref().unchecked_ref();
        let id = if repeats {
            window.set_interval_with_callback_and_timeout_and_arguments_0(function, millis)
        } else {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, millis)
        };
        // A window that is being closed may give none.
        Self { id: id.ok(), _call: call }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            // Of either kind: both have their ids from one list (HTML, section 8.6).
            browser::window().clear_timeout_with_handle(id);
        }
    }
}
