//! What happened to an account so far, as its backend remembers it.

use std::cmp::Reverse;

use crate::{Fields, Foreign, Msg, Timestamp, Words, execution_id};

/// The history of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Newest first, at most thirty.
    pub moments: Vec<Moment>,
}

/// Something that happened, once or several times in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, or when for the last time.
    pub at: Timestamp,
    /// When for the first time; the same where it happened once.
    pub since: Timestamp,
    /// What.
    pub kind: Deed,
    /// Whether it went well; `None` where the backend has another word for it.
    pub is_good: Option<bool>,
    /// The code of the failure, in foreign words.
    pub code: Option<Foreign>,
    /// By which the connection service finds the call again; of the last time.
    pub execution_id: Option<String>,
    /// How often in a row.
    pub times: u32,
    /// It is the last time that the account was seen to work.
    pub is_last_good: bool,
}

/// What can happen to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A link to sign in with was made.
    SignInBegun,
    /// A sign-in at the provider.
    SignIn,
    /// A sign-in was bound to the person.
    Verification,
    /// The tokens were to be renewed.
    Renewal,
    /// A tool was called.
    Use,
    /// Access was given up here.
    Disconnect,
    /// The status became another.
    StatusChange,
    /// An error.
    Error,
    /// What this version does not know, in the backend's word.
    Other(Foreign),
}

/// So many are read by a person, if at all.
const KEPT: usize = 30;

impl History {
    /// Reads `{"events":[{"at","kind","outcome","code"?,"execution_id"?}]}`, in whatever order it comes. An entry without a
    /// time or a kind tells nothing and is left out.
    ///
    /// # Errors
    ///
    /// Where it is not the contract's, with what was expected.
    pub fn read(answer: &impl Fields) -> Result<Self, &'static str> {
        let events = answer.objects("events").ok_or("expected a list `events`, but found none")?;
        let mut read: Vec<_> = events.iter().filter_map(Moment::read).collect();
        read.sort_by_key(|moment| Reverse(moment.at));
        let mut moments: Vec<Moment> = Vec::new();
        for moment in read {
            match moments.last_mut() {
                Some(last) if last.is_like(&moment) => {
                    last.since = moment.since;
                    last.times = last.times.saturating_add(1);
                }
                _ => moments.push(moment),
            }
        }
        if let Some(place) = moments.iter().position(Moment::proves_it_worked) {
            moments[place].is_last_good = true;
            // The one that everybody asks for is kept, however long ago it was.
            if place >= KEPT {
                moments.swap(KEPT - 1, place);
            }
        }
        moments.truncate(KEPT);
        Ok(Self { moments })
    }
}

