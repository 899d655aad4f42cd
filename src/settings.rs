//! What the host wants to see.

use std::rc::Rc;

use connection_doctor_core::{Audience, Fields, Json, Words};
use wasm_bindgen::JsValue;

use crate::reader::Reader;

/// The element's attributes and properties.
pub(crate) struct Settings {
    /// Where the backend is.
    pub endpoint: String,
    /// The id of the one account to show.
    pub account: Option<String>,
    /// The name of the connection to show.
    pub connection: Option<String>,
    /// Who reads.
    pub reader: Rc<Reader>,
    /// How long a call may take, in seconds.
    pub time_limit: u32,
    /// The address to read an answer from; `None` where the host reads it.
    pub address: Option<String>,
    /// Whether it looks like a provider's answer.
    pub may_be_answer: bool,
    /// What the host awaits of an answer, as it is written.
    pub awaited: JsValue,
    /// The page to which providers return windows; `None`: this one.
    pub return_url: Option<String>,
    /// Where the app's own sign-in is; `None`: the page is loaded again.
    pub sign_in_url: Option<String>,
    /// Whether the provider's page may have a window of its own.
    pub has_windows: bool,
}

impl Settings {
    /// Reads `{endpoint, account?, connection?, audience?, locale?, timeLimit?, messages?, address?, mayBeAnswer?, expected?, returnUrl?, signInUrl?,
    /// hasWindows?}`.
    pub(crate) fn read(settings: JsValue) -> Self {
        let settings = Json(settings);
        let limit =
            settings.field("timeLimit").map(|limit| limit.unchecked_into_f64()).filter(|limit| *limit > 0.0);
        Self {
            endpoint: settings.text("endpoint").unwrap_or_default(),
            account: settings.text("account"),
            connection: settings.text("connection"),
            reader: Rc::new(Reader {
                audience: Audience::parse(&settings.text("audience").unwrap_or_default()),
                words: Words::read(&settings, "messages"),
                messages: settings.field("messages").unwrap_or(JsValue::NULL),
                locale: settings.text("locale").unwrap_or_else(|| "en".to_owned()),
            }),
            time_limit: limit.map_or(20, |limit| limit.ceil() as u32),
            address: settings.text("address"),
            may_be_answer: settings.is_true("mayBeAnswer"),
            return_url: settings.text("returnUrl"),
            sign_in_url: settings.text("signInUrl"),
            has_windows: settings.is_true("hasWindows"),
            awaited: settings.field("expected").unwrap_or(JsValue::NULL),
        }
    }
}
