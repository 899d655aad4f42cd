//! How asking the provider can fail, by whose fault it is.

use reqwest::StatusCode;

/// A sign-in at the provider that came to nothing. No variant holds a part of an answer that could be a credential.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ProviderError {
    /// There was no connection, or it broke.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("the provider did not answer in time")]
    TimedOut,
    /// The provider failed without saying why.
    #[error("the provider answered with status {}", .0.as_u16())]
    Failed(StatusCode),
    /// The provider does not keep to the standard.
    #[error("the provider's answer cannot be used: {0}")]
    Unreadable(&'static str),
    /// What came is another provider's, or another sign-in's.
    #[error("the answer does not belong to this sign-in: {0}")]
    Foreign(&'static str),
    /// The provider says no, and why.
    #[error("the provider refused: {error}")]
    Refused {
        /// Its code.
        error: String,
        /// What it says of it, which may be nothing.
        description: String,
    },
}

impl ProviderError {
    /// Code and description for the person's app: the provider's own where there are any, else the standard's for the
    /// fault (RFC 6749, section 4.1.2.1).
    pub(super) fn into_answer(self) -> (String, String) {
        let description = self.to_string();
        let error = match self {
            Self::Refused { error, description } => return (error, description),
            Self::Unreachable | Self::TimedOut => "temporarily_unavailable",
            Self::Failed(status) if status.is_server_error() => "temporarily_unavailable",
            Self::Failed(StatusCode::TOO_MANY_REQUESTS) => "temporarily_unavailable",
            Self::Failed(_) | Self::Unreadable(_) | Self::Foreign(_) => "server_error",
        };
        (error.to_owned(), description)
    }
}

/// The cause may hold an address and anything that the other side said, so only its kind is kept.
impl From<reqwest::Error> for ProviderError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::TimedOut } else { Self::Unreachable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_code() {
        let refused = ProviderError::Refused { error: "invalid_client".into(), description: "No.".into() };
        assert_eq!(refused.into_answer(), ("invalid_client".into(), "No.".into()));
        for (error, code) in [
            (ProviderError::Unreachable, "temporarily_unavailable"),
            (ProviderError::TimedOut, "temporarily_unavailable"),
            (ProviderError::Failed(StatusCode::BAD_GATEWAY), "temporarily_unavailable"),
            (ProviderError::Failed(StatusCode::TOO_MANY_REQUESTS), "temporarily_unavailable"),
            (ProviderError::Failed(StatusCode::NOT_FOUND), "server_error"),
            (ProviderError::Unreadable("no JSON"), "server_error"),
            (ProviderError::Foreign("another issuer"), "server_error"),
        ] {
            let words = error.to_string();
            assert_eq!(error.into_answer(), (code.to_owned(), words));
        }
    }
}
