//! Okta: a customer's own sign-in service.

use super::Provider;
use crate::Class::{
    AccountBlocked, AdminBlocked, ClientMisconfigured, ProviderOutage, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserNotAssigned,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://developer.okta.com/docs/reference/api/oidc/";
const CODES: &str = "https://developer.okta.com/docs/reference/error-codes/";
const ASSIGN: &str = "https://help.okta.com/en-us/content/topics/provisioning/lcm/lcm-user-app-assign.htm";
const POLICY: &str = "https://developer.okta.com/docs/guides/configure-access-policy/main/";
const REDIRECT: &str = "https://developer.okta.com/docs/guides/sign-into-web-app-redirect/node-express/main/";
const LIMITS: &str = "https://developer.okta.com/docs/reference/rate-limits/";

pub(super) const PROVIDER: Provider = Provider {
    name: "Okta",
    services: &[("okta", "Okta")],
    // Each organisation has its own host, so there is no page for everybody.
    access_page: None,
    access_place: "Okta › Settings",
    #[cfg(feature = "failures")]
    domains: &["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::phrase("not assigned to the client application", UserNotAssigned, ASSIGN),
        Rule::phrase("you are not allowed to access this app", UserNotAssigned, ASSIGN),
        Rule::phrase("policy evaluation failed", AdminBlocked, POLICY),
        Rule::phrase("could not be satisfied by the user", AdminBlocked, POLICY),
        Rule::phrase("'redirect_uri' parameter must be", RedirectMismatch, REDIRECT),
        Rule::phrase("'redirect_uri' does not match", RedirectMismatch, REDIRECT),
        Rule::phrase("scopes are not configured for the authorization server", ScopeInvalid, OAUTH),
        Rule::phrase("PKCE verification failed", ClientMisconfigured, OAUTH),
        Rule::phrase("PKCE code challenge is required", ClientMisconfigured, OAUTH),
        Rule::phrase("client specified not to prompt", ReauthInteractionRequired, OAUTH),
        Rule::phrase(
            "interaction code flow and user interaction is required",
            ReauthInteractionRequired,
            OAUTH,
        ),
        Rule::phrase("refresh token is invalid or expired", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("authorization code is invalid or has expired", TokenRevokedOrExpired, OAUTH),
        Rule::subcode("E0000004", ReauthInteractionRequired, CODES),
        Rule::subcode("E0000005", ReauthInteractionRequired, CODES),
        Rule::subcode("E0000006", ResourcePermissionDenied, CODES),
        Rule::subcode("E0000009", ProviderOutage, CODES),
        Rule::subcode("E0000010", ProviderOutage, CODES),
        Rule::subcode("E0000011", TokenRevokedOrExpired, CODES),
        Rule::subcode("E0000015", ResourcePermissionDenied, CODES),
        Rule::subcode("E0000047", RateLimited, LIMITS),
        Rule::subcode("E0000064", ReauthInteractionRequired, CODES),
        Rule::subcode("E0000069", AccountBlocked, CODES),
        Rule::subcode("E0000119", AccountBlocked, CODES),
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
                "access_denied: Policy evaluation failed for this request, please check the policy configurations.",
                AdminBlocked,
            ),
            ("access_denied: User is not assigned to the client application.", UserNotAssigned),
            (
                "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
                RedirectMismatch,
            ),
            (
                r#"{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests."}"#,
                RateLimited,
            ),
            (
                r#"{"error":"invalid_grant","error_description":"PKCE verification failed."}"#,
                ClientMisconfigured,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
