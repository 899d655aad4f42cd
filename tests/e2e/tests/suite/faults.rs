//! Whatever goes wrong between the widget and the backend has words and a way out of its own.

use anyhow::{Context, ensure};
use connection_doctor_e2e::{Engine, Page, in_every_engine};
use serde_json::json;
use thirtyfour::cdp::domains::network::NetworkConditions;

use crate::workbench;

/// What a fault of the sandbox looks like to a person.
struct Fault {
    name: &'static str,
    title: &'static str,
    why: &'static str,
    button: &'static str,
}

const UNREADABLE: &str = "The app’s answer could not be read";
const NOT_YOURS: &str = "This is a fault of the app, not of yours.";
const AGAIN: &str = "Check again";

const FAULTS: [Fault; 11] = [
    Fault {
        name: "status_401",
        title: "You are signed out of this app",
        why: "Your session has ended. Your connections are not affected.",
        button: "Sign in again",
    },
    Fault {
        name: "status_404",
        title: "This connection was not found",
        why: "It may have been removed, or it belongs to someone else.",
        button: AGAIN,
    },
    Fault {
        name: "status_429",
        title: "Too many requests just now",
        why: "The app asks for a short pause.",
        button: AGAIN,
    },
    Fault {
        name: "status_500",
        title: "The app has a problem",
        why: "Its server answered with an error. Nothing was changed.",
        button: AGAIN,
    },
    Fault {
        name: "status_503",
        title: "The app has a problem",
        why: "Its server answered with an error. Nothing was changed.",
        button: AGAIN,
    },
    Fault {
        name: "timeout",
        title: "This is taking too long",
        why: "The app did not answer within 3 s.",
        button: AGAIN,
    },
    Fault {
        name: "cut",
        title: "The app could not be reached",
        why: "Your network, a firewall or a content blocker may be in the way.",
        button: AGAIN,
    },
    Fault { name: "wrong_content_type", title: UNREADABLE, why: NOT_YOURS, button: AGAIN },
    Fault { name: "broken_json", title: UNREADABLE, why: NOT_YOURS, button: AGAIN },
    Fault { name: "huge_body", title: UNREADABLE, why: NOT_YOURS, button: AGAIN },
    Fault {
        name: "unknown_status",
        title: "We could not tell how Gmail is doing",
        why: "The app answered with a status that this page does not know.",
        button: AGAIN,
    },
];

/// The same for a developer: the fault, and what stands in the place of the reason.
const TERMS: [(&str, &[&str]); 6] = [
    ("status_401", &["401 without TOOL_ERROR: the app’s own session, not the provider’s token."]),
    ("status_403", &["403: the backend knows this person and refuses the call."]),
    ("status_429", &["429. Back off, batch requests, and cache the status for a minute or more."]),
    ("status_500", &["The backend answered 500. Its logs have the cause."]),
    ("wrong_content_type", &["The answer is not the contract’s JSON.", "the answer is not JSON"]),
    ("huge_body", &["The answer is not the contract’s JSON.", "the answer is larger than 4 MB"]),
];

