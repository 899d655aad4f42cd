//! Faults on request: what a network, a provider or a backend can do wrong, done on purpose.

mod body;
mod commit;
mod order;

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

pub(crate) use self::order::FaultOrder;
use self::order::Route;
use super::Sandbox;
use crate::{ApiError, Person};

/// Middleware around the contract that does what was ordered.
pub(crate) async fn inject(
    State(sandbox): State<Sandbox>,
    person: Person,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let route = request.extensions().get::<MatchedPath>().and_then(|path| Route::of(path.as_str()));
    // A preflight is no call of the contract, so it uses no fault up.
    let order = match route.filter(|_| request.method() != Method::OPTIONS) {
        Some(route) => sandbox.world(&person, move |world| world.take_fault(route)).await?,
        None => None,
    };
    match order {
        Some(order) => order.commit(request, next, sandbox.clock.now()).await,
        None => Ok(next.run(request).await),
    }
}
