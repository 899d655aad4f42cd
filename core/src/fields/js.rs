//! JSON that a browser has parsed.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::Fields;

/// A JavaScript value, asked field by field.
pub struct Json(pub JsValue);

impl Json {
    /// Null and undefined count as absent, and so does any field of what is no object.
    pub fn field(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(value)
    }

    fn array(&self, name: &str) -> Option<Array> {
        self.field(name)?.dyn_into().ok()
    }
}

impl Fields for Json {
    fn text(&self, name: &str) -> Option<String> {
        self.field(name)?.as_string().filter(|text| !text.is_empty())
    }

    fn is_true(&self, name: &str) -> bool {
        self.field(name).is_some_and(|value| value.is_truthy() && value.as_bool().is_some())
    }

    fn is_there(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    fn object(&self, name: &str) -> Option<Self> {
        self.field(name).filter(JsValue::is_object).map(Self)
    }

    fn objects(&self, name: &str) -> Option<Vec<Self>> {
        Some(self.array(name)?.iter().filter(JsValue::is_object).map(Self).collect())
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        Some(self.array(name)?.iter().filter_map(|item| item.as_string()).collect())
    }

    fn entries(&self, name: &str) -> Vec<(String, String)> {
        let Some(object) = self.object(name) else { return Vec::new() };
        let entries = Object::entries(object.0.unchecked_ref());
        let text = |entry: &JsValue, at| entry.unchecked_ref::<Array>().get(at).as_string();
        entries.iter().filter_map(|entry| Some((text(&entry, 0)?, text(&entry, 1)?))).collect()
    }
}
