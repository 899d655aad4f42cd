//! The page that a message links to: one account, why it stopped, and the action; signed out, too.

use anyhow::Context;
use connection_doctor_core::Msg;
use connection_doctor_e2e::in_every_engine;
use serde_json::json;
use thirtyfour::By;

use crate::words::say;

const PAGE: &str = "/reconnect.html?account=ca_outlook_revoked&flow=redirect";

in_every_engine! {
    /// From a link in a message to the end: signed out of the app, signed in, reconnected, and told where to go.
    async fn a_message_leads_to_a_mended_account(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("everyday").await?;
        page.order_fault(json!({ "route": "any", "fault": "status_401" })).await?;
        page.open(PAGE).await?;
        page.wait_for_text(Msg::SignedOutTitle.english()).await?;
        page.click(Msg::ActionSignIn.english()).await?;
        page.wait_for_address("/sign-in.html?return_to=").await?;
        page.browser().find(By::Css("button")).await.context("the app's sign-in")?.click().await?;
        page.wait_for_address(PAGE).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        const AFTER: &str = "return document.querySelector('.afterwards a')?.getAttribute('href') ?? null;";
        let link = page.wait_for("where to go afterwards", AFTER, Vec::new()).await?;
        assert_eq!(link, "/");
    }

    /// The app's sign-in page sends people to pages of its own and nowhere else.
    async fn nobody_is_sent_elsewhere(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("everyday").await?;
        page.open("/sign-in.html?return_to=https%3A%2F%2Fevil.example%2F").await?;
        page.browser().find(By::Css("button")).await.context("the app's sign-in")?.click().await?;
        page.wait_for("the front page", "return location.pathname === '/';", Vec::new()).await?;
    }
}
