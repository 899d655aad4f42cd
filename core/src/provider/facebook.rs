//! Facebook and Instagram.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::{AppDeveloper, NobodyWait};
use crate::rule::{Rule, Rules};

const LOGIN: &str = "https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow";
const ERRORS: &str = "https://developers.facebook.com/docs/graph-api/guides/error-handling";
const LIMITS: &str = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting";
const MODES: &str = "https://developers.facebook.com/docs/development/build-and-test/app-modes";
const SECURITY: &str = "https://developers.facebook.com/docs/facebook-login/security";
const DOMAIN: &str = "https://stackoverflow.com/questions/37063685";
const BLOCKED: &str = "https://stackoverflow.com/questions/37001004";

pub(super) static PROVIDER: Provider = Provider {
    name: "Facebook",
    services: &[
        ("facebook", "Facebook"),
        ("facebookpages", "Facebook"),
        ("facebookads", "Meta Ads"),
        ("metaads", "Meta Ads"),
        ("meta", "Meta"),
        ("instagram", "Instagram"),
    ],
    // facebook.com/help/218345114850283: apps and websites.
    access_page: Some("https://www.facebook.com/settings?tab=applications"),
    access_place: "Facebook › Settings › Apps and websites",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://metastatus.com/"),
    console_page: Some("https://developers.facebook.com/apps/"),
    domains: &["facebook.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in. `error_code=200` comes with a cancelled sign-in and is no HTTP status.
        Rule::subcodes("user_denied", UserCancelled, LOGIN),
        Rule::errors("access_denied", UserCancelled, LOGIN),
        Rule::phrases("url blocked", RedirectMismatch, BLOCKED),
        Rule::numbers(&[1_349_168], RedirectMismatch, BLOCKED),
        Rule::phrases("can't load url | isn't included in the app's domains", RedirectMismatch, DOMAIN),
        Rule::numbers(&[1_349_048], RedirectMismatch, DOMAIN),
        Rule::phrases("redirect_uri is identical to the one you used", RedirectMismatch, LOGIN),
        Rule::numbers(&[191], RedirectMismatch, LOGIN),
        Rule::phrases(
            "app not active | app not set up | app not setup | still in development mode | \
             this app isn't available | currently unavailable for this app | feature unavailable",
            AppDisabled,
            MODES,
        ),
        Rule::phrases("invalid scopes", ScopeInvalid, LOGIN),
        Rule::phrases("insecure login blocked", ClientMisconfigured, SECURITY),
        // The token endpoint.
        Rule::phrases(
            "authorization code has been used | authorization code has expired | \
             invalid verification code format",
            TokenRevokedOrExpired,
            LOGIN,
        ),
        Rule::phrases(
            "error validating client secret | error validating application | invalid app id",
            ClientMisconfigured,
            LOGIN,
        ),
        Rule::numbers(&[101], ClientMisconfigured, ERRORS),
        // The Graph API: the subcode is finer than the code.
        Rule::subcodes("458", TokenRevokedOrExpired, ERRORS),
        Rule::subcodes("459", ReauthInteractionRequired, ERRORS),
        Rule::subcodes("460 | 463", TokenRevokedOrExpired, ERRORS),
        Rule::subcodes("464", ReauthInteractionRequired, ERRORS),
        Rule::subcodes("467", TokenRevokedOrExpired, ERRORS),
        Rule::subcodes("490", ReauthInteractionRequired, ERRORS),
        Rule::subcodes("492", ResourcePermissionDenied, ERRORS),
        Rule::phrases("enrolled in a blocking, logged-in checkpoint", ReauthInteractionRequired, ERRORS),
        Rule::phrases(
            "error validating access token | invalid oauth access token | has not authorized application",
            TokenRevokedOrExpired,
            ERRORS,
        ),
        Rule::phrases("access token is required", ClientMisconfigured, ERRORS),
        Rule::phrases("require an appsecret_proof argument", ClientMisconfigured, SECURITY),
        Rule::phrases("(#200) | (#10)", ScopeNotGranted, ERRORS),
        Rule::numbers(&[104], ClientMisconfigured, SECURITY),
        Rule::numbers(&[102, 190], TokenRevokedOrExpired, ERRORS),
        Rule::numbers(&[10, 200], ScopeNotGranted, ERRORS),
        Rule::numbers(&[3], ResourcePermissionDenied, ERRORS).by(AppDeveloper),
        Rule::numbers(&[368], AccountBlocked, ERRORS).by(NobodyWait).retry(true),
        Rule::numbers(&[1, 2], ProviderOutage, ERRORS),
        Rule::numbers(&[4, 17, 32], RateLimited, LIMITS),
        Rule::numbers(&[341], RateLimited, ERRORS),
        Rule::numbers(&[613], RateLimited, LIMITS),
        Rule::phrases("request limit reached", RateLimited, LIMITS),
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
                r#"{"error":{"message":"Error validating access token","type":"OAuthException","code":190,"error_subcode":459}}"#,
                ReauthInteractionRequired,
            ),
            (
                r#"{"error":{"message":"Expired","type":"OAuthException","code":190,"error_subcode":463}}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":{"message":"(#200) Requires a permission","type":"OAuthException","code":200}}"#,
                ScopeNotGranted,
            ),
            (
                r#"{"error":{"message":"(#4) Application request limit reached","type":"OAuthException","code":4}}"#,
                RateLimited,
            ),
            ("App Not Setup: This app is still in development mode", AppDisabled),
            ("URL Blocked: This redirect failed", RedirectMismatch),
        ]);
    }
}
