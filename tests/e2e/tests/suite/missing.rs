//! What people read where the module is not there, and how they get on.

use std::fs;

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Engine, Page, in_every_engine};
use serde_json::json;

use crate::{
    words::{START_AGAIN, say},
    workbench,
};

const MISSING: &str = "This part of the page could not be loaded";

in_every_engine! {
    /// Where the module cannot be loaded there is a plain card; it recovers by its button, or when the address is mended.
    async fn a_missing_module_leaves_a_card_that_recovers(page) {
        workbench::open(page, "healthy").await?;
        let nowhere = json!({ "account": "ca_gmail_active", "assets": "/nowhere/" });
        workbench::add(page, nowhere, MISSING).await?;
        page.control(START_AGAIN).await?;
        let told = page.script("return bench.events.map(({ name, detail }) => [name, detail.reason]);", Vec::new());
        assert_eq!(told.await?, json!([["stopped", "missing"]]));
        page.script("element.removeAttribute('assets');", Vec::new()).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        ensure!(!page.text().await?.contains(MISSING), "the card is still there");
    }

    /// A connection that was cut while the module was on its way is no reason to load the whole page again.
    async fn a_module_that_comes_late_is_loaded_again(page) {
        let late = page.site().join("late");
        let built = |name: &str| fs::canonicalize(page.site().join(name));
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active", "assets": "/late/" }), MISSING).await?;
        fs::create_dir_all(&late)?;
        fs::copy(built("connection_doctor.js")?, late.join("connection_doctor.js"))?;
        page.click(START_AGAIN).await?;
        page.wait_for("the second failure", "return bench.events.length === 2;", Vec::new()).await?;
        page.wait_for_text(MISSING).await?;
        fs::copy(built("connection_doctor_bg.wasm")?, late.join("connection_doctor_bg.wasm"))?;
        page.click(START_AGAIN).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
    }

    /// Where the page's policy blocks WebAssembly, people read so, and the host's own way to reconnect is there.
    async fn blocked_webassembly_leaves_the_hosts_own_way(page) {
        page.open("/blocked-wasm.html").await?;
        offers_the_hosts_own_way(page).await?;
        let complaints = page.take_complaints().await?;
        // WebKit blocks it without a report.
        ensure!(complaints.contains("script-src") || page.engine() == Engine::WebKit, "nothing was blocked: {complaints}");
    }

    /// The same where the browser has no WebAssembly.
    async fn a_browser_without_webassembly_has_the_hosts_own_way(page) {
        page.open("/no-wasm.html").await?;
        offers_the_hosts_own_way(page).await?;
    }
}

/// A sentence, the button, and the link that the host has put into the element, which leads somewhere.
async fn offers_the_hosts_own_way(page: &Page) -> anyhow::Result<()> {
    const LINK: &str =
        "return root.querySelector('slot').assignedElements()[0]?.getClientRects().length > 0;";
    const FOLLOW: &str = "element.querySelector('a').click();";
    page.wait_for_text(MISSING).await?;
    page.control(START_AGAIN).await?;
    ensure!(page.script(LINK, Vec::new()).await? == json!(true), "the host's own link is not to be seen");
    page.script(FOLLOW, Vec::new()).await?;
    page.wait_for_address("/return.html").await
}
