//! Errors as the contract writes them: an HTTP status and a body with a code.

use std::time::Duration;

use axum::{
    Json,
    extract::rejection::{JsonRejection, PathRejection, QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    contract::{ErrorBody, ErrorDetail, ToolErrorInfo},
    upstream::{ProviderFault, UpstreamError},
};

/// An answer that is an error.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    error_code: &'static str,
    message: String,
    tool_error_info: Option<Box<ToolErrorInfo>>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// An error of this HTTP status, with the service's usual code for it.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let (error_code, message) = (usual_code(status), message.into());
        Self { status, error_code, message, tool_error_info: None, retry_after: None }
    }

    /// The provider answering a tool with this HTTP status.
    pub fn tool_error(status: StatusCode, info: ToolErrorInfo) -> Self {
        Self {
            error_code: "TOOL_ERROR",
            tool_error_info: Some(Box::new(info)),
            ..Self::new(status, "the provider refused the request")
        }
    }

    /// The same with a `Retry-After` header, in whole seconds, rounded up.
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// Whether it is the caller's to mend.
    pub(crate) fn is_of_caller(&self) -> bool {
        self.status.is_client_error()
    }

    /// Whether the same call would be answered like this again.
    pub(crate) fn is_final(&self) -> bool {
        self.is_of_caller() && self.status != StatusCode::TOO_MANY_REQUESTS
    }

    /// The gRPC status number that the service's REST gateway gives with this code.
    fn grpc_code(&self) -> u8 {
        // A tool error has no number of its own: it is told by the status that the provider answered with.
        let error_code =
            if self.error_code == "TOOL_ERROR" { usual_code(self.status) } else { self.error_code };
        match error_code {
            "DEADLINE_EXCEEDED" => 4,
            "RESOURCE_NOT_FOUND" => 5,
            "PERMISSION_DENIED" => 7,
            "RATE_LIMITED" => 8,
            "FAILED_PRECONDITION" => 9,
            "ABORTED" => 10,
            "METHOD_NOT_ALLOWED" => 12,
            "INTERNAL" => 13,
            "UNAVAILABLE" => 14,
            "UNAUTHENTICATED" => 16,
            _ => 3,
        }
    }
}

/// The service's usual code for an HTTP status.
fn usual_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::FORBIDDEN => "PERMISSION_DENIED",
        StatusCode::NOT_FOUND => "RESOURCE_NOT_FOUND",
        StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
        StatusCode::CONFLICT => "ABORTED",
        StatusCode::TOO_MANY_REQUESTS => "RATE_LIMITED",
        StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
        StatusCode::GATEWAY_TIMEOUT => "DEADLINE_EXCEEDED",
        _ if status.is_server_error() => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let code = self.grpc_code();
        let detail = ErrorDetail {
            error_code: self.error_code.to_owned(),
            tool_error_info: self.tool_error_info.map(|info| *info),
        };
        let body = ErrorBody { code, message: self.message, details: vec![detail] };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<UpstreamError> for ApiError {
    fn from(error: UpstreamError) -> Self {
        let message = error.to_string();
        match error {
            UpstreamError::NotFound { .. } => Self::new(StatusCode::NOT_FOUND, message),
            UpstreamError::Invalid { .. } => Self::new(StatusCode::BAD_REQUEST, message),
            UpstreamError::Forbidden { .. } => Self::new(StatusCode::FORBIDDEN, message),
            UpstreamError::WrongState { .. } => {
                Self { error_code: "FAILED_PRECONDITION", ..Self::new(StatusCode::BAD_REQUEST, message) }
            }
            UpstreamError::Provider(fault, info) => {
                let (status, retry_after) = status_of(fault);
                Self { retry_after, ..Self::tool_error(status, info) }
            }
            UpstreamError::RateLimited { retry_after } => {
                Self { retry_after, ..Self::new(StatusCode::TOO_MANY_REQUESTS, message) }
            }
            UpstreamError::Unavailable => Self::new(StatusCode::SERVICE_UNAVAILABLE, message),
            UpstreamError::TimedOut => Self::new(StatusCode::GATEWAY_TIMEOUT, message),
            // The cause may hold anything, so it goes to the log and never to the browser.
            UpstreamError::Internal(cause) => {
                tracing::error!(%cause, "a call failed inside the backend");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, message)
            }
        }
    }
}

