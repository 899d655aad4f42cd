//! Zoom.

use super::Provider;
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, ProviderOutage,
    RateLimited, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired,
};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://developers.zoom.us/docs/integrations/oauth-error-messages/";
const API: &str = "https://developers.zoom.us/docs/api/errors";
const LIMITS: &str = "https://developers.zoom.us/docs/api/rate-limits/";
const APPROVAL: &str = "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0062026";

pub(super) const PROVIDER: Provider = Provider {
    name: "Zoom",
    services: &[("zoom", "Zoom"), ("zoommeeting", "Zoom"), ("zoommeetings", "Zoom")],
    // support.zoom.com: "Managing apps from the Zoom App Marketplace", added apps.
    access_page: Some("https://marketplace.zoom.us/user/installed"),
    access_place: "Zoom App Marketplace › Manage › Added apps",
    #[cfg(feature = "failures")]
    domains: &["zoom.us", "zoom.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // 4700 is a number for everything: the sentence beside it decides.
        Rule::phrase("does not contain scopes", ScopeNotGranted, API),
        Rule::phrase("redirect uri mismatch", RedirectMismatch, OAUTH),
        Rule::phrase("invalid redirect", RedirectMismatch, OAUTH),
        Rule::phrase("invalid client_id", ClientMisconfigured, OAUTH),
        Rule::phrase("token cannot be empty", ClientMisconfigured, OAUTH),
        Rule::phrase("the app has been disabled", AppDisabled, OAUTH),
        Rule::phrase("disabled by admin", AdminBlocked, OAUTH),
        Rule::phrase("not pre-approved by", AdminApprovalRequired, APPROVAL),
        Rule::phrase("invalid token!", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("invalid access token", TokenRevokedOrExpired, API),
        Rule::phrase("access token is expired", TokenRevokedOrExpired, API),
        // The numbers of the token endpoint.
        Rule::number(4702, ClientMisconfigured, OAUTH),
        Rule::number(4704, ClientMisconfigured, OAUTH),
        Rule::number(4705, ClientMisconfigured, OAUTH),
        Rule::number(4706, ClientMisconfigured, OAUTH),
        Rule::number(4709, RedirectMismatch, OAUTH),
        Rule::number(4711, ScopeNotGranted, OAUTH),
        Rule::number(4717, AppDisabled, OAUTH),
        Rule::number(4724, ClientMisconfigured, OAUTH),
        Rule::number(4732, ProviderOutage, OAUTH),
        Rule::number(4733, TokenRevokedOrExpired, OAUTH),
        Rule::number(4734, TokenRevokedOrExpired, OAUTH),
        Rule::number(4735, AccountBlocked, OAUTH),
        Rule::number(4737, TokenRevokedOrExpired, OAUTH),
        Rule::number(4738, AdminBlocked, OAUTH),
        Rule::number(4740, TokenRevokedOrExpired, OAUTH),
        Rule::number(4741, TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::number(124, TokenRevokedOrExpired, API),
        Rule::number(200, ResourcePermissionDenied, API),
        Rule::number(429, RateLimited, LIMITS),
        Rule::phrase("per-second rate limit", RateLimited, LIMITS),
        Rule::phrase("daily rate limit", RateLimited, LIMITS),
    ],
    #[cfg(feature = "failures")]
    steps: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Class::Unknown;
    use crate::Failure;

    #[test]
    fn documented_answers_are_understood() {
        for (text, class) in [
            (r#"{"code":4709,"reason":"Redirect URI mismatch."}"#, RedirectMismatch),
            (r#"{"code":4741,"message":"The token has been revoked."}"#, TokenRevokedOrExpired),
            (r#"{"code":4717,"message":"The app has been disabled"}"#, AppDisabled),
            (r#"{"code":124,"message":"Invalid access token."}"#, TokenRevokedOrExpired),
            (
                r#"{"code":4700,"message":"Invalid access token, does not contain scopes:[user:read:user]"}"#,
                ScopeNotGranted,
            ),
            (r#"{"code":4738,"message":"The token is disabled by admin."}"#, AdminBlocked),
            ("Meeting 4741 was not found", Unknown),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
