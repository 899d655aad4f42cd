//! Intuit: QuickBooks Online.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, ClientMisconfigured, ProviderOutage, RateLimited,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0";
const FAQ: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq";
const FIXES: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/oauth-errors";
const CODES: &str = "https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes";

pub(super) static PROVIDER: Provider = Provider {
    name: "Intuit",
    services: &[
        ("intuit", "Intuit"),
        ("quickbooks", "QuickBooks"),
        ("quickbooksonline", "QuickBooks"),
        ("qbo", "QuickBooks"),
    ],
    // quickbooks.intuit.com/learn-support: inside the company, without an address of its own.
    access_page: None,
    access_place: "QuickBooks › Apps › My apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.developer.intuit.com/"),
    console_page: Some("https://developer.intuit.com/app/developer/dashboard"),
    domains: &["intuit.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::errors("access_denied", UserCancelled, OAUTH),
        Rule::errors("invalid_scope", ScopeInvalid, OAUTH),
        Rule::phrases("redirect_uri query parameter value is invalid", RedirectMismatch, FIXES),
        Rule::phrases("primary admin | master admin | company admin", AdminApprovalRequired, FIXES),
        // The token endpoint.
        Rule::phrases("incorrect token type or clientid", ClientMisconfigured, FAQ),
        Rule::phrases("incorrect or invalid refresh token", TokenRevokedOrExpired, FAQ),
        // The API.
        Rule::numbers(&[3100], TokenRevokedOrExpired, CODES),
        Rule::phrases("ApplicationAuthorizationFailed", TokenRevokedOrExpired, CODES),
        Rule::numbers(&[3200], TokenRevokedOrExpired, CODES),
        Rule::phrases(
            "ApplicationAuthenticationFailed | message=AuthenticationFailed",
            TokenRevokedOrExpired,
            CODES,
        ),
        Rule::numbers(&[120], ResourcePermissionDenied, CODES),
        Rule::numbers(&[6190], AccountBlocked, CODES),
        Rule::phrases("subscription period has ended", AccountBlocked, CODES),
        Rule::numbers(&[3001], RateLimited, CODES),
        Rule::phrases("ThrottleExceeded", RateLimited, CODES),
        Rule::numbers(&[10000], ProviderOutage, CODES),
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
                r#"{"fault":{"error":[{"message":"message=AuthenticationFailed; errorCode=003200; statusCode=401","code":"3200"}]}}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"Fault":{"Error":[{"Message":"message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"}]}}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":"invalid_grant","error_description":"Incorrect Token type or clientID"}"#,
                ClientMisconfigured,
            ),
            (r#"{"Fault":{"Error":[{"Message":"Throttled","code":"3001"}]}}"#, RateLimited),
        ]);
    }
}
