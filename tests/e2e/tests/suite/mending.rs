//! What stopped working works again: renewed in place, or by a new sign-in at the provider and back.

use anyhow::{Context, ensure};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};
use thirtyfour::Key;

in_every_engine! {
    /// An expired account is renewed in place: the host hears it, the live region says it, and the keyboard stays there.
    async fn an_expired_account_is_renewed(page) {
        const LISTEN: &str = "window.heard = [];
            const element = document.querySelector('connection-doctor');
            for (const name of ['status', 'reconnected', 'failed']) {
                document.addEventListener(`connection-doctor-${name}`, ({ detail }) => heard.push([name, detail.status]));
            }
            window.region = element.shadowRoot.querySelector('[part~=account] [role=status]');
            return region.textContent;";
        const FOCUS: &str = "const root = document.querySelector('connection-doctor').shadowRoot;
            const kept = root.activeElement?.closest('[part~=account]')?.innerText.includes('Gmail is connected');
            return kept || null;";
        page.open("/single.html?account=ca_gmail_expired").await?;
        page.wait_for_text("The sign-in to Gmail has expired").await?;
        assert_eq!(page.script(LISTEN, Vec::new()).await?, json!(""), "the live region is there before it speaks");
        page.control("Renew").await?.send_keys(Key::Enter + "").await?;
        page.wait_for_text("Gmail is connected again.").await?;
        assert_eq!(page.script("return heard;", Vec::new()).await?, json!([["status", "ACTIVE"], ["reconnected", "ACTIVE"]]));
        let said = page.script("return [region.isConnected, region.textContent];", Vec::new()).await?;
        assert_eq!(said, json!([true, "Gmail is connected again."]), "it is the same region");
        let x = page.script("const root = document.querySelector('connection-doctor').shadowRoot; return [document.activeElement?.outerHTML.slice(0,80), root.activeElement?.outerHTML.slice(0,200), document.hasFocus(), root.querySelector('[part~=account]').outerHTML.slice(0,200)]", Vec::new()).await?;
        eprintln!("{x:#}");
        page.wait_for("the focus to stay in the row", FOCUS, Vec::new()).await?;
        ensure!(!page.text().await?.contains("Renew"), "a renewed account is not to be renewed");
        assert_eq!(page.status("ca_gmail_expired").await?, "ACTIVE");
    }

    /// A renewal that does not help is not offered again; a new sign-in is.
    async fn a_renewal_that_fails_leads_to_a_new_sign_in(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_outlook_expired").await?;
        page.click("Renew").await?;
        page.wait_for_text("Outlook could not be renewed").await?;
        page.wait_for_text("Microsoft no longer accepts the old sign-in. A new one mends this.").await?;
        ensure!(!page.text().await?.contains("Renew\n"), "the renewal is offered again");
        page.click("Reconnect").await?;
        page.answer_consent("allow").await?;
        page.wait_for_text("Outlook is connected").await?;
        assert_eq!(page.status("ca_outlook_expired").await?, "ACTIVE");
    }

    /// Removed access comes back through the provider's consent page, in the same tab, to the same page.
    async fn removed_access_is_granted_anew(page) {
        page.open("/single.html?account=ca_outlook_revoked").await?;
        page.click("Reconnect").await?;
        page.answer_consent("allow").await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked").await?;
        page.wait_for_text("Outlook is connected").await?;
        assert_eq!(page.browser().windows().await?.len(), 1, "it stays in its tab");
        assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
    }

    /// A connection without an account gets one.
    async fn a_connection_is_made(page) {
        page.open("/single.html?connection=notion").await?;
        page.wait_for_text("Notion is not connected").await?;
        page.click("Connect").await?;
        page.answer_consent("allow").await?;
        page.wait_for_text("Notion is connected").await?;
        page.wait_for_text("Northwind wiki").await?;
    }

    /// Saying no at the provider, or leaving its page by the back button, changes nothing and ends nothing.
    async fn saying_no_or_going_back_changes_nothing(page) {
        page.open("/single.html?account=ca_outlook_revoked").await?;
        page.click("Reconnect").await?;
        page.answer_consent("deny").await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked").await?;
        page.wait_for_text("Access to Outlook was removed").await?;
        assert_eq!(page.status("ca_outlook_revoked").await?, "REVOKED");
        page.click("Reconnect").await?;
        page.wait_for_address("/sandbox/consent/").await?;
        page.browser().back().await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked").await?;
        page.wait_for_text("Access to Outlook was removed").await?;
        page.click("Reconnect").await?;
        page.answer_consent("allow").await?;
        page.wait_for_text("Outlook is connected").await?;
    }

    /// What only an admin can reconnect is never a way to the consent page, but a message that can be sent as it is.
    async fn an_admin_gets_a_message_instead_of_a_link(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_slack_org_wide").await?;
        page.wait_for_text("only an admin can reconnect it").await?;
        lend_clipboard(page, true).await?;
        page.click("Copy a message for your admin").await?;
        page.wait_for_text("Copied. Paste it into a message to your admin.").await?;
        let copied = page.script("return copied;", Vec::new()).await?;
        let message = copied.as_str().context("nothing was copied")?.to_owned();
        let address = format!("{}/single.html?account=ca_slack_org_wide", page.origin());
        for wanted in ["Slack needs an admin", "The sign-in to Slack has expired", &address, "Status: EXPIRED"] {
            ensure!(message.contains(wanted), "no `{wanted}` in {message}");
        }
        lend_clipboard(page, false).await?;
        page.click("Copy a message for your admin").await?;
        page.wait_for_text("Copying is not allowed here. Select the text below.").await?;
        page.wait_for_text(&message).await?;
        let text = page.text().await?;
        for way in ["Reconnect", "Connect\n", "Renew"] {
            ensure!(!text.lines().any(|line| line == way.trim()), "`{way}` in {text:?}");
        }
    }

    /// A sign-in that waits for the app to confirm it is checked once, and then can be started anew.
    async fn an_unconfirmed_sign_in_can_be_started_anew(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_slack_pending_verification").await?;
        page.wait_for_text("Slack is almost connected").await?;
        page.find("[part~=primary-button]").await?.click().await?;
        page.wait_for_text("Slack: Almost connected.").await?;
        page.click("Connect").await?;
        page.answer_consent("allow").await?;
        page.wait_for_text("Slack is connected").await?;
    }
}

/// Gives the page a clipboard that takes a text or refuses it, whatever this browser allows.
async fn lend_clipboard(page: &Page, takes: bool) -> anyhow::Result<Value> {
    const LEND: &str = "const [takes] = arguments;
        const writeText = async (text) => {
            if (!takes) throw new Error('refused');
            window.copied = text;
        };
        Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });";
    page.script(LEND, vec![json!(takes)]).await
}
