//! Google.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AdminApprovalRequired, AdminBlocked, AppDisabled,
    ClientMisconfigured, DeniedUnspecified, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::{AppDeveloper, User};
use crate::{
    Msg,
    rule::{Rule, Rules},
};

const WEB: &str = "https://developers.google.com/identity/protocols/oauth2/web-server";
const OAUTH: &str = "https://developers.google.com/identity/protocols/oauth2";
const SERVICE: &str = "https://developers.google.com/identity/protocols/oauth2/service-account";
const BROWSER: &str = "https://developers.google.com/identity/oauth2/web/reference/js-reference";
/// The library before Google Identity Services.
const SIGN_IN: &str = "https://developers.google.com/identity/sign-in/web/reference";
/// "Understand & fix error codes", for the people who sign in.
const PEOPLE: &str = "https://support.google.com/accounts/answer/16668185";
const UNVERIFIED: &str = "https://support.google.com/cloud/answer/7454865";
const AUDIENCE: &str = "https://support.google.com/cloud/answer/15549945";
const EDUCATION: &str = "https://support.google.com/a/answer/13288950";
const SESSION: &str = "https://support.google.com/a/answer/9368756";
const PROTECTION: &str = "https://support.google.com/accounts/answer/7539956";
const SCOPE_LIST: &str = "https://developers.google.com/identity/protocols/oauth2/scopes";
const REASONS: &str = "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto";
const STATUS: &str = "https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto";
/// Which token errors Google's own library asks again after.
const LIBRARY: &str =
    "https://github.com/googleapis/google-auth-library-python/blob/main/google/oauth2/_client.py";
const OOB: &str = "https://developers.google.com/identity/protocols/oauth2/resources/oob-migration";
const GMAIL: &str = "https://developers.google.com/workspace/gmail/api/guides/handle-errors";
const DRIVE: &str = "https://developers.google.com/workspace/drive/api/guides/handle-errors";
const CALENDAR: &str = "https://developers.google.com/workspace/calendar/api/guides/errors";
const YOUTUBE: &str = "https://developers.google.com/youtube/v3/docs/errors";
const RESTRICTED: &str = "https://github.com/GAM-team/GAM/issues/1766";
const ADS: &str = "https://developers.google.com/google-ads/api/docs/common-errors";

