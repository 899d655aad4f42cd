//! Dropbox.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{AppDeveloper, WorkspaceAdmin};
#[cfg(feature = "failures")]
use crate::Rule;

const OAUTH: &str = "https://www.dropbox.com/developers/documentation/http/documentation#oauth2-authorize";
const ERRORS: &str = "https://www.dropbox.com/developers/documentation/http/documentation#error-handling";
const AUTH: &str = "https://docs.rs/crate/dropbox-sdk/latest/source/dropbox-api-spec/auth.stone";
const TEAM: &str = "https://developers.dropbox.com/dbx-team-files-guide";
const GUIDE: &str = "https://www.dropbox.com/developers/reference/developer-guide";
const SIGNIN: &str = "https://developers.dropbox.com/oauth-guide";

pub(super) const PROVIDER: Provider = Provider {
    name: "Dropbox",
    services: &[("dropbox", "Dropbox"), ("dropboxbusiness", "Dropbox"), ("dropboxpaper", "Dropbox Paper")],
    // help.dropbox.com/integrations/third-party-apps
    access_page: Some("https://www.dropbox.com/account/connected_apps"),
    access_place: "Dropbox › Settings › Apps",
    #[cfg(feature = "failures")]
    domains: &["dropbox.com", "dropboxapi.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::error("access_denied", UserCancelled, OAUTH),
        Rule::phrase("chose not to give your app access", UserCancelled, OAUTH),
        Rule::phrase("one of the redirect uris you've pre-configured", RedirectMismatch, SIGNIN),
        Rule::phrase("reached its user limit", AppDisabled, GUIDE),
        Rule::phrase("code doesn't exist or has expired", TokenRevokedOrExpired, SIGNIN),
        Rule::phrase("code has already been used", TokenRevokedOrExpired, SIGNIN),
        Rule::phrase("refresh token is invalid or revoked", TokenRevokedOrExpired, SIGNIN),
        // The API, whose tags stand in `error_summary`, too.
        Rule::phrase("expired_access_token", TokenRevokedOrExpired, AUTH),
        Rule::phrase("invalid_access_token", TokenRevokedOrExpired, AUTH),
        Rule::phrase("missing_scope", ScopeNotGranted, AUTH),
        Rule::phrase("is not permitted to access this endpoint", ScopeNotGranted, SIGNIN).by(AppDeveloper),
        Rule::phrase("user_suspended", AccountBlocked, AUTH),
        Rule::phrase("invalid_select_user", AccountNotInTenant, AUTH).by(WorkspaceAdmin).retry(false),
        Rule::phrase("invalid_select_admin", ResourcePermissionDenied, AUTH),
        Rule::phrase("route_access_denied", ClientMisconfigured, AUTH),
        Rule::phrase("invalid_account_type", ResourcePermissionDenied, AUTH),
        Rule::phrase("paper_access_denied", ResourcePermissionDenied, AUTH),
        Rule::phrase("email_not_verified", ReauthInteractionRequired, ERRORS),
        Rule::phrase("no_permission", ResourcePermissionDenied, TEAM),
        Rule::phrase("too_many_requests", RateLimited, AUTH),
        Rule::phrase("too_many_write_operations", RateLimited, AUTH),
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
                r#"{"error_summary":"expired_access_token/..","error":{".tag":"expired_access_token"}}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error_summary":"missing_scope/.","error":{".tag":"missing_scope","required_scope":"files.content.read"}}"#,
                ScopeNotGranted,
            ),
            (r#"{"error_summary":"user_suspended/","error":{".tag":"user_suspended"}}"#, AccountBlocked),
            (r#"{"error":{"reason":{".tag":"too_many_requests"},"retry_after":15}}"#, RateLimited),
            ("This app has reached its user limit. Contact the app developer.", AppDisabled),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
