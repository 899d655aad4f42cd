//! Zendesk.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, RateLimited, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://support.zendesk.com/hc/en-us/articles/4408845965210-Using-OAuth-authentication-with-your-application";
const GRANT: &str = "https://support.zendesk.com/hc/en-us/articles/4408831387930";
const ACCESS: &str = "https://support.zendesk.com/hc/en-us/articles/10306782115610";
const API: &str = "https://developer.zendesk.com/api-reference/introduction/security-and-auth/";
const LIMITS: &str = "https://developer.zendesk.com/api-reference/introduction/rate-limits/";

pub(super) const PROVIDER: Provider = Provider {
    name: "Zendesk",
    services: &[("zendesk", "Zendesk"), ("zendesksupport", "Zendesk")],
    // support.zendesk.com: each customer has its own host.
    access_page: None,
    access_place: "Zendesk › Admin Center › Apps and integrations",
    // Other subdomains of zendesk.com hold the pages of its customers.
    #[cfg(feature = "failures")]
    domains: &["developer.zendesk.com", "support.zendesk.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::error("access_denied", UserCancelled, OAUTH),
        Rule::phrase("no such client", ClientMisconfigured, OAUTH),
        Rule::phrase("client identifier provided is invalid", ClientMisconfigured, OAUTH),
        Rule::phrase("access grant is invalid, expired, or revoked", TokenRevokedOrExpired, GRANT),
        Rule::phrase("access token provided is expired, revoked", TokenRevokedOrExpired, ACCESS),
        Rule::error("invalid_token", TokenRevokedOrExpired, ACCESS),
        Rule::phrase("missing the following required scopes", ScopeNotGranted, ACCESS),
        Rule::phrase("couldn't authenticate you", TokenRevokedOrExpired, API),
        Rule::phrase("you do not have access to this page", ResourcePermissionDenied, ACCESS),
        Rule::error("TooManyRequests", RateLimited, LIMITS),
        Rule::phrase("number of allowed api requests per minute exceeded", RateLimited, LIMITS),
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
                r#"{"error":"access_denied","error_description":"The end-user or authorization server denied the request."}"#,
                UserCancelled,
            ),
            (r#"{"error":"Couldn't authenticate you"}"#, TokenRevokedOrExpired),
            (
                r#"{"error":"forbidden","description":"You are missing the following required scopes: write"}"#,
                ScopeNotGranted,
            ),
            (
                r#"{"error":"TooManyRequests","description":"Number of allowed API requests per minute exceeded"}"#,
                RateLimited,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
