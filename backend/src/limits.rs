//! How long a call may take, and how many a person may make.

mod call;
mod rate;
mod time;

use std::{num::NonZeroU32, time::Duration};

use axum::{Router, middleware::from_fn_with_state};

use self::{
    rate::{Rates, within_rate},
    time::within_time,
};

/// Limits around the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long a call may take.
    pub time: Duration,
    /// How long one that runs a tool may take, which waits for a provider.
    pub tool_time: Duration,
    /// How many calls a person may make; `None` where something in front of this server sees to it.
    pub rates: Option<RateLimits>,
}

/// How many calls a person may make. All that a minute allows may be made at once, and then one as soon as its share
/// of the minute has passed. Each process counts for itself: with three replicas a person may make up to three times
/// as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Calls that only read or bind.
    pub calls_per_minute: NonZeroU32,
    /// Calls that make the connection service or a provider work: links, refreshes and tools. They are counted apart.
    pub expensive_calls_per_minute: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let rates = Some(RateLimits::default());
        Self { time: Duration::from_secs(25), tool_time: Duration::from_secs(65), rates }
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        let per_minute = |calls| NonZeroU32::new(calls).unwrap_or(NonZeroU32::MIN);
        Self { calls_per_minute: per_minute(240), expensive_calls_per_minute: per_minute(30) }
    }
}

impl Limits {
    /// The same calls within these limits. They belong inside of what puts a [`Person`](crate::Person) into requests;
    /// calls of nobody are not counted, for they are refused at no cost.
    pub fn around(&self, calls: Router) -> Router {
        let calls = match self.rates {
            Some(limits) => calls.layer(from_fn_with_state(Rates::new(limits), within_rate)),
            None => calls,
        };
        self.in_time(calls)
    }

    /// These routes with the limit of time alone.
    pub(crate) fn in_time(&self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(*self, within_time))
    }
}
