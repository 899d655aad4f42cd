//! The element speaks the reader's language, and English where it does not know it.

use anyhow::{Context, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{words::say, workbench};

macro_rules! languages {
    ($($locale:literal $file:literal)*) => {
        [$(($locale, include_str!(concat!("../../../../core/src/words/languages/", $file, ".json"))),)*]
    };
}

/// What a reader asks for, and the texts that they get.
const LANGUAGES: [(&str, &str); 12] = languages![
    "de-AT" "de" "fr-CA" "fr" "es-MX" "es" "pt-BR" "pt" "it" "it" "nl" "nl"
    "pl" "pl" "ja" "ja" "zh-CN" "zh" "ko" "ko" "ar-EG" "ar" "he-IL" "he"
];

in_every_engine! {
    /// Each language is spoken, with its direction, from the status to the check and the developer's texts.
    async fn each_language_is_spoken(page) {
        open(page, "ca_gmail_revoked").await?;
        for (locale, texts) in LANGUAGES {
            let texts: Value = serde_json::from_str(texts)?;
            let text = |msg: Msg| texts[msg.key()].as_str().context("a text").map(|text| text.replace("{service}", "Gmail"));
            set(page, "locale", locale).await?;
            page.wait_for_text(&text(Msg::RevokedTitle)?).await.context(locale)?;
            let root = page.script("return [root.firstElementChild.dir, root.firstElementChild.lang];", Vec::new()).await?;
            let is_rtl = ["ar-EG", "he-IL"].contains(&locale);
            ensure!(root[0] == if is_rtl { "rtl" } else { "ltr" }, "{locale}: {root}");
            ensure!(root[1].as_str().is_some_and(|lang| locale.starts_with(&lang[..2])), "{locale}: {root}");
            page.click(&text(Msg::CheckAction)?).await?;
            page.wait_for_text(&text(Msg::CheckBrowser)?).await.context(locale)?;
            page.wait_for_text(&text(Msg::RevokedTitle)?).await.context(locale)?;
            set(page, "audience", "developer").await?;
            let title = text(Msg::RevokedDevTitle)?;
            page.wait_for_text(&title).await.context(locale)?;
            set(page, "audience", "user").await?;
        }
        page.screenshot(&format!("hebrew-{:?}", page.engine()).to_lowercase()).await?;
    }

    /// A language that is not there is English, and says so to those who listen.
    async fn an_unknown_language_is_english(page) {
        open(page, "ca_gmail_revoked").await?;
        for locale in ["sv", "zh-TW", "not a language", ""] {
            set(page, "locale", "de").await?;
            page.wait_for_no_text(&say(Msg::RevokedTitle, "Gmail")).await?;
            set(page, "locale", locale).await?;
            page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await.context(locale)?;
            let lang = page.script("return root.firstElementChild.lang;", Vec::new()).await?;
            ensure!(lang == "en", "{locale}: {lang}");
        }
    }

    /// Without a locale the element follows the page, also when it changes.
    async fn the_page_decides_without_a_locale(page) {
        open(page, "ca_gmail_revoked").await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        page.script("document.documentElement.lang = 'nl-BE';", Vec::new()).await?;
        page.wait_for_no_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        ensure!(page.script("return root.firstElementChild.lang;", Vec::new()).await? == "nl");
        page.script("document.documentElement.lang = 'en';", Vec::new()).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
    }

    /// An answer of the provider's stays when the page’s language changes, at its account or where nothing tells whose it is, and is
    /// told in that language.
    async fn an_answer_stays_in_another_language(page) {
        const GERMAN: &str = include_str!("../../../../core/src/words/languages/de.json");
        let texts: Value = serde_json::from_str(GERMAN)?;
        let german = |msg: Msg, service: &str| {
            texts[msg.key()].as_str().context("a text").map(|text| text.replace("{service}", service))
        };
        const ANSWER: &str = "error=access_denied&error_description=AADSTS90094%3a+Theirs.&state=aaaabbbbccccdddd";
        page.open_in("gallery", &format!("/single.html?account=ca_outlook_revoked&{ANSWER}")).await?;
        page.wait_for_text(&say(Msg::ApprovalTitle, "Outlook")).await?;
        set(page, "locale", "de").await?;
        page.wait_for_text(&german(Msg::ApprovalTitle, "Outlook")?).await?;
        page.wait_for_no_text(&say(Msg::ApprovalTitle, "Outlook")).await?;
        set(page, "locale", "en").await?;
        page.wait_for_text(&say(Msg::ApprovalTitle, "Outlook")).await?;

        page.open("/?scenario=everyday&error=access_denied&state=aaaabbbbcccc").await?;
        let nobodys = Msg::DeniedTitle.english().trim_start_matches("{service}");
        page.wait_for_text(nobodys).await?;
        set(page, "locale", "de").await?;
        page.wait_for_text(german(Msg::DeniedTitle, "")?.trim()).await?;
        page.wait_for_no_text(nobodys).await?;
    }

    /// Where no module speaks, the element does, and in the same language.
    async fn the_element_itself_speaks_it(page) {
        const BLOCK: &str = "const { WebAssembly } = window;
            WebAssembly.instantiateStreaming = WebAssembly.instantiate = async () => { throw new Error('blocked'); };";
        let texts: Value = serde_json::from_str(include_str!("../../../../core/src/words/languages/he.json"))?;
        let text = |key: &str| texts[key].as_str().context("a text");
        let is_hebrew = async || page.script("return [root.firstElementChild.lang, root.firstElementChild.dir];", Vec::new()).await;
        workbench::open(page, "healthy").await?;
        page.script(BLOCK, Vec::new()).await?;
        let hebrew = json!({ "account": "ca_gmail_active", "locale": "he" });
        workbench::add(page, hebrew, text("missing.title")?).await?;
        assert_eq!(is_hebrew().await?, json!(["he", "rtl"]));
        page.control(text("restart.action")?).await?;
        page.open("/single.html?account=ca_gmail_active&locale=he&connection_doctor_flow=another").await?;
        page.wait_for_text(text("return.title")?).await?;
        assert_eq!(is_hebrew().await?, json!(["he", "rtl"]));
    }

    /// Texts that cannot be loaded leave the reader with English, and the host's own words go before all.
    async fn texts_that_are_lost_leave_english(page) {
        const LOSE: &str = "const { fetch } = window;
            window.fetch = (request, ...more) => String(request.url ?? request).includes('/words/') ? Promise.reject(new TypeError('lost')) : fetch(request, ...more);";
        open(page, "ca_gmail_revoked").await?;
        page.script(LOSE, Vec::new()).await?;
        set(page, "locale", "fr").await?;
        set(page, "audience", "developer").await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        const OWN: &str = "element.messages = { 'revoked.title': 'Ours for {service}' };";
        page.script(OWN, Vec::new()).await?;
        page.wait_for_text("Ours for Gmail").await?;
    }
}

async fn open(page: &Page, account: &str) -> anyhow::Result<()> {
    page.open_in("gallery", &format!("/single.html?account={account}")).await
}

async fn set(page: &Page, name: &str, value: &str) -> anyhow::Result<()> {
    let script = "element.setAttribute(arguments[0], arguments[1]);";
    page.script(script, vec![json!(name), json!(value)]).await.map(drop)
}
