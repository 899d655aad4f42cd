//! Slack.

use super::Provider;

pub(super) const PROVIDER: Provider = Provider {
    name: "Slack",
    services: &[("slack", "Slack")],
    // slack.com/help/articles/360003125231: removing apps from a workspace.
    access_page: Some("https://my.slack.com/apps/manage"),
    access_place: "Slack › Manage apps",
    domains: &["slack.com"],
    number_prefix: "",
    rules: &[],
};
