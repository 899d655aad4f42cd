//! Microsoft: Entra ID for work and school accounts, and personal accounts.

use super::Provider;

pub(super) const PROVIDER: Provider = Provider {
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
    domains: &["microsoftonline.com", "microsoft.com", "live.com", "b2clogin.com"],
    number_prefix: "AADSTS",
    rules: &[],
};
