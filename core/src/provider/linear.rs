//! Linear.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch, ResourcePermissionDenied,
    TokenRevokedOrExpired,
};
use crate::Fixer::AppDeveloper;
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://linear.app/developers/oauth-2-0-authentication";
const LIMITS: &str = "https://linear.app/developers/rate-limiting";
const ERRORS: &str = "https://linear.app/developers/sdk-errors";

pub(super) const PROVIDER: Provider = Provider {
    name: "Linear",
    services: &[("linear", "Linear")],
    // linear.app/docs/security-and-access: the address holds the name of the workspace.
    access_page: None,
    access_place: "Linear › Settings › Security & access",
    #[cfg(feature = "failures")]
    domains: &["linear.app"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::phrase("invalid redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrase("refresh token is invalid", TokenRevokedOrExpired, OAUTH),
        Rule::subcode("AUTHENTICATION_ERROR", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("authentication error", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("FORBIDDEN", ResourcePermissionDenied, ERRORS),
        Rule::subcode("FEATURE_NOT_ACCESSIBLE", ResourcePermissionDenied, ERRORS),
        Rule::subcode("feature not accessible", ResourcePermissionDenied, ERRORS),
        Rule::subcode("RATELIMITED", RateLimited, LIMITS),
        Rule::subcode("USAGE_LIMIT_EXCEEDED", RateLimited, ERRORS).by(AppDeveloper).retry(false),
        Rule::subcode("INVALID_INPUT", ClientMisconfigured, ERRORS),
        Rule::subcode("INTERNAL_ERROR", ProviderOutage, ERRORS),
        Rule::subcode("LOCK_TIMEOUT", ProviderOutage, ERRORS),
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
            ("Invalid redirect_uri parameter for the application.", RedirectMismatch),
            (
                r#"{"errors":[{"message":"Entity not found","extensions":{"code":"AUTHENTICATION_ERROR"}}]}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"errors":[{"message":"slow","extensions":{"code":"RATELIMITED"}}]}"#, RateLimited),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
