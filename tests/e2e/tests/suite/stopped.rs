//! After a panic, which every element of the page shares in.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::in_every_engine;
use serde_json::json;

use crate::{
    words::{START_AGAIN, say},
    workbench::{self, wait_for_text_in},
};

const STOPPED: &str = "This part of the page has stopped";

/// The module is told that it does not live in a window, on which it panics.
const BREAK: &str =
    "Object.defineProperty(Window, Symbol.hasInstance, { value: () => false, configurable: true });";
const MEND: &str = "delete Window[Symbol.hasInstance];";

in_every_engine! {
    /// Every element says that it has stopped, what has stopped does nothing more, and each starts anew by its button.
    async fn a_panic_stops_every_element_and_each_starts_anew(page) {
        const STOPS: &str = "return bench.events.filter(({ name, detail }) => name === 'stopped' && detail.reason === 'stopped').length;";
        workbench::open(page, "everyday").await?;
        for (account, text) in ELEMENTS {
            workbench::add(page, account_of(account), text).await?;
        }
        // A second time is no different.
        for turn in 1..=2 {
            page.script(&[BREAK, PRESS].concat(), Vec::new()).await?;
            for place in 0..ELEMENTS.len() {
                wait_for_text_in(page, place as u64, STOPPED).await?;
            }
            assert_eq!(page.script(STOPS, Vec::new()).await?, json!(ELEMENTS.len() * turn));
            let complaints = page.take_complaints().await?;
            ensure!(complaints.to_lowercase().contains("unreachable"), "the panic is not seen: {complaints}");
            page.script(MEND, Vec::new()).await?;

            workbench::forget_requests(page).await?;
            page.script(STIR, Vec::new()).await?;
            assert_eq!(workbench::requests(page).await?, Vec::<String>::new());

            page.script(RESTART, vec![json!(START_AGAIN)]).await?;
            for (place, (_, text)) in ELEMENTS.iter().enumerate() {
                wait_for_text_in(page, place as u64, text).await?;
            }
            let mut requests = workbench::requests(page).await?;
            requests.sort();
            assert_eq!(requests, READINGS, "one reading each");
            workbench::forget_requests(page).await?;
            page.script(STIR, Vec::new()).await?;
            page.wait_for("readings", "return bench.requests.length >= 3;", Vec::new()).await?;
            let mut requests = workbench::requests(page).await?;
            requests.sort();
            assert_eq!(requests, READINGS, "nothing of what has stopped reads");
        }
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
    }

    /// An element that waits for its texts says so too, and does not go on with what has stopped.
    async fn a_panic_stops_an_element_that_waits_for_its_texts(page) {
        const HOLD: &str = "const { fetch } = window;
            window.fetch = async (...given) => {
                if (!String(given[0]).includes('/words/')) return fetch(...given);
                await new Promise((resolve) => { window.letGo = resolve; });
                const answer = await fetch(...given);
                const texts = await answer.json();
                setTimeout(() => { window.areThere = true; });
                return Object.assign(answer, { json: () => texts });
            };";
        workbench::open(page, "everyday").await?;
        let gmail = account_of("ca_gmail_expired");
        workbench::add(page, gmail.clone(), "Google").await?;
        page.script(HOLD, Vec::new()).await?;
        page.script("bench.add({ ...arguments[0], locale: 'de' });", vec![gmail]).await?;
        page.wait_for("the call for the texts", "return Boolean(window.letGo);", Vec::new()).await?;
        page.script(&[BREAK, PRESS].concat(), Vec::new()).await?;
        for place in 0..2 {
            wait_for_text_in(page, place, STOPPED).await?;
        }
        page.take_complaints().await?;
        page.script(&[MEND, "window.letGo();"].concat(), Vec::new()).await?;
        page.wait_for("the texts", "return Boolean(window.areThere);", Vec::new()).await?;
        wait_for_text_in(page, 1, STOPPED).await?;
        ensure!(page.take_complaints().await?.is_empty(), "what has stopped is still used");
        page.script(RESTART, vec![json!(START_AGAIN)]).await?;
        for place in 0..2 {
            wait_for_text_in(page, place, "Google").await?;
        }
    }

    /// A check that stops ends whatever waits for it, and the rest of the page starts anew with it.
    async fn a_panic_in_a_check_ends_it(page) {
        const CHECK: &str = "window.ended = null;
            element.check().then(() => { window.ended = 'checked'; }, (error) => { window.ended = error.name; });";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        // What checks is there before it is broken.
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.script(&[CHECK, BREAK].concat(), Vec::new()).await?;
        page.wait_for_text(STOPPED).await?;
        page.wait_for("the check to end", "return window.ended === 'AbortError';", Vec::new()).await?;
        page.take_complaints().await?;
        page.script(MEND, Vec::new()).await?;
        page.click(START_AGAIN).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
    }
}

/// Two accounts and a list: the account's id, empty for all, and a text that is there when it is shown.
const ELEMENTS: [(&str, &str); 3] =
    [("ca_gmail_expired", "Google"), ("ca_outlook_revoked", "Microsoft"), ("", "Salesforce")];

const READINGS: [&str; 3] = [
    "GET /v1/connect/accounts",
    "GET /v1/connect/accounts/ca_gmail_expired",
    "GET /v1/connect/accounts/ca_outlook_revoked",
];

/// What it does at once, for coming back to the window would already be too much.
const PRESS: &str = "root.querySelector('[part~=primary-button]').click();";

/// Whoever listens reads again.
const STIR: &str = "window.dispatchEvent(new Event('online'));";

const RESTART: &str = "for (const { shadowRoot } of document.querySelectorAll('connection-doctor')) {
        [...shadowRoot.querySelectorAll('button')].find(({ textContent }) => textContent === arguments[0]).click();
    }";

fn account_of(id: &str) -> serde_json::Value {
    if id.is_empty() { json!({}) } else { json!({ "account": id }) }
}
