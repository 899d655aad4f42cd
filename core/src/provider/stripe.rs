//! Stripe: Connect and apps.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch, ResourcePermissionDenied,
    ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://docs.stripe.com/connect/oauth-reference";
const CODES: &str = "https://docs.stripe.com/error-codes";
const KEYS: &str = "https://docs.stripe.com/keys";
const LIMITS: &str = "https://docs.stripe.com/rate-limits";
const ERRORS: &str = "https://docs.stripe.com/error-handling";

pub(super) const PROVIDER: Provider = Provider {
    name: "Stripe",
    services: &[("stripe", "Stripe"), ("stripeconnect", "Stripe")],
    // docs.stripe.com/connect/oauth-standard-accounts: revoked in the settings of the account's dashboard.
    access_page: None,
    access_place: "Stripe Dashboard › Settings › Installed apps",
    #[cfg(feature = "failures")]
    domains: &["stripe.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::error("access_denied", UserCancelled, OAUTH),
        Rule::error("invalid_scope", ScopeInvalid, OAUTH),
        Rule::error("invalid_redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrase("no application matches the supplied client identifier", ClientMisconfigured, OAUTH),
        Rule::phrase("authorization code does not exist", TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::phrase("application access may have been revoked", TokenRevokedOrExpired, CODES),
        Rule::subcode("account_invalid", TokenRevokedOrExpired, CODES),
        Rule::subcode("api_key_expired", ClientMisconfigured, CODES),
        Rule::subcode("platform_api_key_expired", ClientMisconfigured, CODES),
        Rule::subcode("livemode_mismatch", ClientMisconfigured, CODES),
        Rule::subcode("secret_key_required", ClientMisconfigured, CODES),
        Rule::phrase("invalid api key provided", ClientMisconfigured, KEYS),
        Rule::phrase("does not have the required permissions", ResourcePermissionDenied, KEYS),
        Rule::subcode("rate_limit", RateLimited, LIMITS),
        Rule::subcode("lock_timeout", RateLimited, LIMITS),
        Rule::subcode("api_error", ProviderOutage, ERRORS),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
