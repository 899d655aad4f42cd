//! What exactly differs between a redirect URI that is registered and one that was sent.

use crate::{Msg, Words, explanation::quoted, tidy};

/// One difference, with both sides as they are written; an empty side is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriDifference {
    /// Which part differs.
    pub part: UriPart,
    /// As it is registered.
    pub registered: String,
    /// As it was sent.
    pub sent: String,
}

/// A part of a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UriPart {
    /// `http` or `https`.
    Scheme,
    /// The host; its case does not count.
    Host,
    /// The port, the default of the scheme filled in.
    Port,
    /// Nothing but the case of the path.
    Case,
    /// The path.
    Path,
    /// Nothing but a slash at the end of the path.
    TrailingSlash,
    /// The query.
    Query,
    /// The fragment, which a redirect URI must not have (RFC 6749 section 3.1.2).
    Fragment,
}

/// Every difference, in the order of the URI. Providers compare character by character, and so does this, apart from what
/// means the same everywhere: the case of scheme and host, and a default port.
pub fn redirect_uri_differences(registered: &str, sent: &str) -> Vec<UriDifference> {
    let (a, b) = (Parts::of(registered.trim()), Parts::of(sent.trim()));
    let mut differences = Vec::new();
    let mut add = |part, registered: &str, sent: &str| {
        differences.push(UriDifference { part, registered: tidy(registered, 200), sent: tidy(sent, 200) });
    };
    if !a.scheme.eq_ignore_ascii_case(b.scheme) {
        add(UriPart::Scheme, a.scheme, b.scheme);
    }
    if !a.host.eq_ignore_ascii_case(b.host) {
        add(UriPart::Host, a.host, b.host);
    }
    let (port, other) = (a.port(), b.port());
    if port != other && !(a.port.is_empty() && b.port.is_empty()) {
        add(UriPart::Port, port, other);
    }
    if a.path != b.path {
        let part = if a.path.trim_end_matches('/') == b.path.trim_end_matches('/') {
            UriPart::TrailingSlash
        } else if a.path.eq_ignore_ascii_case(b.path) {
            UriPart::Case
        } else {
            UriPart::Path
        };
        add(part, a.path, b.path);
    }
    if a.query != b.query {
        add(UriPart::Query, a.query, b.query);
    }
    if a.fragment != b.fragment {
        add(UriPart::Fragment, a.fragment, b.fragment);
    }
    differences
}

impl UriDifference {
    /// The difference in words, for developers.
    pub fn say(&self, words: &Words) -> String {
        let msg = match self.part {
            UriPart::Scheme => Msg::DiffScheme,
            UriPart::Host => Msg::DiffHost,
            UriPart::Port => Msg::DiffPort,
            UriPart::Case => Msg::DiffCase,
            UriPart::Path => Msg::DiffPath,
            UriPart::TrailingSlash => Msg::DiffSlash,
            UriPart::Query => Msg::DiffQuery,
            UriPart::Fragment => Msg::DiffFragment,
        };
        let or_nothing = |side: &str| match side {
            "" => words.get(Msg::DiffNothing).to_owned(),
            side => quoted(side),
        };
        let (registered, sent) = (or_nothing(&self.registered), or_nothing(&self.sent));
        words.say(msg, &[("registered", &registered), ("sent", &sent)])
    }
}

#[derive(Debug, Default)]
struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
    path: &'a str,
    query: &'a str,
    fragment: &'a str,
}

impl<'a> Parts<'a> {
    fn of(uri: &'a str) -> Self {
        let (uri, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let (uri, query) = uri.split_once('?').unwrap_or((uri, ""));
        // A custom scheme may have no authority: `com.example.app:/callback`.
        let (scheme, authority, path) = match uri.split_once("://") {
            Some((scheme, rest)) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (scheme, &rest[..end], &rest[end..])
            }
            None => {
                let (scheme, path) = uri.split_once(':').unwrap_or(("", uri));
                (scheme, "", path)
            }
        };
        let after_host = authority.rfind(']').map_or(0, |end| end + 1);
        let colon = authority[after_host..].find(':').map(|at| at + after_host);
        let (host, port) = colon.map_or((authority, ""), |at| (&authority[..at], &authority[at + 1..]));
        Self { scheme, host, port, path, query, fragment }
    }

    fn port(&self) -> &'a str {
        match self.scheme {
            _ if !self.port.is_empty() => self.port,
            scheme if scheme.eq_ignore_ascii_case("https") => "443",
            scheme if scheme.eq_ignore_ascii_case("http") => "80",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UriPart as P;
    use proptest::prelude::*;

    #[test]
    fn each_part_is_named() {
        let registered = "https://app.example/Auth/cb?a=1";
        for (sent, parts) in [
            ("https://app.example/Auth/cb?a=1", &[][..]),
            ("HTTPS://APP.example:443/Auth/cb?a=1", &[]),
            ("http://app.example/Auth/cb?a=1", &[P::Scheme]),
            ("https://www.app.example/Auth/cb?a=1", &[P::Host]),
            ("https://app.example:8443/Auth/cb?a=1", &[P::Port]),
            ("https://app.example/auth/cb?a=1", &[P::Case]),
            ("https://app.example/Auth/cb/?a=1", &[P::TrailingSlash]),
            ("https://app.example/Auth/callback?a=1", &[P::Path]),
            ("https://app.example/Auth/cb", &[P::Query]),
            ("https://app.example/Auth/cb?a=1#x", &[P::Fragment]),
            ("http://localhost:3000/", &[P::Scheme, P::Host, P::Port, P::Path, P::Query]),
            ("com.example.app:/cb", &[P::Scheme, P::Host, P::Path, P::Query]),
        ] {
            let found: Vec<_> =
                redirect_uri_differences(registered, sent).iter().map(|difference| difference.part).collect();
            assert_eq!(found, parts, "{sent}");
        }
    }

    #[test]
    fn the_difference_is_said_with_both_sides() {
        let words = Words::new();
        let found = redirect_uri_differences("https://a.example/cb", "https://a.example/cb/");
        assert_eq!(
            found[0].say(&words),
            "Only a trailing slash differs: “/cb” is registered, “/cb/” was sent."
        );
        let found = redirect_uri_differences("https://a.example/cb", "https://a.example/cb?x=1");
        assert_eq!(found[0].say(&words), "The query differs: nothing is registered, “x=1” was sent.");
        let found = redirect_uri_differences("https://a.example/cb", "https://a.example/cb?x”.“");
        assert_eq!(found[0].say(&words), "The query differs: nothing is registered, “x\".\"” was sent.");
    }

    proptest! {
        #[test]
        fn any_two_texts_are_compared(a in any::<String>(), b in any::<String>()) {
            redirect_uri_differences(&a, &b);
            prop_assert_eq!(redirect_uri_differences(&a, &a), []);
        }
    }
}
