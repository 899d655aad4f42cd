//! Which provider it is.

use std::{fmt, str::FromStr};

use url::Url;

use crate::outgoing::is_private;

/// The name of an OAuth provider (RFC 8414, section 2): an https address, or an http address of this machine. It is
/// compared letter by letter, so it is kept as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(String);

/// A text that names no provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an issuer like https://login.example or http://127.0.0.1:9000")]
pub struct NotAnIssuer;

impl Issuer {
    /// The name.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the provider describes itself (OpenID Connect Discovery, section 4).
    pub(super) fn description(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }

    /// Whether the provider is spoken to without TLS, so on this machine.
    pub(super) fn is_plain(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| url.scheme() == "http")
    }
}

impl FromStr for Issuer {
    type Err = NotAnIssuer;

    fn from_str(text: &str) -> Result<Self, NotAnIssuer> {
        let url = Url::parse(text).map_err(|_| NotAnIssuer)?;
        if is_private(&url) && url.query().is_none() { Ok(Self(text.to_owned())) } else { Err(NotAnIssuer) }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_https_or_on_this_machine() {
        for text in [
            "https://login.example",
            "https://login.example/tenant/v2.0",
            "http://127.0.0.1:9000",
            "http://[::1]:9000/",
            "http://localhost",
        ] {
            assert!(text.parse::<Issuer>().is_ok(), "{text}");
        }
        for text in [
            "http://login.example",
            "http://127.0.0.1.evil.example",
            "https://login.example?tenant=1",
            "https://login.example#top",
            "https://me@login.example",
            "ftp://127.0.0.1",
            "login.example",
            "",
        ] {
            assert_eq!(text.parse::<Issuer>(), Err(NotAnIssuer), "{text}");
        }
    }

    #[test]
    fn describes_itself_below_its_name() {
        for (text, address) in [
            ("https://login.example", "https://login.example/.well-known/openid-configuration"),
            ("https://login.example/", "https://login.example/.well-known/openid-configuration"),
            ("https://login.example/a", "https://login.example/a/.well-known/openid-configuration"),
        ] {
            assert_eq!(text.parse::<Issuer>().unwrap().description(), address);
        }
    }
}
