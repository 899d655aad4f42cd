//! Microsoft: Entra ID for work and school accounts, personal accounts, Azure AD B2C and Microsoft Graph.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, AccountNotInTenant, AdminApprovalRequired, AdminBlocked, AppDisabled,
    ClientMisconfigured, ConsentMissing, DeniedUnspecified, ProviderOutage, RateLimited,
    ReauthInteractionRequired, RedirectMismatch, ResourcePermissionDenied, ScopeInvalid, ScopeNotGranted,
    TokenRevokedOrExpired, UserCancelled, UserNotAssigned,
};
use crate::Fixer::{AppDeveloper, User, WorkspaceAdmin};
use crate::{
    Msg,
    rule::{Rule, Rules},
};

/// The published list of the AADSTS numbers.
const CODES: &str = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
/// Where the vendor explains each number, also those that the list leaves out: `?code=` and the number.
const LOOKUP: &str = "https://login.microsoftonline.com/error";
const CONSENT: &str = "https://learn.microsoft.com/entra/identity/enterprise-apps/application-sign-in-unexpected-user-consent-error";
const POLICIES: &str =
    "https://learn.microsoft.com/entra/identity/conditional-access/troubleshoot-conditional-access";
const ADMIN_CONSENT: &str = "https://learn.microsoft.com/entra/identity-platform/v2-admin-consent";
const CODE_FLOW: &str = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow";
const MSAL: &str = "https://learn.microsoft.com/entra/msal/dotnet/advanced/exceptions/msal-error-handling";
const NOT_FOUND: &str = "https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-aadsts70001-app-not-found-in-directory";
const B2C: &str = "https://learn.microsoft.com/azure/active-directory-b2c/error-codes";
const PERSONAL: &str = "https://learn.microsoft.com/onedrive/developer/rest-api/getting-started/msa-oauth";
const GRAPH: &str = "https://learn.microsoft.com/graph/errors";
const GRAPH_ACCESS: &str = "https://learn.microsoft.com/graph/resolve-auth-errors";
const NO_MAILBOX: &str = "https://github.com/microsoftgraph/microsoft-graph-docs/issues/5143";
const THROTTLING: &str = "https://learn.microsoft.com/graph/throttling";

