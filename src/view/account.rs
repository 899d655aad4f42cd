//! One account: icon, name and whose it is on the left, the state on the right, one button; a problem opens into its why.

use std::cell::Cell;
use std::rc::Rc;

use connection_doctor_core::{Action, Condition, Explanation, Finding, Msg, Remedy, state};

use super::markup::{El, el, follow, none};
use super::row::Row;
use super::{check, details, explained, notice, permissions, picture};
use crate::focus;
use crate::prelude::*;

/// The account, following its readings and what is going on with it.
pub(crate) fn account(row: &Rc<Row>) -> AnyView {
    let drawn = Rc::clone(row);
    let is_there = Cell::new(false);
    follow(&[&row.entry.changed, &row.changed], move || {
        drawn.fetch_more();
        if !drawn.is_told_later() {
            drawn.tell_change();
        }
        drawn.sync_check();
        if is_there.replace(true) {
            focus::keep();
        }
        draw(&drawn)
    })
}

fn draw(row: &Rc<Row>) -> AnyView {
    let finding = row.finding();
    let explanation = row.explanation();
    let is_open = row.state().is_open;
    el("LI")
        .class("account")
        .part("account")
        .tone(finding.condition.tone().word())
        .focusable()
        .child(head(row, &finding, &explanation))
        .child(el("P").class("note").role("status").text(&row.said(&finding)).view())
        .child(if is_open { body(row, &explanation) } else { none() })
        .view()
}

fn head(row: &Rc<Row>, finding: &Finding, explanation: &Explanation) -> AnyView {
    let account = row.account();
    let tone = finding.condition.tone();
    let who = el("DIV")
        .class("who")
        .child(el("SPAN").class("name").any_direction().text(&account.service).view())
        .maybe(
            account.label.as_ref().map(|label| el("SPAN").class("label").any_direction().text(label).view()),
        );
    let state = el("SPAN")
        .class("state")
        .part("state")
        .child(picture::mark(tone))
        .text(state(finding.condition, &row.cx.reader.words));
    let is_single = row.cx.is_single;
    let acts = !is_single && explanation.action.is_some();
    el("DIV")
        .class(if acts { "head acts" } else { "head" })
        .child(picture::tile(&account))
        .child(who.view())
        .child(state.view())
        .child(if acts { action(row, explanation) } else { none() })
        .child(if is_single { none() } else { toggle(row, finding) })
        .view()
}

/// Opens and closes the row.
fn toggle(row: &Rc<Row>, finding: &Finding) -> AnyView {
    let msg = if finding.condition == Condition::Working { Msg::Details } else { Msg::Why };
    let text = row.cx.reader.word(msg);
    let name = named(row, Msg::OpenRow, text);
    let clicked = Rc::clone(row);
    el("BUTTON")
        .class("toggle")
        .part("toggle")
        .label(name)
        .expanded(row.state().is_open)
        .text(text)
        .on_click(move || clicked.change(|state| state.is_open = !state.is_open))
}

/// The name of what is pressed in a row: what it says, and for whose account, as a list may have several of a service.
fn named(row: &Row, pattern: Msg, text: &str) -> String {
    let account = row.account();
    let (sign, label) = account.label.as_ref().map_or(("", ""), |label| (", ", label));
    let whose = [&account.service, sign, label].concat();
    row.cx.reader.words.say(pattern, &[("action", text), ("label", text), ("service", &whose)])
}

fn body(row: &Rc<Row>, explanation: &Explanation) -> AnyView {
    let failure = row.state().failure.as_ref().map(|failed| {
        let clicked = Rc::clone(row);
        let beside = explanation.action.as_ref().map(|action| action.remedy);
        notice::notice(&row.cx, failed, Some(&row.account()), beside, move |remedy| clicked.act(remedy))
    });
    let block = el("DIV")
        .class("body")
        .maybe(failure)
        .maybe(row.state().other.as_ref().map(|(before, now)| other_account(row, before, now)));
    // A check says what is the matter itself. Its place is one that nothing else is ever drawn in.
    let checked = row.account().id.as_deref().filter(|_| row.state().checks).map(check::place);
    let is_checked = checked.is_some();
    let block = block.maybe(checked);
    let block = if is_checked { block } else { explain(row, explanation, block) };
    block.child(details::details(row)).view()
}

