//! Changes that nobody in the page has made.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::in_every_engine;
use serde_json::json;

use crate::{words::say, workbench};

in_every_engine! {
    /// With `live`, what changes elsewhere is shown without a click and without the page having been away.
    async fn what_changes_elsewhere_is_shown(page) {
        workbench::open(page, "healthy").await?;
        let shown = json!({ "account": "ca_gmail_active", "live": "" });
        workbench::add(page, shown, &say(Msg::WorkingTitle, "Gmail")).await?;
        page.wait_for("the stream", "return bench.streams.open === 1;", Vec::new()).await?;
        page.set_status("ca_gmail_active", "REVOKED").await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        page.set_status("ca_gmail_active", "ACTIVE").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        page.set_status("ca_gmail_active", "REVOKED").await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        ensure!(!page.text().await?.contains(&say(Msg::DoneConnected, "Gmail")), "that was before");
        for open in [0, 1] {
            page.script("element.toggleAttribute('live');", Vec::new()).await?;
            page.wait_for("the attribute to be heard", "return bench.streams.open === arguments[0];", vec![json!(open)]).await?;
        }
    }

    /// Elements of one page share a stream, which ends with the last of them.
    async fn a_page_has_one_stream_for_as_long_as_it_is_needed(page) {
        const REMOVE: &str = "document.querySelector('connection-doctor').remove();";
        workbench::open(page, "healthy").await?;
        for id in ["ca_gmail_active", "ca_slack_active"] {
            workbench::add(page, json!({ "account": id, "live": "" }), "is connected").await?;
            page.wait_for("one stream", "return bench.streams.open === 1;", Vec::new()).await?;
        }
        page.script(REMOVE, Vec::new()).await?;
        page.set_status("ca_slack_active", "EXPIRED").await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Slack")).await?;
        page.script(REMOVE, Vec::new()).await?;
        page.wait_for("no stream", "return bench.streams.open === 0;", Vec::new()).await?;
    }
    /// Accounts that come and go elsewhere do so in a list as well.
    async fn accounts_come_and_go(page) {
        const ADD: &str = "window.EventSource = class extends EventTarget {
                constructor() { super(); window.source = this; }
                close() {}
            };
            window.told = ['first', 'second'];
            const account = (name) => ({ id: `ca_${name}`, connection_name: 'gmail', status: 'ACTIVE', account_label: name });
            const answer = async ({ url }) => {
                const [, id] = /accounts\\/ca_(.*)/.exec(url) ?? [];
                if (!id) return Response.json({ connected_accounts: told.map(account) });
                return told.includes(id) ? Response.json({ connected_account: account(id) }) : Response.json({}, { status: 404 });
            };
            await bench.add({ live: '' }, { fetch: answer });";
        const TELL: &str = "window.told = arguments[0];
            source.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ connected_account_id: arguments[1] }) }));";
        workbench::open(page, "healthy").await?;
        page.await_script(ADD, Vec::new()).await?;
        page.wait_for_text("second").await?;
        page.wait_for("the stream", "return Boolean(window.source);", Vec::new()).await?;
        page.script(TELL, vec![json!(["first", "second", "third"]), json!("ca_third")]).await?;
        page.wait_for_text("third").await?;
        page.script(TELL, vec![json!(["second", "third"]), json!("ca_first")]).await?;
        page.wait_for_no_text("first").await?;
        page.wait_for_text("third").await?;
    }
}
