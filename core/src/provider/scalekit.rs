//! Scalekit, which stands between the app and the other providers: what its own pages and API answer.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ScopeInvalid, StateMismatch, TokenRevokedOrExpired,
};
use crate::Fixer::WorkspaceAdmin;
#[cfg(feature = "failures")]
use crate::Rule;

const VERIFY: &str = "https://docs.scalekit.com/agentkit/user-verification/";
const CONNECTIONS: &str = "https://docs.scalekit.com/agentkit/connections/";
const SSO: &str = "https://docs.scalekit.com/sso/reference/sso-integration-errors/";
const MCP: &str = "https://docs.scalekit.com/authenticate/mcp/custom-auth/";
const API: &str = "https://docs.scalekit.com/apis/";
const LIMITS: &str = "https://docs.scalekit.com/reference/rate-limits/";
const LINKS: &str = "https://docs.scalekit.com/passwordless/quickstart/";

pub(super) const PROVIDER: Provider = Provider {
    name: "Scalekit",
    services: &[("scalekit", "Scalekit")],
    // It is the app's own: a person who uses the app has no page there.
    access_page: None,
    access_place: "Scalekit dashboard › AgentKit › Connected accounts",
    #[cfg(feature = "failures")]
    domains: &["scalekit.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // The hosted pages of connected accounts.
        Rule::phrase("user_verify_url not configured", ClientMisconfigured, VERIFY),
        Rule::error("failed_to_exchange_token", TokenRevokedOrExpired, CONNECTIONS),
        Rule::error("failed_to_exchange", TokenRevokedOrExpired, CONNECTIONS),
        Rule::phrase("session expired or invalid", TokenRevokedOrExpired, CONNECTIONS),
        Rule::phrase("link is invalid or has expired", TokenRevokedOrExpired, LINKS),
        Rule::error("invalid_state", StateMismatch, MCP),
        // Sign-in and single sign-on.
        Rule::error("invalid_redirect_uri", RedirectMismatch, SSO),
        Rule::error("invalid_user_domain", AccountNotInTenant, SSO).by(WorkspaceAdmin),
        Rule::error("user_not_active", AccountBlocked, SSO),
        Rule::error("application_not_active", AppDisabled, SSO),
        Rule::error("authentication_not_completed", ReauthInteractionRequired, SSO),
        Rule::error("user_login_required", ReauthInteractionRequired, SSO),
        Rule::error("assertion_expired", TokenRevokedOrExpired, SSO),
        Rule::error("response_expired", TokenRevokedOrExpired, SSO),
        Rule::error("invalid_connection_selector", ClientMisconfigured, SSO),
        Rule::error("invalid_connection_id", ClientMisconfigured, SSO),
        Rule::error("invalid_organization_id", ClientMisconfigured, SSO),
        Rule::error("no_active_connections", ClientMisconfigured, SSO),
        Rule::error("no_configured_connections", ClientMisconfigured, SSO),
        Rule::error("connection_not_active", ClientMisconfigured, SSO),
        Rule::error("domain_not_found", ClientMisconfigured, SSO),
        Rule::error("invalid_id_token", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("user_info_retrieve_failed", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("mandatory_attribute_missing", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("signature_validation_failed", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("invalid_acs_url", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("invalid_saml_metadata", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("invalid_saml_request", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("invalid_saml_response", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        Rule::error("malformed_saml_response", ClientMisconfigured, SSO).by(WorkspaceAdmin),
        // The API.
        Rule::subcode("INVALID_SCOPE_SELECTION", ScopeInvalid, API),
        Rule::subcode("RESOURCE_NOT_FOUND", ClientMisconfigured, API),
        Rule::subcode("RATE_LIMITED", RateLimited, LIMITS),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
