//! What the standards say an error word means, and what errors say in plain words whoever sends them.

mod phrases;

pub(crate) use phrases::PHRASES;

use crate::{
    Class,
    rule::{Rule, Rules},
};

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
pub(crate) static WORDS: Rules = Rules::new(&[
    Rule::errors("access_denied", Class::DeniedUnspecified, RFC6749),
    Rule::errors(
        "invalid_request | unauthorized_client | unsupported_response_type",
        Class::ClientMisconfigured,
        RFC6749,
    ),
    Rule::errors("invalid_scope", Class::ScopeInvalid, RFC6749),
    Rule::errors("server_error | temporarily_unavailable", Class::ProviderOutage, RFC6749),
    Rule::errors("invalid_client", Class::ClientMisconfigured, RFC6749),
    Rule::errors("invalid_grant", Class::TokenRevokedOrExpired, RFC6749),
    Rule::errors("unsupported_grant_type", Class::ClientMisconfigured, RFC6749),
    Rule::errors("invalid_token", Class::TokenRevokedOrExpired, RFC6750),
    Rule::errors("insufficient_scope", Class::ScopeNotGranted, RFC6750),
    Rule::errors("unsupported_token_type", Class::ClientMisconfigured, RFC7009),
    Rule::errors("invalid_redirect_uri", Class::RedirectMismatch, RFC7591),
    Rule::errors(
        "invalid_client_metadata | invalid_software_statement | unapproved_software_statement",
        Class::ClientMisconfigured,
        RFC7591,
    ),
    Rule::errors("authorization_pending", Class::ReauthInteractionRequired, RFC8628),
    Rule::errors("slow_down", Class::RateLimited, RFC8628),
    Rule::errors("expired_token", Class::TokenRevokedOrExpired, RFC8628),
    Rule::errors("invalid_target", Class::ClientMisconfigured, RFC8707),
    Rule::errors(
        "invalid_request_uri | invalid_request_object | request_not_supported | request_uri_not_supported",
        Class::ClientMisconfigured,
        RFC9101,
    ),
    Rule::errors("registration_not_supported", Class::ClientMisconfigured, OPENID),
    Rule::errors("invalid_authorization_details", Class::ScopeInvalid, RFC9396),
    Rule::errors("invalid_dpop_proof | use_dpop_nonce", Class::ClientMisconfigured, RFC9449),
    Rule::errors("insufficient_user_authentication", Class::ReauthInteractionRequired, RFC9470),
    Rule::errors(
        "interaction_required | login_required | account_selection_required",
        Class::ReauthInteractionRequired,
        OPENID,
    ),
    Rule::errors("consent_required", Class::ConsentMissing, OPENID),
    Rule::errors("unmet_authentication_requirements", Class::ReauthInteractionRequired, OPENID_UNMET),
    Rule::errors("missing_user_code | invalid_user_code", Class::ReauthInteractionRequired, OPENID_CIBA),
    Rule::errors("unknown_user_id", Class::AccountNotInTenant, OPENID_CIBA),
    // An early draft of OpenID Connect, still sent for prompt=none.
    Rule::errors("immediate_failed", Class::ReauthInteractionRequired, OPENID),
    Rule::errors("redirect_uri_mismatch", Class::RedirectMismatch, RFC6749),
    Rule::errors("user_denied", Class::UserCancelled, MAPILLARY),
    // Written for a person who may not sign in for now, and sent where one declined.
    Rule::errors("user_refused", Class::UserCancelled, OAUTH1_PROBLEMS),
    Rule::errors("permission_unknown", Class::ReauthInteractionRequired, OAUTH1_PROBLEMS),
    Rule::errors("additional_authorization_required", Class::ScopeNotGranted, OAUTH1_PROBLEMS),
    Rule::errors("permission_denied", Class::ResourcePermissionDenied, GRPC),
    Rule::errors(
        "token_expired | token_revoked | token_rejected | token_used",
        Class::TokenRevokedOrExpired,
        OAUTH1_PROBLEMS,
    ),
    Rule::errors("consumer_key_unknown | consumer_key_rejected", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    // Refused for now, and rejected for good.
    Rule::errors("consumer_key_refused", Class::RateLimited, OAUTH1_PROBLEMS),
    Rule::errors(
        "signature_invalid | signature_method_rejected | nonce_used | timestamp_refused",
        Class::ClientMisconfigured,
        OAUTH1_PROBLEMS,
    ),
]);

/// Words of OAuth 1.0a's `oauth_problem` that mean something else there than as an `error`.
pub(crate) static PROBLEMS: Rules =
    Rules::new(&[Rule::errors("permission_denied", Class::UserCancelled, OAUTH1_PROBLEMS)]);

/// What is tried last in a text without an error word that is known.
pub(crate) static HINTS: Rules = Rules::new(&[
    Rule::phrases(
        "client authentication failed | invalid client | invalid_client",
        Class::ClientMisconfigured,
        RFC6749,
    ),
    Rule::phrases("missing authorization code", Class::Malformed, RFC6749),
    Rule::phrases(
        "code has expired | code is expired | code expired | invalid authorization code | \
         code has already been used | code was already redeemed | link has expired | \
         refresh token is invalid | invalid refresh token",
        Class::TokenRevokedOrExpired,
        RFC6749,
    ),
    Rule::phrases(
        "token has expired | token expired | token is expired | expired token | token has been revoked | \
         token was revoked | token revoked | invalid access token | bad credentials",
        Class::TokenRevokedOrExpired,
        RFC6750,
    ),
    Rule::phrases("401 unauthorized | http 401", Class::TokenRevokedOrExpired, RFC9110),
    Rule::phrases("insufficient permission | permission denied", Class::ResourcePermissionDenied, RFC9110),
    Rule::phrases("permission_denied", Class::ResourcePermissionDenied, GRPC),
    Rule::phrases("403 forbidden | http 403", Class::ResourcePermissionDenied, RFC9110),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_sound() {
        for table in [&WORDS, &PROBLEMS, &PHRASES, &HINTS] {
            table.assert_sound();
        }
    }
}
