//! Linear.

use super::{Answers, Provider};
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch, ResourcePermissionDenied,
    TokenRevokedOrExpired,
};
use crate::Fixer::AppDeveloper;
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://linear.app/developers/oauth-2-0-authentication";
const LIMITS: &str = "https://linear.app/developers/rate-limiting";
const ERRORS: &str = "https://linear.app/developers/sdk-errors";

pub(super) static PROVIDER: Provider = Provider {
    name: "Linear",
    services: &[("linear", "Linear")],
    // linear.app/docs/security-and-access: the address holds the name of the workspace.
    access_page: None,
    access_place: "Linear › Settings › Security & access",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://linearstatus.com/"),
    console_page: Some("https://linear.app/settings/api"),
    domains: &["linear.app"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::phrases("invalid redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrases("refresh token is invalid", TokenRevokedOrExpired, OAUTH),
        Rule::subcodes("AUTHENTICATION_ERROR | authentication error", TokenRevokedOrExpired, ERRORS),
        Rule::subcodes(
            "FORBIDDEN | FEATURE_NOT_ACCESSIBLE | feature not accessible",
            ResourcePermissionDenied,
            ERRORS,
        ),
        Rule::subcodes("RATELIMITED", RateLimited, LIMITS),
        Rule::subcodes("USAGE_LIMIT_EXCEEDED", RateLimited, ERRORS).by(AppDeveloper).retry(false),
        Rule::subcodes("INVALID_INPUT", ClientMisconfigured, ERRORS),
        Rule::subcodes("INTERNAL_ERROR | LOCK_TIMEOUT", ProviderOutage, ERRORS),
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
            ("Invalid redirect_uri parameter for the application.", RedirectMismatch),
            (
                r#"{"errors":[{"message":"Entity not found","extensions":{"code":"AUTHENTICATION_ERROR"}}]}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"errors":[{"message":"slow","extensions":{"code":"RATELIMITED"}}]}"#, RateLimited),
        ]);
    }
}
