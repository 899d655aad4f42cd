//! GitLab, and the Doorkeeper library that answers for it.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, ClientMisconfigured, ReauthInteractionRequired, RedirectMismatch, ScopeInvalid,
    ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
use crate::rule::{Rule, Rules};

const DOORKEEPER: &str = "https://github.com/doorkeeper-gem/doorkeeper/blob/main/config/locales/en.yml";
const API: &str = "https://docs.gitlab.com/api/rest/authentication/";
const OAUTH: &str = "https://docs.gitlab.com/api/oauth2/";
const GUARD: &str = "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/api_guard.rb";
const ACCOUNTS: &str = "https://docs.gitlab.com/administration/moderate_users/";
const SSO: &str = "https://docs.gitlab.com/user/group/saml_sso/";
const TERMS: &str = "https://docs.gitlab.com/administration/settings/terms/";

pub(super) static PROVIDER: Provider = Provider {
    name: "GitLab",
    services: &[("gitlab", "GitLab")],
    // docs.gitlab.com/integration/oauth_provider: "View all authorized applications".
    access_page: Some("https://gitlab.com/-/user_settings/applications"),
    access_place: "GitLab › Preferences › Applications",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.gitlab.com/"),
    console_page: Some("https://gitlab.com/-/user_settings/applications"),
    domains: &["gitlab.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::errors("invalid_redirect_uri", RedirectMismatch, DOORKEEPER),
        Rule::phrases(
            "redirect uri included is not valid | doesn't match client redirect uri",
            RedirectMismatch,
            DOORKEEPER,
        ),
        Rule::phrases("requested scope is invalid, unknown", ScopeInvalid, DOORKEEPER),
        Rule::phrases(
            "client authentication failed due to unknown client | \
             client is not authorized to perform this request | code challenge method must be | \
             does not support this response type",
            ClientMisconfigured,
            DOORKEEPER,
        ),
        Rule::phrases(
            "authorization grant is invalid, expired, revoked | access token was revoked | \
             access token expired | access token is invalid",
            TokenRevokedOrExpired,
            DOORKEEPER,
        ),
        Rule::phrases("token was revoked | token is expired", TokenRevokedOrExpired, GUARD),
        Rule::phrases("higher privileges than provided by the access token", ScopeNotGranted, GUARD),
        Rule::errors("insufficient_granular_scope", ScopeNotGranted, GUARD),
        Rule::phrases(
            "account has been blocked | pending approval from your GitLab administrator",
            AccountBlocked,
            ACCOUNTS,
        ),
        Rule::phrases("account has been deactivated", ReauthInteractionRequired, ACCOUNTS),
        Rule::phrases("must accept the terms of service", ReauthInteractionRequired, TERMS),
        Rule::phrases("cannot find valid SSO session", ReauthInteractionRequired, SSO),
        Rule::phrases("enable 2FA in your profile settings", ReauthInteractionRequired, API),
        Rule::phrases("primary email address is not confirmed", ReauthInteractionRequired, ACCOUNTS),
        Rule::errors("access_denied", UserCancelled, OAUTH),
    ]),
    steps: &[],
};

// docs.gitlab.com: /integration/oauth_provider/#view-all-authorized-applications, and the texts of its consent page.
pub(super) static SCOPES: Scopes = Scopes {
    covers: "
        api > read_api read_registry write_registry write_repository
        read_api > read_user
        write_repository > read_repository
    ",
    ..Scopes::of(&PROVIDER)
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
            (
                r#"{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token."}"#,
                ScopeNotGranted,
            ),
            ("The redirect URI included is not valid.", RedirectMismatch),
            (r#"{"message":"403 Forbidden - Your account has been blocked."}"#, AccountBlocked),
        ]);
    }
}