impl Moment {
    /// What happened, in a word or two.
    pub fn name<'w>(&self, words: &'w Words) -> &'w str {
        words.get(match (&self.kind, self.is_good) {
            (Deed::SignInBegun | Deed::SignIn | Deed::Verification, Some(false)) => Msg::HistorySignInFailed,
            (Deed::SignIn | Deed::Verification, Some(true)) => Msg::HistorySignedIn,
            // That it ended well is not said of a sign-in of which nobody knows how it ended.
            (Deed::SignInBegun | Deed::SignIn | Deed::Verification, _) => Msg::HistorySignInBegun,
            (Deed::Renewal, Some(true)) => Msg::HistoryRenewed,
            (Deed::Renewal, Some(false)) => Msg::HistoryRenewalFailed,
            (Deed::Use, Some(true)) => Msg::HistoryUsed,
            (Deed::Use, Some(false)) => Msg::HistoryUseFailed,
            (Deed::Disconnect, Some(true)) => Msg::HistoryDisconnected,
            (Deed::StatusChange, _) => Msg::HistoryStatus,
            (Deed::Error, _) | (Deed::Disconnect, Some(false)) => Msg::HistoryError,
            (Deed::Renewal | Deed::Use | Deed::Disconnect, None) | (Deed::Other(_), _) => Msg::HistoryOther,
        })
    }

    fn read(fields: &impl Fields) -> Option<Self> {
        let at = Timestamp::parse(&fields.text("at")?)?;
        let is_good = match fields.text("outcome").unwrap_or_default().as_str() {
            "succeeded" => Some(true),
            "failed" => Some(false),
            _ => None,
        };
        Some(Self {
            at,
            since: at,
            kind: Deed::parse(&fields.text("kind")?)?,
            is_good,
            code: fields.text("code").as_deref().and_then(Foreign::new),
            execution_id: fields.text("execution_id").as_deref().and_then(execution_id),
            times: 1,
            is_last_good: false,
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        self.kind == other.kind && self.is_good == other.is_good && self.code == other.code
    }

    fn proves_it_worked(&self) -> bool {
        self.is_good == Some(true) && matches!(self.kind, Deed::SignIn | Deed::Renewal | Deed::Use)
    }
}

impl Deed {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "authorization_link" => Self::SignInBegun,
            "authorization" => Self::SignIn,
            "verify" => Self::Verification,
            "token_refresh" => Self::Renewal,
            "tool_execution" => Self::Use,
            "disconnect" => Self::Disconnect,
            "status_change" => Self::StatusChange,
            "error" => Self::Error,
            other => Self::Other(Foreign::new(other)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn history(events: Vec<Value>) -> Vec<Moment> {
        History::read(&json!({ "events": events })).expect("a history").moments
    }

    fn event(second: u32, kind: &str, outcome: &str) -> Value {
        let at = Timestamp(1_795_361_160_000 + i64::from(second) * 1000).utc();
        json!({"at": at, "kind": kind, "outcome": outcome})
    }

    #[test]
    fn every_kind_has_its_name() {
        let words = Words::new();
        for (kind, good, failed, untold) in [
            ("authorization_link", "Sign-in started", "Sign-in failed", "Sign-in started"),
            ("authorization", "Signed in", "Sign-in failed", "Sign-in started"),
            ("verify", "Signed in", "Sign-in failed", "Sign-in started"),
            ("token_refresh", "Renewed", "Renewal failed", "Something else"),
            ("tool_execution", "Used", "Use refused", "Something else"),
            ("disconnect", "Disconnected", "Error", "Something else"),
            ("status_change", "Status changed", "Status changed", "Status changed"),
            ("error", "Error", "Error", "Error"),
            ("moved_house", "Something else", "Something else", "Something else"),
        ] {
            for (outcome, name) in [("succeeded", good), ("failed", failed), ("pending", untold)] {
                assert_eq!(history(vec![event(0, kind, outcome)])[0].name(&words), name, "{kind} {outcome}");
            }
        }
    }

    #[test]
    fn the_newest_comes_first_and_repetitions_are_told_once() {
        let moments = history(vec![
            event(1, "authorization", "succeeded"),
            event(9, "token_refresh", "failed"),
            event(3, "tool_execution", "succeeded"),
            event(7, "token_refresh", "failed"),
            event(8, "token_refresh", "failed"),
            json!({"kind": "disconnect", "outcome": "succeeded"}),
            json!({"at": "yesterday", "kind": "disconnect"}),
        ]);
        let told: Vec<_> = moments.iter().map(|m| (m.kind.clone(), m.times, m.is_last_good)).collect();
        assert_eq!(told, [(Deed::Renewal, 3, false), (Deed::Use, 1, true), (Deed::SignIn, 1, false)]);
        assert_eq!(moments[0].at.0 - moments[0].since.0, 2000);
    }

    #[test]
    fn other_codes_are_other_moments() {
        let mut events = vec![event(1, "token_refresh", "failed"), event(2, "token_refresh", "failed")];
        events[1]["code"] = json!("invalid_grant");
        assert_eq!(history(events).len(), 2);
    }

    #[test]
    fn the_last_good_one_is_kept_however_long_ago() {
        let odd = |second: u32| if second.is_multiple_of(2) { "failed" } else { "pending" };
        let mut events: Vec<_> = (1..60).map(|second| event(second, "token_refresh", odd(second))).collect();
        events.push(event(0, "tool_execution", "succeeded"));
        let moments = history(events);
        assert_eq!(moments.len(), KEPT);
        assert!(moments[KEPT - 1].is_last_good && moments[KEPT - 1].kind == Deed::Use);
    }

    #[test]
    fn ids_are_ids_or_left_out() {
        for (id, is_kept) in [("exec_1-A", true), ("a b", false), ("<b>", false), (&"x".repeat(65), false)] {
            let mut event = event(0, "tool_execution", "succeeded");
            event["execution_id"] = json!(id);
            assert_eq!(history(vec![event])[0].execution_id.is_some(), is_kept, "{id}");
        }
    }

    #[test]
    fn answers_of_another_shape_are_refused() {
        for answer in [json!({}), json!({"events": {}}), json!([]), json!(null)] {
            assert_eq!(History::read(&answer), Err("expected a list `events`, but found none"));
        }
    }

    proptest! {
        #[test]
        fn none_is_lost_but_beyond_thirty(list in prop::collection::vec((0u32..50, 0usize..4, any::<bool>()), 0..60)) {
            let kinds = ["authorization", "token_refresh", "tool_execution", "x"];
            let outcome = |good| if good { "succeeded" } else { "failed" };
            let moments = history(list.iter().map(|(at, kind, good)| event(*at, kinds[*kind], outcome(*good))).collect());
            let told: u32 = moments.iter().map(|moment| moment.times).sum();
            prop_assert!(moments.len() == KEPT || told as usize == list.len());
            prop_assert!(moments.is_sorted_by(|a, b| a.since >= b.at));
            prop_assert!(moments.iter().filter(|moment| moment.is_last_good).count() <= 1);
        }
    }
}
