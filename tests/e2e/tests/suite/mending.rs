//! What stopped working works again: renewed in place, or by a new sign-in at the provider and back.

use anyhow::{Context, ensure};
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::words::say;

in_every_engine! {
    /// An expired account is renewed in place: the host hears it, the live region says it, and the keyboard stays there.
    async fn an_expired_account_is_renewed(page) {
        const LISTEN: &str = "window.heard = [];
            for (const name of ['status', 'reconnected', 'failed']) {
                document.addEventListener(`connection-doctor-${name}`, ({ detail }) => heard.push([name, detail.status]));
            }
            window.region = root.querySelector('[part~=account] [role=status]');
            return region.textContent;";
        page.open("/single.html?account=ca_gmail_expired&flow=redirect").await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
        assert_eq!(page.script(LISTEN, Vec::new()).await?, json!(""), "the live region is there before it speaks");
        press(page, Msg::ActionRefresh).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        let heard = page.script("return heard;", Vec::new()).await?;
        assert_eq!(heard, json!([["status", "ACTIVE"], ["reconnected", "ACTIVE"]]));
        let said = page.script("return [region.isConnected, region.textContent];", Vec::new()).await?;
        assert_eq!(said, json!([true, say(Msg::DoneConnected, "Gmail")]), "it is the same region");
        keyboard_is_in(page, &say(Msg::WorkingTitle, "Gmail")).await?;
        ensure!(!offers(page, Msg::ActionRefresh).await?, "a renewed account is not to be renewed");
        assert_eq!(page.status("ca_gmail_expired").await?, "ACTIVE");
    }

    /// A renewal that does not help is not offered again; a new sign-in is.
    async fn a_renewal_that_fails_leads_to_a_new_sign_in(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_outlook_expired&flow=redirect").await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::RenewalFailedTitle, "Outlook")).await?;
        page.wait_for_text(&say(Msg::RenewalFailedWhy, "Outlook")).await?;
        ensure!(!offers(page, Msg::ActionRefresh).await?, "the renewal is offered again");
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
        assert_eq!(page.status("ca_outlook_expired").await?, "ACTIVE");
    }

    /// Removed access comes back through the provider's consent page, in the same tab, to the same page.
    async fn removed_access_is_granted_anew(page) {
        page.open("/single.html?account=ca_outlook_revoked&flow=redirect").await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked&flow=redirect").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
        assert_eq!(page.browser().windows().await?.len(), 1, "it stays in its tab");
        assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
    }

    /// A connection without an account gets one.
    async fn a_connection_is_made(page) {
        page.open("/single.html?connection=notion&flow=redirect").await?;
        page.wait_for_text(&say(Msg::NotConnectedTitle, "Notion")).await?;
        page.click(Msg::ActionConnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Notion")).await?;
        page.wait_for_text("Northwind wiki").await?;
    }

    /// Saying no at the provider, or leaving its page by the back button, changes nothing and ends nothing.
    async fn saying_no_or_going_back_changes_nothing(page) {
        page.open("/single.html?account=ca_outlook_revoked&flow=redirect").await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("deny").await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked&flow=redirect").await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Outlook")).await?;
        assert_eq!(page.status("ca_outlook_revoked").await?, "REVOKED");
        page.click(Msg::ActionReconnect.english()).await?;
        page.wait_for_address("/sandbox/consent/").await?;
        page.browser().back().await?;
        page.wait_for_address("/single.html?account=ca_outlook_revoked&flow=redirect").await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
    }

    /// What only an admin can reconnect is never a way to the consent page, but a message that can be sent as it is.
    async fn an_admin_gets_a_message_instead_of_a_link(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_slack_org_wide&flow=redirect").await?;
        page.wait_for_text(Msg::OrgWideWhy.english()).await?;
        keep_what_is_copied(page, true).await?;
        page.click(Msg::ActionAskAdmin.english()).await?;
        page.wait_for_text(Msg::DoneCopied.english()).await?;
        let copied = page.script("return copied;", Vec::new()).await?;
        let message = copied.as_str().context("nothing was copied")?.to_owned();
        let address = format!("{}/single.html?account=ca_slack_org_wide&flow=redirect", page.origin());
        for wanted in [&say(Msg::AdminSubject, "Slack"), &say(Msg::ExpiredTitle, "Slack"), &address, "EXPIRED"] {
            ensure!(message.contains(wanted), "no `{wanted}` in {message}");
        }
        keep_what_is_copied(page, false).await?;
        page.click(Msg::ActionAskAdmin.english()).await?;
        page.wait_for_text(Msg::CopyFailed.english()).await?;
        page.wait_for_text(&message).await?;
        for way in [Msg::ActionReconnect, Msg::ActionConnect, Msg::ActionRefresh] {
            ensure!(!offers(page, way).await?, "`{}` is offered", way.english());
        }
    }

    /// Whatever a button in a row does, and whatever becomes of the button, the keyboard stays in the row.
    async fn the_keyboard_stays_in_its_row(page) {
        page.open("/single.html?account=ca_gmail_expired&flow=redirect").await?;
        page.order_fault(json!({ "route": "refresh", "fault": "status_500", "times": 1 })).await?;
        press(page, Msg::ActionRefresh).await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        keyboard_is_in(page, Msg::ServerTitle.english()).await?;
        page.find("[part~=account] [part~=notice] button").await?.send_keys(Key::Enter + "").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        keyboard_is_in(page, &say(Msg::ExpiredTitle, "Gmail")).await?;
        press(page, Msg::Disconnect).await?;
        page.wait_for_text(&say(Msg::DisconnectAsk, "Gmail")).await?;
        keyboard_is_in(page, &say(Msg::DisconnectAsk, "Gmail")).await?;
        press(page, Msg::DisconnectKeep).await?;
        page.wait_for_no_text(&say(Msg::DisconnectAsk, "Gmail")).await?;
        keyboard_is_in(page, &say(Msg::ExpiredTitle, "Gmail")).await?;
        press(page, Msg::Disconnect).await?;
        page.find("[part~=danger-button]").await?.send_keys(Key::Enter + "").await?;
        page.wait_for_text(&say(Msg::DoneDisconnected, "Gmail")).await?;
        keyboard_is_in(page, &say(Msg::DisconnectedTitle, "Gmail")).await?;
    }

    /// A sign-in that waits for the app to confirm it is checked once, and then can be started anew.
    async fn an_unconfirmed_sign_in_can_be_started_anew(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_slack_pending_verification&flow=redirect").await?;
        page.wait_for_text(&say(Msg::VerifyingTitle, "Slack")).await?;
        page.click_on("[part~=primary-button]").await?;
        let said = [("service", "Slack"), ("state", Msg::StateVerifying.english())];
        page.wait_for_text(&fill(Msg::DoneChecked.english(), &said)).await?;
        page.click(Msg::ActionConnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Slack")).await?;
    }
}

