//! Plain objects for JavaScript: for events, for the backend, and for the second module.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// An object in the making. Derived serialisers would weigh several times as much.
pub(crate) struct Plain(Object);

impl Plain {
    pub(crate) fn new() -> Self {
        Self(Object::new())
    }

    /// A text, or null.
    pub(crate) fn text(self, name: &str, text: Option<&str>) -> Self {
        self.value(name, text.map_or(JsValue::NULL, JsValue::from_str))
    }

    /// A text, where there is one.
    pub(crate) fn text_if(self, name: &str, text: Option<&str>) -> Self {
        if text.is_some() { self.text(name, text) } else { self }
    }

    pub(crate) fn flag(self, name: &str, flag: bool) -> Self {
        self.value(name, flag.into())
    }

    /// A list of texts.
    pub(crate) fn texts(self, name: &str, texts: &[String]) -> Self {
        let list = Array::new();
        for text in texts {
            list.push(&text.into());
        }
        self.value(name, list.into())
    }

    /// A list of texts, where there is one.
    pub(crate) fn texts_if(self, name: &str, texts: Option<&[String]>) -> Self {
        match texts {
            Some(texts) => self.texts(name, texts),
            None => self,
        }
    }

    pub(crate) fn value(self, name: &str, value: JsValue) -> Self {
        self.put(name, value);
        self
    }

    #[inline(never)]
    pub(crate) fn put(&self, name: &str, value: JsValue) {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&self.0, &name.into(), &value);
    }

    pub(crate) fn done(self) -> JsValue {
        self.0.into()
    }
}
