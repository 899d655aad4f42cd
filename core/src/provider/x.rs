//! X, formerly Twitter.

use super::Provider;
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, TokenRevokedOrExpired,
};
use crate::Fixer::{AppDeveloper, User};
#[cfg(feature = "failures")]
use crate::Rule;

const CODES: &str = "https://developer.x.com/en/support/x-api/error-troubleshooting";
const ERRORS: &str = "https://docs.x.com/x-api/fundamentals/response-codes-and-errors";
const OAUTH: &str = "https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code";
const CALLBACKS: &str = "https://docs.x.com/fundamentals/developer-apps";

pub(super) const PROVIDER: Provider = Provider {
    name: "X",
    services: &[("x", "X"), ("twitter", "X"), ("xtwitter", "X")],
    // help.x.com/managing-your-account/connect-or-revoke-access-to-third-party-apps
    access_page: Some("https://x.com/settings/connected_apps"),
    access_place: "X › Settings › Security and account access › Connected apps",
    #[cfg(feature = "failures")]
    domains: &["x.com", "twitter.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // OAuth 2.0.
        Rule::phrase("value passed for the authorization code was invalid", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("value passed for the token was invalid", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("value passed for the redirect uri did not match", RedirectMismatch, OAUTH),
        Rule::phrase("missing valid authorization header", ClientMisconfigured, OAUTH),
        // The problems of the second API.
        Rule::subcode("client-not-enrolled", ClientMisconfigured, ERRORS),
        Rule::phrase("attached to a project", ClientMisconfigured, ERRORS),
        Rule::phrase("problems/client-forbidden", ClientMisconfigured, ERRORS),
        Rule::phrase("problems/unsupported-authentication", ClientMisconfigured, ERRORS),
        Rule::phrase("unsupported authentication", ClientMisconfigured, ERRORS),
        Rule::phrase("appropriate oauth1 app permissions", ClientMisconfigured, ERRORS),
        Rule::phrase("problems/oauth1-permissions", ClientMisconfigured, ERRORS),
        Rule::phrase("problems/not-authorized-for-", ResourcePermissionDenied, ERRORS),
        Rule::phrase("problems/usage-capped", RateLimited, ERRORS).by(AppDeveloper).retry(false),
        Rule::phrase("usagecapexceeded", RateLimited, ERRORS).by(AppDeveloper).retry(false),
        // The numbers of the first API and of OAuth 1.0a.
        Rule::phrase("callback url not approved", RedirectMismatch, CALLBACKS),
        Rule::number(415, RedirectMismatch, CODES),
        Rule::number(417, RedirectMismatch, CODES),
        Rule::number(416, AppDisabled, CODES),
        Rule::number(261, AppDisabled, CODES),
        Rule::number(32, ClientMisconfigured, CODES),
        Rule::number(99, ClientMisconfigured, CODES),
        Rule::number(135, ClientMisconfigured, CODES),
        Rule::number(215, ClientMisconfigured, CODES),
        Rule::number(453, ClientMisconfigured, CODES),
        Rule::number(89, TokenRevokedOrExpired, CODES),
        Rule::number(63, AccountBlocked, CODES),
        Rule::number(64, AccountBlocked, CODES).by(User),
        Rule::number(326, AccountBlocked, CODES).by(User).retry(true),
        Rule::number(231, ReauthInteractionRequired, CODES),
        Rule::number(87, ResourcePermissionDenied, CODES).by(AppDeveloper),
        Rule::number(179, ResourcePermissionDenied, CODES),
        Rule::number(220, ResourcePermissionDenied, CODES),
        Rule::number(88, RateLimited, CODES),
        Rule::number(185, RateLimited, CODES),
        Rule::number(130, ProviderOutage, CODES),
        Rule::number(131, ProviderOutage, CODES),
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
            (r#"{"errors":[{"code":89,"message":"Invalid or expired token."}]}"#, TokenRevokedOrExpired),
            (r#"{"errors":[{"code":326,"message":"Log in to unlock your account."}]}"#, AccountBlocked),
            (r#"{"errors":[{"code":416,"message":"Invalid / suspended application"}]}"#, AppDisabled),
            (
                r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"title":"Client Forbidden","reason":"client-not-enrolled","type":"https://api.twitter.com/2/problems/client-forbidden"}"#,
                ClientMisconfigured,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
