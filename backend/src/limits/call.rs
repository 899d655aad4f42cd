//! Which kind of call it is, as far as limits go.

use axum::extract::{MatchedPath, Request};

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// It reads or binds.
    Ordinary,
    /// It makes the connection service work.
    Expensive,
    /// It runs a tool, so that a provider works as well.
    Tool,
    /// It goes on for as long as the page is open.
    Stream,
}

impl Call {
    /// The kind of a request, by the end of its route, for the contract may be nested anywhere.
    pub(super) fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let ends = |end| route.ends_with(end);
        if ends("/tools/execute") {
            Self::Tool
        } else if ends("/authorization_link") || ends("/accounts/{account_id}/refresh") {
            Self::Expensive
        } else if ends("/updates") {
            Self::Stream
        } else {
            Self::Ordinary
        }
    }
}
