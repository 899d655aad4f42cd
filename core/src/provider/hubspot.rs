//! HubSpot.

use super::Provider;
use crate::Class::{
    AdminApprovalRequired, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, RedirectMismatch,
    ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth";
const ERRORS: &str = "https://developers.hubspot.com/docs/api-reference/error-handling";
const SCOPES: &str = "https://developers.hubspot.com/changelog/2018-02-01-integration-permission-error";
const LIMITS: &str = "https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines";
const REFRESH: &str = "https://nango.dev/blog/hubspot-oauth-bad-refresh-token";
const REDIRECT: &str = "https://github.com/HubSpot/oauth-quickstart-python/issues/3";
const SCOPE_NAME: &str = "https://github.com/HubSpot/oauth-quickstart-nodejs/pull/29";
const INSTALL_LINK: &str = "https://github.com/HubSpot/sample-apps-oauth/issues/23";

pub(super) const PROVIDER: Provider = Provider {
    name: "HubSpot",
    services: &[("hubspot", "HubSpot"), ("hubspotcrm", "HubSpot")],
    // knowledge.hubspot.com/integrations/connect-apps-to-hubspot: the address holds the account's number.
    access_page: None,
    access_place: "HubSpot › Settings › Integrations › Connected apps",
    #[cfg(feature = "failures")]
    domains: &["hubspot.com", "hubapi.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // The install page, and the callback.
        Rule::phrase("doesn't match the app's registered redirect url", RedirectMismatch, REDIRECT),
        Rule::phrase("redirect_uri doesn't match", RedirectMismatch, REDIRECT),
        Rule::phrase("invalid scope name", ScopeInvalid, SCOPE_NAME),
        Rule::phrase("scopes in the install url", ScopeInvalid, OAUTH),
        Rule::phrase("provided scopes are insufficient", ScopeInvalid, OAUTH),
        Rule::phrase("insufficient scopes were provided", ScopeInvalid, OAUTH),
        Rule::phrase("invalid app client_id", ClientMisconfigured, OAUTH),
        Rule::phrase("install link is no longer valid", AppDisabled, INSTALL_LINK),
        Rule::phrase("doesn't have access to some hubspot features", ResourcePermissionDenied, SCOPES),
        Rule::phrase("super admin", AdminApprovalRequired, OAUTH),
        Rule::phrase("hubspot marketplace access", AdminApprovalRequired, OAUTH),
        Rule::error_and("access_denied", "declined", UserCancelled, OAUTH),
        // The token endpoint.
        Rule::subcode("BAD_REFRESH_TOKEN", TokenRevokedOrExpired, REFRESH),
        Rule::phrase("missing or invalid refresh token", TokenRevokedOrExpired, REFRESH),
        Rule::subcode("BAD_AUTH_CODE", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("missing or unknown auth code", TokenRevokedOrExpired, OAUTH),
        Rule::subcode("BAD_REDIRECT_URI", RedirectMismatch, OAUTH),
        Rule::subcode("BAD_CLIENT_ID", ClientMisconfigured, OAUTH),
        Rule::subcode("BAD_CLIENT_SECRET", ClientMisconfigured, OAUTH),
        // The API.
        Rule::subcode("EXPIRED_AUTHENTICATION", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("INVALID_AUTHENTICATION", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("MISSING_SCOPES", ScopeNotGranted, ERRORS),
        Rule::phrase("hasn't been granted all required scopes", ScopeNotGranted, ERRORS),
        Rule::phrase("authentication credentials not found", ClientMisconfigured, ERRORS),
        Rule::subcode("RATE_LIMITS", RateLimited, LIMITS),
        Rule::subcode("RATE_LIMIT", RateLimited, LIMITS),
        Rule::phrase("reached your ten_secondly_rolling limit", RateLimited, LIMITS),
        Rule::phrase("reached your daily limit", RateLimited, LIMITS),
        Rule::subcode("MIGRATION_IN_PROGRESS", ProviderOutage, ERRORS),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
