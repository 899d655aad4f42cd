//! Listeners that end with their owner.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// Listens to a target. Dropping it ends that. See [`Timer`](crate::timer::Timer) for why it is our own.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    hear: Closure<dyn FnMut(JsValue)>,
}

impl Listener {
    pub(crate) fn new(
        target: &EventTarget,
        event: &'static str,
        mut hear: impl FnMut(Event) + 'static,
    ) -> Self {
        fn listen(target: &EventTarget, event: &'static str, hear: Box<dyn FnMut(JsValue)>) -> Listener {
            let hear = Closure::wrap(hear);
            // Fails for no function.
            let _ = target.add_event_listener_with_callback(event, hear.as_ref().unchecked_ref());
            Listener { target: target.clone(), event, hear }
        }
        listen(target, event, Box::new(move |event| hear(event.unchecked_into())))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ =
            self.target.remove_event_listener_with_callback(self.event, self.hear.as_ref().unchecked_ref());
    }
}
