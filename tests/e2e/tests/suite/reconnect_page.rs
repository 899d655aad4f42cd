//! The page that a message links to: one account, why it stopped, and the action; signed out, too.

use connection_doctor_core::Msg;
use connection_doctor_e2e::in_every_engine;
use serde_json::json;

use crate::words::say;

const PAGE: &str = "/reconnect.html?account=ca_outlook_revoked&flow=redirect";

/// The app's sign-in, once it answers.
const SIGN_IN: &str = "button:enabled";

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
        page.press(SIGN_IN).await?;
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
        page.press(SIGN_IN).await?;
        page.wait_for("the front page", "return location.pathname === '/';", Vec::new()).await?;
    }

    /// The app's sign-in offers its button once a press does something, and says so when it fails.
    async fn a_press_at_the_sign_in_is_never_lost(page) {
        page.open("/sign-in.html").await?;
        const AS_SERVED: &str = "const page = await (await fetch('/sign-in.html')).text();
            return new DOMParser().parseFromString(page, 'text/html').querySelector('button').disabled;";
        assert_eq!(page.await_script(AS_SERVED, Vec::new()).await?, true);
        const CUT_OFF: &str = "window.fetch = () => Promise.reject(new Error('cut off'));";
        page.script(CUT_OFF, Vec::new()).await?;
        page.press(SIGN_IN).await?;
        const TROUBLE: &str = "return document.querySelector('[role=status]').innerText || null;";
        let trouble = page.wait_for("what went wrong", TROUBLE, Vec::new()).await?;
        assert_eq!(trouble, "The sandbox does not answer (cut off). Please try again.");
    }
}
