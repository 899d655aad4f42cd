//! What an event does to the incident of its account. Webhooks come in any order; whichever it is, the incident that
//! is open in the end began after the account last worked, and its person is told of that one.

/// What an event says of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Turn {
    /// It has stopped working.
    Broken,
    /// It works, or it is gone as its person wished: what was broken before is over.
    Resolved,
}

/// What is known of the account before the event. Times are nanoseconds since 1970, by the service's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Of what says that the account is in order, the newest; 0 for nothing.
    pub(super) resolved_at: i64,
    /// The incident that is open.
    pub(super) incident: Option<Incident>,
}

/// An open incident. It begins no earlier than the account was last in order, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Incident {
    /// The break that its person is told of. An earlier one that comes late does not move it: a person who is told of
    /// some break since the account last worked knows enough.
    pub(super) began_at: i64,
    /// The newest break, as far as is known.
    pub(super) newest_at: i64,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: it is known already, or something newer is.
    Nothing,
    /// Open an incident with this break.
    Open,
    /// Keep the break with the open incident, as it may turn out to be of another.
    Follow,
    /// Close the open incident.
    Close,
    /// The newest break was after this, and so it is none of the open incident: close that one, and open another.
    Split,
}

/// Decides what an event does. Of two at the same time the one that comes later counts, as with the account's status.
pub(super) fn decide(known: Known, turn: Turn, at: i64) -> Step {
    match (turn, known.incident) {
        (Turn::Broken, None) if at >= known.resolved_at => Step::Open,
        (Turn::Broken, Some(incident)) if at > incident.newest_at => Step::Follow,
        (Turn::Resolved, Some(incident)) if at >= incident.newest_at => Step::Close,
        (Turn::Resolved, Some(incident)) if at >= incident.began_at => Step::Split,
        _ => Step::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_has_its_step() {
        use Turn::{Broken, Resolved};

        let open = |began_at, newest_at| Some(Incident { began_at, newest_at });
        for (turn, at, resolved_at, incident, step) in [
            // Nothing is known.
            (Broken, 5, 0, None, Step::Open),
            (Resolved, 5, 0, None, Step::Nothing),
            // It was in order, or is since.
            (Broken, 5, 4, None, Step::Open),
            (Broken, 5, 5, None, Step::Open),
            (Broken, 5, 6, None, Step::Nothing),
            // One break is known: the same again, an older, and a newer one.
            (Broken, 5, 2, open(5, 5), Step::Nothing),
            (Broken, 4, 2, open(5, 5), Step::Nothing),
            (Broken, 1, 2, open(5, 5), Step::Nothing),
            (Broken, 6, 2, open(5, 5), Step::Follow),
            // It ends with what comes after it, and not with what was before.
            (Resolved, 6, 2, open(5, 5), Step::Close),
            (Resolved, 5, 2, open(5, 5), Step::Close),
            (Resolved, 4, 2, open(5, 5), Step::Nothing),
            (Resolved, 2, 2, open(5, 5), Step::Nothing),
            // Two breaks are known, and something between, at or after them.
            (Broken, 6, 2, open(5, 7), Step::Nothing),
            (Broken, 7, 2, open(5, 7), Step::Nothing),
            (Broken, 8, 2, open(5, 7), Step::Follow),
            (Resolved, 4, 2, open(5, 7), Step::Nothing),
            (Resolved, 5, 2, open(5, 7), Step::Split),
            (Resolved, 6, 2, open(5, 7), Step::Split),
            (Resolved, 7, 2, open(5, 7), Step::Close),
            (Resolved, 8, 2, open(5, 7), Step::Close),
        ] {
            let known = Known { resolved_at, incident };
            assert_eq!(decide(known, turn, at), step, "{turn:?} at {at}, {known:?}");
        }
    }

    /// What is known after some events, in the order in which they came, and the breaks that were told.
    fn after(events: &[(Turn, i64)]) -> (Known, Vec<i64>) {
        let mut known = Known { resolved_at: 0, incident: None };
        let mut told = Vec::new();
        for &(turn, at) in events {
            let begins = |at| Some(Incident { began_at: at, newest_at: at });
            let incident = known.incident;
            known.incident = match decide(known, turn, at) {
                Step::Nothing => incident,
                Step::Open => begins(at),
                Step::Follow => incident.map(|incident| Incident { newest_at: at, ..incident }),
                Step::Close => None,
                Step::Split => incident.and_then(|incident| begins(incident.newest_at)),
            };
            if known.incident != incident {
                told.extend(known.incident.map(|incident| incident.began_at));
            }
            if turn == Turn::Resolved {
                known.resolved_at = known.resolved_at.max(at);
            }
        }
        told.dedup();
        (known, told)
    }

    /// Every order of things that happened at one time after the other.
    fn orders(events: &[(Turn, i64)]) -> Vec<Vec<(Turn, i64)>> {
        let Some((last, others)) = events.split_last() else { return vec![Vec::new()] };
        let with_last = |order: Vec<_>, place| [&order[..place], &[*last], &order[place..]].concat();
        orders(others)
            .into_iter()
            .flat_map(|order| (0..=order.len()).map(move |place| with_last(order.clone(), place)))
            .collect()
    }

    #[test]
    fn every_order_ends_in_the_same() {
        const LENGTH: i64 = 6;
        for story in 0..1 << LENGTH {
            let turn = |at: i64| if story >> (at - 1) & 1 == 0 { Turn::Broken } else { Turn::Resolved };
            let events: Vec<_> = (1..=LENGTH).map(|at| (turn(at), at)).collect();
            let newest = |turn| events.iter().rev().find(|event| event.0 == turn).map_or(0, |event| event.1);
            let (worked_at, broke_at) = (newest(Turn::Resolved), newest(Turn::Broken));
            for order in orders(&events) {
                let (known, told) = after(&order);
                assert_eq!(known.resolved_at, worked_at, "{order:?}");
                // It is open when the newest break is newer than all that says that it is over, and has been told then.
                let open = (broke_at > worked_at).then_some(broke_at);
                assert_eq!(known.incident.map(|incident| incident.newest_at), open, "{order:?}");
                assert_eq!(known.incident.map(|incident| incident.began_at > worked_at), open.map(|_| true));
                assert!(open.is_none() || told.last() > Some(&worked_at), "{order:?} told {told:?}");
                // Between two that were told it has worked, so nothing was told twice.
                for pair in told.windows(2) {
                    let works = |at| events.contains(&(Turn::Resolved, at));
                    assert!((pair[0]..pair[1]).any(works), "{order:?} told {told:?}");
                }
            }
        }
    }
}
