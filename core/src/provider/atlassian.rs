//! Atlassian: Jira, Confluence and their neighbours.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AdminApprovalRequired, AdminBlocked, AppDisabled, ClientMisconfigured, RateLimited, RedirectMismatch,
    ScopeNotGranted, TokenRevokedOrExpired, UserCancelled, UserNotAssigned,
};
use crate::Fixer::AppDeveloper;
use crate::rule::{Rule, Rules};

const OAUTH: &str = "https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/";
const SCOPE_LIST: &str =
    "https://developer.atlassian.com/cloud/jira/platform/scopes-for-oauth-2-3LO-and-forge-apps/";
const SCOPE_HELP: &str =
    "https://support.atlassian.com/jira/kb/oauth-app-throwing-error-unauthorized-scope-does-not-match";
const SITE: &str =
    "https://support.atlassian.com/security-and-access-policies/docs/manage-your-users-third-party-apps/";
const AUTHORIZE: &str = "https://support.atlassian.com/atlassian-cloud/kb/your-site-admin-must-authorize-this-app-error-in-atlassian-cloud-apps/";
const NETWORK: &str = "https://support.atlassian.com/security-and-access-policies/docs/specify-ip-addresses-for-product-access/";
/// What OAuth 1.0a servers, such as Jira Data Center, answer in `oauth_problem`.
const LIMITS: &str = "https://developer.atlassian.com/cloud/jira/platform/rate-limiting/";
const BITBUCKET: &str = "https://github.com/backstage/backstage/issues/22383";
const ACCESS: &str = "https://support.atlassian.com/user-management/docs/give-users-access-to-products/";

pub(super) static PROVIDER: Provider = Provider {
    name: "Atlassian",
    services: &[
        ("atlassian", "Atlassian"),
        ("jira", "Jira"),
        ("confluence", "Confluence"),
        ("trello", "Trello"),
        ("bitbucket", "Bitbucket"),
    ],
    // support.atlassian.com/atlassian-account: "Manage your connected apps".
    access_page: Some("https://id.atlassian.com/manage-profile/apps"),
    access_place: "Atlassian account › Connected apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.atlassian.com/"),
    console_page: Some("https://developer.atlassian.com/console/myapps/"),
    domains: &["atlassian.com", "atlassian.net", "bitbucket.org", "trello.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::phrases("redirect_uri is not registered", RedirectMismatch, OAUTH),
        Rule::phrases("site admin must authorize | admin must install", AdminApprovalRequired, AUTHORIZE),
        Rule::phrases("blocked users from installing | user-installed apps", AdminBlocked, SITE),
        Rule::phrases("permission to connect from this IP address | IP allowlist", AdminBlocked, NETWORK),
        Rule::phrases(
            "app is in development | only the owner of this app may grant it access",
            AppDisabled,
            OAUTH,
        ),
        Rule::phrases(
            "refresh_token is invalid | unknown or invalid refresh token | \
             authorization_code is invalid | invalid authorization code",
            TokenRevokedOrExpired,
            OAUTH,
        ),
        Rule::phrases("user did not authorize the request", UserCancelled, OAUTH),
        Rule::phrases("scope does not match", ScopeNotGranted, SCOPE_HELP),
        Rule::phrases("lack one or more required privilege scopes", ScopeNotGranted, BITBUCKET),
        Rule::phrases("OAuth 2.0 is not enabled for method", ScopeNotGranted, SCOPE_LIST)
            .by(AppDeveloper)
            .retry(false),
        Rule::phrases("current user not permitted to use", UserNotAssigned, ACCESS),
        Rule::error_and("access_denied", "unauthorized", ClientMisconfigured, OAUTH),
        Rule::phrases("rate limit exceeded", RateLimited, LIMITS),
    ]),
    steps: &[],
};

