//! Origins of web pages (RFC 6454) and where a request says it comes from.

use std::{fmt, str::FromStr};

use axum::http::{HeaderMap, header};
use url::Url;

/// An origin with a scheme, a host and a port; never an opaque one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

/// A text that is not the origin of a web page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin like https://app.example or http://127.0.0.1:8787")]
pub struct NotAnOrigin;

impl Origin {
    /// The origin of the page that made a request: its `Origin` header, or else the host it was sent to.
    ///
    /// Without either, as from a program that speaks HTTP/1.0, it is `http://localhost`.
    pub(crate) fn of_caller(headers: &HeaderMap) -> Result<Self, NotAnOrigin> {
        match headers.get(header::ORIGIN) {
            Some(origin) => origin.to_str().map_err(|_| NotAnOrigin)?.parse(),
            None => format!("http://{}", host(headers).unwrap_or("localhost")).parse(),
        }
    }

    /// Whether a request with these headers was sent to this origin, as far as its `Host` tells. The scheme is left
    /// out because a proxy in front may have ended TLS.
    pub(crate) fn is_host_of(&self, headers: &HeaderMap) -> bool {
        let sent_to =
            |scheme: &str| host(headers).and_then(|host| format!("{scheme}://{host}").parse::<Self>().ok());
        sent_to(self.0.scheme()).as_ref() == Some(self)
    }

    /// Reads an address that must lie on this origin; a path is resolved against it.
    pub(crate) fn own_address(&self, address: &str) -> Option<Url> {
        self.0
            .join(address)
            .ok()
            .filter(|url| url.origin() == self.0.origin() && url.authority() == self.0.authority())
    }

    /// Whether it is reached over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The address of a path on this origin.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// The origin's own front page.
    pub(crate) fn front_page(&self) -> Url {
        self.0.clone()
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let url = Url::parse(text).map_err(|_| NotAnOrigin)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        if is_web && is_bare && is_anonymous { Ok(Self(url)) } else { Err(NotAnOrigin) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.origin().ascii_serialization())
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_web_origins_only() {
        for text in
            ["https://app.example", "http://127.0.0.1:8787", "http://[::1]:80", "https://app.example/"]
        {
            assert!(text.parse::<Origin>().is_ok(), "{text}");
        }
        for text in
            ["null", "", "app.example", "file:///", "https://app.example/path", "https://me@app.example"]
        {
            assert_eq!(text.parse::<Origin>(), Err(NotAnOrigin), "{text}");
        }
    }

    #[test]
    fn default_ports_are_the_same_origin() {
        assert_eq!("https://app.example:443".parse::<Origin>(), "https://app.example".parse());
        assert_ne!("https://app.example:444".parse::<Origin>(), "https://app.example".parse());
    }

    #[test]
    fn own_addresses_stay_on_the_origin() {
        let origin: Origin = "https://app.example".parse().unwrap();
        for address in ["/settings", "https://app.example/settings?a=1#b", "settings", "/"] {
            assert!(origin.own_address(address).is_some(), "{address}");
        }
        for address in [
            "https://evil.example/",
            "//evil.example/",
            "\\\\evil.example/",
            "http://app.example/",
            "https://app.example:8443/",
            "https://app.example@evil.example/",
            "https://me@app.example/",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert_eq!(origin.own_address(address), None, "{address}");
        }
    }
}
