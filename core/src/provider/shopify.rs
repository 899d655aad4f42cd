//! Shopify.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch,
    ScopeNotGranted, TokenRevokedOrExpired,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str =
    "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant";
const CODES: &str = "https://shopify.dev/docs/api/usage/response-codes";
const GRAPHQL: &str = "https://shopify.dev/docs/api/admin-graphql#status_and_error_codes";
const LIMITS: &str = "https://shopify.dev/docs/api/usage/limits";
const PROTECTED: &str = "https://shopify.dev/docs/apps/launch/protected-customer-data";
const REDIRECT: &str = "https://community.shopify.com/c/shopify-apis-and-sdks/oauth-error-invalid-request-the-redirect-uri-is-not-whitelisted/m-p/846975";

pub(super) static PROVIDER: Provider = Provider {
    name: "Shopify",
    services: &[("shopify", "Shopify")],
    // help.shopify.com/manual/apps: each store has its own address.
    access_page: None,
    access_place: "Shopify › Settings › Apps and sales channels",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.shopifystatus.com/"),
    console_page: Some("https://partners.shopify.com/"),
    domains: &["shopify.com", "shopify.dev"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::phrases("redirect_uri is not whitelisted", RedirectMismatch, REDIRECT),
        Rule::phrases("redirect_uri and application url must have matching hosts", RedirectMismatch, OAUTH),
        Rule::phrases("could not find shopify api application", ClientMisconfigured, OAUTH),
        Rule::errors("application_cannot_be_found", ClientMisconfigured, OAUTH),
        Rule::phrases("authorization code was not found or was already used", TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::phrases("requires merchant approval", ScopeNotGranted, CODES),
        Rule::subcodes("ACCESS_DENIED", ScopeNotGranted, GRAPHQL),
        Rule::phrases("required access:", ScopeNotGranted, GRAPHQL),
        Rule::phrases("is not approved to access the | is not approved to use the", AppDisabled, PROTECTED),
        Rule::phrases("invalid api key or access token", TokenRevokedOrExpired, CODES),
        Rule::subcodes("SHOP_INACTIVE", AccountBlocked, GRAPHQL),
        Rule::phrases("unavailable shop", AccountBlocked, CODES),
        Rule::subcodes("THROTTLED", RateLimited, GRAPHQL),
        Rule::phrases("calls per second for api client", RateLimited, LIMITS),
        Rule::subcodes("INTERNAL_SERVER_ERROR", ProviderOutage, GRAPHQL),
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
                r#"{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"errors":"[API] This action requires merchant approval for read_orders scope."}"#,
                ScopeNotGranted,
            ),
            (r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}"#, RateLimited),
            (
                r#"{"error":"invalid_request","error_description":"The authorization code was not found or was already used"}"#,
                TokenRevokedOrExpired,
            ),
        ]);
    }
}
