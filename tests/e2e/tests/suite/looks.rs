//! How it looks in the colours, at the size and on the medium that a host or a reader chooses.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Cast, Engine, Outcome, Page, in_every_engine, run};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{gallery, words::say};

/// The darkest and the lightest, those of the greatest chroma, those around the middle, and some that brands have.
const ACCENTS: [&str; 24] = [
    "#000",
    "#fff",
    "#f00",
    "#0f0",
    "#00f",
    "#ff0",
    "#0ff",
    "#f0f",
    "#757575",
    "#767676",
    "#777",
    "#808080",
    "#7c3aed",
    "#ff69b4",
    "#ffa500",
    "#1f5fbf",
    "#8ab4f8",
    "#4a154b",
    "#ff7a59",
    "#00a1e0",
    "#96bf48",
    "oklch(0.7 0.3 150)",
    "hsl(48 100% 50% / 0.999)",
    "light-dark(#5b21b6, #ddd6fe)",
];

in_every_engine! {
    /// Whatever the host's accent is: text on it, text in it, and the focus can be read, at rest and under the pointer.
    /// What is under a pointer is drawn as if all of it were, for no driver points at several things.
    async fn any_accent_can_be_read(page) {
        const CONTRASTS: &str = "const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
            const context = canvas.getContext('2d', { willReadFrequently: true });
            const luminance = (colour) => {
                context.clearRect(0, 0, 1, 1);
                context.fillStyle = '#123456';
                context.fillStyle = colour;
                context.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255)
                    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const contrast = (one, other) => {
                const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
                return (light + 0.05) / (dark + 0.05);
            };
            const isClear = (colour) => /^rgba.* 0\\)$|\\/ 0\\)$/.test(colour);
            const behind = (node) => {
                for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
                    const { backgroundColor } = getComputedStyle(at);
                    if (!isClear(backgroundColor)) return backgroundColor;
                }
                return 'white';
            };
            const poor = [];
            const count = { seen: 0, buttons: 0, rings: 0, hovered: 0 };
            const elements = [...document.querySelectorAll('connection-doctor')];
            const look = (accent, when) => {
                for (const element of elements) {
                    for (const node of element.shadowRoot.querySelectorAll('a, .primary:not(.head *, [aria-disabled])')) {
                        count.seen += 1;
                        const found = contrast(getComputedStyle(node).color, behind(node));
                        if (found < 4.5) poor.push([accent, when, element.parentElement.id, node.textContent, getComputedStyle(node).color, behind(node), found]);
                    }
                }
            };
            const wear = (accent) => elements.forEach(({ style }) => style.setProperty('--cd-accent', accent));
            for (const accent of arguments[0]) {
                wear(accent);
                look(accent, 'at rest');
                for (const element of elements) {
                    const button = element.shadowRoot.querySelector('button');
                    if (!button) continue;
                    count.buttons += 1;
                    button.focus({ preventScroll: true });
                    const { outlineStyle, outlineColor } = getComputedStyle(button);
                    if (outlineStyle === 'none') continue;
                    count.rings += 1;
                    const found = contrast(outlineColor, behind(element));
                    if (found < 3) poor.push([accent, 'focus', outlineColor, found]);
                }
            }
            for (const sheet of new Set(elements.flatMap(({ shadowRoot }) => [...shadowRoot.adoptedStyleSheets]))) {
                for (const [place, { conditionText, cssRules }] of [...sheet.cssRules].entries()) {
                    if (conditionText !== '(hover: hover)') continue;
                    count.hovered += 1;
                    const rules = [...cssRules].map(({ cssText }) => cssText.replaceAll(':hover', '*'));
                    sheet.insertRule(`@media all { ${rules.join(' ')} }`, place + 1);
                }
            }
            for (const accent of arguments[0]) {
                wear(accent);
                look(accent, 'under the pointer');
            }
            return { ...count, poor };";
        for theme in ["light", "dark"] {
            gallery::open(page, &format!("?theme={theme}")).await?;
            // Some browsers show the focus of a script only after a key.
            page.browser().action_chain().send_keys(Key::Tab + "").perform().await?;
            let found = page.script(CONTRASTS, vec![json!(ACCENTS)]).await?;
            ensure!(found["seen"].as_u64() > Some(60 * ACCENTS.len() as u64), "only {} were looked at", found["seen"]);
            ensure!(found["rings"] == found["buttons"] && found["rings"].as_u64() > Some(0), "{} of {} buttons show the focus", found["rings"], found["buttons"]);
            ensure!(found["hovered"] == json!(1), "the rules for what is under the pointer were not found");
            ensure!(found["poor"] == json!([]), "in {theme}: {:#}", found["poor"]);
        }
    }

    /// A host that says what stands on its accent, and how it is as text, is believed.
    async fn what_stands_on_the_accent_can_be_said(page) {
        const COLOURS: &str = "for (const [name, value] of [['--cd-accent', '#ff0'], ['--cd-on-accent', 'rgb(10, 20, 30)'], ['--cd-accent-text', 'rgb(40, 50, 60)']]) {
                element.style.setProperty(name, value);
            }
            return getComputedStyle(root.querySelector(arguments[0])).color;";
        for (state, selector, wanted) in [
            ("waiting-at-provider", ".primary", "rgb(10, 20, 30)"),
            ("revoked-developer", "a.reference", "rgb(40, 50, 60)"),
        ] {
            gallery::open(page, &format!("?theme=light&state={state}")).await?;
            let colour = page.script(COLOURS, vec![json!(selector)]).await?;
            ensure!(colour == json!(wanted), "{selector}: {colour}");
        }
    }

    /// A name stands beside its icon also where the reader's language is written the other way.
    async fn names_stand_beside_their_icons(page) {
        const APART: &str = "return [...document.querySelectorAll('connection-doctor')].flatMap(({ parentElement, shadowRoot }) =>
                [...shadowRoot.querySelectorAll('.head')].flatMap((head) => {
                    const range = document.createRange();
                    range.selectNodeContents(head.querySelector('.name'));
                    const [icon, name] = [head.querySelector('.tile'), range].map((node) => node.getBoundingClientRect());
                    const gap = Math.max(icon.left - name.right, name.left - icon.right);
                    return gap > icon.width ? [`${parentElement.id}: ${gap}`] : [];
                }));";
        for locale in ["ar", "en"] {
            gallery::open(page, &format!("?theme=light&locale={locale}")).await?;
            let apart = page.script(APART, Vec::new()).await?;
            ensure!(apart == json!([]), "{locale}: {apart:#}");
        }
    }

    /// In the least room that there has to be, with the longer words of German, nothing sticks out, is cut off or lies on other text.
    async fn there_is_room_in_240_pixels(page) {
        gallery::open(page, "?locale=de&theme=light").await?;
        gallery::narrow(page, 240).await?;
        let flaws = gallery::flaws(page).await?;
        ensure!(flaws == json!([]), "{flaws:#}");
    }

    /// A row has room for a long action and a name beside it, however wide the list is and however large its text.
    async fn long_actions_have_room(page) {
        const WIDTHS: &str = "const { scrollWidth, clientWidth } = document.querySelector('main');
            const names = [...root.querySelectorAll('.who')].map((who) => who.getBoundingClientRect().width);
            return [scrollWidth - clientWidth, Math.min(...names)];";
        gallery::open(page, "?locale=fr&theme=light&state=list").await?;
        for (size, widths) in [("100%", &[256, 320, 440, 600, 800][..]), ("200%", &[256, 320][..])] {
            page.script("document.documentElement.style.fontSize = arguments[0];", vec![json!(size)]).await?;
            for width in widths {
                gallery::narrow(page, *width).await?;
                let flaws = gallery::flaws(page).await?;
                ensure!(flaws == json!([]), "{size}, {width}px: {flaws:#}");
                let found = page.script(WIDTHS, Vec::new()).await?;
                ensure!(found[0] == json!(0) && found[1].as_f64() > Some(100.0), "{size}, {width}px: {found}");
            }
        }
    }

    /// Text of twice the size (WCAG 1.4.4) has room in a column of an ordinary width.
    async fn text_can_be_twice_as_large(page) {
        gallery::open(page, "?theme=light").await?;
        page.script("document.documentElement.style.fontSize = '200%';", Vec::new()).await?;
        gallery::narrow(page, 480).await?;
        let flaws = gallery::flaws(page).await?;
        ensure!(flaws == json!([]), "{flaws:#}");
    }
}

