//! The built examples for plain pages, React, Vue, webpack and Leptos, in Chromium: each shows its account, hears of it, sends its
//! header, and loads what comes later.

use anyhow::ensure;
use connection_doctor_e2e::{Cast, Engine, Outcome, Page, run};

#[test]
fn plain() {
    run(Engine::Chromium, Cast::Example("plain"), "plain", shows_the_account);
}

#[test]
fn react() {
    run(Engine::Chromium, Cast::Example("react-vite"), "react", shows_the_account);
}

#[test]
fn vue() {
    run(Engine::Chromium, Cast::Example("vue-vite"), "vue", shows_the_account);
}

#[test]
fn webpack() {
    run(Engine::Chromium, Cast::Example("webpack"), "webpack", shows_the_account);
}

#[test]
fn leptos() {
    run(Engine::Chromium, Cast::Example("leptos"), "leptos", shows_the_account);
}

async fn shows_the_account(page: &Page) -> Outcome {
    const IS_TOLD: &str =
        "return document.querySelector('main > [role=status]')?.textContent === 'Gmail is EXPIRED';";
    const VERSION: &str = "const calls = [];
        const { fetch } = window;
        window.fetch = (request) => { calls.push(request.headers?.get('x-app-version')); return fetch(request); };
        await element.refresh();
        window.fetch = fetch;
        return calls;";
    page.open("/").await?;
    page.wait_for_text("Gmail").await?;
    page.wait_for("the page to be told", IS_TOLD, Vec::new()).await?;
    let theme = page.script("return element.getAttribute('theme');", Vec::new()).await?;
    ensure!(theme == "light", "the theme is {theme}");

    // Only what checks can renew, so this loads the third module from where the example serves it.
    let versions = page.await_script(VERSION, Vec::new()).await?;
    let versions = versions.as_array().map(Vec::as_slice).unwrap_or_default();
    ensure!(versions.iter().any(|version| version == "1.0.0"), "the calls had the versions {versions:?}");
    page.click("Check connection").await?;
    page.find("[part~=verdict]").await?;

    let logged = page.browser().browser_log().await?;
    ensure!(logged.is_empty(), "the console has {logged:?}");
    Ok(())
}
