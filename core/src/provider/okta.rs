//! Okta: a customer's own sign-in service.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AdminBlocked, ClientMisconfigured, ProviderOutage, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserNotAssigned,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://developer.okta.com/docs/reference/api/oidc/";
const CODES: &str = "https://developer.okta.com/docs/reference/error-codes/";
const ASSIGN: &str = "https://help.okta.com/en-us/content/topics/provisioning/lcm/lcm-user-app-assign.htm";
const POLICY: &str = "https://developer.okta.com/docs/guides/configure-access-policy/main/";
const REDIRECT: &str = "https://developer.okta.com/docs/guides/sign-into-web-app-redirect/node-express/main/";
const LIMITS: &str = "https://developer.okta.com/docs/reference/rate-limits/";

pub(super) static PROVIDER: Provider = Provider {
    name: "Okta",
    services: &[("okta", "Okta")],
    // Each organisation has its own host, so there is no page for everybody.
    access_page: None,
    access_place: "Okta › Settings",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.okta.com/"),
    console_page: None,
    domains: &["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::phrases(
            "not assigned to the client application | you are not allowed to access this app",
            UserNotAssigned,
            ASSIGN,
        ),
        Rule::phrases("policy evaluation failed | could not be satisfied by the user", AdminBlocked, POLICY),
        Rule::phrases(
            "'redirect_uri' parameter must be | 'redirect_uri' does not match",
            RedirectMismatch,
            REDIRECT,
        ),
        Rule::phrases("scopes are not configured for the authorization server", ScopeInvalid, OAUTH),
        Rule::phrases(
            "PKCE verification failed | PKCE code challenge is required",
            ClientMisconfigured,
            OAUTH,
        ),
        Rule::phrases(
            "client specified not to prompt | interaction code flow and user interaction is required",
            ReauthInteractionRequired,
            OAUTH,
        ),
        Rule::phrases(
            "refresh token is invalid or expired | authorization code is invalid or has expired",
            TokenRevokedOrExpired,
            OAUTH,
        ),
        Rule::subcodes("E0000004 | E0000005", ReauthInteractionRequired, CODES),
        Rule::subcodes("E0000006", ResourcePermissionDenied, CODES),
        Rule::subcodes("E0000009 | E0000010", ProviderOutage, CODES),
        Rule::subcodes("E0000011", TokenRevokedOrExpired, CODES),
        Rule::subcodes("E0000015", ResourcePermissionDenied, CODES),
        Rule::subcodes("E0000047", RateLimited, LIMITS),
        Rule::subcodes("E0000064", ReauthInteractionRequired, CODES),
        Rule::subcodes("E0000069 | E0000119", AccountBlocked, CODES),
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
        ]);
    }
}
