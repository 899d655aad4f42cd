//! Shopify.

use super::Provider;
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch,
    ScopeNotGranted, TokenRevokedOrExpired,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str =
    "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant";
const CODES: &str = "https://shopify.dev/docs/api/usage/response-codes";
const GRAPHQL: &str = "https://shopify.dev/docs/api/admin-graphql#status_and_error_codes";
const LIMITS: &str = "https://shopify.dev/docs/api/usage/limits";
const PROTECTED: &str = "https://shopify.dev/docs/apps/launch/protected-customer-data";
const REDIRECT: &str = "https://community.shopify.com/c/shopify-apis-and-sdks/oauth-error-invalid-request-the-redirect-uri-is-not-whitelisted/m-p/846975";

pub(super) const PROVIDER: Provider = Provider {
    name: "Shopify",
    services: &[("shopify", "Shopify")],
    // help.shopify.com/manual/apps: each store has its own address.
    access_page: None,
    access_place: "Shopify › Settings › Apps and sales channels",
    #[cfg(feature = "failures")]
    domains: &["shopify.com", "shopify.dev"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::phrase("redirect_uri is not whitelisted", RedirectMismatch, REDIRECT),
        Rule::phrase("redirect_uri and application url must have matching hosts", RedirectMismatch, OAUTH),
        Rule::phrase("could not find shopify api application", ClientMisconfigured, OAUTH),
        Rule::error("application_cannot_be_found", ClientMisconfigured, OAUTH),
        Rule::phrase("authorization code was not found or was already used", TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::phrase("requires merchant approval", ScopeNotGranted, CODES),
        Rule::subcode("ACCESS_DENIED", ScopeNotGranted, GRAPHQL),
        Rule::phrase("required access:", ScopeNotGranted, GRAPHQL),
        Rule::phrase("is not approved to access the", AppDisabled, PROTECTED),
        Rule::phrase("is not approved to use the", AppDisabled, PROTECTED),
        Rule::phrase("invalid api key or access token", TokenRevokedOrExpired, CODES),
        Rule::subcode("SHOP_INACTIVE", AccountBlocked, GRAPHQL),
        Rule::phrase("unavailable shop", AccountBlocked, CODES),
        Rule::subcode("THROTTLED", RateLimited, GRAPHQL),
        Rule::phrase("calls per second for api client", RateLimited, LIMITS),
        Rule::subcode("INTERNAL_SERVER_ERROR", ProviderOutage, GRAPHQL),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
