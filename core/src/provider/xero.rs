//! Xero.

use super::Provider;
use crate::Class::{
    ClientMisconfigured, ProviderOutage, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const FLOW: &str = "https://developer.xero.com/documentation/guides/oauth2/auth-flow";
const TROUBLE: &str = "https://developer.xero.com/documentation/guides/oauth2/troubleshooting";
const CODES: &str = "https://developer.xero.com/documentation/api/accounting/responsecodes";

pub(super) const PROVIDER: Provider = Provider {
    name: "Xero",
    services: &[("xero", "Xero")],
    // central.xero.com: connected apps, inside the organisation, without an address of its own.
    access_page: None,
    access_place: "Xero › Settings › Connected apps",
    #[cfg(feature = "failures")]
    domains: &["xero.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in. Wrong parameters end on Xero's own page.
        Rule::error("access_denied", UserCancelled, FLOW),
        Rule::phrase("tenantconsent status denied", UserCancelled, FLOW),
        Rule::phrase("invalid scope", ScopeInvalid, TROUBLE),
        Rule::phrase("unknown client or client not enabled", ClientMisconfigured, TROUBLE),
        Rule::phrase("invalid client_id", ClientMisconfigured, TROUBLE),
        // The API. The organisation was disconnected, or the person lost the role that may connect apps.
        Rule::phrase("AuthenticationUnsuccessful", TokenRevokedOrExpired, TROUBLE),
        Rule::phrase("AuthorizationUnsuccessful", ScopeNotGranted, TROUBLE),
        Rule::subcode("insufficient_scope", ScopeNotGranted, TROUBLE),
        Rule::phrase("TokenExpired", TokenRevokedOrExpired, CODES),
        Rule::phrase("TokenInvalidSignature", ClientMisconfigured, CODES),
        Rule::phrase("organisation is offline", ProviderOutage, CODES),
        Rule::phrase("offline for maintenance", ProviderOutage, CODES),
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
                r#"{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired at 01/02/2026 03:04:05"}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"Title":"Unauthorized","Status":401,"Detail":"AuthorizationUnsuccessful"}"#,
                ScopeNotGranted,
            ),
            ("Error: unauthorized_client. Unknown client or client not enabled", ClientMisconfigured),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
