//! What a reading proves of an attempt to reconnect.

use crate::{Account, Departure, Granted, Status};

use super::Ending;

/// `None` where the reading proves nothing: the account does not work, or it is as it was at the click.
///
/// An account that worked before, and was to be allowed more, is new only when the backend says that it has changed since, or
/// when all that was asked for is there.
pub(super) fn proof(departure: &Departure, account: &Account) -> Option<Ending> {
    if account.status != Status::Active || !departure.is_for(account) {
        return None;
    }
    let is_newer = match (departure.updated_at, account.updated_at) {
        (Some(before), Some(now)) => now > before,
        _ => false,
    };
    let has_all = match &account.scopes {
        Granted::Told(granted) => {
            !departure.asked.is_empty() && departure.asked.iter().all(|scope| granted.contains(scope))
        }
        Granted::NotTold => false,
    };
    if departure.was_active && !is_newer && !has_all {
        return None;
    }
    Some(match (&departure.label, &account.label) {
        (Some(before), Some(now)) if before != now => {
            Ending::OtherAccount { before: before.clone(), now: now.clone() }
        }
        _ => Ending::Reconnected,
    })
}
