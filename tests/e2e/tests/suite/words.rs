//! What the catalogue says. Its own snapshots keep the wording; here it is only looked for.

use connection_doctor_core::{Msg, fill, provider_of};

/// The button of a card that the element draws without its module.
pub(crate) const START_AGAIN: &str = "Start again";

/// A message about a service of the sandbox, such as "Gmail".
pub(crate) fn say(msg: Msg, service: &str) -> String {
    let connection = service.replace(' ', "").to_lowercase();
    let (name, place) = provider_of(&connection)
        .map_or((service, service), |(provider, _)| (provider.name, provider.access_place));
    let values = [("service", service), ("provider", name), ("place", place), ("connection", &connection)];
    fill(msg.english(), &values)
}

/// A message with a number in it.
pub(crate) fn count(msg: Msg, count: usize) -> String {
    fill(msg.english(), &[("count", &count.to_string())])
}

/// The fixed beginning of a message that ends in a value.
pub(crate) fn start(msg: Msg) -> &'static str {
    msg.english().split('{').next().unwrap_or_default()
}

/// The accessible name of a row's toggle or of its action.
pub(crate) fn named(label: Msg, service: &str) -> String {
    let pattern = if [Msg::Why, Msg::Details].contains(&label) { Msg::OpenRow } else { Msg::ActionOf };
    fill(pattern.english(), &[("label", label.english()), ("action", label.english()), ("service", service)])
}
