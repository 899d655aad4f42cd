//! GitHub.

use super::Provider;

pub(super) const PROVIDER: Provider = Provider {
    name: "GitHub",
    services: &[("github", "GitHub")],
    // docs.github.com: "Reviewing your authorized applications (OAuth)".
    access_page: Some("https://github.com/settings/applications"),
    access_place: "GitHub › Settings › Applications",
    domains: &["github.com"],
    number_prefix: "",
    rules: &[],
};
