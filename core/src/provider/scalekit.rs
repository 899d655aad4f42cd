//! Scalekit, which stands between the app and the other providers: what its own pages and API answer.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ScopeInvalid, StateMismatch, TokenRevokedOrExpired,
};
use crate::Fixer::WorkspaceAdmin;
use crate::rule::{Rule, Rules};

const VERIFY: &str = "https://docs.scalekit.com/agentkit/user-verification/";
const CONNECTIONS: &str = "https://docs.scalekit.com/agentkit/connections/";
const SSO: &str = "https://docs.scalekit.com/sso/reference/sso-integration-errors/";
const MCP: &str = "https://docs.scalekit.com/authenticate/mcp/custom-auth/";
const API: &str = "https://docs.scalekit.com/apis/";
const LIMITS: &str = "https://docs.scalekit.com/reference/rate-limits/";
const LINKS: &str = "https://docs.scalekit.com/passwordless/quickstart/";

pub(super) static PROVIDER: Provider = Provider {
    name: "Scalekit",
    services: &[("scalekit", "Scalekit")],
    // It is the app's own: a person who uses the app has no page there.
    access_page: None,
    access_place: "Scalekit dashboard › AgentKit › Connected accounts",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: None,
    console_page: Some("https://app.scalekit.com/"),
    domains: &["scalekit.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // The hosted pages of connected accounts.
        Rule::phrases("user_verify_url not configured", ClientMisconfigured, VERIFY),
        Rule::errors("failed_to_exchange_token | failed_to_exchange", TokenRevokedOrExpired, CONNECTIONS),
        Rule::phrases("session expired or invalid", TokenRevokedOrExpired, CONNECTIONS),
        Rule::phrases("link is invalid or has expired", TokenRevokedOrExpired, LINKS),
        Rule::errors("invalid_state", StateMismatch, MCP),
        // Sign-in and single sign-on.
        Rule::errors("invalid_redirect_uri", RedirectMismatch, SSO),
        Rule::errors("invalid_user_domain", AccountNotInTenant, SSO).by(WorkspaceAdmin),
        Rule::errors("user_not_active", AccountBlocked, SSO),
        Rule::errors("application_not_active", AppDisabled, SSO),
        Rule::errors("authentication_not_completed | user_login_required", ReauthInteractionRequired, SSO),
        Rule::errors("assertion_expired | response_expired", TokenRevokedOrExpired, SSO),
        Rule::errors(
            "invalid_connection_selector | invalid_connection_id | invalid_organization_id | \
             no_active_connections | no_configured_connections | connection_not_active | domain_not_found",
            ClientMisconfigured,
            SSO,
        ),
        Rule::errors(
            "invalid_id_token | user_info_retrieve_failed | mandatory_attribute_missing | \
             signature_validation_failed | invalid_acs_url | invalid_saml_metadata | \
             invalid_saml_request | invalid_saml_response | malformed_saml_response",
            ClientMisconfigured,
            SSO,
        )
        .by(WorkspaceAdmin),
        // The API.
        Rule::subcodes("INVALID_SCOPE_SELECTION", ScopeInvalid, API),
        Rule::subcodes("RESOURCE_NOT_FOUND", ClientMisconfigured, API),
        Rule::subcodes("RATE_LIMITED", RateLimited, LIMITS),
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
                r#"{"error":"failed_to_exchange_token","error_description":"Error executing post auth hooks"}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":"failed_to_exchange","error_description":"user_verify_url not configured for verification redirect"}"#,
                ClientMisconfigured,
            ),
            ("Your session expired or invalid", TokenRevokedOrExpired),
            (r#"{"error":"invalid_user_domain"}"#, AccountNotInTenant),
            (
                r#"{"code":5,"message":"x","details":[{"error_code":"RESOURCE_NOT_FOUND"}]}"#,
                ClientMisconfigured,
            ),
        ]);
    }
}
