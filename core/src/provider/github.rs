//! GitHub.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

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
const ACCOUNT: &str = "https://github.com/octokit/octokit.rb/pull/761";
const REST: &str = "https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api";
const REST_AUTH: &str = "https://docs.github.com/rest/authentication/authenticating-to-the-rest-api";
const LIMITS: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const GRAPHQL: &str =
    "https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api";
const SCOPE_LIST: &str = "https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps";

pub(super) static PROVIDER: Provider = Provider {
    name: "GitHub",
    services: &[("github", "GitHub")],
    // docs.github.com: "Reviewing your authorized applications (OAuth)".
    access_page: Some("https://github.com/settings/applications"),
    access_place: "GitHub › Settings › Applications",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.githubstatus.com/"),
    console_page: Some("https://github.com/settings/developers"),
    domains: &["github.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // The callback.
        Rule::errors("application_suspended", AppDisabled, AUTHORIZE),
        Rule::errors("redirect_uri_mismatch", RedirectMismatch, AUTHORIZE),
        Rule::phrases("redirect_uri is not associated with this application", RedirectMismatch, AUTHORIZE),
        Rule::errors("access_denied", UserCancelled, AUTHORIZE),
        // The token endpoint, which answers errors with HTTP 200.
        Rule::errors("incorrect_client_credentials", ClientMisconfigured, TOKEN),
        Rule::errors("bad_verification_code", TokenRevokedOrExpired, TOKEN),
        Rule::errors("unverified_user_email", ReauthInteractionRequired, TOKEN),
        Rule::errors("bad_refresh_token", TokenRevokedOrExpired, REFRESH),
        // The device flow.
        Rule::errors("authorization_pending", ReauthInteractionRequired, DEVICE),
        Rule::errors("slow_down", RateLimited, DEVICE),
        Rule::errors("expired_token", TokenRevokedOrExpired, DEVICE),
        Rule::errors("incorrect_device_code | device_flow_disabled", ClientMisconfigured, DEVICE),
        // Organisations.
        Rule::phrases("enabled OAuth App access restrictions", AdminApprovalRequired, RESTRICTIONS),
        Rule::phrases("has an IP allow list enabled", AdminBlocked, ALLOW_LIST),
        Rule::phrases("organization SAML enforcement", ReauthInteractionRequired, SSO),
        Rule::phrases("installation has been suspended", AdminBlocked, SUSPENDED),
        Rule::phrases("your account was suspended", AccountBlocked, ACCOUNT),
        Rule::phrases("must have admin rights", ResourcePermissionDenied, REST),
        // The API.
        Rule::phrases("secondary rate limit", RateLimited, REST),
        Rule::phrases("API rate limit exceeded", RateLimited, LIMITS),
        Rule::subcodes("RATE_LIMITED", RateLimited, GRAPHQL),
        Rule::phrases(
            "resource not accessible by integration | resource not accessible by personal access token",
            ResourcePermissionDenied,
            REST,
        ),
        Rule::subcodes("INSUFFICIENT_SCOPES", ScopeNotGranted, SCOPE_LIST),
        Rule::phrases("has not been granted the required scopes", ScopeNotGranted, SCOPE_LIST),
        Rule::phrases("maximum number of login attempts exceeded", RateLimited, REST_AUTH),
        Rule::phrases("bad credentials", TokenRevokedOrExpired, REST_AUTH),
    ]),
    steps: &[],
};

// docs.github.com: /apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
pub(super) static SCOPES: Scopes = Scopes {
    covers: "
        admin:enterprise > manage_billing:enterprise manage_runners:enterprise read:enterprise
        admin:gpg_key > write:gpg_key
        admin:org > write:org
        admin:public_key > write:public_key
        admin:repo_hook > write:repo_hook
        project > read:project
        repo > admin:repo_hook public_repo repo:invite repo:status repo_deployment security_events
        user > read:user user:email user:follow
        write:gpg_key > read:gpg_key
        write:org > read:org
        write:packages > read:packages
        write:public_key > read:public_key
        write:repo_hook > read:repo_hook
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
        ]);
    }
}
