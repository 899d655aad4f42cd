//! Auth0: the sign-in service behind many apps.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, ClientMisconfigured, DeniedUnspecified, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ScopeInvalid, TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{User, WorkspaceAdmin};
#[cfg(feature = "failures")]
use crate::Rule;

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

pub(super) const PROVIDER: Provider = Provider {
    name: "Auth0",
    services: &[("auth0", "Auth0")],
    // Apps have their own sign-in pages on it, so there is no page for everybody.
    access_page: None,
    access_place: "the app that you sign in to with Auth0",
    #[cfg(feature = "failures")]
    domains: &["auth0.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::phrase("user is blocked", AccountBlocked, ERRORS),
        Rule::error("blocked_user", AccountBlocked, ERRORS),
        Rule::error("too_many_attempts", AccountBlocked, ATTACKS).by(User).retry(true),
        Rule::phrase("blocked after multiple consecutive login attempts", AccountBlocked, ATTACKS)
            .by(User)
            .retry(true),
        Rule::phrase("user did not authorize the request", UserCancelled, CODE_FLOW),
        Rule::phrase("requires organization membership", AccountNotInTenant, ORGANIZATIONS),
        Rule::phrase("is not part of the org_", AccountNotInTenant, ORGANIZATIONS),
        Rule::phrase("organization is required for this client", ClientMisconfigured, ORGANIZATIONS),
        Rule::phrase("service not found:", ClientMisconfigured, APIS),
        Rule::phrase("client has not been granted scopes", ScopeInvalid, APIS),
        Rule::phrase("client is not authorized to access", ClientMisconfigured, APIS),
        Rule::phrase("not allowed for the client", ClientMisconfigured, APPLICATIONS),
        Rule::phrase("no connections enabled for the client", ClientMisconfigured, APPLICATIONS),
        Rule::phrase("callback URL mismatch", RedirectMismatch, APPLICATIONS),
        Rule::phrase("not in the list of allowed callback URLs", RedirectMismatch, APPLICATIONS),
        Rule::phrase("failed to verify code verifier", ClientMisconfigured, CODE_FLOW),
        Rule::phrase("unknown or invalid refresh token", TokenRevokedOrExpired, REFRESH),
        Rule::phrase("invalid authorization code", TokenRevokedOrExpired, CODE_FLOW),
        Rule::phrase("user who doesn't exist anymore", AccountBlocked, REFRESH),
        Rule::phrase("pressed the back button", ReauthInteractionRequired, LOGIN),
        Rule::error("mfa_required", ReauthInteractionRequired, ERRORS),
        Rule::error("mfa_registration_required", ReauthInteractionRequired, ERRORS),
        Rule::error("mfa_invalid_code", ReauthInteractionRequired, ERRORS),
        Rule::phrase("multifactor authentication required", ReauthInteractionRequired, ERRORS),
        Rule::error("password_leaked", ReauthInteractionRequired, ERRORS),
        Rule::error("invalid_user_password", ReauthInteractionRequired, ERRORS),
        Rule::phrase("wrong email or password", ReauthInteractionRequired, ERRORS),
        Rule::error("too_many_requests", RateLimited, LIMITS),
        Rule::phrase("global limit has been reached", RateLimited, LIMITS),
        Rule::error("unauthorized", DeniedUnspecified, ERRORS).by(WorkspaceAdmin).retry(false),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