pub(super) static PROVIDER: Provider = Provider {
    name: "Google",
    services: &[
        ("google", "Google"),
        ("gmail", "Gmail"),
        ("googlemail", "Gmail"),
        ("googlecalendar", "Google Calendar"),
        ("googledrive", "Google Drive"),
        ("googledocs", "Google Docs"),
        ("googlesheets", "Google Sheets"),
        ("googleslides", "Google Slides"),
        ("googleforms", "Google Forms"),
        ("googlemeet", "Google Meet"),
        ("googlecontacts", "Google Contacts"),
        ("googletasks", "Google Tasks"),
        ("googleads", "Google Ads"),
        ("youtube", "YouTube"),
    ],
    // support.google.com/accounts/answer/13533235
    access_page: Some("https://myaccount.google.com/connections"),
    access_place: "Google Account › Third-party apps & services",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://www.google.com/appsstatus/dashboard/"),
    console_page: Some("https://console.cloud.google.com/auth/clients"),
    domains: &["google.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // The sign-in page: the organisation.
        Rule::errors("admin_policy_enforced", AdminBlocked, WEB),
        Rule::errors("access_not_configured", AdminApprovalRequired, PEOPLE),
        Rule::phrases("admin needs to review | institution's admin", AdminApprovalRequired, EDUCATION),
        Rule::phrases(
            "restricted by policies within your organization | blocked by your admin",
            AdminBlocked,
            PEOPLE,
        ),
        Rule::errors("policy_enforced", AdminBlocked, PROTECTION).by(User),
        Rule::errors("org_internal", AccountNotInTenant, WEB),
        Rule::phrases(
            "can only be used within its organization | restricted to users within its organization",
            AccountNotInTenant,
            WEB,
        ),
        Rule::error_and("access_denied", "account restricted", AccountBlocked, RESTRICTED),
        // The sign-in page: the app is not verified, is being tested, or is blocked.
        Rule::phrases(
            "has not completed the Google verification process | hasn't been verified by Google | \
             Google hasn't verified this app | this app isn't verified",
            AppDisabled,
            UNVERIFIED,
        ),
        Rule::phrases(
            "developer-approved testers | developer hasn't given you access to this app | \
             403: access_denied",
            AppDisabled,
            AUDIENCE,
        ),
        Rule::phrases("this app tried to access sensitive info | this app is blocked", AppDisabled, PEOPLE),
        Rule::phrases("sign in with Google temporarily disabled for this app", AppDisabled, UNVERIFIED),
        Rule::phrases("reached its sign-in rate limit", RateLimited, UNVERIFIED),
        Rule::errors("rate_limit_exceeded", RateLimited, UNVERIFIED),
        // The sign-in page: the app's own settings.
        Rule::errors("disallowed_useragent", ClientMisconfigured, WEB),
        Rule::errors("redirect_uri_mismatch", RedirectMismatch, WEB),
        Rule::errors("origin_mismatch", ClientMisconfigured, PEOPLE),
        Rule::errors("idpiframe_initialization_failed", ClientMisconfigured, SIGN_IN),
        Rule::errors("deleted_client", ClientMisconfigured, WEB),
        Rule::errors("disabled_client", AppDisabled, SERVICE),
        Rule::errors("restricted_client", ScopeInvalid, SCOPE_LIST),
        Rule::phrases(
            "requested scopes were invalid | requested scopes cannot be shown",
            ScopeInvalid,
            SCOPE_LIST,
        ),
        Rule::phrases(
            "doesn't comply with Google's OAuth 2.0 policy | Required parameter is missing | \
             Missing required parameter | The OAuth client was not found",
            ClientMisconfigured,
            PEOPLE,
        ),
        Rule::phrases("invalid parameter value for redirect_uri", RedirectMismatch, WEB),
        Rule::phrases("app's request is invalid | app sent an invalid request", ClientMisconfigured, PEOPLE),
        Rule::phrases(
            "(OOB) flow has been blocked | loopback flow has been blocked",
            ClientMisconfigured,
            OOB,
        ),
        Rule::phrases("browser or app may not be secure", ClientMisconfigured, WEB),
        Rule::phrases("no registered origin", ClientMisconfigured, PEOPLE),
        // Of the browser library.
        Rule::errors("popup_closed", UserCancelled, BROWSER),
        Rule::errors("popup_closed_by_user", UserCancelled, SIGN_IN),
        Rule::errors("popup_failed_to_open", ReauthInteractionRequired, BROWSER),
        Rule::errors(
            "popup_blocked_by_browser | immediate_failed | user_logged_out",
            ReauthInteractionRequired,
            SIGN_IN,
        ),
        // Tokens: what `invalid_grant` and its neighbours mean.
        Rule::subcodes("invalid_rapt | rapt_required", ReauthInteractionRequired, SESSION),
        Rule::phrases(
            "reauth related error | reauthentication is needed",
            ReauthInteractionRequired,
            SESSION,
        ),
        Rule::phrases("account has been deleted | account has been disabled", AccountBlocked, OAUTH),
        Rule::errors("internal_failure", ProviderOutage, LIBRARY),
        Rule::phrases("has been expired or revoked", TokenRevokedOrExpired, OAUTH),
        Rule::phrases(
            "malformed auth code | missing code verifier | invalid code verifier",
            ClientMisconfigured,
            WEB,
        ),
        Rule::phrases("invalid JWT | not a valid email", ClientMisconfigured, SERVICE),
        Rule::phrases(
            "client not authorized for any of the scopes requested | requested client not authorized",
            AdminApprovalRequired,
            SERVICE,
        ),
        // What the APIs answer, by their reason.
        Rule::subcodes("ACCESS_TOKEN_SCOPE_INSUFFICIENT", ScopeNotGranted, REASONS),
        Rule::subcodes("insufficientPermissions | insufficientScopes", ScopeNotGranted, DRIVE),
        Rule::phrases("insufficient authentication scopes", ScopeNotGranted, REASONS),
        Rule::phrases("Metadata scope do", ScopeNotGranted, GMAIL),
        Rule::subcodes("ACCESS_TOKEN_EXPIRED", TokenRevokedOrExpired, REASONS),
        Rule::subcodes("ACCESS_TOKEN_TYPE_UNSUPPORTED", ClientMisconfigured, REASONS),
        Rule::subcodes("ACCOUNT_STATE_INVALID", AccountBlocked, REASONS),
        Rule::subcodes("CREDENTIALS_MISSING", ClientMisconfigured, REASONS),
        Rule::subcodes("authError", TokenRevokedOrExpired, GMAIL),
        Rule::phrases("invalid authentication credentials", TokenRevokedOrExpired, REASONS),
        Rule::subcodes(
            "SERVICE_DISABLED | BILLING_DISABLED | API_KEY_INVALID | CONSUMER_INVALID",
            ClientMisconfigured,
            REASONS,
        ),
        Rule::subcodes("CONSUMER_SUSPENDED", AppDisabled, REASONS),
        Rule::subcodes("USER_PROJECT_DENIED", ClientMisconfigured, REASONS),
        Rule::subcodes(
            "SECURITY_POLICY_VIOLATED | USER_BLOCKED_BY_ADMIN | ORG_RESTRICTION_VIOLATION",
            AdminBlocked,
            REASONS,
        ),
        Rule::subcodes("accessNotConfigured", ClientMisconfigured, DRIVE),
        Rule::phrases("has not been used in project", ClientMisconfigured, REASONS),
        Rule::subcodes("domainPolicy", AdminBlocked, GMAIL),
        Rule::phrases(
            "disabled by the domain administrator | domain administrators have disabled",
            AdminBlocked,
            DRIVE,
        ),
        Rule::phrases("mail service not enabled", ResourcePermissionDenied, GMAIL),
        Rule::subcodes("dailyLimitExceededUnreg", ClientMisconfigured, GMAIL),
        Rule::subcodes("RATE_LIMIT_EXCEEDED | RESOURCE_QUOTA_EXCEEDED", RateLimited, REASONS),
        Rule::subcodes("dailyLimitExceeded", RateLimited, GMAIL).by(AppDeveloper).retry(false),
        Rule::subcodes("rateLimitExceeded | userRateLimitExceeded", RateLimited, GMAIL),
        Rule::subcodes("sharingRateLimitExceeded", RateLimited, DRIVE),
        // YouTube counts an app's calls by the day; the word for it is also the one of other limits.
        Rule::phrases(
            "you have exceeded your quota | youtube.quota | youtube/v3/getting-started#quota",
            RateLimited,
            YOUTUBE,
        )
        .by(AppDeveloper)
        .retry(false),
        Rule::subcodes("calendarUsageLimits | quotaExceeded", RateLimited, CALENDAR),
        Rule::phrases("too many concurrent requests", RateLimited, GMAIL),
        Rule::phrases("quota exceeded for quota", RateLimited, REASONS),
        Rule::subcodes("backendError | transientError", ProviderOutage, DRIVE),
        Rule::subcodes(
            "insufficientFilePermissions | appNotAuthorizedToFile",
            ResourcePermissionDenied,
            DRIVE,
        ),
        Rule::phrases("does not have sufficient permissions for", ResourcePermissionDenied, DRIVE),
        Rule::subcodes("requiredAccessLevel", ResourcePermissionDenied, CALENDAR),
        Rule::subcodes("notACalendarUser", ResourcePermissionDenied, CALENDAR).by(User),
        Rule::subcodes("youtubeSignupRequired", ResourcePermissionDenied, YOUTUBE).by(User),
        Rule::subcodes("DEVELOPER_TOKEN_NOT_APPROVED", AppDisabled, ADS),
        Rule::subcodes(
            "OAUTH_TOKEN_REVOKED | OAUTH_TOKEN_EXPIRED | OAUTH_TOKEN_DISABLED",
            TokenRevokedOrExpired,
            ADS,
        ),
        Rule::subcodes("NOT_ADS_USER", AccountNotInTenant, ADS),
        Rule::subcodes("TWO_STEP_VERIFICATION_NOT_ENROLLED", ReauthInteractionRequired, ADS),
        Rule::subcodes("USER_PERMISSION_DENIED", ResourcePermissionDenied, ADS),
        Rule::subcodes("CUSTOMER_NOT_ENABLED", AccountBlocked, ADS),
        // The status alone.
        Rule::subcodes("RESOURCE_EXHAUSTED", RateLimited, STATUS),
        Rule::subcodes("UNAUTHENTICATED", TokenRevokedOrExpired, STATUS),
        Rule::subcodes("PERMISSION_DENIED", ResourcePermissionDenied, STATUS),
        Rule::subcodes("UNAVAILABLE", ProviderOutage, STATUS),
        // In a callback the person pressed Cancel: what else is denied stops on Google's own page.
        Rule::errors("access_denied", UserCancelled, WEB),
    ]),
    steps: &[
        (&[AppDisabled, ScopeInvalid], Msg::GoogleStep1),
        (&[AppDisabled, ScopeInvalid], Msg::GoogleStep2),
        (&[AppDisabled, AdminBlocked, AdminApprovalRequired], Msg::GoogleStep3),
        (&[AppDisabled, DeniedUnspecified], Msg::GoogleStep4),
        (&[AppDisabled], Msg::GoogleStep5),
        (&[AppDisabled], Msg::GoogleStep6),
        // developers.google.com/identity/protocols/oauth2#expiration
        (&[TokenRevokedOrExpired], Msg::GoogleStep7),
    ],
};

