//! Keycloak: a sign-in service that organisations run themselves.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, ConsentMissing,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{User, WorkspaceAdmin};
use crate::rule::{Rule, Rules};

const AUTHORIZE: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/endpoints/AuthorizationEndpointChecker.java";
const LOGIN: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/OIDCLoginProtocol.java";
const CODE: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/grants/AuthorizationCodeGrantType.java";
const TOKENS: &str = "https://github.com/keycloak/keycloak/blob/main/services/src/main/java/org/keycloak/protocol/oidc/TokenManager.java";
const PAGES: &str = "https://github.com/keycloak/keycloak/blob/main/themes/src/main/resources/theme/base/login/messages/messages_en.properties";

pub(super) static PROVIDER: Provider = Provider {
    name: "Keycloak",
    services: &[("keycloak", "Keycloak")],
    // Each organisation runs its own, so there is no page for everybody.
    access_page: None,
    access_place: "Keycloak › Account › Applications",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: None,
    console_page: None,
    domains: &[],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::phrases("authentication_expired", ReauthInteractionRequired, LOGIN),
        Rule::phrases("invalid parameter: redirect_uri", RedirectMismatch, AUTHORIZE),
        Rule::phrases("invalid redirect uri", RedirectMismatch, PAGES),
        Rule::phrases("incorrect redirect_uri", RedirectMismatch, CODE),
        Rule::phrases("flow is disabled for the client", ClientMisconfigured, AUTHORIZE),
        Rule::phrases("allowed to initiate browser login", ClientMisconfigured, PAGES),
        Rule::phrases(
            "client not allowed to exchange | PKCE verification failed | PKCE code verifier not specified",
            ClientMisconfigured,
            CODE,
        ),
        Rule::phrases("client disabled | login requester not enabled", AppDisabled, PAGES),
        Rule::phrases("realm not enabled", AppDisabled, PAGES).by(WorkspaceAdmin),
        Rule::phrases("invalid scopes:", ScopeInvalid, AUTHORIZE),
        Rule::phrases(
            "account temporarily disabled | account is temporarily disabled",
            AccountBlocked,
            PAGES,
        )
        .by(User)
        .retry(true),
        Rule::phrases("account is disabled | account disabled", AccountBlocked, PAGES),
        Rule::phrases("user disabled", AccountBlocked, CODE),
        Rule::phrases(
            "account is not fully set up | invalid user credentials | login timeout | \
             login attempt timed out | action expired | cookie not found",
            ReauthInteractionRequired,
            PAGES,
        ),
        Rule::phrases("authenticated with identity provider", AccountNotInTenant, PAGES),
        Rule::phrases("no longer has requested consent", ConsentMissing, CODE),
        Rule::phrases("consent denied", UserCancelled, PAGES),
        Rule::phrases(
            "offline tokens not allowed | permission for realm role | no longer has role permissions",
            ResourcePermissionDenied,
            TOKENS,
        ),
        Rule::phrases("code not valid | code is expired", TokenRevokedOrExpired, CODE),
        Rule::phrases(
            "session not active | user session not found | token is not active | stale token | \
             stale refresh token | refresh token expired | refresh token reuse exceeded | \
             invalid refresh token | session doesn't have required client",
            TokenRevokedOrExpired,
            TOKENS,
        ),
        Rule::errors("access_denied", UserCancelled, LOGIN),
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
        ]);
    }
}
