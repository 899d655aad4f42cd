//! How many calls a person may make.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};
use tokio::time::Instant;

use super::{RateLimits, call::Call};
use crate::{error::ApiError, person::Person};

/// After how many calls those who have not called for long are forgotten.
const CALLS_BETWEEN_PRUNINGS: usize = 1024;

/// What everybody has left.
#[derive(Clone)]
pub(super) struct Rates {
    ordinary: Arc<Bucket>,
    expensive: Arc<Bucket>,
}

/// What everybody has left of one kind of calls.
struct Bucket {
    limiter: RateLimiter<Person, HashMapStateStore<Person>, Monotonic, NoOpMiddleware<Duration>>,
    clock: Monotonic,
    calls: AtomicUsize,
}

/// The runtime's clock, which nobody puts back, as time since the start.
#[derive(Clone, Copy)]
struct Monotonic(Instant);

impl clock::Clock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

impl Rates {
    pub(super) fn new(limits: RateLimits) -> Self {
        let bucket = |per_minute| Arc::new(Bucket::new(per_minute));
        Self {
            ordinary: bucket(limits.calls_per_minute),
            expensive: bucket(limits.expensive_calls_per_minute),
        }
    }
}

impl Bucket {
    fn new(per_minute: NonZeroU32) -> Self {
        let clock = Monotonic(Instant::now());
        let limiter = RateLimiter::hashmap_with_clock(Quota::per_minute(per_minute), clock);
        Self { limiter, clock, calls: AtomicUsize::new(0) }
    }

    /// Takes one call of a person's, or tells how long to wait for it.
    fn take(&self, person: &Person) -> Result<(), Duration> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % CALLS_BETWEEN_PRUNINGS == CALLS_BETWEEN_PRUNINGS - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let now = clock::Clock::now(&self.clock);
        self.limiter.check_key(person).map_err(|refusal| refusal.wait_time_from(now))
    }
}

/// Middleware that refuses a person's call with a 429 when they have made too many.
pub(super) async fn within_rate(State(rates): State<Rates>, request: Request, next: Next) -> Response {
    let bucket = match Call::of(&request) {
        Call::Ordinary | Call::Stream => rates.ordinary,
        Call::Expensive | Call::Tool => rates.expensive,
    };
    let taken = request.extensions().get::<Person>().map_or(Ok(()), |person| bucket.take(person));
    match taken {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let message = "too many calls of this person";
            ApiError::new(StatusCode::TOO_MANY_REQUESTS, message).retry_after(wait).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_has_not_called_for_long_is_forgotten() {
        let bucket = Bucket::new(NonZeroU32::new(60).unwrap());
        for visitor in 0..CALLS_BETWEEN_PRUNINGS - 1 {
            bucket.take(&Person::new(visitor.to_string())).unwrap();
        }
        assert_eq!(bucket.limiter.len(), CALLS_BETWEEN_PRUNINGS - 1);
        tokio::time::advance(Duration::from_secs(120)).await;
        bucket.take(&Person::new("mara")).unwrap();
        assert_eq!(bucket.limiter.len(), 1);
    }
}
