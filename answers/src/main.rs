//! What providers answer, explained, and which scopes cover which: the widget's second module.
//!
//! The knowledge of providers weighs more than all that a first status needs, and most readers never need it. So it is a
//! module of its own, fetched with the first question. It has no state and touches nothing: plain data in, plain data out.

use connection_doctor_core::{Answered, Json, Permissions, Question, ScopeQuestion, Words};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Answers a question, in the forms of [`Question`] and [`Answered`]; null where there is no answer.
#[wasm_bindgen]
pub fn answer(question: JsValue) -> JsValue {
    let answered = Answered::to(&Question::read(&Json(question)));
    // Plain strings and lists of them: there is nothing that cannot be written.
    answered.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// Whether granted scopes are enough, in the forms of [`ScopeQuestion`] and [`Permissions`]; `names` is the text of the scopes'
/// names, or empty.
#[wasm_bindgen]
pub fn permissions(question: JsValue, names: &str) -> JsValue {
    let permissions = Permissions::to(&ScopeQuestion::read(&Json(question)), names);
    permissions.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// The keys in `{messages: {…}}` that name no message, in one line.
#[wasm_bindgen(js_name = unknownKeys)]
pub fn unknown_keys(settings: JsValue) -> String {
    Words::read(&Json(settings), "messages").unknown_keys().collect::<Vec<_>>().join(" ")
}

fn main() {}