/// Presses a button with the keyboard.
pub(crate) async fn press(page: &Page, label: Msg) -> anyhow::Result<()> {
    Ok(page.control(label.english()).await?.send_keys(Key::Enter + "").await?)
}

/// Waits until the keyboard is in a row that shows a text.
pub(crate) async fn keyboard_is_in(page: &Page, text: &str) -> anyhow::Result<()> {
    const FOCUS: &str =
        "return root.activeElement?.closest('[part~=account]')?.innerText.includes(arguments[0]) ?? false;";
    page.wait_for(&format!("the keyboard to be in the row with `{text}`"), FOCUS, vec![json!(text)])
        .await
        .map(drop)
}

/// Whether there is a button or link with this label.
pub(crate) async fn offers(page: &Page, label: Msg) -> anyhow::Result<bool> {
    const SCRIPT: &str = "return [...root.querySelectorAll('button, a')].some((control) => control.innerText.trim() === arguments[0]);";
    Ok(page.script(SCRIPT, vec![json!(label.english())]).await? == json!(true))
}

/// Gives the page a clipboard that takes a text or refuses it, whatever this browser allows.
pub(crate) async fn keep_what_is_copied(page: &Page, takes: bool) -> anyhow::Result<Value> {
    const LEND: &str = "const [takes] = arguments;
        const writeText = async (text) => {
            if (!takes) throw new Error('refused');
            window.copied = text;
        };
        Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });";
    page.script(LEND, vec![json!(takes)]).await
}
