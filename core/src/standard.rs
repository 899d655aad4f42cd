//! What the standards say an error word means, and what errors say in plain words whoever sends them.

mod phrases;

pub(crate) use phrases::PHRASES;

use crate::{Class, Rule};

const RFC6749: &str = "https://www.rfc-editor.org/rfc/rfc6749";
const RFC6750: &str = "https://www.rfc-editor.org/rfc/rfc6750";
const RFC7009: &str = "https://www.rfc-editor.org/rfc/rfc7009";
const RFC7591: &str = "https://www.rfc-editor.org/rfc/rfc7591";
const RFC8628: &str = "https://www.rfc-editor.org/rfc/rfc8628";
const RFC8707: &str = "https://www.rfc-editor.org/rfc/rfc8707";
const RFC9101: &str = "https://www.rfc-editor.org/rfc/rfc9101";
const RFC9396: &str = "https://www.rfc-editor.org/rfc/rfc9396";
const RFC9449: &str = "https://www.rfc-editor.org/rfc/rfc9449";
const RFC9470: &str = "https://www.rfc-editor.org/rfc/rfc9470";
const OPENID: &str = "https://openid.net/specs/openid-connect-core-1_0.html";
const OPENID_UNMET: &str =
    "https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html";
const OPENID_CIBA: &str =
    "https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html";
const OAUTH1_PROBLEMS: &str = "https://wiki.oauth.net/w/page/12238543/ProblemReporting";
const RFC9110: &str = "https://www.rfc-editor.org/rfc/rfc9110";
const GRPC: &str = "https://grpc.io/docs/guides/status-codes/";
const MAPILLARY: &str = "https://www.mapillary.com/developer/api-documentation";

