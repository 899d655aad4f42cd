//! JSON that a browser has parsed.

use std::cell::RefCell;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::Fields;

/// A JavaScript value, asked field by field.
pub struct Json(pub JsValue);

impl Json {
    /// Null and undefined count as absent, and so does any field of what is no object.
    pub fn field(&self, name: &'static str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, kept(name)).ok()?;
        // As `null` is undefined too, in this comparison of JavaScript's.
        (!value.loose_eq(&JsValue::NULL)).then_some(value)
    }

    fn array(&self, name: &'static str) -> Option<Array> {
        self.field(name)?.dyn_into().ok()
    }
}

impl Fields for Json {
    fn text(&self, name: &'static str) -> Option<String> {
        // Not by `field`, which would ask JavaScript once more: what is no string is none.
        Reflect::get(&self.0, kept(name)).ok()?.as_string().filter(|text| !text.is_empty())
    }

    fn is_true(&self, name: &'static str) -> bool {
        self.field(name).is_some_and(|value| value.as_bool() == Some(true))
    }

    fn is_there(&self, name: &'static str) -> bool {
        self.field(name).is_some()
    }

    fn object(&self, name: &'static str) -> Option<Self> {
        self.field(name).filter(JsValue::is_object).map(Self)
    }

    fn objects(&self, name: &'static str) -> Option<Vec<Self>> {
        Some(self.array(name)?.iter().filter(JsValue::is_object).map(Self).collect())
    }

    fn texts(&self, name: &'static str) -> Option<Vec<String>> {
        Some(self.array(name)?.iter().filter_map(|item| item.as_string()).collect())
    }

    fn entries(&self, name: &'static str) -> Vec<(String, String)> {
        let Some(object) = self.object(name) else { return Vec::new() };
        let entries = Object::entries(object.0.unchecked_ref());
        let text = |entry: &JsValue, at| entry.unchecked_ref::<Array>().get(at).as_string();
        entries.iter().filter_map(|entry| Some((text(&entry, 0)?, text(&entry, 1)?))).collect()
    }
}

/// A name as JavaScript has it. It is made once and kept for good, for in a long list each is asked for a thousand times.
fn kept(name: &'static str) -> &'static JsValue {
    thread_local! {
        static NAMES: RefCell<Vec<(&'static str, &'static JsValue)>> = const { RefCell::new(Vec::new()) };
    }
    NAMES.with_borrow_mut(|names| {
        // By address, which is quicker; a name that stands in two places is kept twice.
        if let Some((_, kept)) = names.iter().find(|(known, _)| std::ptr::eq(*known, name)) {
            return *kept;
        }
        let kept: &'static JsValue = Box::leak(Box::new(name.into()));
        names.push((name, kept));
        kept
    })
}
