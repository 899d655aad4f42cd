//! What the host wants to see.

use connection_doctor_core::{Audience, Fields, Words};
use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue};

use crate::fields::Json;

/// The element's attributes and properties.
pub(crate) struct Settings {
    /// Where the backend is.
    pub endpoint: String,
    /// The id of the one account to show.
    pub account: Option<String>,
    /// The name of the connection to show.
    pub connection: Option<String>,
    /// For whom the texts are written.
    pub audience: Audience,
    /// A language tag that `Intl` takes.
    pub locale: String,
    /// How long a call may take, in seconds.
    pub time_limit: u32,
    /// The catalogue with the host's own wording.
    pub words: Words,
    /// Keys of the host's wording that name no message, in one line.
    pub unknown_keys: String,
}

impl Settings {
    /// Reads `{endpoint, account?, connection?, audience?, locale?, timeLimit?, messages?}`.
    pub(crate) fn read(settings: JsValue) -> Self {
        let settings = Json(settings);
        let (words, unknown_keys) = wording(settings.object("messages"));
        let limit = settings.field("timeLimit").and_then(|limit| limit.as_f64()).filter(|limit| *limit > 0.0);
        Self {
            endpoint: settings.text("endpoint").unwrap_or_default(),
            account: settings.text("account"),
            connection: settings.text("connection"),
            audience: Audience::parse(&settings.text("audience").unwrap_or_default()),
            locale: settings.text("locale").unwrap_or_else(|| "en".to_owned()),
            time_limit: limit.map_or(20, |limit| limit.ceil() as u32),
            words,
            unknown_keys,
        }
    }
}

fn wording(messages: Option<Json>) -> (Words, String) {
    let mut words = Words::new();
    let mut unknown = String::new();
    let messages = messages.unwrap_or(Json(Object::new().into()));
    for key in Object::keys(messages.0.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()) {
        let text = messages.text(&key);
        if !text.is_some_and(|text| words.replace(&key, &text)) {
            unknown.push_str(&key);
            unknown.push(' ');
        }
    }
    (words, unknown)
}
