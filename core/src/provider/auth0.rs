//! Auth0: the sign-in service behind many apps.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AccountNotInTenant, ClientMisconfigured, DeniedUnspecified, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{User, WorkspaceAdmin};
use crate::rule::{Rule, Rules};

const ERRORS: &str = "https://auth0.com/docs/libraries/common-auth0-library-authentication-errors";
const LOGIN: &str = "https://auth0.com/docs/customize/login-pages/custom-error-pages";
const ORGANIZATIONS: &str = "https://auth0.com/docs/manage-users/organizations/login-flows-for-organizations";
const APPLICATIONS: &str = "https://auth0.com/docs/get-started/applications/application-settings";
const APIS: &str = "https://auth0.com/docs/get-started/applications/third-party-applications/troubleshooting";
const REFRESH: &str = "https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation";
const CODE_FLOW: &str = "https://auth0.com/docs/api/authentication";
const ATTACKS: &str = "https://auth0.com/docs/secure/attack-protection/brute-force-protection";
const LIMITS: &str =
    "https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy";

pub(super) static PROVIDER: Provider = Provider {
    name: "Auth0",
    services: &[("auth0", "Auth0")],
    // Apps have their own sign-in pages on it, so there is no page for everybody.
    access_page: None,
    access_place: "the app that you sign in to with Auth0",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.auth0.com/"),
    console_page: Some("https://manage.auth0.com/"),
    domains: &["auth0.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::phrases("user is blocked", AccountBlocked, ERRORS),
        Rule::errors("blocked_user", AccountBlocked, ERRORS),
        Rule::errors("too_many_attempts", AccountBlocked, ATTACKS).by(User).retry(true),
        Rule::phrases("blocked after multiple consecutive login attempts", AccountBlocked, ATTACKS)
            .by(User)
            .retry(true),
        Rule::phrases("user did not authorize the request", UserCancelled, CODE_FLOW),
        Rule::phrases(
            "requires organization membership | is not part of the org_",
            AccountNotInTenant,
            ORGANIZATIONS,
        ),
        Rule::phrases("organization is required for this client", ClientMisconfigured, ORGANIZATIONS),
        Rule::phrases("service not found:", ClientMisconfigured, APIS),
        Rule::phrases("client has not been granted scopes", ScopeInvalid, APIS),
        Rule::phrases("client is not authorized to access", ClientMisconfigured, APIS),
        Rule::phrases(
            "not allowed for the client | no connections enabled for the client",
            ClientMisconfigured,
            APPLICATIONS,
        ),
        Rule::phrases(
            "callback URL mismatch | not in the list of allowed callback URLs",
            RedirectMismatch,
            APPLICATIONS,
        ),
        Rule::phrases("failed to verify code verifier", ClientMisconfigured, CODE_FLOW),
        Rule::phrases("unknown or invalid refresh token", TokenRevokedOrExpired, REFRESH),
        Rule::phrases("invalid authorization code", TokenRevokedOrExpired, CODE_FLOW),
        Rule::phrases("user who doesn't exist anymore", AccountBlocked, REFRESH),
        Rule::phrases("pressed the back button", ReauthInteractionRequired, LOGIN),
        Rule::errors(
            "mfa_required | mfa_registration_required | mfa_invalid_code",
            ReauthInteractionRequired,
            ERRORS,
        ),
        Rule::phrases("multifactor authentication required", ReauthInteractionRequired, ERRORS),
        Rule::errors("password_leaked | invalid_user_password", ReauthInteractionRequired, ERRORS),
        Rule::phrases("wrong email or password", ReauthInteractionRequired, ERRORS),
        Rule::errors("too_many_requests", RateLimited, LIMITS),
        Rule::phrases("global limit has been reached", RateLimited, LIMITS),
        Rule::errors("unauthorized", DeniedUnspecified, ERRORS).by(WorkspaceAdmin).retry(false),
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
                r#"{"error":"mfa_required","error_description":"Multifactor authentication required"}"#,
                ReauthInteractionRequired,
            ),
            (
                r#"{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}"#,
                TokenRevokedOrExpired,
            ),
            (
                "invalid_request: client requires organization membership, but user does not belong to any organization",
                AccountNotInTenant,
            ),
            ("access_denied: user auth0|1 is not part of the org_2 organization", AccountNotInTenant),
            ("Callback URL mismatch.", RedirectMismatch),
        ]);
    }
}