pub(super) static PROVIDER: Provider = Provider {
    name: "Microsoft",
    services: &[
        ("microsoft", "Microsoft"),
        ("outlook", "Outlook"),
        ("microsoftoutlook", "Outlook"),
        ("office365", "Microsoft 365"),
        ("microsoft365", "Microsoft 365"),
        ("microsoftteams", "Microsoft Teams"),
        ("teams", "Microsoft Teams"),
        ("onedrive", "OneDrive"),
        ("onenote", "OneNote"),
        ("sharepoint", "SharePoint"),
        ("excel", "Excel"),
        ("microsoftexcel", "Excel"),
        ("microsoftword", "Word"),
        ("azuread", "Microsoft"),
        ("entra", "Microsoft"),
        ("microsoftentra", "Microsoft"),
    ],
    // support.microsoft.com: "Edit or revoke application permissions in the My Apps portal".
    access_page: Some("https://myapps.microsoft.com/"),
    access_place: "My Apps › Manage your application",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://status.cloud.microsoft/"),
    console_page: Some("https://entra.microsoft.com/"),
    domains: &["microsoftonline.com", "microsoft.com", "live.com", "b2clogin.com"],
    number_prefix: "AADSTS",
    rules: Rules::new(&[
        // What narrows a number down.
        Rule::error_and("consent_required", "AADSTS65004", UserCancelled, ADMIN_CONSENT).by(WorkspaceAdmin),
        Rule::phrases("scopes requested are unauthorized or expired", ConsentMissing, LOOKUP),
        Rule::phrases("'userAudience' configuration", ClientMisconfigured, LOOKUP),
        Rule::phrases("'redirect_uri' value must be a valid absolute", RedirectMismatch, LOOKUP),
        Rule::phrases("input parameter 'redirect_uri' is not valid", RedirectMismatch, PERSONAL),
        Rule::phrases("IP address with malicious activity", AdminBlocked, CODES),
        // An admin must consent first.
        Rule::numbers(&[90094, 90095], AdminApprovalRequired, CODES),
        Rule::numbers(&[90093, 900941, 900981], AdminApprovalRequired, CONSENT),
        Rule::numbers(&[90099, 650052], AdminApprovalRequired, CODES),
        // Conditional Access and other policies of the organisation.
        Rule::numbers(&[53003, 53000, 53001, 53002], AdminBlocked, CODES),
        Rule::numbers(&[53009], AdminBlocked, POLICIES),
        Rule::numbers(&[53010], AdminBlocked, CODES),
        Rule::numbers(&[530002, 530003, 530004, 530021], AdminBlocked, LOOKUP),
        Rule::numbers(
            &[
                530032, 530034, 530035, 50002, 50005, 50131, 50155, 50177, 50178, 500021, 500022, 500212,
                500213, 80012, 130007, 135011,
            ],
            AdminBlocked,
            CODES,
        ),
        Rule::numbers(&[700003], AdminBlocked, LOOKUP),
        Rule::numbers(&[1000104], AdminBlocked, CODES),
        // The account is good, but not for this app.
        Rule::numbers(&[50105], UserNotAssigned, CODES),
        Rule::numbers(&[501051], UserNotAssigned, LOOKUP),
        // The wrong account, or a guest who is not invited.
        Rule::numbers(
            &[50020, 16000, 16003, 50014, 50034, 50128, 50143, 51004, 81012, 90072, 90084, 90125, 90126],
            AccountNotInTenant,
            CODES,
        ),
        Rule::numbers(&[500200], AccountNotInTenant, LOOKUP),
        Rule::numbers(&[500208], AccountNotInTenant, CODES),
        // The account is locked, disabled or at risk. A lock after wrong passwords goes by itself.
        Rule::numbers(&[50053], AccountBlocked, CODES).by(User).retry(true),
        Rule::numbers(&[50057], AccountBlocked, CODES),
        Rule::numbers(&[500571, 500341], AccountBlocked, LOOKUP),
        Rule::numbers(&[53011, 54000], AccountBlocked, CODES),
        // Consent.
        Rule::numbers(&[65004], UserCancelled, CODES),
        Rule::numbers(&[65001], ConsentMissing, CODES),
        Rule::numbers(&[90008], ConsentMissing, CODES).by(AppDeveloper).retry(false),
        Rule::numbers(&[52004, 9002341], ConsentMissing, CODES),
        Rule::numbers(&[90123], DeniedUnspecified, CODES),
        // Sign in, second factor, password, device, choice of account.
        Rule::numbers(
            &[
                16001, 16002, 160021, 40009, 40015, 50015, 50055, 50056, 50058, 50064, 50072, 50074, 50076,
                50078, 50079, 50085, 50097, 50125, 50126, 50127, 50129, 50135, 50136, 50139, 50140,
            ],
            ReauthInteractionRequired,
            CODES,
        ),
        Rule::numbers(&[50142], ReauthInteractionRequired, LOOKUP),
        Rule::numbers(&[50144, 50158, 50168, 50187, 50192, 50197, 50199], ReauthInteractionRequired, CODES),
        Rule::numbers(&[500121], ReauthInteractionRequired, LOOKUP),
        Rule::numbers(
            &[51006, 53004, 70016, 70018, 75011, 700020, 1000000],
            ReauthInteractionRequired,
            CODES,
        ),
        // Codes, sessions and refresh tokens that are used up, expired or taken back.
        Rule::numbers(
            &[50089, 50132, 50133, 50173, 500133, 54005, 70000, 70008, 70019, 70043],
            TokenRevokedOrExpired,
            CODES,
        ),
        Rule::numbers(&[70020, 70044, 700081], TokenRevokedOrExpired, LOOKUP),
        Rule::numbers(&[700082, 700084, 90086, 90120], TokenRevokedOrExpired, CODES),
        // Redirect URIs.
        Rule::numbers(&[50011, 70004], RedirectMismatch, CODES),
        Rule::numbers(&[500112, 500113, 500117, 700009], RedirectMismatch, LOOKUP),
        Rule::numbers(&[900971], RedirectMismatch, CODES),
        // Scopes.
        Rule::numbers(&[70011, 28002, 28003], ScopeInvalid, CODES),
        Rule::numbers(&[650053], ScopeInvalid, LOOKUP),
        Rule::numbers(&[700022, 700023], ScopeInvalid, CODES),
        // The app, or what it calls, is switched off.
        Rule::phrases("was not found in the directory", ClientMisconfigured, NOT_FOUND),
        Rule::numbers(&[7000112, 70001], AppDisabled, CODES),
        Rule::numbers(&[500014], AppDisabled, LOOKUP).by(WorkspaceAdmin),
        Rule::numbers(&[1000031], AppDisabled, CODES).by(WorkspaceAdmin),
        // Too many requests, and failures that pass.
        Rule::numbers(&[50088, 90055], RateLimited, CODES),
        Rule::numbers(
            &[
                40010, 50000, 50033, 50087, 50166, 70012, 80002, 80005, 80014, 90006, 90012, 90024, 90033,
                90036, 90090, 90091,
            ],
            ProviderOutage,
            CODES,
        ),
        // The organisation's own federation, certificates and agents.
        Rule::numbers(
            &[20001, 20012, 20033, 40008, 50008, 5000819, 50017, 50107, 50124, 50180, 80001, 80007],
            ClientMisconfigured,
            CODES,
        )
        .by(WorkspaceAdmin),
        // The app's registration, secret, parameters and endpoints.
        Rule::numbers(&[7000215, 7000222, 7000218, 7000114], ClientMisconfigured, CODES),
        Rule::numbers(&[7000012, 7000110], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[70002, 70003, 70005, 70007, 700005, 700011, 700016], ClientMisconfigured, CODES),
        Rule::numbers(&[700021, 700024], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[700025, 700027, 700030], ClientMisconfigured, CODES),
        Rule::numbers(&[700213, 700051], ClientMisconfigured, LOOKUP),
        Rule::numbers(
            &[700054, 50001, 500011, 50003, 50010, 50012, 50013, 50027, 50048, 50049, 50059, 50146, 50147],
            ClientMisconfigured,
            CODES,
        ),
        Rule::numbers(&[50148], ClientMisconfigured, LOOKUP),
        Rule::numbers(
            &[501481, 501491, 50194, 50196, 51001, 65002, 65005, 650054, 650056, 650057, 75005, 76021, 90002],
            ClientMisconfigured,
            CODES,
        ),
        Rule::numbers(&[900021, 900023, 9000411], ClientMisconfigured, LOOKUP),
        Rule::numbers(
            &[
                90004, 90005, 90009, 90013, 90014, 900144, 90015, 90016, 90019, 90023, 90027, 90038, 900382,
                900432,
            ],
            ClientMisconfigured,
            CODES,
        ),
        Rule::numbers(&[900439], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[90051, 90056, 900561, 90100, 901002, 90102], ClientMisconfigured, CODES),
        Rule::numbers(&[90112], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[90117, 90121, 90124, 90130], ClientMisconfigured, CODES),
        Rule::numbers(&[1002016], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[9001023, 9002313], ClientMisconfigured, CODES),
        Rule::numbers(&[9002325, 9002326, 9002327, 9002331], ClientMisconfigured, LOOKUP),
        Rule::numbers(&[9002332], ClientMisconfigured, CODES),
        Rule::numbers(&[9002346], ClientMisconfigured, LOOKUP),
        // Policies whose numbers are not listed, in words.
        Rule::phrases("blocked by conditional access", AdminBlocked, POLICIES),
        // Azure AD B2C, which has numbers of its own.
        Rule::phrases("AADB2C90091", UserCancelled, B2C),
        Rule::phrases("AADB2C90118 | AADB2C90077", ReauthInteractionRequired, B2C),
        Rule::phrases("AADB2C90006 | AADB2C90007", RedirectMismatch, B2C),
        Rule::phrases("AADB2C90080", TokenRevokedOrExpired, B2C),
        Rule::phrases("AADB2C90128", AccountBlocked, B2C),
        Rule::phrases("AADB2C90129", TokenRevokedOrExpired, B2C),
        Rule::phrases("AADB2C90111", AccountBlocked, B2C),
        Rule::phrases("AADB2C90114", AccountBlocked, B2C).by(User).retry(true),
        Rule::phrases("AADB2C90092", AppDisabled, B2C),
        Rule::phrases("AADB2C90012 | AADB2C90117 | AADB2C90146", ScopeInvalid, B2C),
        Rule::phrases("AADB2C90205", ScopeNotGranted, B2C).by(AppDeveloper).retry(false),
        Rule::phrases("AADB2C90035 | AADB2C90048 | AADB2C90085", ProviderOutage, B2C),
        Rule::phrases("AADB2C90151 | AADB2C90157 | AADB2C90225", ReauthInteractionRequired, B2C),
        Rule::phrases("AADB2C", ClientMisconfigured, B2C),
        // The sign-in page and the personal accounts, which send no number.
        Rule::subcodes("cancel", UserCancelled, CODE_FLOW),
        Rule::phrases("user canceled the authentication", UserCancelled, CODE_FLOW),
        Rule::phrases("user has denied access to the scope", UserCancelled, PERSONAL),
        Rule::errors("invalid_resource", ClientMisconfigured, CODES),
        Rule::phrases("the admin canceled the request", UserCancelled, ADMIN_CONSENT).by(WorkspaceAdmin),
        Rule::phrases("not enabled for consumers", ClientMisconfigured, PERSONAL),
        Rule::phrases("grant the client application access to the requested scope", ConsentMissing, PERSONAL),
        // The library's finer codes.
        Rule::subcodes(
            "basic_action | additional_action | message_only | user_password_expired",
            ReauthInteractionRequired,
            MSAL,
        ),
        Rule::subcodes("consent_required", ConsentMissing, MSAL),
        Rule::subcodes("bad_token | token_expired", TokenRevokedOrExpired, MSAL),
        Rule::subcodes("protection_policy_required", AdminBlocked, MSAL),
        // Microsoft Graph and the services behind it.
        Rule::phrases("Access to OData is disabled", AdminBlocked, GRAPH_ACCESS),
        Rule::phrases(
            "Missing scope permissions on the request | Either scp or roles claim need to be present",
            ScopeNotGranted,
            GRAPH_ACCESS,
        ),
        Rule::phrases("validation failure. Invalid audience", ClientMisconfigured, GRAPH_ACCESS),
        Rule::subcodes("insufficient_claims", ReauthInteractionRequired, GRAPH_ACCESS),
        Rule::subcodes(
            "InvalidAuthenticationToken | Authentication_ExpiredToken",
            TokenRevokedOrExpired,
            GRAPH_ACCESS,
        ),
        Rule::subcodes("unauthenticated", TokenRevokedOrExpired, GRAPH),
        Rule::subcodes("Authorization_RequestDenied", ResourcePermissionDenied, GRAPH_ACCESS),
        Rule::phrases(
            "Insufficient privileges to complete the operation",
            ResourcePermissionDenied,
            GRAPH_ACCESS,
        ),
        Rule::subcodes("Authorization_IdentityNotFound", AccountNotInTenant, GRAPH_ACCESS),
        Rule::subcodes("ErrorAccessDenied", ResourcePermissionDenied, GRAPH_ACCESS),
        Rule::subcodes(
            "accessDenied | accessRestricted | notAllowed | extensionError",
            ResourcePermissionDenied,
            GRAPH,
        ),
        Rule::subcodes("MailboxNotEnabledForRESTAPI", ResourcePermissionDenied, GRAPH_ACCESS),
        // Of somebody's mail: there is no mailbox.
        Rule::phrases("resource could not be discovered", ResourcePermissionDenied, NO_MAILBOX),
        Rule::subcodes("activityLimitReached | throttledRequest", RateLimited, GRAPH),
        Rule::subcodes(
            "ApplicationThrottled | TooManyRequests | Request_ThrottledTemporarily",
            RateLimited,
            THROTTLING,
        ),
        Rule::subcodes("serviceNotAvailable | ServiceUnavailable | serviceReadOnly", ProviderOutage, GRAPH),
    ]),
    steps: &[
        (&[ConsentMissing, AdminApprovalRequired, ScopeInvalid], Msg::MicrosoftStep1),
        (&[ConsentMissing, AdminApprovalRequired], Msg::MicrosoftStep2),
        (&[ConsentMissing, AdminApprovalRequired, AdminBlocked, AccountNotInTenant], Msg::MicrosoftStep3),
        (&[AccountNotInTenant], Msg::MicrosoftStep4),
    ],
};

