//! Zoom.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, ProviderOutage,
    RateLimited, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired,
};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://developers.zoom.us/docs/integrations/oauth-error-messages/";
const API: &str = "https://developers.zoom.us/docs/api/errors";
const LIMITS: &str = "https://developers.zoom.us/docs/api/rate-limits/";
const APPROVAL: &str = "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0062026";

pub(super) static PROVIDER: Provider = Provider {
    name: "Zoom",
    services: &[("zoom", "Zoom"), ("zoommeeting", "Zoom"), ("zoommeetings", "Zoom")],
    // support.zoom.com: "Managing apps from the Zoom App Marketplace", added apps.
    access_page: Some("https://marketplace.zoom.us/user/installed"),
    access_place: "Zoom App Marketplace › Manage › Added apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.zoomstatus.com/"),
    console_page: Some("https://marketplace.zoom.us/user/build"),
    domains: &["zoom.us", "zoom.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // 4700 is a number for everything: the sentence beside it decides.
        Rule::phrases("does not contain scopes", ScopeNotGranted, API),
        Rule::phrases("redirect uri mismatch | invalid redirect", RedirectMismatch, OAUTH),
        Rule::phrases("invalid client_id | token cannot be empty", ClientMisconfigured, OAUTH),
        Rule::phrases("the app has been disabled", AppDisabled, OAUTH),
        Rule::phrases("disabled by admin", AdminBlocked, OAUTH),
        Rule::phrases("not pre-approved by", AdminApprovalRequired, APPROVAL),
        Rule::phrases("invalid token!", TokenRevokedOrExpired, OAUTH),
        Rule::phrases("invalid access token | access token is expired", TokenRevokedOrExpired, API),
        // The numbers of the token endpoint.
        Rule::numbers(&[4702, 4704, 4705, 4706], ClientMisconfigured, OAUTH),
        Rule::numbers(&[4709], RedirectMismatch, OAUTH),
        Rule::numbers(&[4711], ScopeNotGranted, OAUTH),
        Rule::numbers(&[4717], AppDisabled, OAUTH),
        Rule::numbers(&[4724], ClientMisconfigured, OAUTH),
        Rule::numbers(&[4732], ProviderOutage, OAUTH),
        Rule::numbers(&[4733, 4734], TokenRevokedOrExpired, OAUTH),
        Rule::numbers(&[4735], AccountBlocked, OAUTH),
        Rule::numbers(&[4737], TokenRevokedOrExpired, OAUTH),
        Rule::numbers(&[4738], AdminBlocked, OAUTH),
        Rule::numbers(&[4740, 4741], TokenRevokedOrExpired, OAUTH),
        // The API.
        Rule::numbers(&[124], TokenRevokedOrExpired, API),
        Rule::numbers(&[200], ResourcePermissionDenied, API),
        Rule::numbers(&[429], RateLimited, LIMITS),
        Rule::phrases("per-second rate limit | daily rate limit", RateLimited, LIMITS),
    ]),
    steps: &[],
};

// developers.zoom.us/docs/integrations/oauth-scopes-overview
pub(super) static SCOPES: Scopes = Scopes {
    covers: "
        account:write:admin > account:read:admin
        meeting:write > meeting:read
        meeting:write:admin > meeting:read:admin
        recording:write:admin > recording:read:admin
    ",
    ..Scopes::of(&PROVIDER)
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Class::Unknown;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
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
        ]);
    }
}
