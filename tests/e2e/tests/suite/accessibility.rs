//! The gallery, which has every component in every state, as assistive technology meets it.

use anyhow::{Context, bail, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{
    gallery,
    words::{named, say},
    workbench,
};

/// What axe is asked for: WCAG 2.2 up to AA, and what is good practice besides.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

in_every_engine! {
    /// Axe finds nothing wrong in any state in light.
    async fn axe_finds_nothing_in_light(page) {
        finds_nothing(page, "light").await?;
    }

    /// Axe finds nothing wrong in any state in dark.
    async fn axe_finds_nothing_in_dark(page) {
        finds_nothing(page, "dark").await?;
    }

    /// Axe finds nothing wrong in any state where there is little room.
    async fn axe_finds_nothing_where_it_is_narrow(page) {
        page.resize(500, 900).await?;
        const NARROW: &str = "document.querySelector('main').style.inlineSize = '300px';";
        gallery::open(page, "?theme=light").await?;
        page.script(NARROW, Vec::new()).await?;
        expect_nothing(page, "narrow").await?;
    }

    /// Axe does find what is wrong, so that finding nothing means something.
    async fn axe_sees_into_the_element(page) {
        const BREAK: &str = "root.querySelector('.title').style.color = '#999';
            const button = root.querySelector('.primary');
            button.textContent = '';
            button.removeAttribute('aria-label');";
        gallery::open(page, "?state=expired&theme=light").await?;
        page.script(BREAK, Vec::new()).await?;
        let found = examine(page).await?;
        let found: Vec<_> = found["violations"].as_array().into_iter().flatten().map(|one| &one["id"]).collect();
        for wanted in ["color-contrast", "button-name"] {
            ensure!(found.contains(&&json!(wanted)), "no {wanted} in {found:?}");
        }
    }

    /// Whatever can be pressed is large enough to be hit, in a wide window and in a narrow one.
    async fn controls_are_large_enough(page) {
        const SMALL: &str = "const controls = 'button, a, summary, input, textarea, select';
            return [...document.querySelectorAll('connection-doctor')].flatMap((element) =>
                [...element.shadowRoot.querySelectorAll(controls)].flatMap((control) => {
                    const { width, height } = control.getBoundingClientRect();
                    return width < 24 || height < 24 ? [`${element.parentElement.id}: ${control.innerText} ${width} × ${height}`] : [];
                }));";
        const OPEN: &str = "for (const element of document.querySelectorAll('connection-doctor')) {
                for (const details of element.shadowRoot.querySelectorAll('details')) details.open = true;
            }";
        gallery::open(page, "?theme=light").await?;
        page.script(OPEN, Vec::new()).await?;
        for width in [1280, 500] {
            page.resize(width, 1000).await?;
            let small = page.script(SMALL, Vec::new()).await?;
            ensure!(small == json!([]), "too small in a window of {width}: {small:#}");
        }
    }

    /// The Tab key goes through everything in the order in which it stands, and one always sees where it is.
    async fn the_tab_key_goes_through_everything_in_order(page) {
        const ORDER: &str = "return [...root.querySelectorAll('button, a, input, textarea, summary, [tabindex=\"0\"]')]
            .map((node) => node.ariaLabel ?? node.innerText.trim());";
        gallery::open(page, "?state=list&theme=light").await?;
        let mut visited = Vec::new();
        loop {
            let focused = tab(page).await?;
            // WebKit’s small browser has nothing else to go to, and begins again.
            if focused.is_null() || visited.first() == Some(&focused["label"]) {
                break;
            }
            ensure!(focused["seen"] == json!(true), "nothing shows that the focus is at {focused}");
            visited.push(focused["label"].clone());
        }
        ensure!(visited.len() > 20, "only {visited:?}");
        assert_eq!(json!(visited), page.script(ORDER, Vec::new()).await?);
    }

    /// The buttons of a row stand in the order in which the Tab key goes through them (WCAG 2.4.3), however wide the list is.
    async fn buttons_stand_in_the_order_of_the_tab_key(page) {
        const ASTRAY: &str = "return [...root.querySelectorAll('.head')].flatMap((head) => {
                const places = [...head.querySelectorAll('.name, button')].map((node) => [node.textContent, node.getBoundingClientRect()]);
                return places.slice(1).flatMap(([text, rect], place) => {
                    const before = places[place][1];
                    const isBeside = rect.top < before.bottom && before.top < rect.bottom;
                    return (isBeside ? rect.left < before.left : rect.top < before.top) ? [text] : [];
                });
            });";
        gallery::open(page, "?state=list&theme=light").await?;
        for width in [176, 256, 320, 360, 440, 600, 1000] {
            gallery::narrow(page, width).await?;
            let astray = page.script(ASTRAY, Vec::new()).await?;
            ensure!(astray == json!([]), "{width}px: {astray}");
        }
    }

    /// With nothing but a keyboard a row is opened, asked, checked and mended, and the focus never leaves the row.
    async fn a_row_is_gone_through_by_keyboard(page) {
        gallery::open(page, "?state=list-short&theme=light").await?;
        let row = async |place: u64| {
            let focused = focused(page).await?;
            ensure!(focused["row"] == json!(place), "the focus is at {focused}");
            Ok(())
        };
        let opens = named(Msg::Why, "Gmail") + ", mara@northwind.example";
        tab_to(page, &opens).await?;
        press(page, Key::Enter).await?;
        page.find("[part~=toggle][aria-expanded=true]").await?;
        ensure!(focused(page).await?["label"] == opens.as_str(), "the focus has left the toggle");

        tab_to(page, Msg::Disconnect.english()).await?;
        press(page, Key::Enter).await?;
        page.find("[part~=danger-button]").await?;
        let has_focus = "return root.activeElement?.innerText.trim() === arguments[0];";
        page.wait_for("the safe answer", has_focus, vec![json!(Msg::DisconnectKeep.english())]).await?;
        press(page, Key::Enter).await?;
        page.wait_for("the way back to the question", has_focus, vec![json!(Msg::Disconnect.english())]).await?;
        row(0).await?;

        // It stands before the question.
        page.script("root.querySelector('[part~=toggle]').focus();", Vec::new()).await?;
        tab_to(page, Msg::CheckAction.english()).await?;
        press(page, Key::Enter).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        row(0).await?;
        tab_to(page, Msg::ReportAction.english()).await?;
        press(page, Key::Enter).await?;
        page.find(".reporting .message").await?;
        row(0).await?;
        tab_to(page, Msg::Close.english()).await?;
        press(page, Key::Enter).await?;
        page.wait_for_no_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.control(Msg::CheckAction.english()).await?;
        page.wait_for("the focus in the row", "return root.activeElement !== null;", Vec::new()).await?;
        row(0).await?;
    }

    /// A check that is stopped by keyboard leaves the focus in its row.
    async fn stopping_keeps_the_focus(page) {
        gallery::open(page, "?state=check-running&theme=light").await?;
        tab_to(page, Msg::CheckStop.english()).await?;
        press(page, Key::Enter).await?;
        page.wait_for_text(Msg::StoppedTitle.english()).await?;
        let focused = focused(page).await?;
        ensure!(focused["row"] == json!(0), "the focus is at {focused}");
    }

    /// What changes is said once: a failure, a renewal, and what a check came to.
    async fn changes_are_announced_once(page) {
        const LISTEN: &str = "window.announced = [];
            const live = '[role=status], [role=alert]';
            new MutationObserver((records) => {
                const regions = new Map();
                for (const { target, addedNodes } of records) {
                    const around = (target.closest ? target : target.parentElement)?.closest(live);
                    if (around) regions.set(around, 'changed');
                    for (const node of addedNodes) {
                        for (const region of node.querySelectorAll?.(live) ?? []) regions.set(region, 'new');
                        if (node.matches?.(live)) regions.set(node, 'new');
                    }
                }
                for (const [region, how] of regions) {
                    // A region in another one is said with it.
                    if (region.isConnected && region.innerText.trim() && ![...regions.keys()].some((other) => other !== region && other.contains(region))) {
                        announced.push([region.role ?? region.getAttribute('role'), how, region.innerText.trim().split('\\n')[0]]);
                    }
                }
            }).observe(root, { childList: true, subtree: true, characterData: true });";
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        page.script(LISTEN, Vec::new()).await?;
        page.order_fault(json!({ "route": "refresh", "fault": "status_500", "times": 1 })).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.click(Msg::HistoryTitle.english()).await?;
        let announced = page.script("return announced;", Vec::new()).await?;
        assert_eq!(announced, json!([
            ["alert", "new", Msg::ServerTitle.english()],
            ["status", "changed", say(Msg::DoneConnected, "Gmail")],
            ["status", "changed", say(Msg::WorksTitle, "Gmail")],
        ]));
    }
}

