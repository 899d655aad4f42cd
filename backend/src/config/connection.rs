//! The connections that people may have, as the host describes them.

use url::Url;

use super::{check::Check, file};
use crate::{
    router::is_scope_token,
    upstream::{Connection, TestTool},
};

/// The longest name of a connection, in bytes: what the connection service takes.
const LONGEST_NAME: usize = 400;

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
        let told = |scopes: Vec<String>| (!scopes.is_empty()).then_some(scopes);
        let input = found.test_tool_input.unwrap_or_default();
        connections.push(Connection {
            name: found.name,
            provider: found.provider,
            display_name: Some(found.display_name),
            icon_url: icon_url.map(String::from),
            test_tool: found.test_tool.map(|name| TestTool { name, input }),
            required_scopes: told(found.required_scopes),
            requested_scopes: told(found.requested_scopes),
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
