//! A state as shape and colour, and a service as a picture.

use connection_doctor_core::{Account, SafeLink, Tone};

use super::markup::{el, none};
use crate::prelude::*;

/// A small shape that says the state without words: a disc, a triangle, a half disc, a ring or a dashed ring.
pub(crate) fn mark(tone: Tone) -> AnyView {
    el("SPAN").class("mark").tone(tone.word()).hidden().view()
}

/// The service's icon over its first letter, which shows where there is no icon or it does not load.
pub(crate) fn tile(account: &Account) -> AnyView {
    // The same service has the same tint on every page.
    const TINTS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];
    let tint =
        account.service.bytes().fold(0usize, |sum, b| sum.wrapping_mul(31) + usize::from(b)) % TINTS.len();
    let letter: String = account.service.chars().take(1).collect();
    let icon = account.icon.as_ref().map_or_else(none, image);
    el("SPAN").class("tile").part("icon").tone(TINTS[tint]).hidden().text(&letter).child(icon).view()
}

/// One that does not load, the element hides, and the letter under it stays.
fn image(icon: &SafeLink) -> AnyView {
    el("IMG").src(icon.as_str().to_owned()).view()
}
