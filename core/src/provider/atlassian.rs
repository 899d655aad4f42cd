//! Atlassian: Jira, Confluence and their neighbours.

use super::Provider;
use crate::Class::{
    AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, RateLimited, RedirectMismatch,
    ScopeNotGranted, TokenRevokedOrExpired, UserCancelled, UserNotAssigned,
};
use crate::Fixer::AppDeveloper;
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/";
const SCOPES: &str =
    "https://developer.atlassian.com/cloud/jira/platform/scopes-for-oauth-2-3LO-and-forge-apps/";
const SCOPE_HELP: &str =
    "https://support.atlassian.com/jira/kb/oauth-app-throwing-error-unauthorized-scope-does-not-match";
const SITE: &str =
    "https://support.atlassian.com/security-and-access-policies/docs/manage-your-users-third-party-apps/";
const AUTHORIZE: &str = "https://support.atlassian.com/atlassian-cloud/kb/your-site-admin-must-authorize-this-app-error-in-atlassian-cloud-apps/";
const NETWORK: &str = "https://support.atlassian.com/security-and-access-policies/docs/specify-ip-addresses-for-product-access/";
/// What OAuth 1.0a servers, such as Jira Data Center, answer in `oauth_problem`.
const LIMITS: &str = "https://developer.atlassian.com/cloud/jira/platform/rate-limiting/";
const ACCESS: &str = "https://support.atlassian.com/user-management/docs/give-users-access-to-products/";

pub(super) const PROVIDER: Provider = Provider {
    name: "Atlassian",
    services: &[
        ("atlassian", "Atlassian"),
        ("jira", "Jira"),
        ("confluence", "Confluence"),
        ("trello", "Trello"),
        ("bitbucket", "Bitbucket"),
    ],
    // support.atlassian.com/atlassian-account: "Manage your connected apps".
    access_page: Some("https://id.atlassian.com/manage-profile/apps"),
    access_place: "Atlassian account › Connected apps",
    #[cfg(feature = "failures")]
    domains: &["atlassian.com", "atlassian.net", "bitbucket.org", "trello.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::phrase("redirect_uri is not registered", RedirectMismatch, OAUTH),
        Rule::phrase("site admin must authorize", AdminApprovalRequired, AUTHORIZE),
        Rule::phrase("admin must install", AdminApprovalRequired, AUTHORIZE),
        Rule::phrase("blocked users from installing", AdminBlocked, SITE),
        Rule::phrase("user-installed apps", AdminBlocked, SITE),
        Rule::phrase("permission to connect from this IP address", AdminBlocked, NETWORK),
        Rule::phrase("IP allowlist", AdminBlocked, NETWORK),
        Rule::phrase("app is in development", AppDisabled, OAUTH),
        Rule::phrase("only the owner of this app may grant it access", AppDisabled, OAUTH),
        Rule::phrase("refresh_token is invalid", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("unknown or invalid refresh token", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("authorization_code is invalid", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("invalid authorization code", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("user did not authorize the request", UserCancelled, OAUTH),
        Rule::phrase("scope does not match", ScopeNotGranted, SCOPE_HELP),
        Rule::phrase("OAuth 2.0 is not enabled for method", ScopeNotGranted, SCOPES)
            .by(AppDeveloper)
            .retry(false),
        Rule::phrase("current user not permitted to use", UserNotAssigned, ACCESS),
        Rule::error_and("access_denied", "unauthorized", ClientMisconfigured, OAUTH),
        Rule::phrase("rate limit exceeded", RateLimited, LIMITS),
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
                r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"code":401,"message":"Unauthorized; scope does not match"}"#, ScopeNotGranted),
            (r#"{"error":"access_denied","error_description":"Unauthorized"}"#, ClientMisconfigured),
            ("Your site admin must authorize this app for the site", AdminApprovalRequired),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
