//! How each fault is done.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimePrinter};

use super::{
    body::{cut, hide_statuses, leak_credentials, pad, rewrite},
    order::{Fault, FaultOrder},
};
use crate::{ApiError, UpstreamError, contract::ToolErrorInfo, sandbox::world::execution_id};

/// How long a call waits for an answer that never comes, at most.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How long a latency is, a `Retry-After`, and what a clock is ahead, unless the order says otherwise.
const LATENCY: Duration = Duration::from_millis(1500);
const RETRY_AFTER: Duration = Duration::from_secs(2);
const CLOCK_AHEAD: i64 = 3600;

/// The page of a proxy that cannot reach the app, as nginx words it.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

impl FaultOrder {
    /// Does it to a call at a moment.
    pub(super) async fn commit(
        self,
        request: Request,
        next: Next,
        now: Timestamp,
    ) -> Result<Response, ApiError> {
        let refused = |status| Err(ApiError::new(status, "a fault that was ordered"));
        match self.fault {
            Fault::Latency => {
                tokio::time::sleep(self.millis.map_or(LATENCY, Duration::from_millis)).await;
                Ok(next.run(request).await)
            }
            Fault::SignedOut => refused(StatusCode::UNAUTHORIZED),
            Fault::Forbidden => refused(StatusCode::FORBIDDEN),
            Fault::NotFound => refused(StatusCode::NOT_FOUND),
            Fault::RateLimited => refused(StatusCode::TOO_MANY_REQUESTS),
            Fault::RateLimitedWithWait => {
                Err(ApiError::new(StatusCode::TOO_MANY_REQUESTS, "a fault that was ordered")
                    .retry_after(self.wait().unwrap_or(RETRY_AFTER)))
            }
            Fault::Internal => refused(StatusCode::INTERNAL_SERVER_ERROR),
            Fault::Unavailable => refused(StatusCode::SERVICE_UNAVAILABLE),
            // The words of the tool errors are those of Google's APIs.
            Fault::ToolUnauthenticated => Err(tool_error(
                StatusCode::UNAUTHORIZED,
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials.",
            )),
            Fault::ToolForbidden => Err(tool_error(
                StatusCode::FORBIDDEN,
                "insufficientPermissions",
                "Request had insufficient authentication scopes.",
            )),
            Fault::ToolRateLimited => {
                let error =
                    tool_error(StatusCode::TOO_MANY_REQUESTS, "rateLimitExceeded", "Rate Limit Exceeded");
                Err(match self.wait() {
                    Some(wait) => error.retry_after(wait),
                    None => error,
                })
            }
            Fault::ToolUnavailable => Err(tool_error(
                StatusCode::SERVICE_UNAVAILABLE,
                "backendError",
                "The service is currently unavailable.",
            )),
            Fault::BadGateway => Ok((StatusCode::BAD_GATEWAY, Html(BAD_GATEWAY)).into_response()),
            Fault::Timeout => {
                tokio::time::sleep(TIMEOUT).await;
                refused(StatusCode::GATEWAY_TIMEOUT)
            }
            Fault::Cut => Ok(cut(next.run(request).await).await?),
            Fault::WrongContentType => {
                Ok(Html("<!doctype html><title>Welcome</title><p>Please sign in.").into_response())
            }
            Fault::BrokenJson => {
                let headers = [(header::CONTENT_TYPE, "application/json")];
                Ok((headers, r#"{"connected_accounts":[{"id":"ca_"#).into_response())
            }
            Fault::HugeBody => Ok(rewrite(next.run(request).await, pad).await?),
            Fault::UnknownStatus => Ok(rewrite(next.run(request).await, hide_statuses).await?),
            Fault::Credentials => Ok(rewrite(next.run(request).await, leak_credentials).await?),
            Fault::Clock => {
                let date = http_date(now, self.seconds.unwrap_or(CLOCK_AHEAD))?;
                let mut response = next.run(request).await;
                // The server writes a date of its own only where there is none.
                response.headers_mut().insert(header::DATE, date);
                Ok(response)
            }
            // Nothing happens on the way: it is the account that refuses.
            Fault::DeadToken => Ok(next.run(request).await),
        }
    }

    /// The ordered `Retry-After`; nobody can be told to wait until before now.
    fn wait(&self) -> Option<Duration> {
        self.seconds.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
    }
}

fn tool_error(status: StatusCode, code: &str, message: &str) -> ApiError {
    let info = ToolErrorInfo {
        execution_id: execution_id(),
        tool_error_code: code.to_owned(),
        tool_error_message: message.to_owned(),
    };
    ApiError::tool_error(status, info)
}

/// The time some seconds after `now`, as a `Date` header has it.
fn http_date(now: Timestamp, seconds: i64) -> Result<HeaderValue, UpstreamError> {
    let date = now.checked_add(SignedDuration::from_secs(seconds));
    let text = date.and_then(|date| DateTimePrinter::new().timestamp_to_rfc9110_string(&date));
    let problem = || UpstreamError::Invalid { problem: "the clock is too far off to be written".to_owned() };
    HeaderValue::try_from(text.map_err(|_| problem())?).map_err(|_| problem())
}
