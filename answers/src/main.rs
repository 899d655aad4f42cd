//! What providers answer, explained, and which scopes cover which: the widget's second module.
//!
//! The knowledge of providers weighs more than all that a first status needs, and most readers never need it. So it is a
//! module of its own, fetched with the first question. It touches nothing: plain data in, plain data out.

use std::cell::RefCell;

use connection_doctor_core::{Answered, Json, Permissions, Question, ScopeQuestion, Words};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

/// Answers a question, in the forms of [`Question`] and [`Answered`]; null where there is no answer.
#[wasm_bindgen]
pub fn answer(question: JsValue) -> JsValue {
    let question = Json(question);
    let words = wording(&question);
    let answered = Answered::to(&Question::read(&question, words));
    // Plain strings and lists of them: there is nothing that cannot be written.
    answered.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// Whether granted scopes are enough, in the forms of [`ScopeQuestion`] and [`Permissions`]; `names` is the text of the scopes'
/// names, or empty.
#[wasm_bindgen]
pub fn permissions(question: JsValue, names: &str) -> JsValue {
    let question = Json(question);
    let words = wording(&question);
    let permissions = Permissions::to(&ScopeQuestion::read(&question, words), names);
    permissions.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// The keys in `{messages: {…}}` that name no message, in one line.
#[wasm_bindgen(js_name = unknownKeys)]
pub fn unknown_keys(settings: JsValue) -> String {
    Words::read(&Json(settings), "messages").unknown_keys().collect::<Vec<_>>().join(" ")
}

thread_local! {
    /// The wording of the last question, as it was written and as it was read: a language has hundreds of texts, and a list of
    /// accounts many questions.
    static LAST: RefCell<Option<(JsValue, Words)>> = const { RefCell::new(None) };
}

fn wording(question: &Json) -> Words {
    let Some(written) = question.field("words") else { return Words::new() };
    let last = LAST.with_borrow(|last| last.clone().filter(|(last, _)| *last == written));
    last.map_or_else(
        || {
            let words = Words::read(question, "words");
            LAST.set(Some((written, words.clone())));
            words
        },
        |(_, words)| words,
    )
}

fn main() {}
