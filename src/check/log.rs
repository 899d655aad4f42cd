//! What is written to the console for developers.

use connection_doctor_core::{Json, Trail, shape};
use wasm_bindgen::JsValue;

use crate::plain::Plain;

/// An entry of the trail as it may be logged: `{line, shape?}`. What an answer says is not in it, but what it looks like; null
/// where nothing of it may be told.
pub fn logged(entry: JsValue) -> JsValue {
    let entry = [Json(entry)];
    let Some(traced) = Trail::read(&entry).0.pop() else { return JsValue::NULL };
    let body = entry[0].field("body").map(|body| shape(&Json(body)));
    Plain::new().text("line", Some(&traced.what.line())).text_if("shape", body.as_deref()).done()
}