in_every_engine! {
    /// Each fault of a reading has its own words, and once it is gone, its own button brings the account.
    async fn each_fault_has_its_words_and_recovers(page) {
        healthy(page).await?;
        for fault in &FAULTS {
            let recovered = async {
                fail(page, "account", fault.name).await?;
                page.open("/single.html?account=ca_gmail_active&time-limit=3").await?;
                page.wait_for_text(fault.title).await?;
                page.wait_for_text(fault.why).await?;
                ensure!(!has_skeleton(page).await?, "the skeleton is still there");
                page.clear_faults().await?;
                page.click(fault.button).await?;
                page.wait_for_text("Gmail is connected").await?;
                page.wait_for_no_text(fault.title).await
            };
            recovered.await.with_context(|| fault.name.to_owned())?;
        }
    }

    /// Each fault is told to a developer in the field's terms, with what was met as a quote.
    async fn each_fault_has_its_terms(page) {
        healthy(page).await?;
        for (fault, terms) in TERMS {
            fail(page, "account", fault).await?;
            page.open("/single.html?account=ca_gmail_active&audience=developer").await?;
            for term in terms {
                page.wait_for_text(term).await.context(fault)?;
            }
        }
    }

    /// A slow answer shows the skeleton, and then the account.
    async fn a_slow_answer_shows_the_skeleton_first(page) {
        const BARS: &str = "const deadline = performance.now() + 20000;
            await bench.add({ account: 'ca_gmail_active' });
            const root = document.querySelector('connection-doctor').shadowRoot;
            while (!root.querySelector('[part~=widget] .skeleton')) {
                if (performance.now() > deadline) throw new Error('no skeleton');
                await new Promise(requestAnimationFrame);
            }
            return bench.text(document.querySelector('connection-doctor'));";
        workbench::open(page, "healthy").await?;
        page.order_fault(json!({ "route": "account", "fault": "latency", "millis": 1500 })).await?;
        assert_eq!(page.await_script(BARS, Vec::new()).await?, json!(""));
        page.wait_for_text("Gmail is connected").await?;
        ensure!(!has_skeleton(page).await?, "the skeleton is still there");
    }

    /// A backend that names a pause is not asked before it is over, and can be asked after it.
    async fn a_pause_counts_down(page) {
        const LABELS: &str = "const deadline = performance.now() + 20000;
            const labels = [];
            await bench.add({ account: 'ca_gmail_active' });
            const root = document.querySelector('connection-doctor').shadowRoot;
            while (labels.at(-1) !== 'Check again') {
                if (performance.now() > deadline) throw new Error(`after ${labels}`);
                await new Promise(requestAnimationFrame);
                const button = root.querySelector('[part~=notice] button');
                const label = button?.innerText ?? labels.at(-1);
                if (label === labels.at(-1)) continue;
                labels.push(label);
                if (label !== 'Check again') button.click();
            }
            return labels;";
        workbench::open(page, "healthy").await?;
        page.order_fault(json!({ "route": "account", "fault": "status_429_retry_after", "seconds": 3, "times": 1 })).await?;
        let labels = page.await_script(LABELS, Vec::new()).await?;
        assert_eq!(labels, json!(["Try again in 3 s", "Try again in 2 s", "Try again in 1 s", "Check again"]));
        page.wait_for_text("Too many requests just now").await?;
        assert_eq!(workbench::requests(page).await?.len(), 1, "the pause is kept");
        page.click("Check again").await?;
        page.wait_for_text("Gmail is connected").await?;
        assert_eq!(workbench::requests(page).await?.len(), 2);
    }

    /// A person without the right is sent to an admin and nowhere else; when they come back with it, the page shows it.
    async fn a_person_without_the_right_is_sent_to_an_admin(page) {
        const RETURN: &str = "window.dispatchEvent(new Event('focus'));";
        healthy(page).await?;
        fail(page, "account", "status_403").await?;
        page.open("/single.html?account=ca_gmail_active").await?;
        page.wait_for_text("You may not manage these connections").await?;
        page.wait_for_text("Your role in this app does not include it. An admin can change that.").await?;
        page.control("Copy a message for your admin").await?;
        page.clear_faults().await?;
        page.script(RETURN, Vec::new()).await?;
        page.wait_for_text("Gmail is connected").await?;
        page.wait_for_no_text("You may not manage").await?;
    }

    /// A device without a network is told so, and the page goes on by itself when it is back.
    async fn an_offline_device_goes_on_by_itself(page) {
        const SEVER: &str = "const element = document.querySelector('connection-doctor');
            Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
            element.fetch = () => Promise.reject(new TypeError('offline'));";
        const MEND: &str = "delete navigator.onLine;
            document.querySelector('connection-doctor').fetch = (request) => fetch(request);
            window.dispatchEvent(new Event('online'));";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), "Gmail is connected").await?;
        page.script(SEVER, Vec::new()).await?;
        page.wait_for_text("You are offline").await?;
        page.wait_for_text("We check again as soon as you are back online.").await?;
        page.script(MEND, Vec::new()).await?;
        page.wait_for_text("Gmail is connected").await?;
        page.wait_for_no_text("You are offline").await?;
        if page.engine() == Engine::Chromium {
            set_offline(page, true).await?;
            page.click("Check again").await?;
            page.wait_for_text("You are offline").await?;
            set_offline(page, false).await?;
            page.wait_for_no_text("You are offline").await?;
            page.wait_for_text("Gmail is connected").await?;
        }
    }

    /// A later reading that fails leaves what was read before, marked as last known.
    async fn a_failed_reading_keeps_what_was_known(page) {
        page.open("/single.html").await?;
        page.wait_for_text("Google Calendar").await?;
        fail(page, "list", "status_500").await?;
        page.click("Check again").await?;
        page.wait_for_text("The app has a problem").await?;
        page.wait_for_text("Last known").await?;
        page.wait_for_text("Google Calendar").await?;
        page.clear_faults().await?;
        page.find("[part~=notice] button").await?.click().await?;
        page.wait_for_no_text("The app has a problem").await?;
        page.wait_for_text("Checked").await?;
    }

    /// A fault of an action shows in its row, and its own button mends it.
    async fn an_action_that_fails_says_so_in_its_row(page) {
        page.open("/single.html?account=ca_gmail_expired&time-limit=3").await?;
        for (fault, title) in [
            ("status_500", "The app has a problem"),
            ("timeout", "This is taking too long"),
            ("cut", "The app could not be reached"),
            ("broken_json", UNREADABLE),
        ] {
            fail(page, "refresh", fault).await?;
            page.click("Renew").await?;
            page.wait_for_text(title).await.context(fault)?;
            page.clear_faults().await?;
            page.find("[part~=account] [part~=notice] button").await?.click().await?;
            page.wait_for_no_text(title).await.context(fault)?;
            page.set_status("ca_gmail_expired", "EXPIRED").await?;
            page.click("Check again").await?;
        }
        page.click("Renew").await?;
        page.wait_for_text("Gmail is connected again.").await?;
    }

    /// A provider that refuses the tokens during a renewal is named, and a new sign-in is offered.
    async fn a_provider_that_refuses_is_named(page) {
        page.open("/single.html?account=ca_gmail_expired").await?;
        fail(page, "refresh", "status_401_tool_error").await?;
        page.click("Renew").await?;
        page.wait_for_text("Google asks you to sign in again").await?;
        page.wait_for_text("It no longer accepts this app’s access to Gmail.").await?;
        page.find("[part~=notice] button").await?.click().await?;
        page.answer_consent("allow").await?;
        page.wait_for_text("Gmail is connected").await?;
    }

    /// Credentials that a backend leaks are told to the developer, kept from the person, and are nowhere in the page.
    async fn leaked_credentials_are_told_to_the_developer_only(page) {
        const WARNING: &str = "The backend sent credentials to the browser (authorization_details).";
        const EVERYTHING: &str = "const element = document.querySelector('connection-doctor');
            return document.documentElement.outerHTML + element.shadowRoot.innerHTML
                + JSON.stringify([element.diagnosis, bench.events]);";
        workbench::open(page, "healthy").await?;
        fail(page, "any", "credentials").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), "Gmail is connected").await?;
        for audience in ["user", "developer"] {
            const SET: &str = "document.querySelector('connection-doctor').setAttribute('audience', arguments[0]);";
            page.script(SET, vec![json!(audience)]).await?;
            let title = if audience == "user" { "Gmail is connected" } else { "ACTIVE: the stored tokens" };
            page.wait_for_text(title).await?;
            assert_eq!(page.text().await?.contains(WARNING), audience == "developer", "{audience}");
            let everything = page.script(EVERYTHING, Vec::new()).await?.to_string();
            ensure!(everything.contains("ca_gmail_active"), "{everything}");
            for secret in ["that-opens-nothing", "access_token", "refresh_token"] {
                ensure!(!everything.contains(secret), "{audience}: `{secret}` in {everything}");
            }
        }
        page.clear_faults().await?;
        page.click("Check again").await?;
        page.wait_for_no_text(WARNING).await?;
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
    const SCRIPT: &str =
        "return document.querySelector('connection-doctor').shadowRoot.querySelector('.skeleton') !== null;";
    Ok(page.script(SCRIPT, Vec::new()).await? == json!(true))
}

/// Cuts Chromium off from the network, or not any more.
async fn set_offline(page: &Page, offline: bool) -> anyhow::Result<()> {
    let tools = page.browser().cdp();
    let network = tools.network();
    network.enable().await?;
    Ok(network.emulate_network_conditions(NetworkConditions { offline, ..NetworkConditions::new() }).await?)
}
