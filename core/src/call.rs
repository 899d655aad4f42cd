//! What can go wrong between the widget and the app's backend.

use crate::{Class, Fields, Fixer, Foreign};

/// Why a call to the backend gave no answer that can be used. The variants keep apart what a reader must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFailure {
    /// The browser is offline.
    Offline,
    /// No answer within the limit, in seconds.
    TimedOut {
        /// How long was waited.
        after: u32,
    },
    /// The request left and no answer could be read: network, TLS, a proxy, or CORS. Browsers do not say which.
    NoAnswer,
    /// The app's own sign-in has ended: 401 without `TOOL_ERROR`.
    SignedOut,
    /// The provider refused the person's token: 401 with `TOOL_ERROR`.
    ProviderRefused(Option<Foreign>),
    /// The app refuses this person this call.
    Forbidden,
    /// No such connected account for this person.
    NotFound,
    /// The backend did not bind a sign-in to the person: it is somebody else's or another browser's, too old, or used up. Only a new
    /// one helps.
    NotVerified,
    /// Too many requests; how many seconds to wait, where the answer says.
    RateLimited {
        /// Seconds.
        wait: Option<u32>,
    },
    /// The backend failed.
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// The backend refused the request itself as wrong.
    Rejected {
        /// The HTTP status.
        status: u16,
        /// Its message.
        message: Option<Foreign>,
    },
    /// The sign-in link is not one that may be followed: not `https:`, or with credentials in it.
    UnsafeLink,
    /// The answer is not the contract's: not JSON, too large, or of another shape; with what was expected, in our words.
    Unreadable(&'static str),
}

impl CallFailure {
    /// Sorts an answer with an error status; `wait` is its `Retry-After` in seconds, `body` its JSON, where it has any.
    pub fn of_answer(status: u16, wait: Option<u32>, body: Option<&impl Fields>) -> Self {
        let message = body.and_then(|body| Foreign::new(&body.text("message")?));
        let details = body.and_then(|body| body.objects("details")).unwrap_or_default();
        let tool_error =
            details.iter().find(|detail| detail.text("error_code").as_deref() == Some("TOOL_ERROR"));
        match (status, tool_error) {
            (401, Some(detail)) => {
                let words = detail.object("tool_error_info").and_then(|info| info.text("tool_error_message"));
                Self::ProviderRefused(words.as_deref().and_then(Foreign::new).or(message))
            }
            (401, None) => Self::SignedOut,
            (403, _) => Self::Forbidden,
            (404 | 410, _) => Self::NotFound,
            (429, _) => Self::RateLimited { wait },
            (408 | 500.., _) => Self::Server { status },
            _ => Self::Rejected { status, message },
        }
    }

    /// Its kind, in the closed set.
    pub fn class(&self) -> Class {
        match self {
            Self::Offline | Self::TimedOut { .. } | Self::NoAnswer => Class::NetworkOrTls,
            Self::SignedOut => Class::ReauthInteractionRequired,
            Self::ProviderRefused(_) => Class::TokenRevokedOrExpired,
            Self::Forbidden => Class::ResourcePermissionDenied,
            Self::NotVerified => Class::StateMismatch,
            Self::NotFound => Class::Unknown,
            Self::RateLimited { .. } => Class::RateLimited,
            Self::Server { .. } => Class::Unknown,
            Self::Rejected { .. } | Self::UnsafeLink | Self::Unreadable(_) => Class::ClientMisconfigured,
        }
    }

    /// For how many seconds the backend asks to be left alone, where it does.
    pub fn asked_wait(&self) -> Option<u32> {
        match self {
            Self::RateLimited { wait } => *wait,
            _ => None,
        }
    }

    /// Who can mend it.
    pub fn fixer(&self) -> Fixer {
        match self {
            Self::Offline | Self::SignedOut | Self::ProviderRefused(_) => Fixer::User,
            Self::TimedOut { .. } | Self::NoAnswer | Self::RateLimited { .. } | Self::Server { .. } => {
                Fixer::NobodyWait
            }
            Self::Forbidden => Fixer::WorkspaceAdmin,
            Self::NotFound | Self::NotVerified => Fixer::User,
            Self::Rejected { .. } | Self::UnsafeLink | Self::Unreadable(_) => Fixer::AppDeveloper,
        }
    }

    /// The backend's or the provider's own words, for developers.
    pub fn foreign(&self) -> Option<&Foreign> {
        match self {
            Self::ProviderRefused(words) | Self::Rejected { message: words, .. } => words.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_kept_apart_by_what_to_do() {
        for (status, wait, expected) in [
            (401, None, CallFailure::SignedOut),
            (403, None, CallFailure::Forbidden),
            (404, None, CallFailure::NotFound),
            (429, None, CallFailure::RateLimited { wait: None }),
            (429, Some(7), CallFailure::RateLimited { wait: Some(7) }),
            (500, None, CallFailure::Server { status: 500 }),
            (503, Some(7), CallFailure::Server { status: 503 }),
            (400, None, CallFailure::Rejected { status: 400, message: None }),
            (302, None, CallFailure::Rejected { status: 302, message: None }),
        ] {
            assert_eq!(CallFailure::of_answer(status, wait, None::<&serde_json::Value>), expected);
        }
    }

    #[test]
    fn a_tool_error_is_the_provider_and_not_the_app() {
        let body = serde_json::json!({"code": 16, "message": "tool failed", "details": [
            {"error_code": "TOOL_ERROR",
             "tool_error_info": {"execution_id": "e1", "tool_error_message": "invalid_grant"}}]});
        assert_eq!(
            CallFailure::of_answer(401, None, Some(&body)),
            CallFailure::ProviderRefused(Foreign::new("invalid_grant"))
        );
    }
}
