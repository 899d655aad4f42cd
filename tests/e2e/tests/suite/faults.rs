//! Whatever goes wrong between the widget and the backend has words and a way out of its own.

use anyhow::{Context, ensure};
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Engine, Page, in_every_engine};
use serde_json::json;
use thirtyfour::cdp::domains::network::NetworkConditions;

use crate::{
    words::{self, say},
    workbench,
};

/// What a fault of a reading looks like to a person.
struct Fault {
    name: &'static str,
    title: Msg,
    why: Msg,
    button: Msg,
}

const fn fault(name: &'static str, title: Msg, why: Msg, button: Msg) -> Fault {
    Fault { name, title, why, button }
}

/// In seconds: short enough to wait for, long enough for a busy machine.
const LIMIT: usize = 3;

const FAULTS: [Fault; 11] = [
    fault("status_401", Msg::SignedOutTitle, Msg::SignedOutWhy, Msg::ActionSignIn),
    fault("status_404", Msg::NotFoundTitle, Msg::NotFoundWhy, Msg::ActionCheckAgain),
    fault("status_429", Msg::RateLimitedTitle, Msg::RateLimitedWhy, Msg::ActionCheckAgain),
    fault("status_500", Msg::ServerTitle, Msg::ServerWhy, Msg::ActionCheckAgain),
    fault("status_503", Msg::ServerTitle, Msg::ServerWhy, Msg::ActionCheckAgain),
    fault("timeout", Msg::TimedOutTitle, Msg::TimedOutWhy, Msg::ActionCheckAgain),
    fault("cut", Msg::NoAnswerTitle, Msg::NoAnswerWhy, Msg::ActionCheckAgain),
    fault("wrong_content_type", Msg::UnreadableTitle, Msg::UnreadableWhy, Msg::ActionCheckAgain),
    fault("broken_json", Msg::UnreadableTitle, Msg::UnreadableWhy, Msg::ActionCheckAgain),
    fault("huge_body", Msg::UnreadableTitle, Msg::UnreadableWhy, Msg::ActionCheckAgain),
    fault("unknown_status", Msg::UnrecognisedTitle, Msg::UnrecognisedWhy, Msg::ActionCheckAgain),
];

/// The same for a developer: the reason, and what was met.
const TERMS: [(&str, Msg, &str); 6] = [
    ("status_401", Msg::SignedOutDevWhy, ""),
    ("status_403", Msg::ForbiddenDevWhy, ""),
    ("status_429", Msg::RateLimitedDevWhy, ""),
    ("status_500", Msg::ServerDevWhy, ""),
    ("wrong_content_type", Msg::UnreadableDevWhy, "the answer is not JSON"),
    ("huge_body", Msg::UnreadableDevWhy, "the answer is larger than 4 MB"),
];