// learn.microsoft.com/graph/permissions-reference: what each permission is said to allow.
pub(super) static SCOPES: Scopes = Scopes {
    dropped_prefixes: &[
        "https://graph.microsoft.com/",
        "https://graph.microsoft.us/",
        "https://dod-graph.microsoft.us/",
        "https://microsoftgraph.chinacloudapi.cn/",
    ],
    folds_case: true,
    covers: "
        Calendars.Read > Calendars.ReadBasic
        Calendars.Read.Shared > Calendars.Read
        Calendars.ReadWrite > Calendars.Read
        Calendars.ReadWrite.Shared > Calendars.Read.Shared Calendars.ReadWrite
        Chat.Read > Chat.ReadBasic
        Chat.ReadWrite > Chat.Create Chat.Read
        Contacts.Read.Shared > Contacts.Read
        Contacts.ReadWrite > Contacts.Read
        Contacts.ReadWrite.Shared > Contacts.Read.Shared Contacts.ReadWrite
        Directory.ReadWrite.All > Directory.Read.All
        Files.Read.All > Files.Read
        Files.ReadWrite > Files.Read
        Files.ReadWrite.All > Files.Read.All Files.ReadWrite
        Group.Read.All > Group.ReadBasic.All GroupMember.Read.All
        Group.ReadBasic.All > GroupMember.ReadBasic.All
        Group.ReadWrite.All > Group.Read.All GroupMember.ReadWrite.All
        GroupMember.Read.All > GroupMember.ReadBasic.All
        GroupMember.ReadWrite.All > GroupMember.Read.All
        Mail.Read > Mail.ReadBasic
        Mail.Read.Shared > Mail.Read
        Mail.ReadWrite > Mail.Read
        Mail.ReadWrite.Shared > Mail.Read.Shared Mail.ReadWrite
        Mail.Send.Shared > Mail.Send
        MailboxSettings.ReadWrite > MailboxSettings.Read
        Notes.Read.All > Notes.Read
        Notes.ReadWrite > Notes.Create Notes.Read
        Notes.ReadWrite.All > Notes.Read.All Notes.ReadWrite
        OnlineMeetings.ReadWrite > OnlineMeetings.Read
        Sites.FullControl.All > Sites.Manage.All
        Sites.Manage.All > Sites.ReadWrite.All
        Sites.ReadWrite.All > Sites.Read.All
        Tasks.Read.Shared > Tasks.Read
        Tasks.ReadWrite > Tasks.Read
        Tasks.ReadWrite.Shared > Tasks.Read.Shared Tasks.ReadWrite
        User.Read.All > User.ReadBasic.All
        User.ReadWrite > User.Read
        User.ReadWrite.All > User.Read.All
    ",
    // Never or not always in the answer, whether granted or not.
    not_told: "offline_access openid profile email",
    // learn.microsoft.com/entra/identity-platform/scopes-oidc: "The .default scope".
    asks_for_registered: ".default",
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
                r#"{"error":"invalid_grant","error_description":"AADSTS50173: grant revoked","error_codes":[50173]}"#,
                TokenRevokedOrExpired,
            ),
            (
                "interaction_required: AADSTS50076: use multi-factor authentication. Trace ID: 0",
                ReauthInteractionRequired,
            ),
            ("AADSTS900941: Administrator consent is required.", AdminApprovalRequired),
            ("AADSTS90094: needs permission that only an admin can grant", AdminApprovalRequired),
            ("AADSTS900144: missing parameter", ClientMisconfigured),
            (
                "AADSTS70001: Application with identifier 'x' was not found in the directory 'y'",
                ClientMisconfigured,
            ),
            ("AADSTS70001: The application is disabled.", AppDisabled),
            ("AADSTS50053: sign-in came from an IP address with malicious activity", AdminBlocked),
            ("AADB2C90006: The redirect URI 'x' provided in the request is not registered", RedirectMismatch),
            ("AADB2C90068: The provided application is not valid against this service", ClientMisconfigured),
            (r#"{"error":{"code":"activityLimitReached","message":"Throttled"}}"#, RateLimited),
            (
                r#"{"error":{"code":"InvalidAuthenticationToken","message":"CompactToken parsing failed"}}"#,
                TokenRevokedOrExpired,
            ),
            (
                r#"{"error":{"code":"InvalidAuthenticationToken","message":"Access token validation failure. Invalid audience."}}"#,
                ClientMisconfigured,
            ),
            (r#"{"error":"invalid_grant","suberror":"bad_token"}"#, TokenRevokedOrExpired),
        ]);
    }
}
