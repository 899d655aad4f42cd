//! The keyboard stays at the account that it is at.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{browser, task};

/// To be called before a row is drawn anew: where the button that has the focus goes with it, the row takes the focus.
pub(crate) fn keep() {
    let row = focused().and_then(|focused| focused.closest("li.account").ok().flatten());
    let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { return };
    // By then it is drawn.
    task::run(async move {
        let has_it = focused().is_some_and(|focused| row.contains(Some(&focused)));
        if !has_it && row.is_connected() {
            // Fails only where the element cannot be focused, and then nothing is lost.
            let _ = row.focus();
        }
    });
}

/// To be called when more of a list is about to be drawn before the button for it: where the button has the focus, the first account
/// that comes takes it.
pub(crate) fn move_on() {
    let button = focused().and_then(|focused| focused.closest(".more").ok().flatten());
    let Some(last) = button.and_then(|button| button.previous_element_sibling()) else { return };
    task::run(async move {
        let row = last.next_element_sibling();
        if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            let _ = row.focus();
        }
    });
}

/// To be called when something is about to be opened further down in the `place` that has the focus: its own `opener` takes it, from
/// the button that was a way there.
pub(crate) fn move_to(place: &str, opener: &'static str) {
    let place = focused().and_then(|focused| focused.closest(place).ok().flatten());
    let Some(place) = place else { return };
    task::run(async move {
        let opener = place.query_selector(opener).ok().flatten();
        if let Some(opener) = opener.and_then(|opener| opener.dyn_into::<HtmlElement>().ok()) {
            let _ = opener.focus();
        }
    });
}

/// What has the focus, looked up through shadow roots.
fn focused() -> Option<Element> {
    let mut element = browser::document().active_element()?;
    while let Some(inner) = element.shadow_root().and_then(|root| root.active_element()) {
        element = inner;
    }
    Some(element)
}