in_every_engine! {
    /// Each fault of a reading has its own words, and once it is gone, its own button brings the account.
    async fn each_fault_has_its_words_and_recovers(page) {
        let connected = say(Msg::WorkingTitle, "Gmail");
        healthy(page).await?;
        for fault in &FAULTS {
            let recovered = async {
                let title = say(fault.title, "Gmail");
                fail(page, "account", fault.name).await?;
                let limit = if fault.name == "timeout" { LIMIT } else { 20 };
                page.open(&format!("/single.html?account=ca_gmail_active&time-limit={limit}")).await?;
                page.wait_for_text(&title).await?;
                page.wait_for_text(&words::count(fault.why, LIMIT)).await?;
                ensure!(!has_skeleton(page).await?, "the skeleton is still there");
                page.clear_faults().await?;
                page.click(fault.button.english()).await?;
                page.wait_for_text(&connected).await?;
                page.wait_for_no_text(&title).await
            };
            recovered.await.with_context(|| fault.name.to_owned())?;
        }
    }

    /// Each fault is told to a developer in the field's terms, with what was met.
    async fn each_fault_has_its_terms(page) {
        healthy(page).await?;
        for (fault, why, met) in TERMS {
            fail(page, "account", fault).await?;
            page.open("/single.html?account=ca_gmail_active&audience=developer").await?;
            page.wait_for_text(&words::count(why, 500)).await.context(fault)?;
            page.wait_for_text(met).await.context(fault)?;
        }
    }

    /// Without a known account, a provider that refuses a reading is not called by a name, and nothing is sent to it.
    async fn a_reading_that_a_provider_refuses_names_nobody(page) {
        healthy(page).await?;
        fail(page, "account", "status_401_tool_error").await?;
        page.open("/single.html?account=ca_gmail_active").await?;
        // It begins the sentence.
        let title = fill(Msg::ProviderRefusedTitle.english(), &[("provider", "The provider")]);
        page.wait_for_text(&title).await?;
        page.clear_faults().await?;
        page.click(Msg::ActionCheckAgain.english()).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
    }

    /// A slow answer shows the skeleton, and then the account.
    async fn a_slow_answer_shows_the_skeleton_first(page) {
        const BARS: &str = "const deadline = performance.now() + 20000;
            const added = await bench.add({ account: 'ca_gmail_active' });
            while (!added.shadowRoot.querySelector('[part~=widget] .skeleton')) {
                if (performance.now() > deadline) throw new Error('no skeleton');
                await new Promise(requestAnimationFrame);
            }
            return bench.text(added);";
        workbench::open(page, "healthy").await?;
        page.order_fault(json!({ "route": "account", "fault": "latency", "millis": 1500 })).await?;
        assert_eq!(page.await_script(BARS, Vec::new()).await?, json!(""));
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        ensure!(!has_skeleton(page).await?, "the skeleton is still there");
    }

    /// A backend that names a pause is not asked before it is over, and can be asked after it.
    async fn a_pause_counts_down(page) {
        const WATCH: &str = "window.labels = [];
            const { shadowRoot } = await bench.add({ account: 'ca_gmail_active' });
            const look = () => {
                const button = shadowRoot.querySelector('[part~=notice] button');
                const label = button?.textContent;
                if (!label || label === labels.at(-1)) return;
                labels.push(label);
                if (label !== arguments[0]) button.click();
            };
            new MutationObserver(look).observe(shadowRoot, { subtree: true, childList: true, characterData: true });";
        workbench::open(page, "healthy").await?;
        let pause = json!({ "route": "account", "fault": "status_429_retry_after", "seconds": 3, "times": 1 });
        page.order_fault(pause).await?;
        let mut wanted: Vec<_> = ["in 3 seconds", "in 2 seconds", "in 1 second"]
            .map(|when| fill(Msg::ActionWait.english(), &[("when", when)]))
            .into();
        wanted.push(Msg::ActionCheckAgain.english().to_owned());
        page.await_script(WATCH, vec![json!(wanted[3])]).await?;
        page.wait_for("four labels", "return labels.length === 4;", Vec::new()).await?;
        assert_eq!(page.script("return labels;", Vec::new()).await?, json!(wanted));
        page.wait_for_text(Msg::RateLimitedTitle.english()).await?;
        assert_eq!(workbench::requests(page).await?.len(), 1, "the pause is kept");
        page.click(Msg::ActionCheckAgain.english()).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        assert_eq!(workbench::requests(page).await?.len(), 2);
    }

    /// A person without the right is sent to an admin and nowhere else; when they come back with it, the page shows it.
    async fn a_person_without_the_right_is_sent_to_an_admin(page) {
        const RETURN: &str = "window.dispatchEvent(new Event('focus'));";
        healthy(page).await?;
        fail(page, "account", "status_403").await?;
        page.open("/single.html?account=ca_gmail_active").await?;
        page.wait_for_text(Msg::ForbiddenTitle.english()).await?;
        page.wait_for_text(Msg::ForbiddenWhy.english()).await?;
        page.control(Msg::ActionAskAdmin.english()).await?;
        page.clear_faults().await?;
        page.script(RETURN, Vec::new()).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        page.wait_for_no_text(Msg::ForbiddenTitle.english()).await?;
    }

    /// A device without a network is told so, and the page goes on by itself when it is back.
    async fn an_offline_device_goes_on_by_itself(page) {
        const SEVER: &str = "Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
            element.fetch = () => Promise.reject(new TypeError('offline'));";
        const MEND: &str = "delete navigator.onLine;
            element.fetch = (request) => fetch(request);
            window.dispatchEvent(new Event('online'));";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        page.script(SEVER, Vec::new()).await?;
        page.wait_for_text(Msg::OfflineTitle.english()).await?;
        page.wait_for_text(Msg::OfflineNext.english()).await?;
        page.script(MEND, Vec::new()).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        page.wait_for_no_text(Msg::OfflineTitle.english()).await?;
        if page.engine() == Engine::Chromium {
            set_offline(page, true).await?;
            page.click(Msg::ActionUpdate.english()).await?;
            page.wait_for_text(Msg::OfflineTitle.english()).await?;
            set_offline(page, false).await?;
            page.wait_for_no_text(Msg::OfflineTitle.english()).await?;
            page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        }
    }

    /// A later reading that fails leaves what was read before, marked as last known.
    async fn a_failed_reading_keeps_what_was_known(page) {
        page.open("/single.html").await?;
        page.wait_for_text("Google Calendar").await?;
        fail(page, "list", "status_500").await?;
        page.click(Msg::ActionUpdate.english()).await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        page.wait_for_text(words::start(Msg::LastKnown)).await?;
        page.wait_for_text("Google Calendar").await?;
        page.clear_faults().await?;
        page.click_on("[part~=notice] button").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        page.wait_for_text(words::start(Msg::LastChecked)).await?;
    }

    /// A fault of an action shows in its row, and its own button mends it.
    async fn an_action_that_fails_says_so_in_its_row(page) {
        page.open(&format!("/single.html?account=ca_gmail_expired&time-limit={LIMIT}")).await?;
        for (fault, title) in [
            ("status_500", Msg::ServerTitle.english()),
            ("timeout", Msg::TimedOutTitle.english()),
            ("cut", Msg::NoAnswerTitle.english()),
            ("broken_json", Msg::UnreadableTitle.english()),
        ] {
            fail(page, "refresh", fault).await?;
            page.click(Msg::ActionRefresh.english()).await?;
            page.wait_for_text(title).await.context(fault)?;
            page.clear_faults().await?;
            page.click_on("[part~=account] [part~=notice] button").await?;
            page.wait_for_no_text(title).await.context(fault)?;
            page.set_status("ca_gmail_expired", "EXPIRED").await?;
            page.click(Msg::ActionUpdate.english()).await?;
        }
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
    }

    /// A provider that refuses the tokens during a renewal is named, once, and a new sign-in is offered.
    async fn a_provider_that_refuses_is_named(page) {
        page.open("/single.html?account=ca_gmail_expired&flow=redirect").await?;
        fail(page, "refresh", "status_401_tool_error").await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::RenewalFailedTitle, "Gmail")).await?;
        page.wait_for_text(&say(Msg::RenewalFailedWhy, "Gmail")).await?;
        ensure!(!page.text().await?.contains(&say(Msg::ProviderRefusedTitle, "Gmail")), "it is said twice");
        page.click(Msg::ActionReconnect.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
    }

    /// Credentials that a backend leaks are told to the developer, kept from the person, and are nowhere in the page.
    async fn leaked_credentials_are_told_to_the_developer_only(page) {
        const EVERYTHING: &str = "return document.documentElement.outerHTML + element.shadowRoot.innerHTML
                + JSON.stringify([element.diagnosis, bench.events]);";
        let warning = fill(Msg::Leak.english(), &[("fields", "authorization_details")]);
        workbench::open(page, "healthy").await?;
        fail(page, "any", "credentials").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        for audience in ["user", "developer"] {
            const SET: &str = "element.setAttribute('audience', arguments[0]);";
            page.script(SET, vec![json!(audience)]).await?;
            let title = if audience == "user" { Msg::WorkingTitle } else { Msg::WorkingDevTitle };
            page.wait_for_text(&say(title, "Gmail")).await?;
            assert_eq!(page.text().await?.contains(&warning), audience == "developer", "{audience}");
            let everything = page.script(EVERYTHING, Vec::new()).await?.to_string();
            ensure!(everything.contains("ca_gmail_active"), "{everything}");
            for secret in ["that-opens-nothing", "access_token", "refresh_token"] {
                ensure!(!everything.contains(secret), "{audience}: `{secret}` in {everything}");
            }
        }
        page.clear_faults().await?;
        page.click(Msg::ActionUpdate.english()).await?;
        page.wait_for_no_text(&warning).await?;
    }
}

async fn healthy(page: &Page) -> anyhow::Result<()> {
    page.open("/workbench.html").await?;
    page.start_scenario("healthy").await
}

async fn fail(page: &Page, route: &str, fault: &str) -> anyhow::Result<()> {
    page.clear_faults().await?;
    page.order_fault(json!({ "route": route, "fault": fault })).await
}

async fn has_skeleton(page: &Page) -> anyhow::Result<bool> {
    const SCRIPT: &str = "return root.querySelector('.skeleton') !== null;";
    Ok(page.script(SCRIPT, Vec::new()).await? == json!(true))
}

/// Cuts Chromium off from the network, or not any more.
async fn set_offline(page: &Page, offline: bool) -> anyhow::Result<()> {
    let tools = page.browser().cdp();
    let network = tools.network();
    network.enable().await?;
    Ok(network.emulate_network_conditions(NetworkConditions { offline, ..NetworkConditions::new() }).await?)
}
