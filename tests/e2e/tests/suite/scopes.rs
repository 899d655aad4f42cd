//! Permissions that are missing are named, asked for in addition, and compared again after the return.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{mending::offers, words::say};

const CALENDAR: &str = "https://www.googleapis.com/auth/calendar";

in_every_engine! {
    /// A connected account that lacks a permission says so, and the sign-in that asks for it ends in the truth: a box that
    /// stays unticked is said to be the reason; with every box ticked, everything is there.
    async fn a_missing_permission_is_asked_for(page) {
        open(page, "/single.html?account=ca_googlecalendar_missing_scope&flow=redirect").await?;
        page.wait_for_text(&say(Msg::LackingTitle, "Google Calendar")).await?;
        page.wait_for_text("See, change and delete").await?;
        page.wait_for_text(Msg::StateLacking.english()).await?;
        let diagnosis = page.script("return element.diagnosis;", Vec::new()).await?;
        assert_eq!(diagnosis["class"], "scope_not_granted");
        assert_eq!(diagnosis["remedy"], "grant");
        let missing = diagnosis["missing_scopes"].clone();
        ensure!(missing.as_array().is_some_and(|missing| missing.len() == 1), "{missing}");

        page.click(Msg::ActionGrant.english()).await?;
        untick_and_allow(page, missing[0].as_str().unwrap_or_default()).await?;
        page.wait_for_text(&say(Msg::LackingStill, "Google Calendar")).await?;
        page.wait_for_text("See, change and delete").await?;

        page.click(Msg::ActionGrant.english()).await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::DoneGranted, "Google Calendar")).await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Google Calendar")).await?;
        ensure!(!offers(page, Msg::ActionGrant).await?, "there is nothing more to give");
        assert_eq!(page.script("return element.diagnosis.missing_scopes;", Vec::new()).await?, json!([]));
    }

    /// Unticking what was granted before is told as less than before.
    async fn less_than_before_is_told(page) {
        open(page, "/single.html?account=ca_googlecalendar_missing_scope&flow=redirect").await?;
        page.click(Msg::ActionGrant.english()).await?;
        page.wait_for_address("/sandbox/consent/").await?;
        const NONE: &str = "for (const box of document.querySelectorAll('input[name=scope]')) box.checked = false;
            document.querySelector('button[value=allow]').click();";
        page.browser().execute(NONE, Vec::new()).await?;
        page.wait_for_text(Msg::LackingFewer.english()).await?;
    }

    /// What covers a scope is not asked for again, what nobody can tell never nags, and what the connection does not even ask
    /// for is the developer's.
    async fn nobody_is_asked_for_nothing(page) {
        for account in ["ca_gmail_active", "ca_notion_active", "ca_gmail_not_requested", "ca_outlook_active"] {
            open(page, &format!("/single.html?account={account}")).await?;
            page.wait_for_text(Msg::StateWorking.english()).await?;
            if account == "ca_gmail_not_requested" {
                const COMPARED: &str = "return performance.getEntriesByType('resource')
                    .some(({ name, responseEnd }) => name.endsWith('answers_bg.wasm') && responseEnd > 0);";
                page.wait_for("the second module", COMPARED, Vec::new()).await?;
                page.screenshot(&format!("not-requested-{:?}", page.engine()).to_lowercase()).await?;
            }
            ensure!(!offers(page, Msg::ActionGrant).await?, "{account}");
        }
        open(page, "/single.html?account=ca_gmail_not_requested&audience=developer").await?;
        page.wait_for_text("auth/calendar.readonly").await?;
        page.wait_for_text(Msg::StandingNotRequested.english()).await?;
        page.wait_for_text("Add it to the connection").await?;
        let shown = page.script("return [...root.querySelectorAll('td')].map((cell) => cell.textContent);", Vec::new()).await?;
        ensure!(shown.as_array().is_some_and(|cells| cells.len() == 6 && cells.contains(&json!("granted"))), "{shown}");
    }

    /// The backend is asked for exactly what is missing.
    async fn only_what_is_missing_is_asked_for(page) {
        const ADD: &str = "window.bodies = [];
            const ask = async (request) => {
                if (request.method === 'POST') {
                    bodies.push(await request.clone().json());
                    return new Response('{}', { status: 500 });
                }
                const account = { id: 'ca_1', connection_name: 'googlecalendar', provider: 'GOOGLE_CALENDAR', status: 'ACTIVE',
                    scopes: [arguments[0] + '.events'], required_scopes: ['calendar.events.readonly', 'calendar', 'calendar.settings'] };
                return new Response(JSON.stringify({ connected_account: account }));
            };
            await bench.add({ account: 'ca_1' }, { fetch: ask });";
        page.open("/workbench.html").await?;
        page.await_script(ADD, vec![json!(CALENDAR)]).await?;
        page.wait_for_text(Msg::StateLacking.english()).await?;
        page.click(Msg::ActionGrant.english()).await?;
        let bodies = page.wait_for("the request", "return bodies.length > 0 && bodies;", Vec::new()).await?;
        let asked: Value = json!([CALENDAR, format!("{CALENDAR}.settings")]);
        assert_eq!(bodies[0]["scopes"], asked);
    }
}

async fn open(page: &Page, path: &str) -> anyhow::Result<()> {
    page.open("/workbench.html").await?;
    page.start_scenario("gallery").await?;
    page.open(path).await
}

/// On the consent page: everything but one scope.
async fn untick_and_allow(page: &Page, scope: &str) -> anyhow::Result<()> {
    const UNTICK: &str = "const box = [...document.querySelectorAll('input[name=scope]')].find((box) => box.value === arguments[0]);
        box.checked = false;
        document.querySelector('button[value=allow]').click();";
    page.wait_for_address("/sandbox/consent/").await?;
    page.browser().execute(UNTICK, vec![json!(scope)]).await?;
    Ok(())
}