/// On paper, a dark page is light, and nothing is printed that could only be pressed.
#[test]
fn on_paper() {
    async fn test(page: &Page) -> Outcome {
        const PRINTED: &str = "return [...document.querySelectorAll('connection-doctor')].flatMap((element) => [
                getComputedStyle(element).backgroundColor === 'rgb(255, 255, 255)' ? [] : [`${element.parentElement.id}: ${getComputedStyle(element).backgroundColor}`],
                [...element.shadowRoot.querySelectorAll('button, .button, .search')].filter((node) => node.getClientRects().length > 0)
                    .map((node) => `${element.parentElement.id}: ${node.className} ${node.textContent}`),
            ].flat());";
        gallery::open(page, "?theme=dark").await?;
        emulate(page, json!({ "media": "print" })).await?;
        let printed = page.script(PRINTED, Vec::new()).await?;
        ensure!(printed == json!([]), "{printed:#}");
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        emulate(page, json!({ "media": "" })).await
    }
    run(Engine::Chromium, Cast::Alone, "on_paper", test);
}

/// Where a reader wants no motion, nothing moves; else what is under way does.
#[test]
fn motion_can_be_declined() {
    async fn test(page: &Page) -> Outcome {
        const MOVING: &str = "return [...document.querySelectorAll('connection-doctor')]
            .filter(({ shadowRoot }) => shadowRoot.getAnimations().some(({ playState }) => playState === 'running'))
            .map((element) => element.parentElement.id);";
        gallery::open(page, "").await?;
        let moving = page.script(MOVING, Vec::new()).await?;
        for state in ["skeleton", "check-running"] {
            ensure!(
                moving.as_array().is_some_and(|moving| moving.contains(&json!(state))),
                "{state} is not in {moving}"
            );
        }
        emulate(page, feature("prefers-reduced-motion", "reduce")).await?;
        assert_eq!(page.script(MOVING, Vec::new()).await?, json!([]));
        emulate(page, json!({ "features": [] })).await
    }
    run(Engine::Chromium, Cast::Alone, "motion_can_be_declined", test);
}

