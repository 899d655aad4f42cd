//! Pictures of every state in every theme and language, left in `target/pictures` to be looked at, and what can be told of them
//! without eyes.

use std::{fs, path::Path};

use anyhow::{Context, bail, ensure};
use connection_doctor_e2e::{Cast, Engine, Outcome, Page, run};
use serde_json::{Value, json};
use thirtyfour::By;

use crate::gallery;

const LANGUAGES: [&str; 13] =
    ["en", "de", "fr", "es", "pt-BR", "it", "nl", "pl", "ja", "zh-Hans", "ko", "ar", "he"];

const THEMES: [&str; 2] = ["light", "dark"];

/// In CSS pixels: a phone's column.
const NARROW: u32 = 320;

/// In every language and theme, nothing sticks out, is cut off or lies on other text on a phone.
#[test]
fn every_state_in_every_language_and_theme() {
    async fn test(page: &Page) -> Outcome {
        for locale in LANGUAGES {
            for theme in THEMES {
                gallery::open(page, &format!("?locale={locale}&theme={theme}")).await?;
                still(page).await?;
                gallery::narrow(page, NARROW).await?;
                show_all(page, NARROW + 40).await?;
                let flaws = gallery::flaws(page).await?;
                let picture = page.browser().screenshot_as_png().await?;
                keep(&format!("{locale}-{theme}"), &picture)?;
                ensure!(flaws == json!([]), "{locale}, {theme}: {flaws:#}");
            }
        }
        as_usual(page).await
    }
    run(Engine::Chromium, Cast::Alone, "every_state_in_every_language_and_theme", test);
}

/// Each state has come to rest, so that it looks the same when it is looked at again, and dark is another picture than light.
#[test]
fn every_state_is_at_rest() {
    async fn test(page: &Page) -> Outcome {
        let mut before = Vec::new();
        for theme in THEMES {
            gallery::open(page, &format!("?theme={theme}")).await?;
            still(page).await?;
            show_all(page, 760).await?;
            let mut pictures = Vec::new();
            for section in page.browser().find_all(By::Css("section")).await? {
                let name = section.attr("id").await?.context("a state without a name")?;
                let element = section.find(By::Css("connection-doctor")).await?;
                let picture = element.screenshot_as_png().await?;
                keep(&format!("states/{name}-{theme}"), &picture)?;
                let again = element.screenshot_as_png().await?;
                if again != picture {
                    keep(&format!("states/{name}-{theme}-again"), &again)?;
                    bail!("{name} looks another way when it is looked at again");
                }
                pictures.push((name, picture));
            }
            ensure!(pictures.len() > 60, "only {} states", pictures.len());
            for ((name, light), (_, dark)) in before.iter().zip(&pictures) {
                ensure!(light != dark, "{name} does not follow the theme");
            }
            before = pictures;
        }
        as_usual(page).await
    }
    run(Engine::Chromium, Cast::Alone, "every_state_is_at_rest", test);
}

/// Nothing moves, no timer goes on and no caret blinks.
async fn still(page: &Page) -> anyhow::Result<()> {
    const STOP: &str = "document.activeElement?.blur();
        for (let timer = setTimeout(() => {}); timer > 0; timer -= 1) clearTimeout(timer);";
    let media = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    tell(page, "Emulation.setEmulatedMedia", media).await?;
    page.script(STOP, Vec::new()).await.map(drop)
}

/// Makes the window as high as the page.
async fn show_all(page: &Page, width: u32) -> anyhow::Result<()> {
    const HEIGHT: &str = "return document.documentElement.scrollHeight;";
    let metrics =
        |height: Value| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    tell(page, "Emulation.setDeviceMetricsOverride", metrics(json!(1000))).await?;
    let height = page.script(HEIGHT, Vec::new()).await?;
    tell(page, "Emulation.setDeviceMetricsOverride", metrics(height)).await
}

/// As the next test expects the browser.
async fn as_usual(page: &Page) -> anyhow::Result<()> {
    tell(page, "Emulation.clearDeviceMetricsOverride", json!({})).await?;
    tell(page, "Emulation.setEmulatedMedia", json!({ "features": [] })).await
}

async fn tell(page: &Page, command: &str, what: Value) -> anyhow::Result<()> {
    page.browser().cdp().send_raw(command, what).await?;
    Ok(())
}

fn keep(name: &str, picture: &[u8]) -> anyhow::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../target/pictures/{name}.png"));
    let folder = file.parent().context("a file in no folder")?;
    fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    fs::write(&file, picture).with_context(|| format!("could not write {}", file.display()))
}
