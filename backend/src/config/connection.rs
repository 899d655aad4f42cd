//! The connections that people may have, as the host describes them.

use serde_json::{Map, Value};
use url::Url;

use super::{check::Check, file};
use crate::router::is_scope_token;

/// The longest name of a connection, in bytes: what the connection service takes.
const LONGEST_NAME: usize = 400;

/// A connection that people may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The connection's name in the workspace, such as `gmail`.
    pub name: String,
    /// The provider's slug, such as `GMAIL`.
    pub provider: String,
    /// The provider's name for people.
    pub display_name: String,
    /// A picture of the provider.
    pub icon_url: Option<Url>,
    /// The read-only tool that shows whether the connection works.
    pub test_tool: Option<String>,
    /// What that tool is run with.
    pub test_tool_input: Map<String, Value>,
    /// The scopes that the app cannot do without.
    pub required_scopes: Vec<String>,
    /// The scopes that the connection asks for at sign-in.
    pub requested_scopes: Vec<String>,
    /// Whether people may disconnect it.
    pub can_disconnect: bool,
    /// The redirect URI that the connection is configured with.
    pub redirect_uri: Option<String>,
}

/// Checks the connections of a file.
pub(super) fn connections(found: Vec<file::Connection>, check: &mut Check<'_>) -> Vec<Connection> {
    let mut connections: Vec<Connection> = Vec::new();
    for (index, found) in found.into_iter().enumerate() {
        let key = |name: &str| format!("connection[{index}].{name}");
        check.that(is_name(&found.name), &key("name"), "is not a name of a connection");
        let is_new = connections.iter().all(|other| other.name != found.name);
        check.that(is_new, &key("name"), "is the name of another connection too");
        check.that(!found.provider.is_empty(), &key("provider"), "is empty");
        check.that(!found.display_name.is_empty(), &key("display_name"), "is empty");
        for (name, scopes) in
            [("required_scopes", &found.required_scopes), ("requested_scopes", &found.requested_scopes)]
        {
            check.that(scopes.iter().all(|scope| is_scope_token(scope)), &key(name), "has what is no scope");
        }
        let has_tool = found.test_tool.as_ref().is_some_and(|tool| !tool.is_empty());
        check.that(has_tool || found.test_tool.is_none(), &key("test_tool"), "is empty");
        let is_for_tool = has_tool || found.test_tool_input.is_none();
        check.that(is_for_tool, &key("test_tool_input"), "is of no use without a `test_tool`");
        let icon_url = found.icon_url.and_then(|url| check.private_url(&key("icon_url"), &url));
        if let Some(uri) = &found.redirect_uri {
            check.that(Url::parse(uri).is_ok(), &key("redirect_uri"), "is not an address");
        }
        connections.push(Connection {
            name: found.name,
            provider: found.provider,
            display_name: found.display_name,
            icon_url,
            test_tool: found.test_tool,
            test_tool_input: found.test_tool_input.unwrap_or_default(),
            required_scopes: found.required_scopes,
            requested_scopes: found.requested_scopes,
            can_disconnect: found.can_disconnect,
            redirect_uri: found.redirect_uri,
        });
    }
    connections
}

/// Whether the connection service could know a connection by this name.
fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b' ' | b'-');
    !name.trim().is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(allowed)
}