/// Goes on with the Tab key, to where the focus is then: the label of what has it, and whether one can see that.
async fn tab(page: &Page) -> anyhow::Result<Value> {
    page.browser().action_chain().send_keys(Key::Tab + "").perform().await?;
    focused(page).await
}

/// Presses a key where the focus is.
async fn press(page: &Page, key: Key) -> anyhow::Result<()> {
    Ok(page.browser().action_chain().send_keys(key + "").perform().await?)
}

/// The label of what has the focus, the account that it is in, and whether one can see that it has it.
async fn focused(page: &Page) -> anyhow::Result<Value> {
    const FOCUSED: &str = "const node = root.activeElement;
        if (!node) return null;
        const row = node.closest('.account');
        return {
            label: node.ariaLabel ?? node.innerText.trim(),
            row: row && [...row.parentElement.children].indexOf(row),
            seen: getComputedStyle(node).outlineStyle !== 'none',
        };";
    page.script(FOCUSED, Vec::new()).await
}

/// Goes on with the Tab key until something of this label has the focus.
async fn tab_to(page: &Page, label: &str) -> anyhow::Result<Value> {
    for _ in 0..30 {
        let focused = tab(page).await?;
        if focused["label"] == label {
            return Ok(focused);
        }
    }
    bail!("the Tab key does not come to `{label}`, but to {}", focused(page).await?)
}

