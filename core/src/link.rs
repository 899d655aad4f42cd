//! Links that may be offered or followed.

use serde::{Serialize, Serializer};

use crate::tidy;

/// An absolute `https:` URL (`http:` on a loopback host only), without credentials in it and without white space,
/// control characters or backslashes, which browsers read in surprising ways, or characters that nobody sees.
#[derive(Clone, PartialEq, Eq)]
pub struct SafeLink(String);

impl SafeLink {
    /// `None` where the text is not such a URL.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c == '\\') || tidy(text, usize::MAX) != text {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
        let host = Host::parse(authority)?;
        let allowed = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => host.is_loopback(),
            _ => false,
        };
        allowed.then(|| Self(text.to_owned()))
    }

    /// The URL as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As it was given.
impl Serialize for SafeLink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A link can carry a one-time secret, so it does not show itself in logs.
impl std::fmt::Debug for SafeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SafeLink(…)")
    }
}

enum Host<'a> {
    Name(&'a str),
    V6(&'a str),
}

impl<'a> Host<'a> {
    /// The host of an authority that is nothing but a host and, perhaps, a port.
    fn parse(authority: &'a str) -> Option<Self> {
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (address, port) = rest.split_once(']')?;
                (Self::V6(address), if port.is_empty() { "" } else { port.strip_prefix(':')? })
            }
            None => {
                let (name, port) = authority.split_once(':').unwrap_or((authority, ""));
                (Self::Name(name), port)
            }
        };
        let (Self::Name(text) | Self::V6(text)) = host;
        let is_plain = !text.is_empty() && !text.bytes().any(|b| b == b'@');
        (is_plain && port.bytes().all(|b| b.is_ascii_digit())).then_some(host)
    }

    fn is_loopback(&self) -> bool {
        match self {
            Self::V6(address) => *address == "::1",
            Self::Name(name) => {
                name.eq_ignore_ascii_case("localhost")
                    || name.strip_prefix("127.").is_some_and(|rest| {
                        rest.split('.').count() == 3 && rest.split('.').all(|part| part.parse::<u8>().is_ok())
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_http_pass() {
        for good in [
            "https://accounts.example/o/auth?a=b#c",
            "HTTPS://example.com",
            "http://localhost:8080/x",
            "http://127.0.0.1/x",
            "http://[::1]:3000/",
            " https://example.com/ ",
        ] {
            assert!(SafeLink::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "/relative",
            "//example.com",
            "http://example.com",
            "javascript://example.com/%0aalert(1)",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://user:pass@example.com/",
            "https://@example.com",
            "https:///path",
            "https://exa mple.com",
            "https://example.com\\@evil.example",
            "java\nscript:alert(1)",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "ftp://example.com",
            "https://:443/",
            "http://[::1].evil.example/x@",
            "http://127.0.0.1.2/",
            "http://127.0.0/",
            "http://127.0.0.evil/",
            "https://example.com/\u{202e}moc.live/\u{200b}",
            "https://exa\u{ad}mple.com/",
        ] {
            assert!(SafeLink::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_link_does_not_print_itself() {
        let link = SafeLink::parse("https://example.com/secret").expect("a good link");
        assert!(!format!("{link:?}").contains("secret"));
    }
}
