//! Why Scalekit did not do what it was asked: its error envelope, read.
//!
//! `{"code": 16, "message": …, "details": [{"@type": …ErrorInfo, "error_code": …}]}`, where `code` is a gRPC number that
//! the HTTP status says as well. Messages, stack traces and other details are never passed on, as they may hold anything.

use std::time::Duration;

use axum::http::StatusCode;
use connection_doctor_core::{masked, tidy};
use serde_json::Value;

use crate::{
    contract::ToolErrorInfo,
    upstream::{ProviderFault, UpstreamError},
};

/// The longest message of a provider that is passed on, in characters.
const MESSAGE_LIMIT: usize = 400;

/// How far a provider's words are read, in characters, as they may be of any length.
const READ_LIMIT: usize = 4_000;

/// What is told of a call that it does not accept. Its own words for it are none of the contract's.
const REFUSED: &str = "the connection service refused the call";

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
    /// The request makes no sense to it.
    Invalid,
    /// The request makes no sense to it in the state that things are in.
    NotNow,
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
        // Of an answer without an envelope, as from a proxy in between, the status alone tells.
        let envelope: Value = serde_json::from_slice(body).unwrap_or_default();
        let details = envelope["details"].as_array().map_or(&[][..], Vec::as_slice);
        let code = |detail| text(detail, ["error_code", "errorCode"]);
        let detail = details.iter().find(|detail| !code(detail).is_empty()).unwrap_or(&Value::Null);
        let error_code = code(detail);
        if error_code == "TOOL_ERROR" {
            return Self::Tool(fault_of(status, retry_after), info(detail));
        }
        if is_word(error_code) {
            tracing::info!(status, error_code, "the connection service refused a call");
        }
        match status {
            400 if error_code != "FAILED_PRECONDITION" => Self::Invalid,
            400 | 409 => Self::NotNow,
            401 => Self::OwnToken,
            403 => Self::NotAllowed,
            404 => Self::NotFound,
            429 => Self::RateLimited { retry_after },
            502 | 503 => Self::Unavailable { was_sent: true },
            504 => Self::TimedOut,
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
            Self::Invalid => "invalid",
            Self::NotNow => "not_now",
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
            Self::Invalid => UpstreamError::Invalid { problem: REFUSED.to_owned() },
            Self::NotNow => UpstreamError::WrongState { reason: REFUSED.to_owned() },
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

/// A text in an envelope by its name, in snake case or in the camel case of plain gRPC gateways.
fn text<'a>(of: &'a Value, names: [&str; 2]) -> &'a str {
    names.into_iter().find_map(|name| of[name].as_str()).unwrap_or_default()
}

/// Whether a code is one that may stand in a log.
fn is_word(code: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    (1..=64).contains(&code.len()) && code.bytes().all(is_plain)
}

/// What the widget decides by and a developer may read: short lines without credentials.
fn info(detail: &Value) -> ToolErrorInfo {
    let told = detail.get("tool_error_info").unwrap_or(&detail["toolErrorInfo"]);
    ToolErrorInfo {
        execution_id: tidy(text(told, ["execution_id", "executionId"]), 64),
        tool_error_code: passed_on(text(told, ["tool_error_code", "toolErrorCode"]), 64),
        tool_error_message: passed_on(text(told, ["tool_error_message", "toolErrorMessage"]), MESSAGE_LIMIT),
    }
}

/// A provider's words as they may be passed on: one line without credentials, of at most so many characters.
fn passed_on(words: &str, limit: usize) -> String {
    let end = words.char_indices().nth(READ_LIMIT).map_or(words.len(), |(end, _)| end);
    // Tidied first, for what nobody sees can stand within a credential.
    tidy(&masked(&tidy(&words[..end], usize::MAX), &[]), limit)
}

fn fault_of(status: u16, retry_after: Option<Duration>) -> ProviderFault {
    let is_error = |status: &StatusCode| status.is_client_error() || status.is_server_error();
    match status {
        401 => ProviderFault::Token,
        403 => ProviderFault::Permission,
        429 => ProviderFault::Limit { retry_after },
        _ => {
            let status = StatusCode::from_u16(status).ok().filter(is_error);
            ProviderFault::Other(status.unwrap_or(StatusCode::BAD_GATEWAY))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_only_so_far() {
        let words = |gap| format!("{}Ask your admin.", " ".repeat(gap));
        assert_eq!(passed_on(&words(3_997), MESSAGE_LIMIT), "Ask");
        assert_eq!(passed_on(&words(4_000), MESSAGE_LIMIT), "");
    }
}