async fn finds_nothing(page: &Page, theme: &str) -> anyhow::Result<()> {
    gallery::open(page, &format!("?theme={theme}")).await?;
    expect_nothing(page, theme).await
}

async fn expect_nothing(page: &Page, how: &str) -> anyhow::Result<()> {
    let found = examine(page).await?;
    println!("axe in {:?}, {how}: {}", page.engine(), found["totals"]);
    ensure!(found["totals"]["states"].as_u64() > Some(50), "only {}", found["totals"]);
    ensure!(found["violations"] == json!([]), "{:#}", found["violations"]);
    Ok(())
}

/// What axe makes of the page: rules that held for so many nodes, nodes that it cannot judge, and what is wrong.
async fn examine(page: &Page) -> anyhow::Result<Value> {
    const LOAD: &str = "await new Promise((loaded, failed) => document.head.append(Object.assign(
        document.createElement('script'), { src: '/axe.min.js', onload: loaded, onerror: failed })));";
    const EXAMINE: &str = "const results = await axe.run(document, {
            runOnly: { type: 'tag', values: arguments[0] },
            resultTypes: ['violations', 'incomplete', 'passes'],
        });
        const nodes = (kind) => results[kind].reduce((sum, { nodes }) => sum + nodes.length, 0);
        const wrong = (kind) => results[kind].map(({ id, help, nodes }) =>
            ({ id, help, nodes: nodes.map(({ target, html, any, all, none }) => [target.flat().join(' '), html.slice(0, 160), [...any, ...all, ...none].map(({ message }) => message)]) }));
        return {
            totals: {
                states: document.querySelectorAll('connection-doctor').length,
                rules: results.passes.length, passes: nodes('passes'),
                incomplete: nodes('incomplete'), violations: nodes('violations'),
            },
            violations: wrong('violations'),
            incomplete: wrong('incomplete'),
        };";
    page.await_script(LOAD, Vec::new()).await?;
    page.await_script(EXAMINE, vec![json!(RULES)]).await.context("axe")
}
