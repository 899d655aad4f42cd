//! The names of scopes, in a text that is fetched when somebody has to read them.
//!
//! `@google` begins a provider, `#mail` a group of what scopes let an app do, and each other line is a scope, a tab, and what
//! it lets the app do. Scopes of Google stand without their common prefix.

use crate::{Provider, provider};

/// The names of one provider's scopes.
pub(super) struct Names<'a> {
    text: &'a str,
    prefix: &'static str,
}

/// A scope's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As it stands in the text.
    pub(super) scope: &'a str,
    /// What it lets the app do.
    pub(super) name: &'a str,
    /// The word of its group.
    pub(super) group: &'a str,
}

impl<'a> Names<'a> {
    pub(super) fn of(provider: Option<&'static Provider>, text: &'a str) -> Self {
        let prefix = provider.and_then(provider::scopes_of).map_or("", |scopes| scopes.prefix);
        let of_provider = provider.and_then(|provider| {
            text.split('@').find(|part| {
                part.lines().next().is_some_and(|name| name.trim().eq_ignore_ascii_case(provider.name))
            })
        });
        Self { text: of_provider.unwrap_or_default(), prefix }
    }

    /// By a canonical name.
    pub(super) fn find(&self, scope: &str) -> Option<Name<'a>> {
        let scope = scope.strip_prefix(self.prefix).unwrap_or(scope);
        let mut group = "";
        for line in self.text.lines() {
            if let Some(word) = line.strip_prefix('#') {
                group = word.trim();
            }
            let Some((known, name)) = line.split_once('\t') else { continue };
            if known.eq_ignore_ascii_case(scope) {
                return Some(Name { scope: known, name: name.trim(), group });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SCOPE_NAMES, permissions::GROUPS, provider_of};

    #[test]
    fn scopes_are_found_under_their_provider() {
        let text =
            "@google\n#mail\ngmail.send\tSend email as you\n@slack\n#chat\nchat:write\tWrite messages\n";
        let names = |word: &str| Names::of(provider_of(word).map(|(provider, _)| provider), text);
        let found = names("gmail").find("https://www.googleapis.com/auth/gmail.send");
        assert_eq!(found, Some(Name { scope: "gmail.send", name: "Send email as you", group: "mail" }));
        assert_eq!(names("slack").find("chat:write").map(|name| name.group), Some("chat"));
        assert_eq!(names("slack").find("gmail.send"), None);
        assert_eq!(names("acme").find("gmail.send"), None);
    }

    #[test]
    fn the_text_is_in_order() {
        for part in SCOPE_NAMES.split('@').skip(1) {
            let provider = part.lines().next().expect("a name").trim();
            assert!(provider_of(provider).is_some(), "{provider} is known");
            let mut seen = Vec::new();
            for line in part.lines().skip(1).filter(|line| !line.is_empty()) {
                if let Some(group) = line.strip_prefix('#') {
                    assert!(GROUPS.iter().any(|(known, _)| *known == group), "{provider}: {group}");
                    continue;
                }
                let (scope, name) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in {line}"));
                assert!(!seen.contains(&scope), "{provider}: {scope} stands once");
                assert!(name.chars().count() <= 60 && !name.ends_with('.'), "{provider}: {line}");
                seen.push(scope);
            }
        }
    }
}
