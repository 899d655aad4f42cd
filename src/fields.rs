//! JSON that the browser has parsed.

use connection_doctor_core::Fields;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A JavaScript value, asked field by field.
pub(crate) struct Json(pub JsValue);

impl Json {
    /// Null and undefined count as absent, and so does any field of what is no object.
    pub(crate) fn field(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(value)
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
        let items = self.field(name)?.dyn_into::<Array>().ok()?;
        Some(items.iter().filter(JsValue::is_object).map(Self).collect())
    }
}
