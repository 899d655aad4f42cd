//! How long a call may take.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Limits, call::Call};
use crate::error::ApiError;

/// Middleware that gives a call up with a 504 when its time is over. What it was doing is dropped.
pub(super) async fn within_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let limit = match Call::of(&request) {
        Call::Ordinary | Call::Expensive => limits.time,
        Call::Tool => limits.tool_time,
        Call::Stream => return next.run(request).await,
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(StatusCode::GATEWAY_TIMEOUT, "the call took too long").into_response(),
    }
}
