//! Google.

use super::Provider;

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
    domains: &["google.com"],
    number_prefix: "",
    rules: &[],
};
