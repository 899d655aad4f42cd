//! What an app may choose, beside texts.

use wasm_bindgen::JsValue;

use crate::plain::Plain;

/// The colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How a person gets to the provider's page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flow {
    /// As the browser allows: a window, else a link, else the same tab.
    #[default]
    Auto,
    /// In a window of its own.
    Popup,
    /// In the same tab.
    Redirect,
}

impl Flow {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Popup => "popup",
            Self::Redirect => "redirect",
        }
    }
}

/// What your app awaits of a provider's answer. What is not known is left out, and is then not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The `state` that the sign-in was started with.
    pub state: Option<String>,
    /// That state is too old to be accepted.
    pub is_expired: bool,
    /// The issuer that must have answered (RFC 9207).
    pub issuer: Option<String>,
    /// The scopes that were asked for, as in the request: with spaces between them.
    pub scopes: Option<String>,
}

impl From<Expected> for JsValue {
    fn from(expected: Expected) -> Self {
        Plain::new()
            .text_if("state", expected.state.as_deref())
            .flag("is_expired", expected.is_expired)
            .text_if("issuer", expected.issuer.as_deref())
            .text_if("scopes", expected.scopes.as_deref())
            .done()
    }
}
