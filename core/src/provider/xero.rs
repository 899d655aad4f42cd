//! Xero.

use super::{Answers, Provider};
use crate::Class::{
    ClientMisconfigured, ProviderOutage, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

const FLOW: &str = "https://developer.xero.com/documentation/guides/oauth2/auth-flow";
const TROUBLE: &str = "https://developer.xero.com/documentation/guides/oauth2/troubleshooting";
const CODES: &str = "https://developer.xero.com/documentation/api/accounting/responsecodes";

pub(super) static PROVIDER: Provider = Provider {
    name: "Xero",
    services: &[("xero", "Xero")],
    // central.xero.com: connected apps, inside the organisation, without an address of its own.
    access_page: None,
    access_place: "Xero › Settings › Connected apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.xero.com/"),
    console_page: Some("https://developer.xero.com/app/manage"),
    domains: &["xero.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in. Wrong parameters end on Xero's own page.
        Rule::errors("access_denied", UserCancelled, FLOW),
        Rule::phrases("tenantconsent status denied", UserCancelled, FLOW),
        Rule::phrases("invalid scope", ScopeInvalid, TROUBLE),
        Rule::phrases(
            "unknown client or client not enabled | invalid client_id",
            ClientMisconfigured,
            TROUBLE,
        ),
        // The API. The organisation was disconnected, or the person lost the role that may connect apps.
        Rule::phrases("AuthenticationUnsuccessful", TokenRevokedOrExpired, TROUBLE),
        Rule::phrases("AuthorizationUnsuccessful", ScopeNotGranted, TROUBLE),
        Rule::subcodes("insufficient_scope", ScopeNotGranted, TROUBLE),
        Rule::phrases("TokenExpired", TokenRevokedOrExpired, CODES),
        Rule::phrases("TokenInvalidSignature", ClientMisconfigured, CODES),
        Rule::phrases("organisation is offline | offline for maintenance", ProviderOutage, CODES),
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
        ]);
    }
}
