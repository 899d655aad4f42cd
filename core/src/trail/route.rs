//! The calls of the contract, told apart by their paths.

/// The calls of the contract, without the ids and queries in their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are the contract's")]
pub enum Route {
    Accounts,
    Account,
    Refresh,
    Disconnect,
    Events,
    AuthorizationLink,
    Execute,
    Verify,
    /// None of the contract's.
    Other,
}

impl Route {
    /// By a path or an address, wherever the contract's calls may be mounted.
    pub fn of(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [.., "accounts", _, "refresh"] => Self::Refresh,
            [.., "accounts", _, "disconnect"] => Self::Disconnect,
            [.., "accounts", _, "events"] => Self::Events,
            [.., "tools", "execute"] => Self::Execute,
            [.., "accounts"] => Self::Accounts,
            [.., "accounts", _] => Self::Account,
            [.., "authorization_link"] => Self::AuthorizationLink,
            [.., "verify"] => Self::Verify,
            _ => Self::Other,
        }
    }

    /// As the contract writes it.
    pub fn path(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Account => "accounts/{id}",
            Self::Refresh => "accounts/{id}/refresh",
            Self::Disconnect => "accounts/{id}/disconnect",
            Self::Events => "accounts/{id}/events",
            Self::AuthorizationLink => "authorization_link",
            Self::Execute => "tools/execute",
            Self::Verify => "verify",
            Self::Other => "(another address)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_their_end() {
        for (path, route) in [
            ("https://app.example/v1/connect/accounts?page_token=x", Route::Accounts),
            ("/accounts/ca_1", Route::Account),
            ("/accounts/ca_1/", Route::Account),
            ("accounts/ca_1/refresh", Route::Refresh),
            ("accounts/ca_1/disconnect", Route::Disconnect),
            ("accounts/ca_1/events", Route::Events),
            ("api/authorization_link", Route::AuthorizationLink),
            ("api/tools/execute", Route::Execute),
            ("verify#x", Route::Verify),
            ("accounts/ca_1/secrets", Route::Other),
            ("", Route::Other),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }
}
