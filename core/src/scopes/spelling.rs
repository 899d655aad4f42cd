//! One name for each scope, however it is written.

use super::Scopes;

/// The canonical name of a scope. Of a provider that is not known, the name as it is.
pub(super) fn canonical(scopes: Option<&Scopes>, scope: &str) -> String {
    let scope = scope.trim();
    let Some(scopes) = scopes else { return scope.to_owned() };
    let mut name = scope;
    while let Some(bare) = without_prefix(name, scopes) {
        name = bare;
    }
    if let Some((_, alias)) = scopes.aliases.iter().find(|(known, _)| *known == name) {
        name = alias;
    }
    let capitals = name.to_ascii_uppercase();
    if scopes.in_capitals.split(' ').any(|known| known == capitals) {
        return capitals;
    }
    let short = match name.strip_prefix(scopes.prefix) {
        _ if scopes.prefix.is_empty() || name == "openid" => return name.to_owned(),
        Some(short) => short,
        // The whole address of another one.
        None if name.contains(':') => return name.to_owned(),
        None => name,
    };
    match bare(short) {
        "" => name.to_owned(),
        short => [scopes.prefix, short].concat(),
    }
}

fn without_prefix<'a>(name: &'a str, scopes: &Scopes) -> Option<&'a str> {
    scopes.dropped_prefixes.iter().find_map(|prefix| {
        let head = name.get(..prefix.len())?;
        let rest = name.get(prefix.len()..)?;
        head.eq_ignore_ascii_case(prefix).then(|| bare(rest))
    })
}

/// Without what ends an address.
fn bare(name: &str) -> &str {
    name.trim_end_matches(|end: char| end == '/' || end.is_whitespace())
}

/// Whether two canonical names mean one scope.
pub(super) fn is_same(scopes: Option<&Scopes>, a: &str, b: &str) -> bool {
    a == b || scopes.is_some_and(|scopes| scopes.folds_case) && a.eq_ignore_ascii_case(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{provider, provider_of};
    use proptest::prelude::*;

    fn scopes(word: &str) -> Option<&'static Scopes> {
        provider_of(word).and_then(|(provider, _)| provider::scopes_of(provider))
    }

    #[test]
    fn each_provider_has_its_own_spelling() {
        for (provider, written, canonical_name) in [
            ("google", "gmail.send", "https://www.googleapis.com/auth/gmail.send"),
            ("google", "https://www.googleapis.com/auth/drive/", "https://www.googleapis.com/auth/drive"),
            ("google", "drive /", "https://www.googleapis.com/auth/drive"),
            ("google", "https://mail.google.com", "https://mail.google.com/"),
            ("google", "email", "https://www.googleapis.com/auth/userinfo.email"),
            ("google", "openid", "openid"),
            ("microsoft", "HTTPS://GRAPH.MICROSOFT.COM/Mail.Read", "Mail.Read"),
            ("microsoft", "https://outlook.office.com/Mail.Read", "https://outlook.office.com/Mail.Read"),
            ("salesforce", "offline_access", "refresh_token"),
            ("atlassian", "project_admin", "PROJECT_ADMIN"),
            ("atlassian", "read:jira-work", "read:jira-work"),
            ("acme", "gmail.send", "gmail.send"),
        ] {
            assert_eq!(canonical(scopes(provider), written), canonical_name, "{provider}");
        }
    }

    proptest! {
        #[test]
        fn canonical_names_stay(text in any::<String>(), provider in prop::sample::select(vec!["google", "microsoft", "atlassian", "salesforce", "x"])) {
            let once = canonical(scopes(provider), &text);
            prop_assert_eq!(canonical(scopes(provider), &once), once.clone());
        }
    }
}
