//! Salesforce.

use super::Provider;

pub(super) const PROVIDER: Provider = Provider {
    name: "Salesforce",
    services: &[("salesforce", "Salesforce")],
    // help.salesforce.com: each organisation has its own host, so there is no page for everybody.
    access_page: None,
    access_place: "Salesforce › Personal settings › Advanced User Details › OAuth Connected Apps",
    domains: &["salesforce.com", "force.com"],
    number_prefix: "",
    rules: &[],
};
