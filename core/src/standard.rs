//! What the standards say an error word means, and what errors say in plain words whoever sends them.

use crate::{Class, Fixer, Rule};

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
const RFC6585: &str = "https://www.rfc-editor.org/rfc/rfc6585";
const FETCH: &str = "https://fetch.spec.whatwg.org/";
const NODE_ERRORS: &str = "https://nodejs.org/api/errors.html";
const OPENSSL: &str = "https://docs.openssl.org/master/man1/openssl-verification-options/";
const GRPC: &str = "https://grpc.io/docs/guides/status-codes/";
const SUPABASE: &str = "https://supabase.com/docs/guides/auth/debugging/error-codes";
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
    Rule::error("user_refused", Class::UserCancelled, OAUTH1_PROBLEMS),
    Rule::error("permission_denied", Class::ResourcePermissionDenied, OAUTH1_PROBLEMS),
    Rule::error("token_expired", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_revoked", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_rejected", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("token_used", Class::TokenRevokedOrExpired, OAUTH1_PROBLEMS),
    Rule::error("consumer_key_unknown", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("consumer_key_rejected", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("consumer_key_refused", Class::AppDisabled, OAUTH1_PROBLEMS),
    Rule::error("signature_invalid", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
    Rule::error("timestamp_refused", Class::ClientMisconfigured, OAUTH1_PROBLEMS),
];

/// What a text says in so many words, before the error word is looked at.
pub(crate) const PHRASES: &[Rule] = &[
    // Brokers that pass on what happened at the provider.
    Rule::subcode("otp_expired", Class::TokenRevokedOrExpired, SUPABASE),
    Rule::subcode("bad_oauth_state", Class::StateMismatch, SUPABASE),
    Rule::subcode("bad_oauth_callback", Class::ClientMisconfigured, SUPABASE),
    Rule::subcode("flow_state_expired", Class::StateMismatch, SUPABASE),
    Rule::subcode("flow_state_not_found", Class::StateMismatch, SUPABASE),
    Rule::subcode("bad_code_verifier", Class::StateMismatch, SUPABASE),
    Rule::subcode("provider_disabled", Class::ClientMisconfigured, SUPABASE),
    Rule::subcode("oauth_provider_not_supported", Class::ClientMisconfigured, SUPABASE),
    Rule::subcode("signup_disabled", Class::AdminBlocked, SUPABASE),
    Rule::subcode("user_banned", Class::AccountBlocked, SUPABASE),
    Rule::subcode("over_request_rate_limit", Class::RateLimited, SUPABASE),
    Rule::phrase("unable to exchange external code", Class::ClientMisconfigured, SUPABASE),
    Rule::phrase("database error saving new user", Class::ClientMisconfigured, SUPABASE),
    Rule::phrase("error getting user profile from external provider", Class::ClientMisconfigured, SUPABASE),
    // The state that the app or a broker sent came back wrong.
    Rule::phrase("invalid state parameter", Class::StateMismatch, RFC6749),
    Rule::phrase("state parameter is invalid", Class::StateMismatch, RFC6749),
    Rule::phrase("state mismatch", Class::StateMismatch, RFC6749),
    Rule::phrase("state does not match", Class::StateMismatch, RFC6749),
    Rule::phrase("invalid oauth state", Class::StateMismatch, RFC6749),
    Rule::phrase("missing oauth state", Class::StateMismatch, RFC6749),
    // The person said no.
    Rule::phrase("user denied", Class::UserCancelled, RFC6749),
    Rule::phrase("user has denied", Class::UserCancelled, RFC6749),
    Rule::phrase("user declined", Class::UserCancelled, RFC6749),
    Rule::phrase("user has declined", Class::UserCancelled, RFC6749),
    Rule::phrase("user cancelled", Class::UserCancelled, RFC6749),
    Rule::phrase("user canceled", Class::UserCancelled, RFC6749),
    Rule::phrase("user has cancelled", Class::UserCancelled, RFC6749),
    Rule::phrase("user rejected", Class::UserCancelled, RFC6749),
    Rule::phrase("user refused", Class::UserCancelled, RFC6749),
    Rule::phrase("user did not authorize", Class::UserCancelled, RFC6749),
    Rule::phrase("user did not consent", Class::UserCancelled, RFC6749),
    Rule::phrase("denied by user", Class::UserCancelled, RFC6749),
    Rule::phrase("denied by the user", Class::UserCancelled, RFC6749),
    Rule::phrase("denied by resource owner", Class::UserCancelled, RFC6749),
    Rule::phrase("denied by the resource owner", Class::UserCancelled, RFC6749),
    Rule::phrase("resource owner denied", Class::UserCancelled, RFC6749),
    Rule::phrase("cancelled by user", Class::UserCancelled, RFC6749),
    Rule::phrase("cancelled by the user", Class::UserCancelled, RFC6749),
    Rule::phrase("canceled by user", Class::UserCancelled, RFC6749),
    Rule::phrase("canceled by the user", Class::UserCancelled, RFC6749),
    Rule::phrase("rejected by the user", Class::UserCancelled, RFC6749),
    Rule::phrase("declined by the user", Class::UserCancelled, RFC6749),
    // The redirect URI.
    Rule::phrase("redirect_uri_mismatch", Class::RedirectMismatch, RFC6749),
    Rule::phrase("bad_redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("invalid redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("invalid redirect uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("invalid redirect url", Class::RedirectMismatch, RFC6749),
    Rule::phrase("invalid parameter: redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri is not", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri is not", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri did not match", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri does not match", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri must match", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri' parameter does not match", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri does not match", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri mismatch", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect url mismatch", Class::RedirectMismatch, RFC6749),
    Rule::phrase("mismatching redirect uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("mismatching redirection uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri included is not valid", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri specified in the request", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri in the request", Class::RedirectMismatch, RFC6749),
    Rule::phrase("match the app's registered redirect", Class::RedirectMismatch, RFC6749),
    Rule::phrase("callback url mismatch", Class::RedirectMismatch, RFC6749),
    Rule::phrase("callback url not approved", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri is missing", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri is required", Class::RedirectMismatch, RFC6749),
    Rule::phrase("missing redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("missing required parameter: redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri is missing", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri is invalid", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri is invalid", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect_uri not", Class::RedirectMismatch, RFC6749),
    Rule::phrase("redirect uri not", Class::RedirectMismatch, RFC6749),
    Rule::phrase("invalid_redirect_uri", Class::RedirectMismatch, RFC6749),
    Rule::phrase("unregistered redirect", Class::RedirectMismatch, RFC6749),
    Rule::phrase("not a valid redirect", Class::RedirectMismatch, RFC6749),
    // Scopes.
    Rule::phrase("requested scope is invalid", Class::ScopeInvalid, RFC6749),
    Rule::phrase("unknown scope", Class::ScopeInvalid, RFC6749),
    Rule::phrase("invalid scope", Class::ScopeInvalid, RFC6749),
    Rule::phrase("scope is not valid", Class::ScopeInvalid, RFC6749),
    Rule::phrase("scope does not exist", Class::ScopeInvalid, RFC6749),
    Rule::phrase("missing required scope", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("missing scope", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("insufficient scope", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("missing_scope", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("insufficient oauth scope", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("insufficient authentication scopes", Class::ScopeNotGranted, RFC6750),
    Rule::phrase("does not contain scopes", Class::ScopeNotGranted, RFC6750),
    // Rates. Before the network: a limited call is often said to have been refused.
    Rule::phrase("rate limit", Class::RateLimited, RFC6585),
    Rule::phrase("ratelimit", Class::RateLimited, RFC6585),
    Rule::phrase("rate_limit", Class::RateLimited, RFC6585),
    Rule::phrase("too many requests", Class::RateLimited, RFC6585),
    Rule::phrase("quota exceeded", Class::RateLimited, RFC6585),
    Rule::phrase("exceeded your quota", Class::RateLimited, RFC6585),
    Rule::phrase("resource_exhausted", Class::RateLimited, GRPC),
    Rule::phrase("http 429", Class::RateLimited, RFC6585),
    Rule::phrase("status 429", Class::RateLimited, RFC6585),
    Rule::phrase("status code 429", Class::RateLimited, RFC6585),
    // Certificates and trust: waiting does not help.
    tls("certificate verify failed", OPENSSL),
    tls("certificate_verify_failed", OPENSSL),
    tls("certificate problem", OPENSSL),
    tls("certificate has expired", OPENSSL),
    tls("certificate is not yet valid", OPENSSL),
    tls("self signed certificate", OPENSSL),
    tls("self-signed certificate", OPENSSL),
    tls("unable to get local issuer certificate", OPENSSL),
    tls("unable to verify the first certificate", OPENSSL),
    tls("unable_to_verify_leaf_signature", NODE_ERRORS),
    tls("depth_zero_self_signed_cert", NODE_ERRORS),
    tls("self_signed_cert_in_chain", NODE_ERRORS),
    tls("cert_has_expired", NODE_ERRORS),
    tls("err_tls_cert_altname_invalid", NODE_ERRORS),
    tls("does not match certificate's altnames", NODE_ERRORS),
    tls("x509: certificate", "https://pkg.go.dev/crypto/x509"),
    tls(
        "pkix path building failed",
        "https://docs.oracle.com/en/java/javase/21/security/troubleshooting-security.html",
    ),
    tls(
        "sslhandshakeexception",
        "https://docs.oracle.com/en/java/javase/21/security/troubleshooting-security.html",
    ),
    tls("net::err_cert", "https://www.chromium.org/developers/"),
    tls("sec_error_", "https://support.mozilla.org/kb/error-codes-secure-websites"),
    tls("ssl handshake", OPENSSL),
    tls("tls handshake", OPENSSL),
    tls("tlsv1 alert", OPENSSL),
    tls("407 proxy authentication required", RFC9110),
    tls("blocked by cors policy", FETCH),
    tls("access-control-allow-origin", FETCH),
    // Networks: often gone at the next try.
    net("etimedout", NODE_ERRORS),
    net("esockettimedout", NODE_ERRORS),
    net("econnrefused", NODE_ERRORS),
    net("econnreset", NODE_ERRORS),
    net("econnaborted", NODE_ERRORS),
    net("ehostunreach", NODE_ERRORS),
    net("enetunreach", NODE_ERRORS),
    net("enotfound", NODE_ERRORS),
    net("eai_again", NODE_ERRORS),
    net("socket hang up", NODE_ERRORS),
    net("getaddrinfo", NODE_ERRORS),
    net("und_err_", NODE_ERRORS),
    net("fetch failed", NODE_ERRORS),
    net("failed to fetch", FETCH),
    net("networkerror when attempting to fetch", FETCH),
    net("network error", FETCH),
    net("load failed", FETCH),
    net("net::err_", "https://www.chromium.org/developers/"),
    net("no such host", "https://pkg.go.dev/net"),
    net("could not resolve host", "https://curl.se/libcurl/c/libcurl-errors.html"),
    net("name or service not known", "https://www.gnu.org/software/libc/manual/html_node/Host-Names.html"),
    net("name resolution", "https://www.gnu.org/software/libc/manual/html_node/Host-Names.html"),
    net("connection refused", NODE_ERRORS),
    net("connection reset", NODE_ERRORS),
    net("connection timed out", NODE_ERRORS),
    net("connection aborted", NODE_ERRORS),
    net("network is unreachable", NODE_ERRORS),
    net("no route to host", NODE_ERRORS),
    net("read timed out", NODE_ERRORS),
    net("request timed out", NODE_ERRORS),
    net("operation timed out", NODE_ERRORS),
    net("timeout of", NODE_ERRORS),
    net("timeout exceeded", NODE_ERRORS),
    net("deadline exceeded", GRPC),
    net("gateway time-out", RFC9110),
    net("gateway timeout", RFC9110),
    net("http 504", RFC9110),
    // HTTP, where only its words came through.
    Rule::phrase("503 service", Class::ProviderOutage, RFC9110),
    Rule::phrase("service unavailable", Class::ProviderOutage, RFC9110),
    Rule::phrase("temporarily unavailable", Class::ProviderOutage, RFC9110),
    Rule::phrase("502 bad gateway", Class::ProviderOutage, RFC9110),
    Rule::phrase("internal server error", Class::ProviderOutage, RFC9110),
    Rule::phrase("http 503", Class::ProviderOutage, RFC9110),
    Rule::phrase("http 502", Class::ProviderOutage, RFC9110),
    Rule::phrase("http 500", Class::ProviderOutage, RFC9110),
];

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

const fn tls(phrase: &'static str, source: &'static str) -> Rule {
    Rule::phrase(phrase, Class::NetworkOrTls, source).by(Fixer::AppDeveloper).retry(false)
}

const fn net(phrase: &'static str, source: &'static str) -> Rule {
    Rule::phrase(phrase, Class::NetworkOrTls, source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_hides_behind_another() {
        for table in [WORDS, PHRASES, HINTS] {
            for (index, rule) in table.iter().enumerate() {
                assert!(rule.source.starts_with("https://"), "{rule:?}");
                assert!(!table[..index].iter().any(|other| other.when == rule.when), "{rule:?}");
            }
        }
    }
}
