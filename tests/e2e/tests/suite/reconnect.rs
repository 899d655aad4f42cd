//! A sign-in in a window of its own, or by a link, or in the same tab, always ends in a true answer.

use anyhow::{Context as _, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

use crate::{
    mending::{keyboard_is_in, press},
    words::{named, say},
    workbench,
};

const OUTLOOK: &str = "/single.html?account=ca_outlook_revoked";

in_every_engine! {
    /// The window is opened in the click, cannot reach the app, closes itself, and the account works again.
    async fn a_window_brings_the_account_back(page) {
        page.open(OUTLOOK).await?;
        page.script("window.heard = []; document.addEventListener('connection-doctor-reconnected', ({ detail }) => heard.push(detail.status));", Vec::new()).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        assert_eq!(page.browser().execute("return [window.opener, document.referrer];", Vec::new()).await?.json(), &json!([null, ""]));
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
        assert_eq!(page.script("return heard;", Vec::new()).await?, json!(["ACTIVE"]));
        assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
    }

    /// A refusal in the window is explained in the app, and stays when another reader is to read it.
    async fn a_refusal_in_the_window_is_explained(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("deny").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Outlook")).await?;
        assert_eq!(page.script("return element.diagnosis.class;", Vec::new()).await?, "user_cancelled");
        page.control(Msg::ActionReconnect.english()).await?;
        page.script("element.setAttribute('audience', 'developer');", Vec::new()).await?;
        page.wait_for_text(&say(Msg::UserCancelledDevTitle, "Outlook")).await?;
    }

    /// Where the browser gives no window there is a link; the tab that it opens closes itself.
    async fn a_blocked_window_becomes_a_link(page) {
        page.open(OUTLOOK).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.script("window.open = () => null;", Vec::new()).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.wait_for_text(Msg::Blocked.english()).await?;
        let link = page.control(Msg::OpenSignIn.english()).await?;
        assert_eq!(link.attr("rel").await?.as_deref(), Some("noreferrer"));
        link.click().await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A light page can take the place of the app's as the one to return to.
    async fn a_light_page_brings_the_account_back(page) {
        page.open(&format!("{OUTLOOK}&return-url=/return.html")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A tab that may not close itself says that the person can, asks nothing, and keeps nothing in its address.
    async fn a_tab_that_stays_says_so(page) {
        page.open("/workbench.html").await?;
        page.open(&format!("{OUTLOOK}&connection_doctor_flow=elsewhere&auth_request_id=areq_1&state=s")).await?;
        page.wait_for_text("You can close this tab").await?;
        assert_eq!(page.script("return location.href.replace(location.origin, '');", Vec::new()).await?, "/single.html");
        ensure!(!page.text().await?.contains("Outlook"), "it is only there to be closed");
    }

    /// The person can call it off, and nothing has changed.
    async fn it_can_be_called_off(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.browser().switch_to_window(app).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Outlook")).await?;
        page.click(Msg::CallOff.english()).await?;
        page.wait_for_text(Msg::DoneCancelled.english()).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.leave_window(page.browser().window().await?).await?;
        assert_eq!(page.status("ca_outlook_revoked").await?, "REVOKED");
    }

    /// The keyboard stays in its row through the whole of it, and each outcome is said in the live region.
    async fn the_keyboard_stays_through_an_attempt(page) {
        page.open(OUTLOOK).await?;
        press(page, Msg::ActionReconnect).await?;
        let app = page.enter_window().await?;
        page.browser().switch_to_window(app).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Outlook")).await?;
        keyboard_is_in(page, &say(Msg::BusyAway, "Outlook")).await?;
        page.script("window.region = root.querySelector('[part~=account] > [role=status]');", Vec::new()).await?;
        press(page, Msg::CallOff).await?;
        page.wait_for_text(Msg::DoneCancelled.english()).await?;
        keyboard_is_in(page, &say(Msg::RevokedTitle, "Outlook")).await?;
        let said = page.script("return [region.isConnected, region.textContent];", Vec::new()).await?;
        assert_eq!(said, json!([true, Msg::DoneCancelled.english()]), "it is the same region");
        page.leave_window(page.browser().window().await?).await?;
    }

    /// A window that is closed early is no verdict: it is finished in another tab, and the app sees it.
    async fn a_window_closed_early_is_no_verdict(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.browser().close_window().await?;
        page.browser().switch_to_window(app).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Outlook")).await?;
        page.set_status("ca_outlook_revoked", "ACTIVE").await?;
        page.script("window.dispatchEvent(new Event('focus'));", Vec::new()).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A backend that is away while the person signs in is asked again.
    async fn a_backend_that_is_away_is_asked_again(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.browser().switch_to_window(app.clone()).await?;
        page.order_fault(json!({ "route": "account", "fault": "status_503", "times": 2 })).await?;
        page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A sign-in that has to be bound to the person is, in a window and in the same tab; what binds it is shown nowhere.
    async fn a_sign_in_is_bound_to_the_person(page) {
        for flow in ["popup", "redirect"] {
            page.open("/workbench.html").await?;
            page.start_verified_scenario("everyday").await?;
            reconnect_by(page, flow).await?;
            page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
            let address = page.browser().current_url().await?;
            ensure!(address.as_str().ends_with(&format!("{OUTLOOK}&flow={flow}")), "{address}");
            assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
        }
    }

    /// One whose backend fails goes on to be bound where the host has the widget made anew meanwhile.
    async fn a_sign_in_is_bound_by_a_widget_that_is_made_anew(page) {
        page.open("/workbench.html").await?;
        page.start_verified_scenario("everyday").await?;
        page.order_fault(json!({ "route": "verify", "fault": "status_503" })).await?;
        page.open(&format!("{OUTLOOK}&flow=redirect")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(Msg::BusyChecking.english()).await?;
        page.script("element.setAttribute('time-limit', '19');", Vec::new()).await?;
        page.clear_faults().await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
    }

    /// A sign-in that cannot be bound to the person is to be started again, and sends nobody to an admin.
    async fn a_sign_in_that_is_not_bound_starts_again(page) {
        page.open("/workbench.html").await?;
        page.start_verified_scenario("everyday").await?;
        page.order_fault(json!({ "route": "verify", "fault": "status_403" })).await?;
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(Msg::StateTitle.english()).await?;
        page.wait_for_text(Msg::StateWhy1.english()).await?;
        page.wait_for_no_text(Msg::ForbiddenTitle.english()).await?;
        page.clear_faults().await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A sign-in that has not our word is not ours, and does not cost the one that this tab has left for.
    async fn a_sign_in_of_somebody_else_takes_nothing_from_ours(page) {
        let here = format!("{OUTLOOK}&flow=redirect");
        page.open("/workbench.html").await?;
        page.start_verified_scenario("everyday").await?;
        page.open(&here).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.wait_for_address("/sandbox/consent/").await?;
        let consent = page.script("return location.pathname + location.search;", Vec::new()).await?;
        page.open(&format!("{here}&auth_request_id=areq_other&state=other")).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        ensure!(!page.text().await?.contains(Msg::StateTitle.english()), "it was taken for ours");
        page.open(consent.as_str().context("an address")?).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// In the same tab every return is told for what it was.
    async fn the_same_tab_tells_the_truth(page) {
        let here = format!("{OUTLOOK}&flow=redirect");
        leave_and_come_back(page, &here).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.browser().refresh().await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
        ensure!(!page.text().await?.contains(&say(Msg::DoneConnected, "Outlook")), "a reload says it again");
    }

    /// In a long list, who comes back is at the account that they come back for, and not where they would have to look for it.
    async fn who_comes_back_sees_their_account(page) {
        const IS_SEEN: &str = "const row = root.activeElement;
            const { top, bottom } = row?.querySelector('.note').getBoundingClientRect() ?? {};
            return Boolean(row?.matches('.account') && row.textContent.includes(arguments[0]) && top > 0 && bottom < innerHeight && scrollY > 0);";
        page.resize(900, 600).await?;
        page.open("/workbench.html").await?;
        page.start_scenario("many").await?;
        page.open("/single.html?flow=redirect").await?;
        page.click(&named(Msg::ActionReconnect, "Outlook")).await?;
        page.answer_consent("allow").await?;
        let told = say(Msg::DoneConnected, "Outlook");
        page.wait_for_text(&told).await?;
        page.wait_for("the account to be seen", IS_SEEN, vec![json!(told)]).await?;
        // Where it is seen anyway, nothing moves, and the keyboard stays.
        page.start_scenario("everyday").await?;
        page.open(&format!("{OUTLOOK}&flow=redirect")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&told).await?;
        assert_eq!(page.script("return [root.activeElement, scrollY];", Vec::new()).await?, json!([null, 0]));
    }

    /// A page may have parameters of its own that are called like an answer's: they stay, and hide nothing.
    async fn a_page_keeps_a_state_of_its_own(page) {
        const WHERE: &str = "return location.href.replace(location.origin, '');";
        page.open("/workbench.html").await?;
        page.start_verified_scenario("everyday").await?;
        let here = format!("{OUTLOOK}&flow=redirect&state=all&code=DE");
        leave_and_come_back(page, &here).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("deny").await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Outlook")).await?;
        assert_eq!(page.script(WHERE, Vec::new()).await?, here.as_str());
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        assert_eq!(page.script(WHERE, Vec::new()).await?, here.as_str());
    }

    /// The app's own session may end while the person is at the provider. What they finished there is bound, and told, once they are signed in
    /// again.
    async fn a_sign_in_outlasts_the_apps_own_session(page) {
        for is_verified in [true, false] {
            page.open("/workbench.html").await?;
            match is_verified {
                true => page.start_verified_scenario("everyday").await?,
                false => page.start_scenario("everyday").await?,
            }
            page.open(&format!("{OUTLOOK}&flow=redirect")).await?;
            page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
            page.order_fault(json!({ "route": "account", "fault": "status_401" })).await?;
            page.click(Msg::ActionReconnect.english()).await?;
            page.answer_consent("allow").await?;
            page.wait_for_text(Msg::SignedOutTitle.english()).await?;
            page.clear_faults().await?;
            page.click(Msg::ActionSignIn.english()).await?;
            page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
            assert_eq!(page.script("return location.search;", Vec::new()).await?, "?account=ca_outlook_revoked&flow=redirect");
        }
    }

    /// Where it ends only as the sign-in is about to be bound, the sign-in is bound when they are there again.
    async fn a_sign_in_is_bound_when_the_session_is_there_again(page) {
        for flow in ["popup", "redirect"] {
            page.open("/workbench.html").await?;
            page.start_verified_scenario("everyday").await?;
            page.order_fault(json!({ "route": "verify", "fault": "status_401" })).await?;
            reconnect_by(page, flow).await?;
            page.wait_for_text(Msg::SignedOutTitle.english()).await?;
            page.clear_faults().await?;
            page.click(Msg::ActionSignIn.english()).await?;
            page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
            assert_eq!(page.status("ca_outlook_revoked").await?, "ACTIVE");
            page.browser().refresh().await?;
            page.wait_for_text(&say(Msg::WorkingTitle, "Outlook")).await?;
            ensure!(!page.text().await?.contains(&say(Msg::DoneConnected, "Outlook")), "a reload says it again");
        }
    }

    /// Of two elements the one that shows the account tells of the answer, whichever comes first.
    async fn the_right_one_of_two_elements_tells_of_the_answer(page) {
        page.open("/workbench.html").await?;
        page.await_script("await bench.add({ account: 'ca_outlook_revoked', flow: 'redirect' });", Vec::new()).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("deny").await?;
        page.wait_for_address("/workbench.html").await?;
        const BOTH: &str = "await bench.load();
            for (const account of ['ca_gmail_expired', 'ca_outlook_revoked']) bench.put({ account });";
        page.await_script(BOTH, Vec::new()).await?;
        workbench::wait_for_text_in(page, 1, &say(Msg::UserCancelledTitle, "Outlook")).await?;
        workbench::wait_for_text_in(page, 0, "Gmail").await?;
        const FIRST: &str = "return bench.text(document.querySelector('connection-doctor'));";
        let first = page.script(FIRST, Vec::new()).await?;
        ensure!(!first.to_string().contains(&say(Msg::UserCancelledTitle, "Gmail")), "the other one tells: {first}");
        // One that comes later neither takes it over nor tells of it again.
        page.script("bench.put({ account: 'ca_outlook_revoked' });", Vec::new()).await?;
        workbench::wait_for_text_in(page, 2, &say(Msg::RevokedTitle, "Outlook")).await?;
        workbench::wait_for_text_in(page, 1, &say(Msg::UserCancelledTitle, "Outlook")).await?;
        const FAILED: &str = "return bench.events.filter(({ name }) => name === 'failed').length;";
        assert_eq!(page.script(FAILED, Vec::new()).await?, 1);
    }

    /// A check that is open gives way to a sign-in, of which it would hide all but the button.
    async fn a_sign_in_closes_the_check_before_it(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::CheckAction.english()).await?;
        const CHECKED: &str = "return Boolean(root.querySelector('.check .checks'));";
        page.wait_for("the check", CHECKED, Vec::new()).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("deny").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Outlook")).await?;
    }

    /// A word that is not this attempt's moves nothing, whoever says it.
    async fn a_foreign_word_moves_nothing(page) {
        page.open(OUTLOOK).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.browser().switch_to_window(app.clone()).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Outlook")).await?;
        const FORGE: &str = "const forged = { flow: 'forged', address: location.href + '&error=access_denied&state=x' };
            new BroadcastChannel('connection-doctor').postMessage(forged);
            window.postMessage(forged, location.origin);";
        page.script(FORGE, Vec::new()).await?;
        page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// Two elements on one page: one reconnects, both show it.
    async fn two_elements_both_see_it(page) {
        page.open("/workbench.html").await?;
        page.await_script("await bench.add({ account: 'ca_outlook_revoked' }); bench.put({});", Vec::new()).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        const OTHER: &str = "return !bench.text(document.querySelectorAll('connection-doctor')[1]).includes(arguments[0]);";
        page.wait_for("the list to see it", OTHER, vec![json!(Msg::StateRevoked.english())]).await?;
    }
}

/// Opens the page and signs in, in a window or in the same tab.
async fn reconnect_by(page: &Page, flow: &str) -> anyhow::Result<()> {
    page.open(&format!("{OUTLOOK}&flow={flow}")).await?;
    page.click(Msg::ActionReconnect.english()).await?;
    if flow == "redirect" {
        return page.answer_consent("allow").await;
    }
    let app = page.enter_window().await?;
    page.answer_here("allow").await?;
    page.leave_window(app).await
}

/// Leaves the page for the provider, and comes back without an answer.
async fn leave_and_come_back(page: &Page, here: &str) -> anyhow::Result<()> {
    page.open(here).await?;
    page.click(Msg::ActionReconnect.english()).await?;
    page.wait_for_address("/sandbox/consent/").await?;
    page.open(here).await?;
    page.wait_for_text(Msg::DoneNothing.english()).await
}
