//! The keyboard stays where it is of use.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{browser, task};

/// To be called before a row is drawn anew: where the button that has the focus goes with it, the row takes the focus.
pub(crate) fn keep() {
    let Some(row) = around("li.account") else { return };
    pass(move || {
        let has_it = focused().is_some_and(|focused| row.contains(Some(&focused)));
        (!has_it && row.is_connected()).then_some(row)
    });
}

/// To be called before the notice above the accounts is drawn anew, or goes: where its button has the focus, the one that comes takes
/// it, or else an account, or the button below them.
pub(crate) fn keep_above() {
    let Some(widget) = around(".widget > .notice").and_then(|notice| notice.parent_element()) else { return };
    pass(move || find(&widget, ".notice button:enabled, li.account, .footer button"));
}

/// To be called when more of a list is about to be drawn before the button for it: where the button has the focus, the first account
/// that comes takes it.
pub(crate) fn move_on() {
    let Some(last) = around(".more").and_then(|button| button.previous_element_sibling()) else { return };
    pass(move || last.next_element_sibling());
}

/// To be called when something is about to be drawn in the `place` that has the focus, and that is to have it then: the `opener` takes it,
/// from the button that was a way there.
pub(crate) fn move_to(place: &str, opener: &'static str) {
    let Some(place) = around(place) else { return };
    pass(move || find(&place, opener));
}

/// Gives the focus to what is found once it is drawn.
fn pass(found: impl FnOnce() -> Option<Element> + 'static) {
    // Not generic, so that it is compiled once.
    fn pass(found: Box<dyn FnOnce() -> Option<Element>>) {
        task::run(async move {
            if let Some(element) = found() {
                // Fails only where the element cannot be focused, and then nothing is lost.
                let _ = element.unchecked_into::<HtmlElement>().focus();
            }
        });
    }
    pass(Box::new(found));
}

fn find(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// The nearest of these around what has the focus.
fn around(selector: &str) -> Option<Element> {
    focused()?.closest(selector).ok().flatten()
}

/// What has the focus, looked up through shadow roots.
fn focused() -> Option<Element> {
    let mut element = browser::document().active_element()?;
    while let Some(inner) = element.shadow_root().and_then(|root| root.active_element()) {
        element = inner;
    }
    Some(element)
}