// Which methods accept which scope: Google's published discovery documents; judged by what data each returns.
pub(super) static SCOPES: Scopes = Scopes {
    prefix: "https://www.googleapis.com/auth/",
    aliases: &[("email", "userinfo.email"), ("profile", "userinfo.profile"), ("https://mail.google.com", "https://mail.google.com/")],
    covers: "
        admin.chrome.printers > admin.chrome.printers.readonly
        admin.datatransfer > admin.datatransfer.readonly
        admin.directory.customer > admin.directory.customer.readonly
        admin.directory.device.chromeos > admin.directory.device.chromeos.readonly
        admin.directory.device.mobile > admin.directory.device.mobile.action
        admin.directory.device.mobile.action > admin.directory.device.mobile.readonly
        admin.directory.domain > admin.directory.domain.readonly
        admin.directory.group > admin.directory.group.member admin.directory.group.readonly
        admin.directory.group.member > admin.directory.group.member.readonly
        admin.directory.group.readonly > admin.directory.group.member.readonly
        admin.directory.orgunit > admin.directory.orgunit.readonly
        admin.directory.resource.calendar > admin.directory.resource.calendar.readonly
        admin.directory.rolemanagement > admin.directory.rolemanagement.readonly
        admin.directory.user > admin.directory.user.alias admin.directory.user.readonly
        admin.directory.user.alias > admin.directory.user.alias.readonly
        admin.directory.user.readonly > admin.directory.user.alias.readonly
        admin.directory.userschema > admin.directory.userschema.readonly
        calendar > calendar.acls calendar.app.created calendar.calendarlist calendar.calendars
        calendar > calendar.events calendar.readonly calendar.settings
        calendar.acls > calendar.acls.readonly
        calendar.calendarlist > calendar.calendarlist.readonly
        calendar.calendars > calendar.calendars.readonly
        calendar.events > calendar.events.owned calendar.events.readonly
        calendar.events.freebusy > calendar.freebusy
        calendar.events.owned > calendar.events.owned.readonly
        calendar.events.readonly > calendar.events.owned.readonly calendar.events.public.readonly
        calendar.readonly > calendar.calendarlist.readonly calendar.calendars.readonly
        calendar.readonly > calendar.events.freebusy calendar.events.readonly calendar.settings.readonly
        calendar.settings > calendar.settings.readonly
        chat.admin.memberships > chat.admin.memberships.readonly
        chat.admin.spaces > chat.admin.spaces.readonly
        chat.app.memberships > chat.app.memberships.readonly
        chat.app.spaces > chat.app.spaces.readonly
        chat.customemojis > chat.customemojis.readonly
        chat.memberships > chat.memberships.app chat.memberships.readonly
        chat.messages > chat.messages.create chat.messages.reactions chat.messages.readonly
        chat.messages.reactions > chat.messages.reactions.create chat.messages.reactions.readonly
        chat.messages.readonly > chat.messages.reactions.readonly
        chat.spaces > chat.spaces.create chat.spaces.pins chat.spaces.readonly
        chat.spaces.pins > chat.spaces.pins.readonly
        chat.spaces.readonly > chat.spaces.pins.readonly
        chat.users.availability > chat.users.availability.readonly
        chat.users.readstate > chat.users.readstate.readonly
        chat.users.sections > chat.users.sections.readonly
        contacts > contacts.readonly
        documents > documents.readonly
        drive > documents drive.file drive.metadata drive.readonly forms.body forms.responses.readonly
        drive > presentations spreadsheets
        drive.activity > drive.activity.readonly
        drive.metadata > drive.metadata.readonly
        drive.readonly > documents.readonly drive.meet.readonly drive.metadata.readonly forms.body.readonly
        drive.readonly > presentations.readonly spreadsheets.readonly
        forms.body > forms.body.readonly
        gmail.compose > gmail.send
        gmail.modify > gmail.compose gmail.insert gmail.labels gmail.readonly
        gmail.readonly > gmail.metadata
        https://mail.google.com/ > gmail.modify
        keep > keep.readonly
        presentations > presentations.readonly
        spreadsheets > spreadsheets.readonly
        tasks > tasks.readonly
        youtube > youtube.readonly youtube.upload
        youtube.force-ssl > youtube
    ",
    // github.com/googleapis/google-api-python-client, issue 582: once granted, Gmail refuses searches and whole messages.
    gets_in_the_way: &[("gmail.metadata", "gmail.readonly gmail.modify")],
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
                "Access blocked: Example has not completed the Google verification process. Error 403: access_denied",
                AppDisabled,
            ),
            ("Error 400: admin_policy_enforced", AdminBlocked),
            ("Error 400: policy_enforced", AdminBlocked),
            ("Error 403: org_internal", AccountNotInTenant),
            ("Error 401: deleted_client. The OAuth client was deleted.", ClientMisconfigured),
            (
                r#"{"error":"invalid_grant","error_description":"Bad Request","error_subtype":"invalid_rapt"}"#,
                ReauthInteractionRequired,
            ),
            (r#"{"error":"invalid_grant","error_description":"Account has been deleted"}"#, AccountBlocked),
            (
                r#"{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."}"#,
                AdminApprovalRequired,
            ),
            (
                r#"{"error":{"code":403,"errors":[{"domain":"usageLimits","reason":"accessNotConfigured"}],"status":"PERMISSION_DENIED"}}"#,
                ClientMisconfigured,
            ),
            (
                r#"{"error":{"code":403,"errors":[{"domain":"global","reason":"domainPolicy"}]}}"#,
                AdminBlocked,
            ),
            (
                r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"reason":"RATE_LIMIT_EXCEEDED"}]}}"#,
                RateLimited,
            ),
            (
                r#"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"The caller does not have permission"}}"#,
                ResourcePermissionDenied,
            ),
            (
                r#"{"error":{"code":401,"errors":[{"reason":"authError"}],"message":"Invalid Credentials"}}"#,
                TokenRevokedOrExpired,
            ),
        ]);
    }
}
