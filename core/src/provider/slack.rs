//! Slack.

use super::{Answers, Provider};
use crate::Class::{
    AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, DeniedUnspecified,
    ProviderOutage, RateLimited, ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied,
    ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserNotAssigned,
};
use crate::Fixer::User;
use crate::{
    Msg,
    rule::{Rule, Rules},
};

const INSTALL: &str = "https://docs.slack.dev/authentication/installing-with-oauth/";
const ACCESS: &str = "https://docs.slack.dev/reference/methods/oauth.v2.access/";
const EXCHANGE: &str = "https://docs.slack.dev/reference/methods/oauth.v2.exchange/";
const CALL: &str = "https://docs.slack.dev/reference/methods/auth.test/";
const POST: &str = "https://docs.slack.dev/reference/methods/chat.postMessage/";
const CLI: &str = "https://docs.slack.dev/tools/slack-cli/reference/errors/";
const INVITES: &str = "https://docs.slack.dev/reference/methods/admin.inviteRequests.approve/";
const APPROVAL: &str = "https://slack.com/help/articles/222386767-Manage-app-approval-for-your-workspace";
const SECURITY: &str = "https://docs.slack.dev/security";
const REMOVED: &str = "https://github.com/slackapi/bolt-python/issues/1029";

pub(super) static PROVIDER: Provider = Provider {
    name: "Slack",
    services: &[("slack", "Slack"), ("slackbot", "Slack"), ("slackuser", "Slack")],
    // slack.com/help/articles/360003125231: removing apps from a workspace.
    access_page: Some("https://my.slack.com/apps/manage"),
    access_place: "Slack › Manage apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://slack-status.com/"),
    console_page: Some("https://api.slack.com/apps"),
    domains: &["slack.com", "slack.dev"],
    number_prefix: "",
    // `access_denied` has no row: in a callback it is a cancelled consent, or a workspace in which not all may install;
    // in an answer of the API it is a resource that is out of reach.
    rules: Rules::new(&[
        // The workspace or the organisation decides.
        Rule::errors(
            "app_approval_request_pending | app_approval_request_eligible",
            AdminApprovalRequired,
            CLI,
        ),
        Rule::phrases(
            "requested admin approval | must be reviewed by an admin before",
            AdminApprovalRequired,
            CLI,
        ),
        Rule::phrases("workspace installation restricted", AdminApprovalRequired, APPROVAL),
        Rule::errors("team_access_not_granted", AdminApprovalRequired, INVITES),
        Rule::errors("app_approval_request_denied", AdminBlocked, CLI),
        Rule::phrases("currently denied for installation", AdminBlocked, CLI),
        Rule::errors("installation_denied", AdminBlocked, CLI),
        Rule::errors("accesslimited | ekm_access_denied", AdminBlocked, CALL),
        Rule::errors("restricted_action", AdminBlocked, POST),
        Rule::errors("app_access_restricted", UserNotAssigned, POST),
        Rule::errors("is_restricted", ResourcePermissionDenied, CLI),
        // The app and its registration.
        Rule::errors("invalid_team_for_non_distributed_app", AppDisabled, INSTALL),
        Rule::errors("bad_redirect_uri", RedirectMismatch, ACCESS),
        Rule::errors(
            "invalid_scope | scope_not_allowed_on_enterprise | unapproved_scope",
            ScopeInvalid,
            INSTALL,
        ),
        Rule::errors("no_scopes", ScopeInvalid, ACCESS),
        Rule::errors(
            "invalid_client_id | bad_client_secret | invalid_grant_type | invalid_code_verifier | \
             pkce_not_allowed | oauth_authorization_url_mismatch",
            ClientMisconfigured,
            ACCESS,
        ),
        Rule::errors("token_rotation_not_enabled", ClientMisconfigured, EXCHANGE),
        Rule::errors(
            "not_allowed_token_type | not_authed | enterprise_is_restricted | deprecated_endpoint | \
             method_deprecated | unknown_method",
            ClientMisconfigured,
            CALL,
        ),
        // Codes and tokens. An IP address that the app does not list is answered with `invalid_auth`, too.
        Rule::errors(
            "invalid_code | code_already_used | invalid_refresh_token",
            TokenRevokedOrExpired,
            ACCESS,
        ),
        Rule::errors("authorization_not_found | token_already_exchanged", TokenRevokedOrExpired, EXCHANGE),
        Rule::errors("token_revoked | token_expired", TokenRevokedOrExpired, CALL),
        Rule::errors("invalid_auth", TokenRevokedOrExpired, SECURITY),
        Rule::errors("app_not_installed", TokenRevokedOrExpired, CLI),
        // Of a bot's token: the app was removed from the workspace, and can be added again.
        Rule::errors("account_inactive", TokenRevokedOrExpired, REMOVED),
        Rule::errors("two_factor_setup_required", ReauthInteractionRequired, CALL),
        Rule::errors("user_email_unverified", ReauthInteractionRequired, ACCESS),
        // Permissions.
        Rule::errors("missing_scope", ScopeNotGranted, CALL),
        Rule::errors("no_permission", ResourcePermissionDenied, CALL),
        Rule::errors("not_in_channel", ResourcePermissionDenied, POST).by(User),
        // What passes. While a workspace moves into an Enterprise organisation, its API is off at times.
        Rule::errors(
            "org_login_required | team_added_to_org | internal_error | fatal_error | service_unavailable",
            ProviderOutage,
            CALL,
        ),
        Rule::errors("ratelimited", RateLimited, CALL),
        Rule::errors("rate_limited | message_limit_exceeded", RateLimited, POST),
    ]),
    steps: &[
        (&[AdminApprovalRequired, AdminBlocked, DeniedUnspecified], Msg::SlackStep1),
        (&[AdminApprovalRequired, AdminBlocked, DeniedUnspecified], Msg::SlackStep2),
        (&[AdminApprovalRequired, AdminBlocked, ScopeInvalid], Msg::SlackStep3),
        (&[AdminApprovalRequired, AdminBlocked, AppDisabled], Msg::SlackStep4),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
            (r#"{"ok":false,"error":"app_approval_request_denied"}"#, AdminBlocked),
            (r#"{"ok":false,"error":"team_access_not_granted"}"#, AdminApprovalRequired),
            ("An API error occurred: invalid_team_for_non_distributed_app", AppDisabled),
            (r#"{"ok":false,"error":"account_inactive"}"#, TokenRevokedOrExpired),
            (r#"{"ok":false,"error":"token_revoked"}"#, TokenRevokedOrExpired),
            (r#"{"ok":false,"error":"not_allowed_token_type"}"#, ClientMisconfigured),
            (r#"{"ok":false,"error":"org_login_required"}"#, ProviderOutage),
            (r#"{"ok":false,"error":"access_denied"}"#, DeniedUnspecified),
        ]);
    }
}
