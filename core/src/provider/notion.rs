//! Notion.

use super::Provider;

pub(super) const PROVIDER: Provider = Provider {
    name: "Notion",
    services: &[("notion", "Notion")],
    // notion.com/help/add-and-manage-connections-with-the-api: inside the app, without an address of its own.
    access_page: None,
    access_place: "Notion › Settings › Connections",
    domains: &["notion.com", "notion.so"],
    number_prefix: "",
    rules: &[],
};