/// The error words of the standards, and a few that mean what they say.
pub(crate) const WORDS: &[Rule] = &[
    Rule::error("access_denied", Class::DeniedUnspecified, RFC6749),
    Rule::error("invalid_request", Class::ClientMisconfigured, RFC6749),
    Rule::error("unauthorized_client", Class::ClientMisconfigured, RFC6749),
    Rule::error("unsupported_response_type", Class::ClientMisconfigured, RFC6749),
    Rule::error("invalid_scope", Class::ScopeInvalid, RFC6749),
    Rule::error("server_error", Class::ProviderOutage, RFC6749),
    Rule::error("temporarily_unavailable", Class::ProviderOutage, RFC6749),
    Rule::error("invalid_client", Class::ClientMisconfigured, RFC6749),
    Rule::error("invalid_grant", Class::TokenRevokedOrExpired, RFC6749),
    Rule::error("unsupported_grant_type", Class::ClientMisconfigured, RFC6749),
    Rule::error("invalid_token", Class::TokenRevokedOrExpired, RFC6750),
    Rule::error("insufficient_scope", Class::ScopeNotGranted, RFC6750),
    Rule::error("unsupported_token_type", Class::ClientMisconfigured, RFC7009),
    Rule::error("invalid_redirect_uri", Class::RedirectMismatch, RFC7591),
    Rule::error("invalid_client_metadata", Class::ClientMisconfigured, RFC7591),
    Rule::error("invalid_software_statement", Class::ClientMisconfigured, RFC7591),
    Rule::error("unapproved_software_statement", Class::ClientMisconfigured, RFC7591),
    Rule::error("authorization_pending", Class::ReauthInteractionRequired, RFC8628),
    Rule::error("slow_down", Class::RateLimited, RFC8628),
    Rule::error("expired_token", Class::TokenRevokedOrExpired, RFC8628),
    Rule::error("invalid_target", Class::ClientMisconfigured, RFC8707),
    Rule::error("invalid_request_uri", Class::ClientMisconfigured, RFC9101),
    Rule::error("invalid_request_object", Class::ClientMisconfigured, RFC9101),
    Rule::error("request_not_supported", Class::ClientMisconfigured, RFC9101),
    Rule::error("request_uri_not_supported", Class::ClientMisconfigured, RFC9101),
    Rule::error("registration_not_supported", Class::ClientMisconfigured, OPENID),
    Rule::error("invalid_authorization_details", Class::ScopeInvalid, RFC9396),
    Rule::error("invalid_dpop_proof", Class::ClientMisconfigured, RFC9449),
    Rule::error("use_dpop_nonce", Class::ClientMisconfigured, RFC9449),
    Rule::error("insufficient_user_authentication", Class::ReauthInteractionRequired, RFC9470),
    Rule::error("interaction_required", Class::ReauthInteractionRequired, OPENID),
    Rule::error("login_required", Class::ReauthInteractionRequired, OPENID),
    Rule::error("account_selection_required", Class::ReauthInteractionRequired, OPENID),
    Rule::error("consent_required", Class::ConsentMissing, OPENID),
    Rule::error("unmet_authentication_requirements", Class::ReauthInteractionRequired, OPENID_UNMET),
    Rule::error("missing_user_code", Class::ReauthInteractionRequired, OPENID_CIBA),
    Rule::error("invalid_user_code", Class::ReauthInteractionRequired, OPENID_CIBA),
    Rule::error("unknown_user_id", Class::AccountNotInTenant, OPENID_CIBA),
    // An early draft of OpenID Connect, still sent for prompt=none.
    Rule::error("immediate_failed", Class::ReauthInteractionRequired, OPENID),
    Rule::error("redirect_uri_mismatch", Class::RedirectMismatch, RFC6749),
    Rule::error("user_denied", Class::UserCancelled, MAPILLARY),
    // Written for a person who may not sign in for now, and sent where one declined.
    Rule::error("user_refused", Class::UserCancelled, OAUTH1_PROBLEMS),
    Rule::error("permission_unknown", Class::ReauthInteractionRequired, OAUTH1_PROBLEMS),
    Rule::error("additional_authorization_required", Class::ScopeNotGranted, OAUTH1_PROBLEMS),
    Rule::error("permission_denied", Class::ResourcePermissionDenied, GRPC),
    Rule::error("token_expired", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_revoked", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_rejected", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_used", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("consumer_key_unknown", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("consumer_key_rejected", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    // Refused for now, and rejected for good.
    Rule::error("consumer_key_refused", Class::RateLimited, OAUTH1_PROBLEMS),
    Rule::error("signature_invalid", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("signature_method_rejected", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("nonce_used", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("timestamp_refused", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
];

/// Words of OAuth 1.0a's `oauth_problem` that mean something else there than as an `error`.
pub(crate) const PROBLEMS: &[Rule] =
    &[Rule::error("permission_denied", Class::UserCancelled, OAUTH1_PROBLEMS)];

/// What is tried last in a text without an error word that is known.
pub(crate) const HINTS: &[Rule] = &[
    Rule::phrase("client authentication failed", Class::ClientMisconfigured, RFC6749),
    Rule::phrase("invalid client", Class::ClientMisconfigured, RFC6749),
    Rule::phrase("invalid_client", Class::ClientMisconfigured, RFC6749),
    Rule::phrase("missing authorization code", Class::Malformed, RFC6749),
    Rule::phrase("code has expired", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("code is expired", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("code expired", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("invalid authorization code", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("code has already been used", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("code was already redeemed", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("link has expired", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("refresh token is invalid", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("invalid refresh token", Class::TokenRevokedOrExpired, RFC6749),
    Rule::phrase("token has expired", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("token expired", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("token is expired", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("expired token", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("token has been revoked", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("token was revoked", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("token revoked", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("invalid access token", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("bad credentials", Class::TokenRevokedOrExpired, RFC6750),
    Rule::phrase("401 unauthorized", Class::TokenRevokedOrExpired, RFC9110),
    Rule::phrase("http 401", Class::TokenRevokedOrExpired, RFC9110),
    Rule::phrase("insufficient permission", Class::ResourcePermissionDenied, RFC9110),
    Rule::phrase("permission denied", Class::ResourcePermissionDenied, RFC9110),
    Rule::phrase("permission_denied", Class::ResourcePermissionDenied, GRPC),
    Rule::phrase("403 forbidden", Class::ResourcePermissionDenied, RFC9110),
    Rule::phrase("http 403", Class::ResourcePermissionDenied, RFC9110),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_hides_behind_another() {
        for table in [WORDS, PROBLEMS, PHRASES, HINTS] {
            for (index, rule) in table.iter().enumerate() {
                assert!(rule.source.starts_with("https://"), "{rule:?}");
                assert!(!table[..index].iter().any(|other| other.when == rule.when), "{rule:?}");
            }
        }
    }
}