// developer.atlassian.com: the classic scopes of each operation beside its granular ones; Connect's scopes each hold the ones below.
pub(super) static SCOPES: Scopes = Scopes {
    in_capitals: "NONE READ WRITE DELETE PROJECT_ADMIN ADMIN",
    covers: "
        ADMIN > PROJECT_ADMIN
        DELETE > WRITE
        PROJECT_ADMIN > DELETE
        READ > NONE
        WRITE > READ
        manage:jira-configuration > delete:avatar:jira delete:field-configuration-scheme:jira
        manage:jira-configuration > delete:field-configuration:jira delete:field.option:jira
        manage:jira-configuration > delete:field:jira delete:group:jira delete:issue-link-type:jira
        manage:jira-configuration > delete:issue-type-scheme:jira delete:issue-type-screen-scheme:jira
        manage:jira-configuration > delete:issue-type.property:jira delete:issue-type:jira
        manage:jira-configuration > delete:permission-scheme:jira delete:permission:jira delete:project:jira
        manage:jira-configuration > delete:user-configuration:jira delete:workflow-scheme:jira
        manage:jira-configuration > delete:workflow.property:jira delete:workflow:jira
        manage:jira-configuration > read:custom-field-contextual-configuration:jira
        manage:jira-configuration > read:field-configuration-scheme:jira read:issue-event:jira
        manage:jira-configuration > read:issue-type-scheme:jira read:license:jira
        manage:jira-configuration > read:user-configuration:jira read:workflow-scheme:jira write:avatar:jira
        manage:jira-configuration > write:custom-field-contextual-configuration:jira
        manage:jira-configuration > write:field-configuration-scheme:jira write:field-configuration:jira
        manage:jira-configuration > write:field.default-value:jira write:field.option:jira write:field:jira
        manage:jira-configuration > write:group:jira write:instance-configuration:jira
        manage:jira-configuration > write:issue-link-type:jira write:issue-type-scheme:jira
        manage:jira-configuration > write:issue-type-screen-scheme:jira write:issue-type.property:jira
        manage:jira-configuration > write:issue-type:jira write:permission-scheme:jira write:permission:jira
        manage:jira-configuration > write:screen-scheme:jira write:user-configuration:jira
        manage:jira-configuration > write:workflow-scheme:jira write:workflow.property:jira
        manage:jira-configuration > write:workflow:jira
        manage:jira-project > delete:project-category:jira delete:project-version:jira
        manage:jira-project > delete:project.avatar:jira delete:project.component:jira
        manage:jira-project > delete:project.property:jira delete:screen-scheme:jira delete:screen-tab:jira
        manage:jira-project > delete:screen:jira delete:screenable-field:jira read:project.email:jira
        manage:jira-project > read:screen-field:jira read:screen-scheme:jira read:screen-tab:jira
        manage:jira-project > read:screenable-field:jira write:project-category:jira
        manage:jira-project > write:project-version:jira write:project.avatar:jira
        manage:jira-project > write:project.component:jira write:project.email:jira
        manage:jira-project > write:project.feature:jira write:screen-tab:jira write:screen:jira
        manage:jira-project > write:screenable-field:jira
        read:jira-user > read:user.columns:jira
        read:jira-work > read:issue-meta:jira read:issue-status:jira read:issue.changelog:jira
        read:jira-work > read:issue.transition:jira read:label:jira read:priority:jira
        read:jira-work > read:project-type:jira read:project.avatar:jira read:resolution:jira
        write:jira-work > delete:async-task:jira delete:attachment:jira delete:comment:jira
        write:jira-work > delete:dashboard.property:jira delete:dashboard:jira delete:filter.column:jira
        write:jira-work > delete:filter:jira delete:issue-link:jira delete:issue-worklog.property:jira
        write:jira-work > delete:issue-worklog:jira delete:issue.property:jira delete:issue.remote-link:jira
        write:jira-work > delete:issue:jira delete:user.property:jira send:notification:jira
        write:jira-work > write:attachment:jira write:comment.property:jira write:comment:jira
        write:jira-work > write:dashboard.property:jira write:filter.column:jira
        write:jira-work > write:filter.default-share-scope:jira write:filter:jira write:issue-link:jira
        write:jira-work > write:issue-worklog.property:jira write:issue-worklog:jira
        write:jira-work > write:issue.property:jira write:issue.remote-link:jira write:issue.vote:jira
        write:jira-work > write:issue.watcher:jira write:issue:jira write:user.property:jira
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
                r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"code":401,"message":"Unauthorized; scope does not match"}"#, ScopeNotGranted),
            (r#"{"error":"access_denied","error_description":"Unauthorized"}"#, ClientMisconfigured),
            ("Your site admin must authorize this app for the site", AdminApprovalRequired),
        ]);
    }
}
