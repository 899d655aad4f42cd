//! Notion.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, ResourcePermissionDenied, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::User;
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://developers.notion.com/docs/authorization";
const CODES: &str = "https://developers.notion.com/reference/status-codes";

pub(super) const PROVIDER: Provider = Provider {
    name: "Notion",
    services: &[("notion", "Notion")],
    // notion.com/help/add-and-manage-connections-with-the-api: inside the app, without an address of its own.
    access_page: None,
    access_place: "Notion › Settings › Connections",
    #[cfg(feature = "failures")]
    domains: &["notion.com", "notion.so"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::error("access_denied", UserCancelled, OAUTH),
        Rule::phrase("this code has been revoked", TokenRevokedOrExpired, CODES),
        Rule::subcode("unauthorized", TokenRevokedOrExpired, CODES),
        Rule::phrase("API token is invalid", TokenRevokedOrExpired, CODES),
        // A page that was not shared with the connection is answered as if it did not exist.
        Rule::subcode("object_not_found", ResourcePermissionDenied, CODES).by(User),
        Rule::subcode("restricted_resource", ResourcePermissionDenied, CODES),
        Rule::subcode("missing_version", ClientMisconfigured, CODES),
        Rule::subcode("validation_error", ClientMisconfigured, CODES),
        Rule::subcode("invalid_json", ClientMisconfigured, CODES),
        Rule::subcode("invalid_request_url", ClientMisconfigured, CODES),
        Rule::subcode("rate_limited", RateLimited, CODES),
        Rule::subcode("conflict_error", ProviderOutage, CODES),
        Rule::subcode("internal_server_error", ProviderOutage, CODES),
        Rule::subcode("service_unavailable", ProviderOutage, CODES),
        Rule::subcode("database_connection_unavailable", ProviderOutage, CODES),
        Rule::subcode("gateway_timeout", ProviderOutage, CODES),
    ],
    #[cfg(feature = "failures")]
    steps: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    #[test]
    fn documented_answers_are_understood() {
        for (text, class) in [
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
