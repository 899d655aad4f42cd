//! Google.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AdminApprovalRequired, AdminBlocked, AppDisabled,
    ClientMisconfigured, DeniedUnspecified, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted, TokenRevokedOrExpired,
    UserCancelled,
};
use crate::Fixer::User;
#[cfg(feature = "failures")]
use crate::{Msg, Rule};

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
const SCOPES: &str = "https://developers.google.com/identity/protocols/oauth2/scopes";
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
const ADS: &str = "https://developers.google.com/google-ads/api/docs/common-errors";

pub(super) const PROVIDER: Provider = Provider {
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
    #[cfg(feature = "failures")]
    domains: &["google.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // The sign-in page: the organisation.
        Rule::error("admin_policy_enforced", AdminBlocked, WEB),
        Rule::error("access_not_configured", AdminApprovalRequired, PEOPLE),
        Rule::phrase("admin needs to review", AdminApprovalRequired, EDUCATION),
        Rule::phrase("institution's admin", AdminApprovalRequired, EDUCATION),
        Rule::phrase("restricted by policies within your organization", AdminBlocked, PEOPLE),
        Rule::phrase("blocked by your admin", AdminBlocked, PEOPLE),
        Rule::error("policy_enforced", AdminBlocked, PROTECTION).by(User),
        Rule::error("org_internal", AccountNotInTenant, WEB),
        Rule::phrase("can only be used within its organization", AccountNotInTenant, WEB),
        Rule::phrase("restricted to users within its organization", AccountNotInTenant, WEB),
        // The sign-in page: the app is not verified, is being tested, or is blocked.
        Rule::phrase("has not completed the Google verification process", AppDisabled, UNVERIFIED),
        Rule::phrase("hasn't been verified by Google", AppDisabled, UNVERIFIED),
        Rule::phrase("Google hasn't verified this app", AppDisabled, UNVERIFIED),
        Rule::phrase("this app isn't verified", AppDisabled, UNVERIFIED),
        Rule::phrase("developer-approved testers", AppDisabled, AUDIENCE),
        Rule::phrase("developer hasn't given you access to this app", AppDisabled, AUDIENCE),
        Rule::phrase("403: access_denied", AppDisabled, AUDIENCE),
        Rule::phrase("this app tried to access sensitive info", AppDisabled, PEOPLE),
        Rule::phrase("this app is blocked", AppDisabled, PEOPLE),
        Rule::phrase("sign in with Google temporarily disabled for this app", AppDisabled, UNVERIFIED),
        Rule::phrase("reached its sign-in rate limit", RateLimited, UNVERIFIED),
        Rule::error("rate_limit_exceeded", RateLimited, UNVERIFIED),
        // The sign-in page: the app's own settings.
        Rule::error("disallowed_useragent", ClientMisconfigured, WEB),
        Rule::error("redirect_uri_mismatch", RedirectMismatch, WEB),
        Rule::error("origin_mismatch", ClientMisconfigured, PEOPLE),
        Rule::error("idpiframe_initialization_failed", ClientMisconfigured, SIGN_IN),
        Rule::error("deleted_client", ClientMisconfigured, WEB),
        Rule::error("disabled_client", AppDisabled, SERVICE),
        Rule::error("restricted_client", ScopeInvalid, SCOPES),
        Rule::phrase("requested scopes were invalid", ScopeInvalid, SCOPES),
        Rule::phrase("requested scopes cannot be shown", ScopeInvalid, SCOPES),
        Rule::phrase("doesn't comply with Google's OAuth 2.0 policy", ClientMisconfigured, PEOPLE),
        Rule::phrase("Required parameter is missing", ClientMisconfigured, PEOPLE),
        Rule::phrase("Missing required parameter", ClientMisconfigured, PEOPLE),
        Rule::phrase("The OAuth client was not found", ClientMisconfigured, PEOPLE),
        Rule::phrase("invalid parameter value for redirect_uri", RedirectMismatch, WEB),
        Rule::phrase("app's request is invalid", ClientMisconfigured, PEOPLE),
        Rule::phrase("app sent an invalid request", ClientMisconfigured, PEOPLE),
        Rule::phrase("(OOB) flow has been blocked", ClientMisconfigured, OOB),
        Rule::phrase("loopback flow has been blocked", ClientMisconfigured, OOB),
        Rule::phrase("browser or app may not be secure", ClientMisconfigured, WEB),
        Rule::phrase("no registered origin", ClientMisconfigured, PEOPLE),
        // Of the browser library.
        Rule::error("popup_closed", UserCancelled, BROWSER),
        Rule::error("popup_closed_by_user", UserCancelled, SIGN_IN),
        Rule::error("popup_failed_to_open", ReauthInteractionRequired, BROWSER),
        Rule::error("popup_blocked_by_browser", ReauthInteractionRequired, SIGN_IN),
        Rule::error("immediate_failed", ReauthInteractionRequired, SIGN_IN),
        Rule::error("user_logged_out", ReauthInteractionRequired, SIGN_IN),
        // Tokens: what `invalid_grant` and its neighbours mean.
        Rule::subcode("invalid_rapt", ReauthInteractionRequired, SESSION),
        Rule::subcode("rapt_required", ReauthInteractionRequired, SESSION),
        Rule::phrase("reauth related error", ReauthInteractionRequired, SESSION),
        Rule::phrase("reauthentication is needed", ReauthInteractionRequired, SESSION),
        Rule::phrase("account has been deleted", AccountBlocked, OAUTH),
        Rule::phrase("account has been disabled", AccountBlocked, OAUTH),
        Rule::error("internal_failure", ProviderOutage, LIBRARY),
        Rule::phrase("has been expired or revoked", TokenRevokedOrExpired, OAUTH),
        Rule::phrase("malformed auth code", ClientMisconfigured, WEB),
        Rule::phrase("missing code verifier", ClientMisconfigured, WEB),
        Rule::phrase("invalid code verifier", ClientMisconfigured, WEB),
        Rule::phrase("invalid JWT", ClientMisconfigured, SERVICE),
        Rule::phrase("not a valid email", ClientMisconfigured, SERVICE),
        Rule::phrase("client not authorized for any of the scopes requested", AdminApprovalRequired, SERVICE),
        Rule::phrase("requested client not authorized", AdminApprovalRequired, SERVICE),
        // What the APIs answer, by their reason.
        Rule::subcode("ACCESS_TOKEN_SCOPE_INSUFFICIENT", ScopeNotGranted, REASONS),
        Rule::subcode("insufficientPermissions", ScopeNotGranted, DRIVE),
        Rule::subcode("insufficientScopes", ScopeNotGranted, DRIVE),
        Rule::phrase("insufficient authentication scopes", ScopeNotGranted, REASONS),
        Rule::phrase("Metadata scope do", ScopeNotGranted, GMAIL),
        Rule::subcode("ACCESS_TOKEN_EXPIRED", TokenRevokedOrExpired, REASONS),
        Rule::subcode("ACCESS_TOKEN_TYPE_UNSUPPORTED", ClientMisconfigured, REASONS),
        Rule::subcode("ACCOUNT_STATE_INVALID", AccountBlocked, REASONS),
        Rule::subcode("CREDENTIALS_MISSING", ClientMisconfigured, REASONS),
        Rule::subcode("authError", TokenRevokedOrExpired, GMAIL),
        Rule::phrase("invalid authentication credentials", TokenRevokedOrExpired, REASONS),
        Rule::subcode("SERVICE_DISABLED", ClientMisconfigured, REASONS),
        Rule::subcode("BILLING_DISABLED", ClientMisconfigured, REASONS),
        Rule::subcode("API_KEY_INVALID", ClientMisconfigured, REASONS),
        Rule::subcode("CONSUMER_INVALID", ClientMisconfigured, REASONS),
        Rule::subcode("CONSUMER_SUSPENDED", AppDisabled, REASONS),
        Rule::subcode("USER_PROJECT_DENIED", ClientMisconfigured, REASONS),
        Rule::subcode("SECURITY_POLICY_VIOLATED", AdminBlocked, REASONS),
        Rule::subcode("USER_BLOCKED_BY_ADMIN", AdminBlocked, REASONS),
        Rule::subcode("ORG_RESTRICTION_VIOLATION", AdminBlocked, REASONS),
        Rule::subcode("accessNotConfigured", ClientMisconfigured, DRIVE),
        Rule::phrase("has not been used in project", ClientMisconfigured, REASONS),
        Rule::subcode("domainPolicy", AdminBlocked, GMAIL),
        Rule::phrase("disabled by the domain administrator", AdminBlocked, DRIVE),
        Rule::phrase("domain administrators have disabled", AdminBlocked, DRIVE),
        Rule::phrase("mail service not enabled", ResourcePermissionDenied, GMAIL),
        Rule::subcode("dailyLimitExceededUnreg", ClientMisconfigured, GMAIL),
        Rule::subcode("RATE_LIMIT_EXCEEDED", RateLimited, REASONS),
        Rule::subcode("RESOURCE_QUOTA_EXCEEDED", RateLimited, REASONS),
        Rule::subcode("rateLimitExceeded", RateLimited, GMAIL),
        Rule::subcode("userRateLimitExceeded", RateLimited, GMAIL),
        Rule::subcode("dailyLimitExceeded", RateLimited, GMAIL),
        Rule::subcode("sharingRateLimitExceeded", RateLimited, DRIVE),
        Rule::subcode("calendarUsageLimits", RateLimited, CALENDAR),
        Rule::subcode("quotaExceeded", RateLimited, CALENDAR),
        Rule::phrase("too many concurrent requests", RateLimited, GMAIL),
        Rule::phrase("quota exceeded for quota", RateLimited, REASONS),
        Rule::subcode("backendError", ProviderOutage, DRIVE),
        Rule::subcode("transientError", ProviderOutage, DRIVE),
        Rule::subcode("insufficientFilePermissions", ResourcePermissionDenied, DRIVE),
        Rule::subcode("appNotAuthorizedToFile", ResourcePermissionDenied, DRIVE),
        Rule::phrase("does not have sufficient permissions for", ResourcePermissionDenied, DRIVE),
        Rule::subcode("requiredAccessLevel", ResourcePermissionDenied, CALENDAR),
        Rule::subcode("notACalendarUser", ResourcePermissionDenied, CALENDAR).by(User),
        Rule::subcode("youtubeSignupRequired", ResourcePermissionDenied, YOUTUBE).by(User),
        Rule::subcode("DEVELOPER_TOKEN_NOT_APPROVED", AppDisabled, ADS),
        Rule::subcode("OAUTH_TOKEN_REVOKED", TokenRevokedOrExpired, ADS),
        Rule::subcode("OAUTH_TOKEN_EXPIRED", TokenRevokedOrExpired, ADS),
        Rule::subcode("OAUTH_TOKEN_DISABLED", TokenRevokedOrExpired, ADS),
        Rule::subcode("NOT_ADS_USER", AccountNotInTenant, ADS),
        Rule::subcode("TWO_STEP_VERIFICATION_NOT_ENROLLED", ReauthInteractionRequired, ADS),
        Rule::subcode("USER_PERMISSION_DENIED", ResourcePermissionDenied, ADS),
        Rule::subcode("CUSTOMER_NOT_ENABLED", AccountBlocked, ADS),
        // The status alone.
        Rule::subcode("RESOURCE_EXHAUSTED", RateLimited, STATUS),
        Rule::subcode("UNAUTHENTICATED", TokenRevokedOrExpired, STATUS),
        Rule::subcode("PERMISSION_DENIED", ResourcePermissionDenied, STATUS),
        Rule::subcode("UNAVAILABLE", ProviderOutage, STATUS),
        // In a callback the person pressed Cancel: what else is denied stops on Google's own page.
        Rule::error("access_denied", UserCancelled, WEB),
    ],
    #[cfg(feature = "failures")]
    steps: &[
        (&[AppDisabled, ScopeInvalid], Msg::GoogleStep1),
        (&[AppDisabled, ScopeInvalid], Msg::GoogleStep2),
        (&[AppDisabled, AdminBlocked, AdminApprovalRequired], Msg::GoogleStep3),
        (&[AppDisabled, DeniedUnspecified], Msg::GoogleStep4),
        (&[AppDisabled], Msg::GoogleStep5),
        (&[AppDisabled], Msg::GoogleStep6),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    #[test]
    fn documented_answers_are_understood() {
        for (text, class) in [
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
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
