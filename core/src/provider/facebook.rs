//! Facebook and Instagram.

use super::Provider;
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::{AppDeveloper, NobodyWait};
#[cfg(feature = "failures")]
use crate::Rule;

const LOGIN: &str = "https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow";
const ERRORS: &str = "https://developers.facebook.com/docs/graph-api/guides/error-handling";
const LIMITS: &str = "https://developers.facebook.com/docs/graph-api/overview/rate-limiting";
const MODES: &str = "https://developers.facebook.com/docs/development/build-and-test/app-modes";
const SECURITY: &str = "https://developers.facebook.com/docs/facebook-login/security";
const DOMAIN: &str = "https://stackoverflow.com/questions/37063685";
const BLOCKED: &str = "https://stackoverflow.com/questions/37001004";

pub(super) const PROVIDER: Provider = Provider {
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
    #[cfg(feature = "failures")]
    domains: &["facebook.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in. `error_code=200` comes with a cancelled sign-in and is no HTTP status.
        Rule::subcode("user_denied", UserCancelled, LOGIN),
        Rule::error("access_denied", UserCancelled, LOGIN),
        Rule::phrase("url blocked", RedirectMismatch, BLOCKED),
        Rule::number(1_349_168, RedirectMismatch, BLOCKED),
        Rule::phrase("can't load url", RedirectMismatch, DOMAIN),
        Rule::phrase("isn't included in the app's domains", RedirectMismatch, DOMAIN),
        Rule::number(1_349_048, RedirectMismatch, DOMAIN),
        Rule::phrase("redirect_uri is identical to the one you used", RedirectMismatch, LOGIN),
        Rule::number(191, RedirectMismatch, LOGIN),
        Rule::phrase("app not active", AppDisabled, MODES),
        Rule::phrase("app not set up", AppDisabled, MODES),
        Rule::phrase("app not setup", AppDisabled, MODES),
        Rule::phrase("still in development mode", AppDisabled, MODES),
        Rule::phrase("this app isn't available", AppDisabled, MODES),
        Rule::phrase("currently unavailable for this app", AppDisabled, MODES),
        Rule::phrase("feature unavailable", AppDisabled, MODES),
        Rule::phrase("invalid scopes", ScopeInvalid, LOGIN),
        Rule::phrase("insecure login blocked", ClientMisconfigured, SECURITY),
        // The token endpoint.
        Rule::phrase("authorization code has been used", TokenRevokedOrExpired, LOGIN),
        Rule::phrase("authorization code has expired", TokenRevokedOrExpired, LOGIN),
        Rule::phrase("invalid verification code format", TokenRevokedOrExpired, LOGIN),
        Rule::phrase("error validating client secret", ClientMisconfigured, LOGIN),
        Rule::phrase("error validating application", ClientMisconfigured, LOGIN),
        Rule::phrase("invalid app id", ClientMisconfigured, LOGIN),
        Rule::number(101, ClientMisconfigured, ERRORS),
        // The Graph API: the subcode is finer than the code.
        Rule::subcode("458", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("459", ReauthInteractionRequired, ERRORS),
        Rule::subcode("460", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("463", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("464", ReauthInteractionRequired, ERRORS),
        Rule::subcode("467", TokenRevokedOrExpired, ERRORS),
        Rule::subcode("490", ReauthInteractionRequired, ERRORS),
        Rule::subcode("492", ResourcePermissionDenied, ERRORS),
        Rule::phrase("enrolled in a blocking, logged-in checkpoint", ReauthInteractionRequired, ERRORS),
        Rule::phrase("error validating access token", TokenRevokedOrExpired, ERRORS),
        Rule::phrase("invalid oauth access token", TokenRevokedOrExpired, ERRORS),
        Rule::phrase("has not authorized application", TokenRevokedOrExpired, ERRORS),
        Rule::phrase("access token is required", ClientMisconfigured, ERRORS),
        Rule::phrase("require an appsecret_proof argument", ClientMisconfigured, SECURITY),
        Rule::phrase("(#200)", ScopeNotGranted, ERRORS),
        Rule::phrase("(#10)", ScopeNotGranted, ERRORS),
        Rule::number(104, ClientMisconfigured, SECURITY),
        Rule::number(102, TokenRevokedOrExpired, ERRORS),
        Rule::number(190, TokenRevokedOrExpired, ERRORS),
        Rule::number(10, ScopeNotGranted, ERRORS),
        Rule::number(200, ScopeNotGranted, ERRORS),
        Rule::number(3, ResourcePermissionDenied, ERRORS).by(AppDeveloper),
        Rule::number(368, AccountBlocked, ERRORS).by(NobodyWait).retry(true),
        Rule::number(1, ProviderOutage, ERRORS),
        Rule::number(2, ProviderOutage, ERRORS),
        Rule::number(4, RateLimited, LIMITS),
        Rule::number(17, RateLimited, LIMITS),
        Rule::number(32, RateLimited, LIMITS),
        Rule::number(341, RateLimited, ERRORS),
        Rule::number(613, RateLimited, LIMITS),
        Rule::phrase("request limit reached", RateLimited, LIMITS),
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
