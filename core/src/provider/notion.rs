//! Notion.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, ResourcePermissionDenied, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::User;
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://developers.notion.com/docs/authorization";
const CODES: &str = "https://developers.notion.com/reference/status-codes";

pub(super) static PROVIDER: Provider = Provider {
    name: "Notion",
    services: &[("notion", "Notion")],
    // notion.com/help/add-and-manage-connections-with-the-api: inside the app, without an address of its own.
    access_page: None,
    access_place: "Notion › Settings › Connections",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.notion-status.com/"),
    console_page: Some("https://www.notion.so/profile/integrations"),
    domains: &["notion.com", "notion.so"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::errors("access_denied", UserCancelled, OAUTH),
        Rule::phrases("this code has been revoked", TokenRevokedOrExpired, CODES),
        Rule::subcodes("unauthorized", TokenRevokedOrExpired, CODES),
        Rule::phrases("API token is invalid", TokenRevokedOrExpired, CODES),
        // A page that was not shared with the connection is answered as if it did not exist.
        Rule::subcodes("object_not_found", ResourcePermissionDenied, CODES).by(User),
        Rule::subcodes("restricted_resource", ResourcePermissionDenied, CODES),
        Rule::subcodes(
            "missing_version | validation_error | invalid_json | invalid_request_url",
            ClientMisconfigured,
            CODES,
        ),
        Rule::subcodes("rate_limited", RateLimited, CODES),
        Rule::subcodes(
            "conflict_error | internal_server_error | service_unavailable | \
             database_connection_unavailable | gateway_timeout",
            ProviderOutage,
            CODES,
        ),
    ]),
    steps: &[],
};

// developers.notion.com/docs/authorization: the token answer has no scope.
pub(super) static SCOPES: Scopes = Scopes {
    tells_none: true,
    ..Scopes::of(&PROVIDER)
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
            (
                r#"{"object":"error","status":401,"code":"unauthorized","message":"API token is invalid."}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"object":"error","status":404,"code":"object_not_found","message":"Could not find page."}"#,
                ResourcePermissionDenied,
            ),
            (r#"{"object":"error","status":403,"code":"restricted_resource"}"#, ResourcePermissionDenied),
            (
                r#"{"object":"error","status":400,"code":"invalid_grant","message":"Invalid code: this code has been revoked."}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"object":"error","status":503,"code":"service_unavailable"}"#, ProviderOutage),
        ]);
    }
}
