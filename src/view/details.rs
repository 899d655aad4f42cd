//! The quiet facts below an explanation, and the way to disconnect.

use std::rc::Rc;

use connection_doctor_core::{Account, Msg};

use super::check;
use super::explained::{line, quoted};
use super::markup::el;
use super::row::Row;
use crate::context::Context;
use crate::focus;
use crate::prelude::*;

/// Provider, times, and for developers the ids and what others said.
pub(crate) fn details(row: &Rc<Row>) -> AnyView {
    let account = row.account();
    let mut list = el("DL").class("facts").part("facts");
    for (msg, value) in facts(&row.cx, &account) {
        let name = el("DT").text(row.cx.reader.word(msg)).view();
        list = list.child(el("DIV").child(name).child(el("DD").any_direction().text(&value).view()).view());
    }
    let said = if row.cx.reader.is_developer() { said_by_others(&account) } else { String::new() };
    let leaks = (row.cx.reader.is_developer() && !account.leaks.is_empty()).then(|| {
        let text = row.cx.reader.words.say(Msg::Leak, &[("fields", &row.cx.reader.list(&account.leaks))]);
        line("warning", &text)
    });
    el("DIV")
        .class("details")
        .maybe(leaks)
        .maybe((!said.is_empty()).then(|| quoted(&row.cx.reader, &said)))
        .child(list.view())
        .maybe((account.id.is_some() && !row.state().checks).then(|| check::button(row)))
        .maybe(account.can_disconnect.then(|| disconnect(row)))
        .view()
}

fn facts(cx: &Context, account: &Account) -> Vec<(Msg, String)> {
    let mut facts = vec![(Msg::Provider, account.provider_name().to_owned())];
    if cx.reader.is_developer() {
        facts.push((Msg::Connection, account.connection_name.clone()));
        if let Some(id) = &account.id {
            facts.push((Msg::AccountId, id.clone()));
        }
        facts.push((Msg::StatusWord, account.status.word().to_owned()));
    }
    let times = [
        (Msg::Created, account.created_at),
        (Msg::Updated, account.updated_at),
        (Msg::LastUsed, account.last_used_at),
        // How long ago what is spoken of above was.
        (
            Msg::LastError,
            account.last_error.as_ref().filter(|_| account.has_reported()).and_then(|error| error.at),
        ),
    ];
    for (msg, at) in times {
        if let Some(at) = at {
            facts.push((msg, cx.reader.date(at)));
        }
    }
    facts
}

/// The reason and the last error, in the backend's words.
fn said_by_others(account: &Account) -> String {
    let error = account.last_error.as_ref();
    let code = error.and_then(|error| error.code.as_ref());
    let message = error.and_then(|error| error.message.as_ref());
    let mut said = String::new();
    for text in [account.status_reason.as_ref(), code, message].into_iter().flatten() {
        if !said.is_empty() {
            said.push_str(" · ");
        }
        said.push_str(text.as_str());
    }
    said
}

/// Asks before it disconnects; the safe answer comes first. Nothing is asked while something else is going on.
fn disconnect(row: &Rc<Row>) -> AnyView {
    let busy = row.state().busy;
    let button = |class, part, msg, act: fn(&Rc<Row>)| {
        let clicked = Rc::clone(row);
        let button = el("BUTTON").class(class).part(part).text(row.cx.reader.word(msg));
        button.disabled_if(busy.is_some()).on_click(move || act(&clicked))
    };
    if busy.is_some() || !row.state().asks {
        let msg = busy.filter(|busy| *busy == Msg::BusyDisconnecting).unwrap_or(Msg::Disconnect);
        return button("quiet", "button", msg, |row| {
            row.change(|state| state.asks = state.busy.is_none());
            focus::move_to("li.account", ".details .ask button");
        });
    }
    let question = row.cx.reader.words.say(Msg::DisconnectAsk, &[("service", &row.account().service)]);
    el("DIV")
        .class("ask")
        .role("group")
        .child(line("question", &question))
        .label(question)
        .child(button("secondary", "button", Msg::DisconnectKeep, |row| {
            row.change(|state| state.asks = false);
            focus::move_to("li.account", ".details > .quiet:last-child");
        }))
        .child(button("danger", "button danger-button", Msg::Disconnect, Row::disconnect))
        .view()
}
