//! Stripe: Connect and apps.

use super::{Answers, Provider};
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch, ResourcePermissionDenied,
    ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://docs.stripe.com/connect/oauth-reference";
const CODES: &str = "https://docs.stripe.com/error-codes";
const KEYS: &str = "https://docs.stripe.com/keys";
const LIMITS: &str = "https://docs.stripe.com/rate-limits";
const ERRORS: &str = "https://docs.stripe.com/error-handling";

pub(super) static PROVIDER: Provider = Provider {
    name: "Stripe",
    services: &[("stripe", "Stripe"), ("stripeconnect", "Stripe")],
    // docs.stripe.com/connect/oauth-standard-accounts: revoked in the settings of the account's dashboard.
    access_page: None,
    access_place: "Stripe Dashboard › Settings › Installed apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.stripe.com/"),
    console_page: Some("https://dashboard.stripe.com/settings/connect"),
    domains: &["stripe.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::errors("access_denied", UserCancelled, OAUTH),
        Rule::errors("invalid_scope", ScopeInvalid, OAUTH),
        Rule::errors("invalid_redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrases("no application matches the supplied client identifier", ClientMisconfigured, OAUTH),
        Rule::phrases("authorization code does not exist", TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::phrases("application access may have been revoked", TokenRevokedOrExpired, CODES),
        Rule::subcodes("account_invalid", TokenRevokedOrExpired, CODES),
        Rule::subcodes(
            "api_key_expired | platform_api_key_expired | livemode_mismatch | secret_key_required",
            ClientMisconfigured,
            CODES,
        ),
        Rule::phrases("invalid api key provided", ClientMisconfigured, KEYS),
        Rule::phrases("does not have the required permissions", ResourcePermissionDenied, KEYS),
        Rule::subcodes("rate_limit | lock_timeout", RateLimited, LIMITS),
        Rule::subcodes("api_error", ProviderOutage, ERRORS),
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
                r#"{"error":"access_denied","error_description":"The user denied your request"}"#,
                UserCancelled,
            ),
            (
                r#"{"error":{"code":"account_invalid","message":"Application access may have been revoked.","type":"invalid_request_error"}}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"error":{"code":"rate_limit","type":"invalid_request_error"}}"#, RateLimited),
            (
                r#"{"error":"invalid_grant","error_description":"Authorization code does not exist: ac_0"}"#,
                TokenRevokedOrExpired,
            ),
        ]);
    }
}
