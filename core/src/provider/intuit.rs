//! Intuit: QuickBooks Online.

use super::Provider;
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, ClientMisconfigured, ProviderOutage, RateLimited,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0";
const FAQ: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq";
const FIXES: &str =
    "https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/oauth-errors";
const CODES: &str = "https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes";

pub(super) const PROVIDER: Provider = Provider {
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
    #[cfg(feature = "failures")]
    domains: &["intuit.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::error("access_denied", UserCancelled, OAUTH),
        Rule::error("invalid_scope", ScopeInvalid, OAUTH),
        Rule::phrase("redirect_uri query parameter value is invalid", RedirectMismatch, FIXES),
        Rule::phrase("primary admin", AdminApprovalRequired, FIXES),
        Rule::phrase("master admin", AdminApprovalRequired, FIXES),
        Rule::phrase("company admin", AdminApprovalRequired, FIXES),
        // The token endpoint.
        Rule::phrase("incorrect token type or clientid", ClientMisconfigured, FAQ),
        Rule::phrase("incorrect or invalid refresh token", TokenRevokedOrExpired, FAQ),
        // The API.
        Rule::number(3100, TokenRevokedOrExpired, CODES),
        Rule::phrase("ApplicationAuthorizationFailed", TokenRevokedOrExpired, CODES),
        Rule::number(3200, TokenRevokedOrExpired, CODES),
        Rule::phrase("ApplicationAuthenticationFailed", TokenRevokedOrExpired, CODES),
        Rule::phrase("message=AuthenticationFailed", TokenRevokedOrExpired, CODES),
        Rule::number(120, ResourcePermissionDenied, CODES),
        Rule::number(6190, AccountBlocked, CODES),
        Rule::phrase("subscription period has ended", AccountBlocked, CODES),
        Rule::number(3001, RateLimited, CODES),
        Rule::phrase("ThrottleExceeded", RateLimited, CODES),
        Rule::number(10000, ProviderOutage, CODES),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
