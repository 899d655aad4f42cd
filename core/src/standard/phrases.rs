//! What errors say in plain words, whoever sends them.

use crate::{
    Class, Fixer,
    rule::{Rule, Rules},
};

const RFC6749: &str = "https://www.rfc-editor.org/rfc/rfc6749";
const RFC6750: &str = "https://www.rfc-editor.org/rfc/rfc6750";
const RFC9110: &str = "https://www.rfc-editor.org/rfc/rfc9110";
const RFC6585: &str = "https://www.rfc-editor.org/rfc/rfc6585";
const FETCH: &str = "https://fetch.spec.whatwg.org/";
const NODE_ERRORS: &str = "https://nodejs.org/api/errors.html";
const OPENSSL: &str = "https://docs.openssl.org/master/man1/openssl-verification-options/";
const GRPC: &str = "https://grpc.io/docs/guides/status-codes/";
const JAVA_TLS: &str = "https://docs.oracle.com/en/java/javase/21/security/troubleshooting-security.html";
const LIBC_HOSTS: &str = "https://www.gnu.org/software/libc/manual/html_node/Host-Names.html";
const CHROMIUM: &str = "https://www.chromium.org/developers/";
const SUPABASE: &str = "https://supabase.com/docs/guides/auth/debugging/error-codes";