/// What is the matter, and the one thing to do.
fn explain(row: &Rc<Row>, explanation: &Explanation, block: El) -> El {
    let is_awaited = row.state().arrival.is_some() || row.state().tried.refresh;
    let known = row.known();
    let missing = known.permissions.as_ref().filter(|_| known.answered.is_none());
    let explained = el("DIV")
        .class("explained")
        .child(explained::explained(&row.cx.reader, explanation))
        .maybe(missing.map(|missing| permissions::missing(&row.cx.reader, missing)))
        .view();
    block
        // It is what they came back for, or what came of their renewal, and nothing else says it to who listens.
        .child(if is_awaited { el("DIV").role("alert").child(explained).view() } else { explained })
        .child(match (row.is_away(), row.cx.is_single) {
            (true, _) => waiting(row),
            (false, true) => action(row, explanation),
            (false, false) => none(),
        })
        .maybe(explanation.next.as_deref().map(|next| explained::line("next", next)))
        .maybe(known.answered.and_then(|answered| explained::as_it_came(&row.cx.reader, &answered)))
        .maybe(
            known
                .permissions
                .filter(|_| row.cx.reader.is_developer())
                .map(|permissions| permissions::table(&row.cx, &row.account(), &permissions)),
        )
}

/// While the person is at the provider: the link where there is no window, and a way to call it off.
fn waiting(row: &Rc<Row>) -> AnyView {
    let offer = row.state().offer.clone();
    // Nobody can go on without the link.
    let block = el("DIV").class("ask").role(if offer.is_some() { "alert" } else { "status" });
    let block = match &offer {
        None => {
            let said = row.cx.reader.words.say(Msg::BusyAway, &[("provider", row.account().provider_name())]);
            block.child(explained::line("question", &said))
        }
        Some(link) => {
            let open = el("A").class("primary button").part("button primary-button");
            block
                .child(explained::line("question", row.cx.reader.word(Msg::Blocked)))
                .child(open.href(link.as_str().to_owned()).text(row.cx.reader.word(Msg::OpenSignIn)).view())
        }
    };
    let clicked = Rc::clone(row);
    let call_off = el("BUTTON").class("secondary").part("button").text(row.cx.reader.word(Msg::CallOff));
    block.child(call_off.on_click(move || clicked.call_off())).view()
}

/// A sign-in that works, with somebody else's account.
fn other_account(row: &Rc<Row>, before: &str, now: &str) -> AnyView {
    let account = row.account();
    let names = [
        ("service", account.service.as_str()),
        ("provider", account.provider_name()),
        ("before", before),
        ("now", now),
    ];
    let said = |class, msg| explained::line(class, &row.cx.reader.words.say(msg, &names));
    let clicked = Rc::clone(row);
    let again = el("BUTTON").class("secondary").part("button").text(row.cx.reader.word(Msg::ActionReconnect));
    el("DIV")
        .class("notice")
        .part("notice")
        .role("alert")
        .child(said("title", Msg::OtherAccountTitle))
        .child(said("why", Msg::OtherAccountWhy))
        .child(said("next", Msg::OtherAccountNext))
        .child(again.on_click(move || clicked.act(Remedy::Reconnect)))
        .view()
}

/// The one thing to do.
fn action(row: &Rc<Row>, explanation: &Explanation) -> AnyView {
    let Some(Action { remedy, label }) = &explanation.action else { return none() };
    let account = row.account();
    let name = |text: &str| named(row, Msg::ActionOf, text);
    if let Remedy::AskAdmin | Remedy::AskDeveloper = remedy {
        let message =
            explained::message(&row.cx.reader, &account, row.known().answered.as_deref(), &explanation.title);
        return explained::copy_button_of(&row.cx.reader, *remedy, label, name(label), message);
    }
    let busy = row.state().busy;
    let text = match busy {
        None => label.clone(),
        Some(busy) => row.cx.reader.words.say(busy, &[("provider", account.provider_name())]),
    };
    let (clicked, remedy) = (Rc::clone(row), *remedy);
    el("BUTTON")
        .class("primary")
        .part("button primary-button")
        .label(name(&text))
        .disabled_if(busy.is_some())
        .text(&text)
        .on_click(move || clicked.act(remedy))
}
