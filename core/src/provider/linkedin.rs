//! LinkedIn.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, RateLimited, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow";
const ERRORS: &str = "https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling";
const LIMITS: &str = "https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits";
const REFRESH: &str =
    "https://learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens";

pub(super) const PROVIDER: Provider = Provider {
    name: "LinkedIn",
    services: &[("linkedin", "LinkedIn"), ("linkedinads", "LinkedIn Ads")],
    // linkedin.com/help/linkedin/answer/a1342418: permitted services.
    access_page: Some("https://www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services"),
    access_place: "LinkedIn › Settings › Data privacy › Permitted services",
    #[cfg(feature = "failures")]
    domains: &["linkedin.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::error("user_cancelled_login", UserCancelled, OAUTH),
        Rule::error("user_cancelled_authorize", UserCancelled, OAUTH),
        Rule::phrase("user cancelled", UserCancelled, OAUTH),
        Rule::error("unauthorized_scope_error", ScopeInvalid, OAUTH),
        Rule::phrase("is not authorized for your application", ScopeInvalid, OAUTH),
        Rule::phrase("redirect_uri does not match the registered value", RedirectMismatch, OAUTH),
        Rule::phrase("redirect uri is not registered", RedirectMismatch, OAUTH),
        Rule::phrase("unable to retrieve access token", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("authorization grant or refresh token is invalid", TokenRevokedOrExpired, REFRESH),
        // The API, whose `serviceErrorCode` says the same as the word.
        Rule::subcode("REVOKED_ACCESS_TOKEN", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("EXPIRED_ACCESS_TOKEN", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("INVALID_ACCESS_TOKEN", TokenRevokedOrExpired, ERRORS),
        Rule::number(65600, TokenRevokedOrExpired, ERRORS),
        Rule::number(65601, TokenRevokedOrExpired, ERRORS),
        Rule::number(65602, TokenRevokedOrExpired, ERRORS),
        Rule::phrase("revoked by the user", TokenRevokedOrExpired, ERRORS),
        Rule::phrase("empty oauth2 access token", ClientMisconfigured, ERRORS),
        Rule::phrase("empty oauth2_access_token", ClientMisconfigured, ERRORS),
        Rule::phrase("unknown authentication scheme", ClientMisconfigured, ERRORS),
        Rule::phrase("not enough permissions to access", ResourcePermissionDenied, ERRORS),
        Rule::phrase("throttle limit", RateLimited, LIMITS),
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
                r#"{"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"The token used in the request has been revoked by the user","status":401}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"serviceErrorCode":65602,"message":"?","status":401}"#, TokenRevokedOrExpired),
            (r#"{"error":"user_cancelled_authorize"}"#, UserCancelled),
            (
                r#"{"message":"Not enough permissions to access: GET /me","status":403}"#,
                ResourcePermissionDenied,
            ),
            (
                r#"{"error":"invalid_request","error_description":"Unable to retrieve access token: authorization code not found"}"#,
                TokenRevokedOrExpired,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
