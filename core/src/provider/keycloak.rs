//! Keycloak: a sign-in service that organisations run themselves.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, ConsentMissing,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{User, WorkspaceAdmin};
#[cfg(feature = "failures")]
use crate::Rule;

const AUTHORIZE: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/endpoints/AuthorizationEndpointChecker.java";
const LOGIN: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/OIDCLoginProtocol.java";
const CODE: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/grants/AuthorizationCodeGrantType.java";
const TOKENS: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/TokenManager.java";
const PAGES: &str = "https://github.com/keycloak/keycloak/blob/main/themes/src/main/resources/theme/base/login/messages/messages_en.properties";

pub(super) const PROVIDER: Provider = Provider {
    name: "Keycloak",
    services: &[("keycloak", "Keycloak")],
    // Each organisation runs its own, so there is no page for everybody.
    access_page: None,
    access_place: "Keycloak › Account › Applications",
    #[cfg(feature = "failures")]
    domains: &[],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::phrase("authentication_expired", ReauthInteractionRequired, LOGIN),
        Rule::phrase("invalid parameter: redirect_uri", RedirectMismatch, AUTHORIZE),
        Rule::phrase("invalid redirect uri", RedirectMismatch, PAGES),
        Rule::phrase("incorrect redirect_uri", RedirectMismatch, CODE),
        Rule::phrase("flow is disabled for the client", ClientMisconfigured, AUTHORIZE),
        Rule::phrase("allowed to initiate browser login", ClientMisconfigured, PAGES),
        Rule::phrase("client not allowed to exchange", ClientMisconfigured, CODE),
        Rule::phrase("PKCE verification failed", ClientMisconfigured, CODE),
        Rule::phrase("PKCE code verifier not specified", ClientMisconfigured, CODE),
        Rule::phrase("client disabled", AppDisabled, PAGES),
        Rule::phrase("login requester not enabled", AppDisabled, PAGES),
        Rule::phrase("realm not enabled", AppDisabled, PAGES).by(WorkspaceAdmin),
        Rule::phrase("invalid scopes:", ScopeInvalid, AUTHORIZE),
        Rule::phrase("account temporarily disabled", AccountBlocked, PAGES).by(User).retry(true),
        Rule::phrase("account is temporarily disabled", AccountBlocked, PAGES).by(User).retry(true),
        Rule::phrase("account is disabled", AccountBlocked, PAGES),
        Rule::phrase("account disabled", AccountBlocked, PAGES),
        Rule::phrase("user disabled", AccountBlocked, CODE),
        Rule::phrase("account is not fully set up", ReauthInteractionRequired, PAGES),
        Rule::phrase("invalid user credentials", ReauthInteractionRequired, PAGES),
        Rule::phrase("login timeout", ReauthInteractionRequired, PAGES),
        Rule::phrase("login attempt timed out", ReauthInteractionRequired, PAGES),
        Rule::phrase("action expired", ReauthInteractionRequired, PAGES),
        Rule::phrase("cookie not found", ReauthInteractionRequired, PAGES),
        Rule::phrase("authenticated with identity provider", AccountNotInTenant, PAGES),
        Rule::phrase("no longer has requested consent", ConsentMissing, CODE),
        Rule::phrase("consent denied", UserCancelled, PAGES),
        Rule::phrase("offline tokens not allowed", ResourcePermissionDenied, TOKENS),
        Rule::phrase("permission for realm role", ResourcePermissionDenied, TOKENS),
        Rule::phrase("no longer has role permissions", ResourcePermissionDenied, TOKENS),
        Rule::phrase("code not valid", TokenRevokedOrExpired, CODE),
        Rule::phrase("code is expired", TokenRevokedOrExpired, CODE),
        Rule::phrase("session not active", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("user session not found", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("token is not active", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("stale token", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("stale refresh token", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("refresh token expired", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("refresh token reuse exceeded", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("invalid refresh token", TokenRevokedOrExpired, TOKENS),
        Rule::phrase("session doesn't have required client", TokenRevokedOrExpired, TOKENS),
        Rule::error("access_denied", UserCancelled, LOGIN),
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
                r#"{"error":"invalid_grant","error_description":"Account is not fully set up"}"#,
                ReauthInteractionRequired,
            ),
            (r#"{"error":"invalid_grant","error_description":"Session not active"}"#, TokenRevokedOrExpired),
            (r#"{"error":"invalid_grant","error_description":"User disabled"}"#, AccountBlocked),
            (r#"{"error":"invalid_grant","error_description":"Incorrect redirect_uri"}"#, RedirectMismatch),
            (
                r#"{"error":"invalid_scope","error_description":"Client no longer has requested consent from user"}"#,
                ConsentMissing,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