/// The HTTP status that tells a provider's fault, and how long to wait, where that was said.
fn status_of(fault: ProviderFault) -> (StatusCode, Option<Duration>) {
    match fault {
        ProviderFault::Token => (StatusCode::UNAUTHORIZED, None),
        ProviderFault::Permission => (StatusCode::FORBIDDEN, None),
        ProviderFault::Limit { retry_after } => (StatusCode::TOO_MANY_REQUESTS, retry_after),
        ProviderFault::Other(status) => (status, None),
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        // A body that is JSON but not the contract is the same mistake as one that is not JSON.
        let status = match rejection.status() {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        Self::new(status, rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn answer(error: UpstreamError) -> (u16, Option<String>, String) {
        let response = ApiError::from(error).into_response();
        let retry_after =
            response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, retry_after, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn every_fault_of_an_upstream_has_its_status_and_code() {
        let text = || "why".to_owned();
        let (id, code, message) = ("exec_1".to_owned(), "invalid_grant".to_owned(), text());
        let info = ToolErrorInfo { execution_id: id, tool_error_code: code, tool_error_message: message };
        for (error, status, error_code) in [
            (UpstreamError::NotFound { what: "it" }, 404, "RESOURCE_NOT_FOUND"),
            (UpstreamError::Invalid { problem: text() }, 400, "INVALID_ARGUMENT"),
            (UpstreamError::Forbidden { reason: text() }, 403, "PERMISSION_DENIED"),
            (UpstreamError::WrongState { reason: text() }, 400, "FAILED_PRECONDITION"),
            (UpstreamError::Provider(ProviderFault::Token, info.clone()), 401, "TOOL_ERROR"),
            (UpstreamError::Provider(ProviderFault::Permission, info.clone()), 403, "TOOL_ERROR"),
            (
                UpstreamError::Provider(ProviderFault::Limit { retry_after: None }, info.clone()),
                429,
                "TOOL_ERROR",
            ),
            (UpstreamError::Provider(ProviderFault::Other(StatusCode::CONFLICT), info), 409, "TOOL_ERROR"),
            (UpstreamError::RateLimited { retry_after: None }, 429, "RATE_LIMITED"),
            (UpstreamError::Unavailable, 503, "UNAVAILABLE"),
            (UpstreamError::TimedOut, 504, "DEADLINE_EXCEEDED"),
        ] {
            let (answered, retry_after, body) = answer(error).await;
            assert_eq!((answered, retry_after), (status, None), "{body}");
            assert!(body.contains(&format!(r#""error_code":"{error_code}""#)), "{body}");
        }
    }

    #[tokio::test]
    async fn a_wait_is_rounded_up_to_seconds() {
        let retry_after = Some(Duration::from_millis(1200));
        let info = ToolErrorInfo {
            execution_id: "exec_1".to_owned(),
            tool_error_code: String::new(),
            tool_error_message: String::new(),
        };
        for limited in [
            UpstreamError::RateLimited { retry_after },
            UpstreamError::Provider(ProviderFault::Limit { retry_after }, info),
        ] {
            assert_eq!(answer(limited).await.1.as_deref(), Some("2"));
        }
    }

    #[tokio::test]
    async fn an_inner_cause_stays_inside() {
        let (status, _, body) = answer(UpstreamError::Internal("token=secret".into())).await;
        assert_eq!(status, 500);
        assert!(!body.contains("secret"), "{body}");
    }
}
