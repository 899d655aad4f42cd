//! Slack.

use super::Provider;
use crate::Class::{
    AccountBlocked, AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, DeniedUnspecified,
    ProviderOutage, RateLimited, ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied,
    ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired, UserNotAssigned,
};
use crate::Fixer::User;
#[cfg(feature = "failures")]
use crate::{Msg, Rule};

const INSTALL: &str = "https://docs.slack.dev/authentication/installing-with-oauth/";
const ACCESS: &str = "https://docs.slack.dev/reference/methods/oauth.v2.access/";
const EXCHANGE: &str = "https://docs.slack.dev/reference/methods/oauth.v2.exchange/";
const CALL: &str = "https://docs.slack.dev/reference/methods/auth.test/";
const POST: &str = "https://docs.slack.dev/reference/methods/chat.postMessage/";
const CLI: &str = "https://docs.slack.dev/tools/slack-cli/reference/errors/";
const INVITES: &str = "https://docs.slack.dev/reference/methods/admin.inviteRequests.approve/";
const APPROVAL: &str = "https://slack.com/help/articles/222386767-Manage-app-approval-for-your-workspace";
const SECURITY: &str = "https://docs.slack.dev/security";

pub(super) const PROVIDER: Provider = Provider {
    name: "Slack",
    services: &[("slack", "Slack"), ("slackbot", "Slack"), ("slackuser", "Slack")],
    // slack.com/help/articles/360003125231: removing apps from a workspace.
    access_page: Some("https://my.slack.com/apps/manage"),
    access_place: "Slack › Manage apps",
    #[cfg(feature = "failures")]
    domains: &["slack.com", "slack.dev"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    // `access_denied` has no row: in a callback it is a cancelled consent, or a workspace in which not all may install;
    // in an answer of the API it is a resource that is out of reach.
    #[cfg(feature = "failures")]
    rules: &[
        // The workspace or the organisation decides.
        Rule::error("app_approval_request_pending", AdminApprovalRequired, CLI),
        Rule::error("app_approval_request_eligible", AdminApprovalRequired, CLI),
        Rule::phrase("requested admin approval", AdminApprovalRequired, CLI),
        Rule::phrase("must be reviewed by an admin before", AdminApprovalRequired, CLI),
        Rule::phrase("workspace installation restricted", AdminApprovalRequired, APPROVAL),
        Rule::error("team_access_not_granted", AdminApprovalRequired, INVITES),
        Rule::error("app_approval_request_denied", AdminBlocked, CLI),
        Rule::phrase("currently denied for installation", AdminBlocked, CLI),
        Rule::error("installation_denied", AdminBlocked, CLI),
        Rule::error("accesslimited", AdminBlocked, CALL),
        Rule::error("ekm_access_denied", AdminBlocked, CALL),
        Rule::error("restricted_action", AdminBlocked, POST),
        Rule::error("app_access_restricted", UserNotAssigned, POST),
        Rule::error("is_restricted", ResourcePermissionDenied, CLI),
        // The app and its registration.
        Rule::error("invalid_team_for_non_distributed_app", AppDisabled, INSTALL),
        Rule::error("bad_redirect_uri", RedirectMismatch, ACCESS),
        Rule::error("invalid_scope", ScopeInvalid, INSTALL),
        Rule::error("scope_not_allowed_on_enterprise", ScopeInvalid, INSTALL),
        Rule::error("unapproved_scope", ScopeInvalid, INSTALL),
        Rule::error("no_scopes", ScopeInvalid, ACCESS),
        Rule::error("invalid_client_id", ClientMisconfigured, ACCESS),
        Rule::error("bad_client_secret", ClientMisconfigured, ACCESS),
        Rule::error("invalid_grant_type", ClientMisconfigured, ACCESS),
        Rule::error("invalid_code_verifier", ClientMisconfigured, ACCESS),
        Rule::error("pkce_not_allowed", ClientMisconfigured, ACCESS),
        Rule::error("oauth_authorization_url_mismatch", ClientMisconfigured, ACCESS),
        Rule::error("token_rotation_not_enabled", ClientMisconfigured, EXCHANGE),
        Rule::error("not_allowed_token_type", ClientMisconfigured, CALL),
        Rule::error("not_authed", ClientMisconfigured, CALL),
        Rule::error("enterprise_is_restricted", ClientMisconfigured, CALL),
        Rule::error("deprecated_endpoint", ClientMisconfigured, CALL),
        Rule::error("method_deprecated", ClientMisconfigured, CALL),
        Rule::error("unknown_method", ClientMisconfigured, CALL),
        // Codes and tokens. An IP address that the app does not list is answered with `invalid_auth`, too.
        Rule::error("invalid_code", TokenRevokedOrExpired, ACCESS),
        Rule::error("code_already_used", TokenRevokedOrExpired, ACCESS),
        Rule::error("invalid_refresh_token", TokenRevokedOrExpired, ACCESS),
        Rule::error("authorization_not_found", TokenRevokedOrExpired, EXCHANGE),
        Rule::error("token_already_exchanged", TokenRevokedOrExpired, EXCHANGE),
        Rule::error("token_revoked", TokenRevokedOrExpired, CALL),
        Rule::error("token_expired", TokenRevokedOrExpired, CALL),
        Rule::error("invalid_auth", TokenRevokedOrExpired, SECURITY),
        Rule::error("app_not_installed", TokenRevokedOrExpired, CLI),
        Rule::error("account_inactive", AccountBlocked, CALL),
        Rule::error("two_factor_setup_required", ReauthInteractionRequired, CALL),
        Rule::error("user_email_unverified", ReauthInteractionRequired, ACCESS),
        // Permissions.
        Rule::error("missing_scope", ScopeNotGranted, CALL),
        Rule::error("no_permission", ResourcePermissionDenied, CALL),
        Rule::error("not_in_channel", ResourcePermissionDenied, POST).by(User),
        // What passes. While a workspace moves into an Enterprise organisation, its API is off at times.
        Rule::error("org_login_required", ProviderOutage, CALL),
        Rule::error("team_added_to_org", ProviderOutage, CALL),
        Rule::error("internal_error", ProviderOutage, CALL),
        Rule::error("fatal_error", ProviderOutage, CALL),
        Rule::error("service_unavailable", ProviderOutage, CALL),
        Rule::error("ratelimited", RateLimited, CALL),
        Rule::error("rate_limited", RateLimited, POST),
        Rule::error("message_limit_exceeded", RateLimited, POST),
    ],
    #[cfg(feature = "failures")]
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
    use crate::Failure;

    #[test]
    fn documented_answers_are_understood() {
        for (text, class) in [
            (r#"{"ok":false,"error":"app_approval_request_denied"}"#, AdminBlocked),
            (r#"{"ok":false,"error":"team_access_not_granted"}"#, AdminApprovalRequired),
            ("An API error occurred: invalid_team_for_non_distributed_app", AppDisabled),
            (r#"{"ok":false,"error":"account_inactive"}"#, AccountBlocked),
            (r#"{"ok":false,"error":"token_revoked"}"#, TokenRevokedOrExpired),
            (r#"{"ok":false,"error":"not_allowed_token_type"}"#, ClientMisconfigured),
            (r#"{"ok":false,"error":"org_login_required"}"#, ProviderOutage),
            (r#"{"ok":false,"error":"access_denied"}"#, DeniedUnspecified),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
