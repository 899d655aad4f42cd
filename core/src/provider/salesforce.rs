//! Salesforce.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AdminApprovalRequired, AdminBlocked, AppDisabled,
    ClientMisconfigured, ConsentMissing, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, TokenRevokedOrExpired, UserCancelled,
    UserNotAssigned,
};
use crate::Fixer::WorkspaceAdmin;
use crate::rule::{Rule, Rules};

const FLOWS: &str = "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm";
const USAGE: &str = "https://help.salesforce.com/s/articleView?id=005132365";
const PERMITTED: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.preauth_user_app_access_through_eca.htm";
const IDENTITY: &str = "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm";
const CODES: &str = "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm";
const REST: &str = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm";
const LIMITS: &str = "https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm";

pub(super) static PROVIDER: Provider = Provider {
    name: "Salesforce",
    services: &[("salesforce", "Salesforce")],
    // help.salesforce.com: each organisation has its own host, so there is no page for everybody.
    access_page: None,
    access_place: "Salesforce › Personal settings › Advanced User Details › OAuth Connected Apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.salesforce.com/"),
    console_page: None,
    domains: &["salesforce.com", "force.com"],
    number_prefix: "",
    rules: Rules::new(&[
        Rule::errors("OAUTH_APP_BLOCKED", AdminBlocked, FLOWS),
        Rule::phrases("app is blocked by admin", AdminBlocked, FLOWS),
        Rule::errors("OAUTH_AUTHORIZATION_BLOCKED", AdminBlocked, FLOWS),
        Rule::phrases("not admin approved to access this app", UserNotAssigned, PERMITTED),
        Rule::errors("OAUTH_APP_ACCESS_DENIED | invalid_app_access", UserNotAssigned, PERMITTED),
        Rule::errors("OAUTH_APPROVAL_ERROR_GENERIC", AdminApprovalRequired, USAGE),
        Rule::phrases(
            "is not installed in this org | uninstalled connected app | admin must approve access | \
             app must be installed",
            AdminApprovalRequired,
            USAGE,
        ),
        Rule::phrases("cross-org OAuth flows are not supported", AppDisabled, USAGE),
        Rule::phrases("hasn't approved this consumer", ConsentMissing, PERMITTED),
        Rule::errors("inactive_user", AccountBlocked, FLOWS),
        Rule::phrases("inactive user", AccountBlocked, FLOWS),
        Rule::errors("inactive_org", AccountBlocked, FLOWS),
        Rule::phrases("inactive organization", AccountBlocked, FLOWS),
        Rule::phrases("ip restricted | login hours", AdminBlocked, FLOWS),
        Rule::errors("rate_limit_exceeded", RateLimited, FLOWS),
        Rule::phrases("login rate exceeded", RateLimited, FLOWS),
        Rule::errors("redirect_uri_mismatch | redirect_uri_missing", RedirectMismatch, FLOWS),
        Rule::phrases("redirect_uri must match configuration", RedirectMismatch, FLOWS),
        Rule::errors("invalid_client_id", ClientMisconfigured, FLOWS),
        Rule::phrases(
            "client identifier invalid | invalid client credentials | invalid code verifier | \
             required code challenge | audience validation failed | \
             request not supported on this domain | no client credentials user enabled",
            ClientMisconfigured,
            FLOWS,
        ),
        Rule::errors("immediate_unsuccessful", ReauthInteractionRequired, FLOWS),
        Rule::phrases(
            "expired access/refresh token | expired authorization code | token validity expired",
            TokenRevokedOrExpired,
            FLOWS,
        ),
        Rule::phrases("Bad_OAuth_Token", TokenRevokedOrExpired, IDENTITY),
        Rule::phrases("Missing_OAuth_Token", ClientMisconfigured, IDENTITY),
        Rule::phrases("Wrong_Org", AccountNotInTenant, IDENTITY),
        Rule::phrases("session is not valid for use with", ScopeNotGranted, REST),
        Rule::subcodes("INVALID_SESSION_ID | INVALID_AUTH_HEADER", TokenRevokedOrExpired, REST),
        Rule::subcodes(
            "INVALID_LOGIN | INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
            ReauthInteractionRequired,
            CODES,
        ),
        Rule::subcodes("PASSWORD_LOCKOUT | ORG_LOCKED", AccountBlocked, CODES),
        Rule::subcodes("LOGIN_DURING_RESTRICTED_DOMAIN | LOGIN_DURING_RESTRICTED_TIME", AdminBlocked, CODES),
        Rule::subcodes(
            "API_DISABLED_FOR_ORG | API_CURRENTLY_DISABLED | FUNCTIONALITY_NOT_ENABLED | \
             INSUFFICIENT_ACCESS | INSUFFICIENT_ACCESS_OR_READONLY",
            ResourcePermissionDenied,
            CODES,
        ),
        // The organisation's calls of a day; other limits are over when its slow calls are.
        Rule::phrases("TotalRequests Limit exceeded", RateLimited, LIMITS).by(WorkspaceAdmin).retry(false),
        Rule::subcodes("REQUEST_LIMIT_EXCEEDED", RateLimited, LIMITS),
        Rule::subcodes("SERVER_UNAVAILABLE", ProviderOutage, CODES),
        Rule::errors("access_denied | access-denied", UserCancelled, FLOWS),
    ]),
    steps: &[],
};

// help.salesforce.com: OAuth tokens and scopes.
pub(super) static SCOPES: Scopes = Scopes {
    aliases: &[("offline_access", "refresh_token")],
    covers: "
        api > chatter_api
        full > *
        web > visualforce
    ",
    never_covered: "refresh_token",
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
        ]);
    }
}
