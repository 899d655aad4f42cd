//! LinkedIn.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    ClientMisconfigured, RateLimited, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow";
const ERRORS: &str = "https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling";
const LIMITS: &str = "https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits";
const REFRESH: &str =
    "https://learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens";

pub(super) static PROVIDER: Provider = Provider {
    name: "LinkedIn",
    services: &[("linkedin", "LinkedIn"), ("linkedinads", "LinkedIn Ads")],
    // linkedin.com/help/linkedin/answer/a1342418: permitted services.
    access_page: Some("https://www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services"),
    access_place: "LinkedIn › Settings › Data privacy › Permitted services",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.linkedin-apistatus.com/"),
    console_page: Some("https://www.linkedin.com/developers/apps"),
    domains: &["linkedin.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::errors("user_cancelled_login | user_cancelled_authorize", UserCancelled, OAUTH),
        Rule::phrases("user cancelled", UserCancelled, OAUTH),
        Rule::errors("unauthorized_scope_error", ScopeInvalid, OAUTH),
        Rule::phrases("is not authorized for your application", ScopeInvalid, OAUTH),
        Rule::phrases(
            "redirect_uri does not match the registered value | redirect uri is not registered",
            RedirectMismatch,
            OAUTH,
        ),
        Rule::phrases("unable to retrieve access token", TokenRevokedOrExpired, OAUTH),
        Rule::phrases("authorization grant or refresh token is invalid", TokenRevokedOrExpired, REFRESH),
        // The API, whose `serviceErrorCode` says the same as the word.
        Rule::subcodes(
            "REVOKED_ACCESS_TOKEN | EXPIRED_ACCESS_TOKEN | INVALID_ACCESS_TOKEN",
            TokenRevokedOrExpired,
            ERRORS,
        ),
        Rule::numbers(&[65600, 65601, 65602], TokenRevokedOrExpired, ERRORS),
        Rule::phrases("revoked by the user", TokenRevokedOrExpired, ERRORS),
        Rule::phrases(
            "empty oauth2 access token | empty oauth2_access_token | unknown authentication scheme",
            ClientMisconfigured,
            ERRORS,
        ),
        Rule::phrases("not enough permissions to access", ResourcePermissionDenied, ERRORS),
        Rule::phrases("throttle limit", RateLimited, LIMITS),
    ]),
    steps: &[],
};

// learn.microsoft.com/linkedin: the verification scopes.
pub(super) static SCOPES: Scopes = Scopes {
    covers: "
        r_verify_details > r_verify
    ",
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
        ]);
    }
}
