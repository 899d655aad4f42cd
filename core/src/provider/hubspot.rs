//! HubSpot.

use super::{Answers, Provider};
use crate::Class::{
    AdminApprovalRequired, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch,
    ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::AppDeveloper;
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth";
const ERRORS: &str = "https://developers.hubspot.com/docs/api-reference/error-handling";
const SCOPE_LIST: &str = "https://developers.hubspot.com/changelog/2018-02-01-integration-permission-error";
const LIMITS: &str = "https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines";
const REFRESH: &str = "https://nango.dev/blog/hubspot-oauth-bad-refresh-token";
const REDIRECT: &str = "https://github.com/HubSpot/oauth-quickstart-python/issues/3";
const SCOPE_NAME: &str = "https://github.com/HubSpot/oauth-quickstart-nodejs/pull/29";
const INSTALL_LINK: &str = "https://github.com/HubSpot/sample-apps-oauth/issues/23";

pub(super) static PROVIDER: Provider = Provider {
    name: "HubSpot",
    services: &[("hubspot", "HubSpot"), ("hubspotcrm", "HubSpot")],
    // knowledge.hubspot.com/integrations/connect-apps-to-hubspot: the address holds the account's number.
    access_page: None,
    access_place: "HubSpot › Settings › Integrations › Connected apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.hubspot.com/"),
    console_page: Some("https://app.hubspot.com/developer"),
    domains: &["hubspot.com", "hubapi.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // The install page, and the callback.
        Rule::phrases(
            "doesn't match the app's registered redirect url | redirect_uri doesn't match",
            RedirectMismatch,
            REDIRECT,
        ),
        Rule::phrases("invalid scope name", ScopeInvalid, SCOPE_NAME),
        Rule::phrases(
            "scopes in the install url | provided scopes are insufficient | \
             insufficient scopes were provided",
            ScopeInvalid,
            OAUTH,
        ),
        Rule::phrases("invalid app client_id", ClientMisconfigured, OAUTH),
        Rule::phrases("install link is no longer valid", AppDisabled, INSTALL_LINK),
        Rule::phrases("doesn't have access to some hubspot features", ResourcePermissionDenied, SCOPE_LIST),
        Rule::phrases("super admin | hubspot marketplace access", AdminApprovalRequired, OAUTH),
        Rule::error_and("access_denied", "declined", UserCancelled, OAUTH),
        // The token endpoint.
        Rule::subcodes("BAD_REFRESH_TOKEN", TokenRevokedOrExpired, REFRESH),
        Rule::phrases("missing or invalid refresh token", TokenRevokedOrExpired, REFRESH),
        Rule::subcodes("BAD_AUTH_CODE", TokenRevokedOrExpired, OAUTH),
        Rule::phrases("missing or unknown auth code", TokenRevokedOrExpired, OAUTH),
        Rule::subcodes("BAD_REDIRECT_URI", RedirectMismatch, OAUTH),
        Rule::subcodes("BAD_CLIENT_ID | BAD_CLIENT_SECRET", ClientMisconfigured, OAUTH),
        // The API.
        Rule::subcodes("EXPIRED_AUTHENTICATION | INVALID_AUTHENTICATION", TokenRevokedOrExpired, ERRORS),
        Rule::subcodes("MISSING_SCOPES", ScopeNotGranted, ERRORS),
        Rule::phrases("hasn't been granted all required scopes", ScopeNotGranted, ERRORS),
        Rule::phrases("authentication credentials not found", ClientMisconfigured, ERRORS),
        Rule::phrases("reached your daily limit", RateLimited, LIMITS).by(AppDeveloper).retry(false),
        Rule::subcodes("RATE_LIMITS | RATE_LIMIT", RateLimited, LIMITS),
        Rule::phrases("reached your ten_secondly_rolling limit", RateLimited, LIMITS),
        Rule::subcodes("MIGRATION_IN_PROGRESS", ProviderOutage, ERRORS),
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
                r#"{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"status":"error","category":"EXPIRED_AUTHENTICATION","message":"expired"}"#,
                TokenRevokedOrExpired,
            ),
            ("Couldn’t complete the connection. An invalid scope name was provided.", ScopeInvalid),
            ("You must be a super admin to install this app", AdminApprovalRequired),
            (r#"{"errorType":"RATE_LIMIT","policyName":"DAILY"}"#, RateLimited),
        ]);
    }
}
