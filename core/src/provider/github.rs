//! GitHub.

use super::Provider;
use crate::Class::{
    AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted,
    TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const AUTHORIZE: &str = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors";
const TOKEN: &str = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";
const DEVICE: &str =
    "https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow";
const REFRESH: &str = "https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens";
const RESTRICTIONS: &str = "https://docs.github.com/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions";
const SSO: &str = "https://docs.github.com/apps/using-github-apps/saml-and-github-apps";
const ALLOW_LIST: &str = "https://docs.github.com/organizations/keeping-your-organization-secure/managing-allowed-ip-addresses-for-your-organization";
const SUSPENDED: &str =
    "https://docs.github.com/apps/maintaining-github-apps/suspending-a-github-app-installation";
const REST: &str = "https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api";
const REST_AUTH: &str = "https://docs.github.com/rest/authentication/authenticating-to-the-rest-api";
const LIMITS: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const GRAPHQL: &str =
    "https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api";
const SCOPES: &str = "https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps";

pub(super) const PROVIDER: Provider = Provider {
    name: "GitHub",
    services: &[("github", "GitHub")],
    // docs.github.com: "Reviewing your authorized applications (OAuth)".
    access_page: Some("https://github.com/settings/applications"),
    access_place: "GitHub › Settings › Applications",
    #[cfg(feature = "failures")]
    domains: &["github.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // The callback.
        Rule::error("application_suspended", AppDisabled, AUTHORIZE),
        Rule::error("redirect_uri_mismatch", RedirectMismatch, AUTHORIZE),
        Rule::phrase("redirect_uri is not associated with this application", RedirectMismatch, AUTHORIZE),
        Rule::error("access_denied", UserCancelled, AUTHORIZE),
        // The token endpoint, which answers errors with HTTP 200.
        Rule::error("incorrect_client_credentials", ClientMisconfigured, TOKEN),
        Rule::error("bad_verification_code", TokenRevokedOrExpired, TOKEN),
        Rule::error("unverified_user_email", ReauthInteractionRequired, TOKEN),
        Rule::error("bad_refresh_token", TokenRevokedOrExpired, REFRESH),
        // The device flow.
        Rule::error("authorization_pending", ReauthInteractionRequired, DEVICE),
        Rule::error("slow_down", RateLimited, DEVICE),
        Rule::error("expired_token", TokenRevokedOrExpired, DEVICE),
        Rule::error("incorrect_device_code", ClientMisconfigured, DEVICE),
        Rule::error("device_flow_disabled", ClientMisconfigured, DEVICE),
        // Organisations.
        Rule::phrase("enabled OAuth App access restrictions", AdminApprovalRequired, RESTRICTIONS),
        Rule::phrase("has an IP allow list enabled", AdminBlocked, ALLOW_LIST),
        Rule::phrase("organization SAML enforcement", ReauthInteractionRequired, SSO),
        Rule::phrase("installation has been suspended", AdminBlocked, SUSPENDED),
        Rule::phrase("must have admin rights", ResourcePermissionDenied, REST),
        // The API.
        Rule::phrase("secondary rate limit", RateLimited, REST),
        Rule::phrase("API rate limit exceeded", RateLimited, LIMITS),
        Rule::subcode("RATE_LIMITED", RateLimited, GRAPHQL),
        Rule::phrase("resource not accessible by integration", ResourcePermissionDenied, REST),
        Rule::phrase("resource not accessible by personal access token", ResourcePermissionDenied, REST),
        Rule::subcode("INSUFFICIENT_SCOPES", ScopeNotGranted, SCOPES),
        Rule::phrase("has not been granted the required scopes", ScopeNotGranted, SCOPES),
        Rule::phrase("maximum number of login attempts exceeded", RateLimited, REST_AUTH),
        Rule::phrase("bad credentials", TokenRevokedOrExpired, REST_AUTH),
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
                r#"{"error":"bad_verification_code","error_description":"The code passed is incorrect or expired."}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"error":"unverified_user_email"}"#, ReauthInteractionRequired),
            (
                "Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions",
                AdminApprovalRequired,
            ),
            (
                "the `acme` organization has an IP allow list enabled, and 192.0.2.7 is not permitted",
                AdminBlocked,
            ),
            (r#"{"message":"You have exceeded a secondary rate limit."}"#, RateLimited),
            (r#"{"message":"Bad credentials","status":"401"}"#, TokenRevokedOrExpired),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