/// A finger has room wherever there is something to press.
#[test]
fn fingers_have_room() {
    async fn test(page: &Page) -> Outcome {
        const SMALL: &str = "return [...document.querySelectorAll('connection-doctor')].flatMap(({ parentElement, shadowRoot }) =>
            [...shadowRoot.querySelectorAll('button, a, summary, .search')].filter((node) => node.getClientRects().length > 0
                && Math.round(node.getBoundingClientRect().height) < 44).map((node) => `${parentElement.id}: ${node.textContent}`));";
        gallery::open(page, "?theme=light").await?;
        let touch = |is_on: bool| json!({ "enabled": is_on, "maxTouchPoints": 1 });
        page.browser().cdp().send_raw("Emulation.setTouchEmulationEnabled", touch(true)).await?;
        let small = page.script(SMALL, Vec::new()).await?;
        page.browser().cdp().send_raw("Emulation.setTouchEmulationEnabled", touch(false)).await?;
        ensure!(small == json!([]), "{small:#}");
        Ok(())
    }
    run(Engine::Chromium, Cast::Alone, "fingers_have_room", test);
}

/// In the reader's own colours, buttons and boxes have an edge and the mark of a state is the colour of text.
#[test]
fn forced_colours_are_kept() {
    async fn test(page: &Page) -> Outcome {
        const LOST: &str = "const lost = [];
            const probe = document.body.appendChild(Object.assign(document.createElement('i'), { style: 'color: CanvasText; forced-color-adjust: none' }));
            const ink = getComputedStyle(probe).color;
            probe.remove();
            for (const element of document.querySelectorAll('connection-doctor')) {
                const ground = getComputedStyle(element).backgroundColor;
                for (const node of element.shadowRoot.querySelectorAll('button, .button, .ask, .quoted, .verdict, .message, .body > .notice, .mark')) {
                    if (node.getClientRects().length === 0) continue;
                    const { borderTopColor, borderTopWidth, backgroundColor, color } = getComputedStyle(node);
                    const isSeen = node.matches('.mark') ? color === ink && ink !== ground : parseFloat(borderTopWidth) > 0 && borderTopColor !== ground;
                    if (!isSeen) lost.push([element.parentElement.id, node.className, borderTopColor, backgroundColor, color, ground]);
                }
            }
            return lost;";
        gallery::open(page, "").await?;
        emulate(page, feature("forced-colors", "active")).await?;
        let lost = page.script(LOST, Vec::new()).await?;
        ensure!(lost == json!([]), "{lost:#}");
        emulate(page, json!({ "features": [] })).await
    }
    run(Engine::Chromium, Cast::Alone, "forced_colours_are_kept", test);
}

fn feature(name: &str, value: &str) -> Value {
    json!({ "features": [{ "name": name, "value": value }] })
}

async fn emulate(page: &Page, media: Value) -> anyhow::Result<()> {
    page.browser().cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}
