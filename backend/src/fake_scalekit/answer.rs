//! Answers as Scalekit writes them.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{PLANTED, ids};
use crate::{
    Person, UpstreamError,
    contract::{ConnectedAccount, Status, ToolErrorInfo},
    upstream::ProviderFault,
};

/// An error in the service's envelope.
pub(super) struct Refused {
    status: StatusCode,
    number: u8,
    error_code: &'static str,
    tool_error_info: Option<ToolErrorInfo>,
}

impl Refused {
    pub(super) fn new(status: u16, number: u8, error_code: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, number, error_code, tool_error_info: None }
    }

    /// What comes of an account id that nobody has.
    pub(super) fn unknown_id() -> Self {
        Self::new(500, 13, "INTERNAL_ERROR")
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut detail = json!({
            "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
            "error_code": self.error_code,
            "debug_info": { "stack_entries": [format!("{PLANTED} at service.go:1")], "detail": PLANTED },
            "resource_info": { "owner": PLANTED, "description": PLANTED },
            "request_info": { "request_id": "req_1", "serving_data": PLANTED },
        });
        if let Some(info) = self.tool_error_info {
            detail["tool_error_info"] = json!(info);
        }
        let message = format!("{} {PLANTED}", self.error_code);
        (self.status, Json(json!({ "code": self.number, "message": message, "details": [detail] })))
            .into_response()
    }
}

impl From<UpstreamError> for Refused {
    fn from(error: UpstreamError) -> Self {
        match error {
            UpstreamError::NotFound { .. } => Self::new(404, 5, "RESOURCE_NOT_FOUND"),
            UpstreamError::Invalid { .. } => Self::new(400, 3, "INVALID_ARGUMENT"),
            UpstreamError::WrongState { .. } => Self::new(400, 9, "FAILED_PRECONDITION"),
            UpstreamError::Forbidden { .. } => Self::new(403, 7, "PERMISSION_DENIED"),
            UpstreamError::Provider(fault, info) => {
                let (status, number) = match fault {
                    ProviderFault::Token => (401, 16),
                    ProviderFault::Permission => (403, 7),
                    ProviderFault::Limit { .. } => (429, 8),
                    ProviderFault::Other(status) => (status.as_u16(), 13),
                };
                Self { tool_error_info: Some(info), ..Self::new(status, number, "TOOL_ERROR") }
            }
            UpstreamError::RateLimited { .. } => Self::new(429, 8, "RATE_LIMITED"),
            UpstreamError::Unavailable => Self::new(503, 14, "UNAVAILABLE"),
            UpstreamError::TimedOut => Self::new(504, 4, "DEADLINE_EXCEEDED"),
            UpstreamError::Internal(_) => Self::new(500, 13, "INTERNAL_ERROR"),
        }
    }
}

/// An account of the sandbox as the service tells of it: without whatever its API has no field for.
pub(super) fn account(person: &Person, account: &ConnectedAccount) -> Value {
    let id = account.id.as_deref().map(|id| ids::of(person, id));
    let mut told = json!({
        "id": id,
        "identifier": person.id(),
        "connector": account.connection_name,
        "connection_id": format!("conn_{}", account.connection_name),
        "provider": account.provider,
        "status": word(&account.status),
        "authorization_type": "OAUTH",
    });
    let times = [("updated_at", account.updated_at), ("last_used_at", account.last_used_at)];
    for (name, at) in times {
        if let Some(at) = at {
            told[name] = Value::from(time(at));
        }
    }
    if let Some(at) = account.last_used_at {
        told["token_expires_at"] = Value::from(time(at + SignedDuration::from_hours(1)));
    }
    if account.is_org_wide_credential {
        told["is_org_wide_credential"] = Value::from(true);
    }
    told
}

/// The same with what the service keeps for itself.
pub(super) fn with_credentials(mut account: Value) -> Value {
    account["authorization_details"] = json!({ "oauth_token": {
        "access_token": format!("ya29.{PLANTED}-access"),
        "refresh_token": format!("1//{PLANTED}-refresh"),
        "scopes": ["openid"],
        "domain": PLANTED,
    }});
    account["api_config"] = json!({ "headers": { "x-api-key": format!("{PLANTED}-api-key") } });
    account
}

fn word(status: &Status) -> &str {
    match status {
        Status::Pending => "PENDING_AUTH",
        Status::Revoked => "DISCONNECTED",
        other => other.word(),
    }
}

fn time(at: Timestamp) -> String {
    format!("{at:.9}")
}
