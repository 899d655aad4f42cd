//! What a reading proves of an attempt to reconnect.

use crate::{Account, Departure, Granted, Status};

use super::Ending;

/// How far the sign-in is, as far as anybody knows when an account is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The person may be in the middle of it.
    Open,
    /// The same, though the window seems to be gone.
    Left,
    /// They are back.
    Back,
    /// It was bound to them, and so was finished.
    Bound,
}

/// `None` where the reading proves nothing: the account does not work, or it is as it was at the click.
///
/// An account that worked before is new only when its sign-in was bound, or when the backend tells that it has changed since. While the
/// person may still be at it, that it has changed at all tells nothing, for apps renew their tokens meanwhile; nor does it where
/// they were asked for permissions and only their window is gone.
pub(super) fn proof(departure: &Departure, account: &Account, stage: Stage) -> Option<Ending> {
    if account.status != Status::Active || !departure.is_for(account) {
        return None;
    }
    let may_be_theirs = match stage {
        Stage::Open => false,
        Stage::Left => departure.asked.is_empty(),
        Stage::Back | Stage::Bound => true,
    };
    let is_newer = match (departure.updated_at, account.updated_at) {
        (Some(before), Some(now)) => now > before && may_be_theirs,
        _ => false,
    };
    if let (Some(before), Some(now)) = (&departure.label, &account.label)
        && before != now
    {
        return Some(Ending::OtherAccount { before: before.clone(), now: now.clone() });
    }
    let is_new = !departure.was_active || stage == Stage::Bound || is_newer;
    (is_new || differ(&departure.granted, &account.scopes)).then_some(Ending::Reconnected)
}

/// How an attempt ends that nothing proves. A backend that does not tell when it changed an account that works cannot show that
/// nothing came of it.
pub(super) fn unproven(departure: &Departure, account: &Account, stage: Stage) -> Ending {
    let is_dated = departure.updated_at.is_some() && account.updated_at.is_some();
    // A sign-in that waits to be bound was finished, whatever is known of it here.
    let is_finished = stage == Stage::Bound || account.status == Status::PendingVerification;
    if is_finished || (departure.was_active && !is_dated) { Ending::Unproven } else { Ending::NothingChanged }
}

/// Whether there are others now, in whatever order and however they are parted. What they are called, and which of them cover which,
/// each provider has its own way, and the second module knows it: that they are not those of before is enough. Not by
/// [`Granted::scopes`], which decodes them, and would bring 5.5 KB of brotli into the first module.
fn differ(before: &Granted, now: &Granted) -> bool {
    let (Some(before), Some(now)) = (before.pieces(), now.pieces()) else { return false };
    lacks(before, now) || lacks(now, before)
}

/// Whether some are not among the others.
fn lacks(some: &[String], others: &[String]) -> bool {
    others.iter().any(|piece| {
        parted(piece).any(|other| !some.iter().any(|piece| parted(piece).any(|one| one == other)))
    })
}

fn parted(piece: &str) -> impl Iterator<Item = &str> {
    piece.split([' ', ',']).filter(|part| !part.is_empty())
}
