//! What the app may not do, in words for a person; every required scope and how it stands for a developer.

use connection_doctor_core::{Account, Msg, Permission, Permissions, Standing};

use super::explained::line;
use super::markup::{el, none};
use crate::context::Context;
use crate::prelude::*;
use crate::reader::Reader;

/// What is missing, grouped by what it is about.
pub(crate) fn missing(reader: &Reader, permissions: &Permissions) -> AnyView {
    let mut groups: Vec<(&str, Vec<AnyView>)> = Vec::new();
    for need in permissions.standing(Standing::Missing) {
        let item = el("LI").text(&need.name).view();
        match groups.last_mut() {
            Some((group, items)) if *group == need.group => items.push(item),
            _ => groups.push((&need.group, vec![item])),
        }
    }
    if groups.is_empty() {
        return none();
    }
    let has_headings = groups.len() > 1;
    let mut block = el("DIV").class("why").child(line("likely", reader.word(Msg::NotAllowed)));
    for (group, items) in groups {
        let heading = (has_headings && !group.is_empty()).then(|| line("group", group));
        block = block.maybe(heading).child(el("UL").children(items).view());
    }
    block.view()
}

/// Required, granted, covered and missing side by side, and what only a developer can mend.
pub(crate) fn table(cx: &Context, account: &Account, permissions: &Permissions) -> AnyView {
    let cell = |tag, text: &str| el(tag).any_direction().text(text).view();
    let row = |tag, texts: [&str; 2]| el("TR").children(texts.map(|text| cell(tag, text)).into()).view();
    let heads = [Msg::ScopeColumn, Msg::StandingColumn].map(|msg| cx.reader.word(msg));
    let needs = permissions.needs.iter().map(|need| row("TD", [&need.scope, &standing(cx, need)]));
    let table = el("TABLE")
        .child(el("THEAD").child(row("TH", heads)).view())
        .child(el("TBODY").children(needs.collect()).view());
    let besides = (!permissions.others.is_empty()).then(|| {
        line(
            "besides",
            &[cx.reader.word(Msg::GrantedBesides), ": ", &cx.reader.list(&permissions.others)].concat(),
        )
    });
    let not_requested: Vec<_> =
        permissions.standing(Standing::NotRequested).map(|need| need.scope.clone()).collect();
    let warning = |msg, scopes: &[String]| {
        let values = [("connection", account.connection_name.as_str()), ("scopes", &cx.reader.list(scopes))];
        (!scopes.is_empty()).then(|| line("warning", &cx.reader.words.say(msg, &values)))
    };
    el("DIV")
        .class("scopes")
        .part("scopes")
        .maybe(warning(Msg::NotRequestedDev, &not_requested))
        .maybe(warning(Msg::InTheWayDev, &permissions.in_the_way))
        .child(table.view())
        .maybe(besides)
        .view()
}

fn standing(cx: &Context, need: &Permission) -> String {
    let msg = match (need.standing, &need.covered_by) {
        (Standing::Granted, None) => Msg::StandingGranted,
        (Standing::Granted, Some(_)) => Msg::StandingCovered,
        (Standing::Missing, _) => Msg::StandingMissing,
        (Standing::NotRequested, _) => Msg::StandingNotRequested,
        (Standing::Unknown, _) => Msg::StandingUnknown,
    };
    cx.reader.words.say(msg, &[("scope", need.covered_by.as_deref().unwrap_or_default())])
}