/// What a text says in so many words, before the error word is looked at.
pub(crate) static PHRASES: Rules = Rules::new(&[
    // Brokers that pass on what happened at the provider.
    Rule::subcodes("otp_expired", Class::TokenRevokedOrExpired, SUPABASE),
    Rule::subcodes("bad_oauth_state", Class::StateMismatch, SUPABASE),
    Rule::subcodes("bad_oauth_callback", Class::ClientMisconfigured, SUPABASE),
    Rule::subcodes(
        "flow_state_expired | flow_state_not_found | bad_code_verifier",
        Class::StateMismatch,
        SUPABASE,
    ),
    Rule::subcodes("provider_disabled | oauth_provider_not_supported", Class::ClientMisconfigured, SUPABASE),
    Rule::subcodes("signup_disabled", Class::AdminBlocked, SUPABASE),
    Rule::subcodes("user_banned", Class::AccountBlocked, SUPABASE),
    Rule::subcodes("over_request_rate_limit", Class::RateLimited, SUPABASE),
    Rule::phrases(
        "unable to exchange external code | database error saving new user | \
         error getting user profile from external provider",
        Class::ClientMisconfigured,
        SUPABASE,
    ),
    // The state that the app or a broker sent came back wrong.
    Rule::phrases(
        "invalid state parameter | state parameter is invalid | state mismatch | state does not match | \
         invalid oauth state | missing oauth state",
        Class::StateMismatch,
        RFC6749,
    ),
    // The person said no.
    Rule::phrases(
        "user denied | user has denied | user declined | user has declined | user cancelled | \
         user canceled | user has cancelled | user rejected | user refused | user did not authorize | \
         user did not consent | denied by user | denied by the user | denied by resource owner | \
         denied by the resource owner | resource owner denied | cancelled by user | \
         cancelled by the user | canceled by user | canceled by the user | rejected by the user | \
         declined by the user",
        Class::UserCancelled,
        RFC6749,
    ),
    // The redirect URI.
    Rule::phrases(
        "redirect_uri_mismatch | bad_redirect_uri | invalid redirect_uri | invalid redirect uri | \
         invalid redirect url | invalid parameter: redirect_uri | redirect_uri is not | \
         redirect uri is not | redirect_uri is not registered | redirect uri is not registered | \
         redirect_uri is not valid | redirect uri is not valid | redirect_uri did not match | redirect_uri does not match | \
         redirect_uri must match | redirect_uri' parameter does not match | redirect uri does not match | \
         redirect uri mismatch | redirect url mismatch | mismatching redirect uri | \
         mismatching redirection uri | redirect uri included is not valid | \
         redirect uri specified in the request | redirect uri in the request | \
         match the app's registered redirect | callback url mismatch | callback url not approved | \
         redirect_uri is missing | redirect_uri is required | missing redirect_uri | \
         missing required parameter: redirect_uri | redirect uri is missing | redirect_uri is invalid | \
         redirect uri is invalid | redirect_uri not | redirect uri not | invalid_redirect_uri | \
         unregistered redirect | not a valid redirect",
        Class::RedirectMismatch,
        RFC6749,
    ),
    // Scopes.
    Rule::phrases(
        "requested scope is invalid | unknown scope | invalid scope | scope is not valid | \
         scope does not exist",
        Class::ScopeInvalid,
        RFC6749,
    ),
    Rule::phrases(
        "missing required scope | missing scope | insufficient scope | missing_scope | \
         insufficient oauth scope | insufficient authentication scopes | does not contain scopes",
        Class::ScopeNotGranted,
        RFC6750,
    ),
    // Rates. Before the network: a limited call is often said to have been refused.
    Rule::phrases(
        "rate limit | ratelimit | rate_limit | too many requests | quota exceeded | exceeded your quota",
        Class::RateLimited,
        RFC6585,
    ),
    Rule::phrases("resource_exhausted", Class::RateLimited, GRPC),
    Rule::phrases("http 429 | status 429 | status code 429", Class::RateLimited, RFC6585),
    // Certificates and trust: waiting does not help.
    Rule::phrases(
        "certificate verify failed | certificate_verify_failed | certificate problem | \
         certificate has expired | certificate is not yet valid | self signed certificate | \
         self-signed certificate | unable to get local issuer certificate | \
         unable to verify the first certificate",
        Class::NetworkOrTls,
        OPENSSL,
    )
    .by(Fixer::AppDeveloper)
    .retry(false),
    Rule::phrases(
        "unable_to_verify_leaf_signature | depth_zero_self_signed_cert | self_signed_cert_in_chain | \
         cert_has_expired | err_tls_cert_altname_invalid | does not match certificate's altnames",
        Class::NetworkOrTls,
        NODE_ERRORS,
    )
    .by(Fixer::AppDeveloper)
    .retry(false),
    Rule::phrases("x509: certificate", Class::NetworkOrTls, "https://pkg.go.dev/crypto/x509")
        .by(Fixer::AppDeveloper)
        .retry(false),
    Rule::phrases("pkix path building failed | sslhandshakeexception", Class::NetworkOrTls, JAVA_TLS)
        .by(Fixer::AppDeveloper)
        .retry(false),
    Rule::phrases("net::err_cert", Class::NetworkOrTls, CHROMIUM).by(Fixer::AppDeveloper).retry(false),
    Rule::phrases(
        "sec_error_",
        Class::NetworkOrTls,
        "https://support.mozilla.org/kb/error-codes-secure-websites",
    )
    .by(Fixer::AppDeveloper)
    .retry(false),
    Rule::phrases("ssl handshake | tls handshake | tlsv1 alert", Class::NetworkOrTls, OPENSSL)
        .by(Fixer::AppDeveloper)
        .retry(false),
    Rule::phrases("407 proxy authentication required", Class::NetworkOrTls, RFC9110)
        .by(Fixer::AppDeveloper)
        .retry(false),
    Rule::phrases("blocked by cors policy | access-control-allow-origin", Class::NetworkOrTls, FETCH)
        .by(Fixer::AppDeveloper)
        .retry(false),
    // Networks: often gone at the next try.
    Rule::phrases(
        "etimedout | esockettimedout | econnrefused | econnreset | econnaborted | ehostunreach | \
         enetunreach | eai_again | socket hang up | getaddrinfo | und_err_ | fetch failed",
        Class::NetworkOrTls,
        NODE_ERRORS,
    ),
    Rule::phrases(
        "failed to fetch | networkerror when attempting to fetch | network error",
        Class::NetworkOrTls,
        FETCH,
    ),
    // Short enough to stand within other words: ResourceNotFound, "Upload failed".
    Rule::words("enotfound", Class::NetworkOrTls, NODE_ERRORS),
    Rule::words("load failed", Class::NetworkOrTls, FETCH),
    Rule::phrases("net::err_", Class::NetworkOrTls, CHROMIUM),
    Rule::phrases("no such host", Class::NetworkOrTls, "https://pkg.go.dev/net"),
    Rule::phrases(
        "could not resolve host",
        Class::NetworkOrTls,
        "https://curl.se/libcurl/c/libcurl-errors.html",
    ),
    Rule::phrases("name or service not known | name resolution", Class::NetworkOrTls, LIBC_HOSTS),
    Rule::phrases(
        "connection refused | connection reset | connection timed out | connection aborted | \
         network is unreachable | no route to host | read timed out | request timed out | \
         operation timed out | timeout of | timeout exceeded",
        Class::NetworkOrTls,
        NODE_ERRORS,
    ),
    Rule::phrases("deadline exceeded", Class::NetworkOrTls, GRPC),
    Rule::phrases(
        "gateway time-out | gateway timeout | http 504 | status code 504",
        Class::NetworkOrTls,
        RFC9110,
    ),
    // HTTP, where only its words came through.
    Rule::phrases(
        "503 service | service unavailable | temporarily unavailable | 502 bad gateway | \
         internal server error | http 503 | http 502 | http 500 | \
         status code 503 | status code 502 | status code 500",
        Class::ProviderOutage,
        RFC9110,
    ),
]);
