//! Dropbox.

use super::{Answers, Provider};
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AppDisabled, ClientMisconfigured, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted,
    TokenRevokedOrExpired, UserCancelled,
};
use crate::Fixer::{AppDeveloper, WorkspaceAdmin};
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://www.dropbox.com/developers/documentation/http/documentation#oauth2-authorize";
const ERRORS: &str = "https://www.dropbox.com/developers/documentation/http/documentation#error-handling";
const AUTH: &str = "https://docs.rs/crate/dropbox-sdk/latest/source/dropbox-api-spec/auth.stone";
const TEAM: &str = "https://developers.dropbox.com/dbx-team-files-guide";
const GUIDE: &str = "https://www.dropbox.com/developers/reference/developer-guide";
const SIGNIN: &str = "https://developers.dropbox.com/oauth-guide";

pub(super) static PROVIDER: Provider = Provider {
    name: "Dropbox",
    services: &[("dropbox", "Dropbox"), ("dropboxbusiness", "Dropbox"), ("dropboxpaper", "Dropbox Paper")],
    // help.dropbox.com/integrations/third-party-apps
    access_page: Some("https://www.dropbox.com/account/connected_apps"),
    access_place: "Dropbox › Settings › Apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.dropbox.com/"),
    console_page: Some("https://www.dropbox.com/developers/apps"),
    domains: &["dropbox.com", "dropboxapi.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::errors("access_denied", UserCancelled, OAUTH),
        Rule::phrases("chose not to give your app access", UserCancelled, OAUTH),
        Rule::phrases("one of the redirect uris you've pre-configured", RedirectMismatch, SIGNIN),
        Rule::phrases("reached its user limit", AppDisabled, GUIDE),
        Rule::phrases(
            "code doesn't exist or has expired | code has already been used | \
             refresh token is invalid or revoked",
            TokenRevokedOrExpired,
            SIGNIN,
        ),
        // The API, whose tags stand in `error_summary`, too.
        Rule::phrases("expired_access_token | invalid_access_token", TokenRevokedOrExpired, AUTH),
        Rule::phrases("missing_scope", ScopeNotGranted, AUTH),
        Rule::phrases("is not permitted to access this endpoint", ScopeNotGranted, SIGNIN).by(AppDeveloper),
        Rule::phrases("user_suspended", AccountBlocked, AUTH),
        Rule::phrases("invalid_select_user", AccountNotInTenant, AUTH).by(WorkspaceAdmin).retry(false),
        Rule::phrases("invalid_select_admin", ResourcePermissionDenied, AUTH),
        Rule::phrases("route_access_denied", ClientMisconfigured, AUTH),
        Rule::phrases("invalid_account_type | paper_access_denied", ResourcePermissionDenied, AUTH),
        Rule::phrases("email_not_verified", ReauthInteractionRequired, ERRORS),
        Rule::phrases("no_permission", ResourcePermissionDenied, TEAM),
        Rule::phrases("too_many_requests | too_many_write_operations", RateLimited, AUTH),
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
        ]);
    }
}
