//! Which of the scopes that were asked for an answer does not grant.

/// Google answers with the long form of two short scopes.
/// developers.google.com: /identity/protocols/oauth2/scopes
const LONG_FORMS: [(&str, &str); 2] = [
    ("email", "https://www.googleapis.com/auth/userinfo.email"),
    ("profile", "https://www.googleapis.com/auth/userinfo.profile"),
];

/// The scopes asked for that are not granted, as they were asked for. `offline_access` is a wish for a refresh token,
/// which providers grant without listing it.
pub(super) fn missing(asked: &str, granted: &str) -> Vec<String> {
    let granted: Vec<&str> = list(granted).collect();
    list(asked)
        .filter(|scope| *scope != "offline_access" && !granted.iter().any(|other| is_same(scope, other)))
        .map(str::to_owned)
        .collect()
}

fn list(scopes: &str) -> impl Iterator<Item = &str> {
    scopes.split(|c: char| c.is_whitespace() || c == ',').filter(|scope| !scope.is_empty())
}

fn is_same(asked: &str, granted: &str) -> bool {
    asked == granted
        || LONG_FORMS
            .iter()
            .any(|(short, long)| [asked, granted] == [*short, *long] || [granted, asked] == [*short, *long])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_order_and_long_forms_do_not_matter() {
        assert_eq!(missing("a b", "b,a"), [""; 0]);
        assert_eq!(
            missing("openid email offline_access", "https://www.googleapis.com/auth/userinfo.email openid"),
            [""; 0]
        );
        assert_eq!(missing("read write admin:org", "read,write"), ["admin:org"]);
    }
}
