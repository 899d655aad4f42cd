//! Zendesk.

use super::{Answers, Provider};
use crate::Class::{
    ClientMisconfigured, RateLimited, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://support.zendesk.com/hc/en-us/articles/4408845965210-Using-OAuth-authentication-with-your-application";
const GRANT: &str = "https://support.zendesk.com/hc/en-us/articles/4408831387930";
const ACCESS: &str = "https://support.zendesk.com/hc/en-us/articles/10306782115610";
const API: &str = "https://developer.zendesk.com/api-reference/introduction/security-and-auth/";
const LIMITS: &str = "https://developer.zendesk.com/api-reference/introduction/rate-limits/";

pub(super) static PROVIDER: Provider = Provider {
    name: "Zendesk",
    services: &[("zendesk", "Zendesk"), ("zendesksupport", "Zendesk")],
    // support.zendesk.com: each customer has its own host.
    access_page: None,
    access_place: "Zendesk › Admin Center › Apps and integrations",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.zendesk.com/"),
    console_page: None,
    // Other subdomains of zendesk.com hold the pages of its customers.
    domains: &["developer.zendesk.com", "support.zendesk.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::errors("access_denied", UserCancelled, OAUTH),
        Rule::phrases("no such client | client identifier provided is invalid", ClientMisconfigured, OAUTH),
        Rule::phrases("access grant is invalid, expired, or revoked", TokenRevokedOrExpired, GRANT),
        Rule::phrases("access token provided is expired, revoked", TokenRevokedOrExpired, ACCESS),
        Rule::errors("invalid_token", TokenRevokedOrExpired, ACCESS),
        Rule::phrases("missing the following required scopes", ScopeNotGranted, ACCESS),
        Rule::phrases("couldn't authenticate you", TokenRevokedOrExpired, API),
        Rule::phrases("you do not have access to this page", ResourcePermissionDenied, ACCESS),
        Rule::errors("TooManyRequests", RateLimited, LIMITS),
        Rule::phrases("number of allowed api requests per minute exceeded", RateLimited, LIMITS),
    ]),
    steps: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
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
        ]);
    }
}
