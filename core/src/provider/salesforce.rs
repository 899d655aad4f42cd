//! Salesforce.

use super::Provider;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AdminApprovalRequired, AdminBlocked, AppDisabled,
    ClientMisconfigured, ConsentMissing, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
    UserNotAssigned,
};
#[cfg(feature = "failures")]
use crate::Rule;

const FLOWS: &str = "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm";
const USAGE: &str = "https://help.salesforce.com/s/articleView?id=005132365";
const PERMITTED: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.preauth_user_app_access_through_eca.htm";
const IDENTITY: &str = "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm";
const CODES: &str = "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm";
const REST: &str = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm";
const LIMITS: &str = "https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm";

pub(super) const PROVIDER: Provider = Provider {
    name: "Salesforce",
    services: &[("salesforce", "Salesforce")],
    // help.salesforce.com: each organisation has its own host, so there is no page for everybody.
    access_page: None,
    access_place: "Salesforce › Personal settings › Advanced User Details › OAuth Connected Apps",
    #[cfg(feature = "failures")]
    domains: &["salesforce.com", "force.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        Rule::error("OAUTH_APP_BLOCKED", AdminBlocked, FLOWS),
        Rule::phrase("app is blocked by admin", AdminBlocked, FLOWS),
        Rule::error("OAUTH_AUTHORIZATION_BLOCKED", AdminBlocked, FLOWS),
        Rule::phrase("not admin approved to access this app", UserNotAssigned, PERMITTED),
        Rule::error("OAUTH_APP_ACCESS_DENIED", UserNotAssigned, PERMITTED),
        Rule::error("invalid_app_access", UserNotAssigned, PERMITTED),
        Rule::error("OAUTH_APPROVAL_ERROR_GENERIC", AdminApprovalRequired, USAGE),
        Rule::phrase("is not installed in this org", AdminApprovalRequired, USAGE),
        Rule::phrase("uninstalled connected app", AdminApprovalRequired, USAGE),
        Rule::phrase("admin must approve access", AdminApprovalRequired, USAGE),
        Rule::phrase("app must be installed", AdminApprovalRequired, USAGE),
        Rule::phrase("cross-org OAuth flows are not supported", AppDisabled, USAGE),
        Rule::phrase("hasn't approved this consumer", ConsentMissing, PERMITTED),
        Rule::error("inactive_user", AccountBlocked, FLOWS),
        Rule::phrase("inactive user", AccountBlocked, FLOWS),
        Rule::error("inactive_org", AccountBlocked, FLOWS),
        Rule::phrase("inactive organization", AccountBlocked, FLOWS),
        Rule::phrase("ip restricted", AdminBlocked, FLOWS),
        Rule::phrase("login hours", AdminBlocked, FLOWS),
        Rule::error("rate_limit_exceeded", RateLimited, FLOWS),
        Rule::phrase("login rate exceeded", RateLimited, FLOWS),
        Rule::error("redirect_uri_mismatch", RedirectMismatch, FLOWS),
        Rule::error("redirect_uri_missing", RedirectMismatch, FLOWS),
        Rule::phrase("redirect_uri must match configuration", RedirectMismatch, FLOWS),
        Rule::error("invalid_client_id", ClientMisconfigured, FLOWS),
        Rule::phrase("client identifier invalid", ClientMisconfigured, FLOWS),
        Rule::phrase("invalid client credentials", ClientMisconfigured, FLOWS),
        Rule::phrase("invalid code verifier", ClientMisconfigured, FLOWS),
        Rule::phrase("required code challenge", ClientMisconfigured, FLOWS),
        Rule::phrase("audience validation failed", ClientMisconfigured, FLOWS),
        Rule::phrase("request not supported on this domain", ClientMisconfigured, FLOWS),
        Rule::phrase("no client credentials user enabled", ClientMisconfigured, FLOWS),
        Rule::error("immediate_unsuccessful", ReauthInteractionRequired, FLOWS),
        Rule::phrase("expired access/refresh token", TokenRevokedOrExpired, FLOWS),
        Rule::phrase("expired authorization code", TokenRevokedOrExpired, FLOWS),
        Rule::phrase("token validity expired", TokenRevokedOrExpired, FLOWS),
        Rule::phrase("Bad_OAuth_Token", TokenRevokedOrExpired, IDENTITY),
        Rule::phrase("Missing_OAuth_Token", ClientMisconfigured, IDENTITY),
        Rule::phrase("Wrong_Org", AccountNotInTenant, IDENTITY),
        Rule::phrase("session is not valid for use with", ScopeNotGranted, REST),
        Rule::subcode("INVALID_SESSION_ID", TokenRevokedOrExpired, REST),
        Rule::subcode("INVALID_AUTH_HEADER", TokenRevokedOrExpired, REST),
        Rule::subcode("INVALID_LOGIN", ReauthInteractionRequired, CODES),
        Rule::subcode("INVALID_OPERATION_WITH_EXPIRED_PASSWORD", ReauthInteractionRequired, CODES),
        Rule::subcode("PASSWORD_LOCKOUT", AccountBlocked, CODES),
        Rule::subcode("ORG_LOCKED", AccountBlocked, CODES),
        Rule::subcode("LOGIN_DURING_RESTRICTED_DOMAIN", AdminBlocked, CODES),
        Rule::subcode("LOGIN_DURING_RESTRICTED_TIME", AdminBlocked, CODES),
        Rule::subcode("API_DISABLED_FOR_ORG", ResourcePermissionDenied, CODES),
        Rule::subcode("API_CURRENTLY_DISABLED", ResourcePermissionDenied, CODES),
        Rule::subcode("FUNCTIONALITY_NOT_ENABLED", ResourcePermissionDenied, CODES),
        Rule::subcode("INSUFFICIENT_ACCESS", ResourcePermissionDenied, CODES),
        Rule::subcode("INSUFFICIENT_ACCESS_OR_READONLY", ResourcePermissionDenied, CODES),
        Rule::subcode("REQUEST_LIMIT_EXCEEDED", RateLimited, LIMITS),
        Rule::subcode("SERVER_UNAVAILABLE", ProviderOutage, CODES),
        Rule::error("access_denied", UserCancelled, FLOWS),
        Rule::error("access-denied", UserCancelled, FLOWS),
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
                r#"{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}"#,
                ConsentMissing,
            ),
            (
                r#"{"error":"invalid_client","error_description":"app must be installed into org"}"#,
                AdminApprovalRequired,
            ),
            (
                r#"{"error":"invalid_app_access","error_description":"user is not admin approved to access this app"}"#,
                UserNotAssigned,
            ),
            (
                r#"[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]"#,
                ScopeNotGranted,
            ),
            (
                r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]"#,
                RateLimited,
            ),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
