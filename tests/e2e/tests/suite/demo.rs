//! The demo's settings page: what its bar chooses reaches the element, and what the element tells reaches its log.

use std::{collections::BTreeMap, sync::LazyLock};

use anyhow::{Context, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

use crate::words::{named, say};

/// The element's words in another language.
const GERMAN: &str = include_str!("../../../../core/src/words/languages/de.json");

in_every_engine! {
    /// Accounts, fault, audience, theme and language can be chosen, and the address keeps the choice.
    async fn the_bar_chooses_what_is_shown(page) {
        page.open("/").await?;
        page.wait_for_text("Notion").await?;
        page.screenshot(&format!("demo-{:?}", page.engine()).to_lowercase()).await?;
        page.script("window.stays = true;", Vec::new()).await?;
        choose(page, "scenario", "many").await?;
        page.find("input[type=search]").await?;
        choose(page, "fault", "server_error").await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        choose(page, "fault", "none").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        choose(page, "scenario", "empty").await?;
        page.wait_for_text(Msg::Empty.english()).await?;
        choose(page, "audience", "developer").await?;
        page.wait_for_text(Msg::EmptyDev.english()).await?;
        choose(page, "theme", "dark").await?;
        let theme = page.script("return element.getAttribute('theme');", Vec::new());
        assert_eq!(theme.await?, "dark");
        page.wait_for_address("scenario=empty&fault=none&audience=developer&theme=dark").await?;
        assert_eq!(page.script("return window.stays;", Vec::new()).await?, true, "the page is not loaded again");
    }

    /// In another language the page and the element speak it, and the element knows each word it is given.
    async fn another_language_is_spoken(page) {
        page.open("/?language=de&audience=developer").await?;
        page.wait_for_text(german(Msg::StateRevoked)?).await?;
        let unknown_keys = german(Msg::UnknownKeys)?.split('{').next().unwrap_or_default();
        ensure!(!page.text().await?.contains(unknown_keys), "it has keys that the element does not know");
        assert_eq!(page.script("return document.documentElement.lang;", Vec::new()).await?, "de");
        choose(page, "language", "en").await?;
        page.wait_for_text(Msg::StateRevoked.english()).await?;
    }

    /// Each event of the element is in the log, with its detail.
    async fn events_are_in_the_log(page) {
        const TWO: &str = "return document.querySelectorAll('.log li').length >= 2;";
        const LOG: &str = "return [...document.querySelectorAll('.log li')].map((item) => item.textContent);";
        page.open("/?scenario=everyday").await?;
        page.click(&named(Msg::ActionRefresh, "Gmail")).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        page.wait_for("the newest events", TWO, Vec::new()).await?;
        let log: Vec<String> = serde_json::from_value(page.script(LOG, Vec::new()).await?)?;
        let its = log.iter().filter(|entry| entry.contains(r#""account_id":"ca_gmail_expired""#));
        for (entry, name) in its.zip(["connection-doctor-reconnected", "connection-doctor-status"]) {
            ensure!(entry.contains(name), "{log:#?}");
        }
    }
}

async fn choose(page: &Page, name: &str, value: &str) -> anyhow::Result<()> {
    const SCRIPT: &str = "const [name, value] = arguments;
        const select = document.querySelector(`.bench [name=${name}]`);
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
        return select.value === value;";
    let is_there = page.script(SCRIPT, vec![json!(name), json!(value)]).await?;
    ensure!(is_there == json!(true), "the bar has no {name} `{value}`");
    Ok(())
}

fn german(msg: Msg) -> anyhow::Result<&'static str> {
    static WORDS: LazyLock<BTreeMap<String, String>> =
        LazyLock::new(|| serde_json::from_str(GERMAN).expect("the wording is an object of strings"));
    WORDS
        .get(msg.key())
        .map(String::as_str)
        .with_context(|| format!("`{}` is not there in German", msg.key()))
}
