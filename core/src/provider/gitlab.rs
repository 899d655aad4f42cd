//! GitLab, and the Doorkeeper library that answers for it.

use super::Provider;
use crate::Class::{
    AccountBlocked, ClientMisconfigured, ReauthInteractionRequired, RedirectMismatch, ScopeInvalid,
    ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
};
#[cfg(feature = "failures")]
use crate::Rule;

const DOORKEEPER: &str = "https://github.com/doorkeeper-gem/doorkeeper/blob/main/config/locales/en.yml";
const API: &str = "https://docs.gitlab.com/api/rest/authentication/";
const OAUTH: &str = "https://docs.gitlab.com/api/oauth2/";
const GUARD: &str = "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/api_guard.rb";
const ACCOUNTS: &str = "https://docs.gitlab.com/administration/moderate_users/";
const SSO: &str = "https://docs.gitlab.com/user/group/saml_sso/";
const TERMS: &str = "https://docs.gitlab.com/administration/settings/terms/";

pub(super) const PROVIDER: Provider = Provider {
    name: "GitLab",
    services: &[("gitlab", "GitLab")],
    // docs.gitlab.com/integration/oauth_provider: "View all authorized applications".
    access_page: Some("https://gitlab.com/-/user_settings/applications"),
    access_place: "GitLab › Preferences › Applications",
    #[cfg(feature = "failures")]
    domains: &["gitlab.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::error("invalid_redirect_uri", RedirectMismatch, DOORKEEPER),
        Rule::phrase("redirect uri included is not valid", RedirectMismatch, DOORKEEPER),
        Rule::phrase("doesn't match client redirect uri", RedirectMismatch, DOORKEEPER),
        Rule::phrase("requested scope is invalid, unknown", ScopeInvalid, DOORKEEPER),
        Rule::phrase("client authentication failed due to unknown client", ClientMisconfigured, DOORKEEPER),
        Rule::phrase("client is not authorized to perform this request", ClientMisconfigured, DOORKEEPER),
        Rule::phrase("code challenge method must be", ClientMisconfigured, DOORKEEPER),
        Rule::phrase("does not support this response type", ClientMisconfigured, DOORKEEPER),
        Rule::phrase("authorization grant is invalid, expired, revoked", TokenRevokedOrExpired, DOORKEEPER),
        Rule::phrase("access token was revoked", TokenRevokedOrExpired, DOORKEEPER),
        Rule::phrase("access token expired", TokenRevokedOrExpired, DOORKEEPER),
        Rule::phrase("access token is invalid", TokenRevokedOrExpired, DOORKEEPER),
        Rule::phrase("token was revoked", TokenRevokedOrExpired, GUARD),
        Rule::phrase("token is expired", TokenRevokedOrExpired, GUARD),
        Rule::phrase("higher privileges than provided by the access token", ScopeNotGranted, GUARD),
        Rule::error("insufficient_granular_scope", ScopeNotGranted, GUARD),
        Rule::phrase("account has been blocked", AccountBlocked, ACCOUNTS),
        Rule::phrase("pending approval from your GitLab administrator", AccountBlocked, ACCOUNTS),
        Rule::phrase("account has been deactivated", ReauthInteractionRequired, ACCOUNTS),
        Rule::phrase("must accept the terms of service", ReauthInteractionRequired, TERMS),
        Rule::phrase("cannot find valid SSO session", ReauthInteractionRequired, SSO),
        Rule::phrase("enable 2FA in your profile settings", ReauthInteractionRequired, API),
        Rule::phrase("primary email address is not confirmed", ReauthInteractionRequired, ACCOUNTS),
        Rule::error("access_denied", UserCancelled, OAUTH),
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
                r#"{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token."}"#,
                ScopeNotGranted,
            ),
            ("The redirect URI included is not valid.", RedirectMismatch),
            (r#"{"message":"403 Forbidden - Your account has been blocked."}"#, AccountBlocked),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
