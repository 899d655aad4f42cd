//! Which environment of Scalekit it is.

use std::str::FromStr;

use url::Url;

use crate::outgoing::is_private;

/// An environment's address, such as `https://northwind.scalekit.com`: https, or http on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment(Url);

/// A text that is not the address of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an environment's address like https://northwind.scalekit.com")]
pub struct NotAnEnvironment;

impl FromStr for Environment {
    type Err = NotAnEnvironment;

    fn from_str(text: &str) -> Result<Self, NotAnEnvironment> {
        let url = Url::parse(text).map_err(|_| NotAnEnvironment)?;
        let is_bare = url.path() == "/" && url.query().is_none();
        if is_private(&url) && is_bare { Ok(Self(url)) } else { Err(NotAnEnvironment) }
    }
}

impl From<Environment> for Url {
    fn from(environment: Environment) -> Self {
        environment.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_https_without_a_path_or_on_this_machine() {
        for text in ["https://northwind.scalekit.com", "https://auth.example/", "http://127.0.0.1:9"] {
            assert!(text.parse::<Environment>().is_ok(), "{text}");
        }
        for text in [
            "http://northwind.scalekit.com",
            "https://a.example/api",
            "https://me@a.example",
            "a.example",
            "",
        ] {
            assert_eq!(text.parse::<Environment>(), Err(NotAnEnvironment), "{text}");
        }
    }
}
