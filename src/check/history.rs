//! What happened to an account, as a line in time.

use connection_doctor_core::{Foreign, Moment, Msg, fill};

use super::run::Run;
use crate::browser;
use crate::prelude::*;
use crate::reader::Reader;
use crate::view::markup::{el, none};

/// The newest first; nothing where the backend keeps no history.
pub(super) fn timeline(run: &Run) -> AnyView {
    let Some(history) = run.history() else { return none() };
    if history.moments.is_empty() {
        return none();
    }
    let items = history.moments.iter().map(|moment| item(&run.reader, moment));
    let list = el("OL").class("timeline").part("timeline").role("list").children(items.collect()).view();
    let summary = el("SUMMARY").part("toggle").text(run.reader.word(Msg::HistoryTitle)).view();
    el("DETAILS").class("raw").child(summary).child(list).view()
}

fn item(reader: &Reader, moment: &Moment) -> AnyView {
    let tone = match moment.is_good {
        Some(true) => "good",
        Some(false) => "problem",
        None => "idle",
    };
    let times = (moment.times > 1).then(|| times(reader, moment.times));
    // Codes and ids say something to developers only.
    let code = moment.code.as_ref().map(Foreign::as_str);
    let facts = [code, moment.execution_id.as_deref()].into_iter().flatten();
    let facts: Vec<_> = facts.filter(|_| reader.is_developer()).collect();
    let small = |class, text: &str| el("SPAN").class(class).any_direction().text(text).view();
    el("LI")
        .tone(tone)
        .child(el("SPAN").class("mark").tone(tone).hidden().view())
        .child(el("SPAN").class("topic").text(moment.name(&reader.words)).view())
        .maybe(times.map(|times| small("times", &times)))
        .maybe(moment.is_last_good.then(|| small("last-good", reader.word(Msg::HistoryLastGood))))
        .child(small("took", &reader.date(moment.at)))
        .maybe((!facts.is_empty()).then(|| small("sayings", &facts.join(" · "))))
        .view()
}

/// "3 times", in the form that the language has for the number.
fn times(reader: &Reader, count: u32) -> String {
    let form = reader.words.form(Msg::HistoryTimes, &browser::plural(count, &reader.locale));
    fill(form, &[("count", &count.to_string())])
}
