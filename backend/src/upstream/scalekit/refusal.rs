//! Why Scalekit did not do what it was asked: its error envelope, read.
//!
//! `{"code": 16, "message": …, "details": [{"@type": …ErrorInfo, "error_code": …}]}`, where `code` is a gRPC number.
//! Messages, stack traces and other details are never passed on, as they may hold anything.

use std::time::Duration;

use axum::http::StatusCode;
use connection_doctor_core::{masked, tidy};
use serde::Deserialize;

use crate::{
    contract::ToolErrorInfo,
    upstream::{ProviderFault, UpstreamError},
};

/// The longest message of a provider that is passed on, in characters.
const MESSAGE_LIMIT: usize = 400;

/// A refusal, by what can be done about it.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The machine token of the app is not taken. Never the person's matter.
    OwnToken,
    /// The app's credentials are wrong, or it may not do this.
    NotAllowed,
    /// The provider did not do what a tool asked of it.
    Tool(ProviderFault, ToolErrorInfo),
    /// There is no such thing.
    NotFound,
    /// The request makes no sense to it, or not now.
    Invalid {
        /// Its code for it.
        error_code: String,
    },
    /// Too many requests.
    RateLimited {
        /// How long to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// It is down, or could not be reached. `was_sent` unless the request cannot have arrived.
    Unavailable {
        /// Whether the request may have arrived.
        was_sent: bool,
    },
    /// It did not answer in time.
    TimedOut,
    /// It failed in another way.
    Failed,
    /// The answer is not what is documented.
    Unreadable,
}

impl Refusal {
    /// Reads an answer that is no success.
    pub(super) fn read(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Self {
        let envelope: Envelope = serde_json::from_slice(body).unwrap_or_default();
        let number = envelope.code.unwrap_or_else(|| number_of(status));
        let mut details = envelope.details.into_iter().filter(|detail| !detail.error_code.is_empty());
        let detail = details.next().unwrap_or_default();
        if detail.error_code == "TOOL_ERROR" {
            let info = detail.tool_error_info.unwrap_or_default().shown();
            return Self::Tool(fault_of(number, status, retry_after), info);
        }
        match number {
            16 => Self::OwnToken,
            7 => Self::NotAllowed,
            5 => Self::NotFound,
            3 | 6 | 9 | 10 | 11 => Self::Invalid { error_code: tidy(&detail.error_code, 64) },
            8 => Self::RateLimited { retry_after },
            14 => Self::Unavailable { was_sent: true },
            1 | 4 => Self::TimedOut,
            _ => Self::Failed,
        }
    }

    /// Whether it may have been done all the same.
    pub(super) fn is_unclear(&self) -> bool {
        matches!(
            self,
            Self::TimedOut | Self::Unavailable { was_sent: true } | Self::Failed | Self::Unreadable
        )
    }

    /// Its word in logs and metrics.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::OwnToken => "own_token",
            Self::NotAllowed => "not_allowed",
            Self::Tool(..) => "tool_error",
            Self::NotFound => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable { .. } => "unavailable",
            Self::TimedOut => "timed_out",
            Self::Failed => "failed",
            Self::Unreadable => "unreadable",
        }
    }

    /// The contract's word for it; `what` is what was looked for.
    pub(super) fn told(self, what: &'static str) -> UpstreamError {
        match self {
            Self::Tool(fault, info) => UpstreamError::Provider(fault, info),
            Self::NotFound => UpstreamError::NotFound { what },
            Self::Invalid { error_code } => UpstreamError::WrongState {
                reason: match error_code.as_str() {
                    "" => "the connection service does not accept this".to_owned(),
                    code => format!("the connection service does not accept this: {code}"),
                },
            },
            Self::RateLimited { retry_after } => UpstreamError::RateLimited { retry_after },
            Self::Unavailable { .. } => UpstreamError::Unavailable,
            Self::TimedOut => UpstreamError::TimedOut,
            Self::OwnToken | Self::NotAllowed => UpstreamError::Internal(Misconfigured.into()),
            Self::Failed => UpstreamError::Internal(Broken.into()),
            Self::Unreadable => UpstreamError::Internal(Undocumented.into()),
        }
    }
}

/// For the log of whoever runs the server.
#[derive(Debug, thiserror::Error)]
#[error(
    "the connection service does not accept the app's own credentials: check client id, secret and permissions"
)]
struct Misconfigured;

/// For the log, too.
#[derive(Debug, thiserror::Error)]
#[error("the connection service failed")]
struct Broken;

/// For the log, too.
#[derive(Debug, thiserror::Error)]
#[error("the connection service answers with something that is not documented: is its address right?")]
struct Undocumented;

#[derive(Default, Deserialize)]
struct Envelope {
    code: Option<u16>,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Default, Deserialize)]
struct Detail {
    #[serde(default, alias = "errorCode")]
    error_code: String,
    #[serde(default, alias = "toolErrorInfo")]
    tool_error_info: Option<ToolError>,
}

#[derive(Default, Deserialize)]
struct ToolError {
    #[serde(default, alias = "executionId")]
    execution_id: String,
    #[serde(default, alias = "toolErrorCode")]
    tool_error_code: String,
    #[serde(default, alias = "toolErrorMessage")]
    tool_error_message: String,
}

impl ToolError {
    /// What the widget decides by and a developer may read: a short line without credentials.
    fn shown(self) -> ToolErrorInfo {
        ToolErrorInfo {
            execution_id: tidy(&self.execution_id, 64),
            tool_error_code: tidy(&masked(&self.tool_error_code, &[]), 64),
            tool_error_message: tidy(&masked(&self.tool_error_message, &[]), MESSAGE_LIMIT),
        }
    }
}

fn fault_of(number: u16, status: u16, retry_after: Option<Duration>) -> ProviderFault {
    let is_error = |status: &StatusCode| status.is_client_error() || status.is_server_error();
    match number {
        16 => ProviderFault::Token,
        7 => ProviderFault::Permission,
        8 => ProviderFault::Limit { retry_after },
        _ => {
            let status = StatusCode::from_u16(status).ok().filter(is_error);
            ProviderFault::Other(status.unwrap_or(StatusCode::BAD_GATEWAY))
        }
    }
}

/// The gRPC number of an HTTP status, for answers without an envelope, as from a proxy in between.
fn number_of(status: u16) -> u16 {
    match status {
        400 => 3,
        401 => 16,
        403 => 7,
        404 => 5,
        409 => 6,
        429 => 8,
        502 | 503 => 14,
        504 => 4,
        _ => 13,
    }
}
