//! What helps a developer on: the same calls by hand, and where the connection service shows more.

use connection_doctor_core::{Msg, SafeLink, curl_calls};

use super::run::Run;
use crate::prelude::*;
use crate::view::explained::line;
use crate::view::markup::{el, none};

/// For developers only.
pub(super) fn help(run: &Run) -> AnyView {
    if !run.reader.is_developer() || run.check().verdict().is_none() {
        return none();
    }
    el("DIV").class("details").child(calls(run)).child(dashboard(run)).view()
}

fn calls(run: &Run) -> AnyView {
    let reader = &run.reader;
    let tool = run.account().and_then(|account| account.test_tool.clone());
    let mut block = el("DETAILS").class("raw").part("curl");
    block = block.child(el("SUMMARY").part("toggle").text(reader.word(Msg::CurlTitle)).view());
    block = block.child(line("next", reader.word(Msg::CurlLead)));
    for (msg, call) in curl_calls(&run.account_id, tool.as_deref()) {
        block = block.child(line("likely", reader.word(msg)));
        block = block.child(el("PRE").class("message code").text(&call).view());
    }
    block.view()
}

fn dashboard(run: &Run) -> AnyView {
    let reader = &run.reader;
    let looks = [Msg::DashboardLook1, Msg::DashboardLook2, Msg::DashboardLook3, Msg::DashboardLook4];
    let items = looks.map(|msg| el("LI").text(reader.word(msg)).view());
    let link = run.host.dashboard_url().as_deref().and_then(SafeLink::parse).map(|link| {
        let anchor = el("A").class("reference").part("link").href(link.as_str().to_owned());
        anchor.text(reader.word(Msg::DashboardOpen)).view()
    });
    el("DIV")
        .class("why")
        .maybe(link)
        .child(line("likely", reader.word(Msg::DashboardLead)))
        .child(el("UL").children(items.into()).view())
        .view()
}
