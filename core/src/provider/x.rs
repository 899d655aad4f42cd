//! X, formerly Twitter.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AppDisabled, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, TokenRevokedOrExpired,
};
use crate::Fixer::{AppDeveloper, User};
use crate::rule::{Rule, Rules};

const CODES: &str = "https://developer.x.com/en/support/x-api/error-troubleshooting";
const ERRORS: &str = "https://docs.x.com/x-api/fundamentals/response-codes-and-errors";
const OAUTH: &str = "https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code";
const CALLBACKS: &str = "https://docs.x.com/fundamentals/developer-apps";

pub(super) static PROVIDER: Provider = Provider {
    name: "X",
    services: &[("x", "X"), ("twitter", "X"), ("xtwitter", "X")],
    // help.x.com/managing-your-account/connect-or-revoke-access-to-third-party-apps
    access_page: Some("https://x.com/settings/connected_apps"),
    access_place: "X › Settings › Security and account access › Connected apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: None,
    console_page: Some("https://developer.x.com/en/portal/dashboard"),
    domains: &["x.com", "twitter.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // OAuth 2.0.
        Rule::phrases(
            "value passed for the authorization code was invalid | value passed for the token was invalid",
            TokenRevokedOrExpired,
            OAUTH,
        ),
        Rule::phrases("value passed for the redirect uri did not match", RedirectMismatch, OAUTH),
        Rule::phrases("missing valid authorization header", ClientMisconfigured, OAUTH),
        // The problems of the second API.
        Rule::subcodes("client-not-enrolled", ClientMisconfigured, ERRORS),
        Rule::phrases(
            "attached to a project | problems/client-forbidden | problems/unsupported-authentication | \
             unsupported authentication | appropriate oauth1 app permissions | problems/oauth1-permissions",
            ClientMisconfigured,
            ERRORS,
        ),
        Rule::phrases("problems/not-authorized-for-", ResourcePermissionDenied, ERRORS),
        Rule::phrases("problems/usage-capped | usagecapexceeded", RateLimited, ERRORS)
            .by(AppDeveloper)
            .retry(false),
        // The numbers of the first API and of OAuth 1.0a.
        Rule::phrases("callback url not approved", RedirectMismatch, CALLBACKS),
        Rule::numbers(&[415, 417], RedirectMismatch, CODES),
        Rule::numbers(&[416, 261], AppDisabled, CODES),
        Rule::numbers(&[32, 99, 135, 215, 453], ClientMisconfigured, CODES),
        Rule::numbers(&[89], TokenRevokedOrExpired, CODES),
        Rule::numbers(&[63], AccountBlocked, CODES),
        Rule::numbers(&[64], AccountBlocked, CODES).by(User),
        Rule::numbers(&[326], AccountBlocked, CODES).by(User).retry(true),
        Rule::numbers(&[231], ReauthInteractionRequired, CODES),
        Rule::numbers(&[87], ResourcePermissionDenied, CODES).by(AppDeveloper),
        Rule::numbers(&[179, 220], ResourcePermissionDenied, CODES),
        Rule::numbers(&[88, 185], RateLimited, CODES),
        Rule::numbers(&[130, 131], ProviderOutage, CODES),
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
        ]);
    }
}
