//! The custom element as a host sees it: attributes, properties, events, and what it does without its module.

use anyhow::{Context, ensure};
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{words::say, workbench};

in_every_engine! {
    /// Attributes that change later take effect.
    async fn attributes_can_change(page) {
        const CREATED: &str = "const answer = await fetch('/v1/connect/accounts/ca_gmail_active');
            const { connected_account: account } = await answer.json();
            return arguments[0].map((locale) => new Date(account.created_at)
                .toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }));";
        workbench::open(page, "gallery").await?;
        workbench::add(page, json!({ "account": "ca_gmail_revoked" }), &say(Msg::RevokedTitle, "Gmail")).await?;
        set(page, "audience", "developer").await?;
        page.wait_for_text(&say(Msg::RevokedDevTitle, "Gmail")).await?;
        set(page, "account", "ca_gmail_active").await?;
        page.wait_for_text(&say(Msg::WorkingDevTitle, "Gmail")).await?;
        set(page, "audience", "nobody").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        let created = page.await_script(CREATED, vec![json!(["en", "de"])]).await?;
        ensure!(created[0] != created[1], "the two languages write {created}");
        for (locale, place) in [("de", 1), ("en", 0), ("not a language", 0)] {
            set(page, "locale", locale).await?;
            page.wait_for_text(created[place].as_str().context("a date")?).await.context(locale)?;
        }
        page.script("element.removeAttribute('account');", Vec::new()).await?;
        page.wait_for_text("Salesforce").await?;
        set(page, "connection", "notion").await?;
        page.wait_for_no_text("Salesforce").await?;
        page.wait_for_text("Notion").await?;
        set(page, "endpoint", "/nowhere").await?;
        page.wait_for_text(Msg::NotFoundTitle.english()).await?;
    }

    /// Properties that a page sets before it defines the element are taken over.
    async fn properties_can_come_first(page) {
        const PUT: &str = "window.asked = [];
            const fetch = (request) => {
                asked.push(new URL(request.url).pathname);
                return window.fetch(request);
            };
            const messages = { 'working.title': 'Mail works' };
            const early = bench.put({ account: 'ca_gmail_active' }, { fetch, messages });
            const before = [early.shadowRoot, Object.hasOwn(early, 'fetch')];
            await bench.load();
            return [...before, Object.hasOwn(early, 'fetch'), early.fetch === fetch, early.messages];";
        workbench::open(page, "healthy").await?;
        let taken = page.await_script(PUT, Vec::new()).await?;
        assert_eq!(taken, json!([null, true, false, true, { "working.title": "Mail works" }]));
        page.wait_for_text("Mail works").await?;
        let asked = page.script("return asked;", Vec::new()).await?;
        assert_eq!(asked, json!(["/v1/connect/accounts/ca_gmail_active"]));
    }

    /// A host's wording takes the place of ours, later too; a key that names nothing is told to a developer only.
    async fn wording_can_be_replaced(page) {
        const SAY: &str = "element.messages = arguments[0];";
        let unknown = fill(Msg::UnknownKeys.english(), &[("fields", "no.such.key")]);
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), Msg::ActionRefresh.english()).await?;
        let title = "<b>{provider}</b> sleeps";
        let mine = json!({ "action.refresh": "Mend {service}", "expired.title": title, "no.such.key": "x" });
        page.script(SAY, vec![mine]).await?;
        page.wait_for_text("<b>Google</b> sleeps").await?;
        page.control("Mend Gmail").await?;
        ensure!(!page.text().await?.contains(&unknown), "a person reads of keys");
        set(page, "audience", "developer").await?;
        page.wait_for_text(&unknown).await?;
        page.script(SAY, vec![json!({})]).await?;
        page.control(Msg::ActionRefresh.english()).await?;
        page.wait_for_no_text(&unknown).await?;
    }

    /// The finding and the events are plain data with the fields that are documented, and bubble out of shadow roots.
    async fn findings_and_events_are_plain_data(page) {
        const FINDING: &str = "const details = [element.diagnosis, ...bench.events.map(({ detail }) => detail)];
            return { diagnosis: element.diagnosis, events: bench.events, plain: details.every(bench.isPlain) };";
        const READ_ONLY: &str = "element.diagnosis = null; return element.diagnosis !== null;";
        workbench::open(page, "everyday").await?;
        let before = "await bench.load(); return document.createElement('connection-doctor').diagnosis === null;";
        assert_eq!(page.await_script(before, Vec::new()).await?, true);
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        page.script("bench.events.length = 0;", Vec::new()).await?;
        set(page, "time-limit", "19").await?;
        page.wait_for("the status", "return bench.events.length > 0;", Vec::new()).await?;
        let found = page.script(FINDING, Vec::new()).await?;
        let expired = json!({
            "account_id": "ca_gmail_expired", "connection_name": "gmail", "status": "EXPIRED",
            "class": "token_revoked_or_expired", "who_can_fix": "user", "remedy": "refresh",
            "missing_scopes": [], "checked_at": null,
        });
        assert_eq!(timeless(&found["diagnosis"])?, expired);
        assert_eq!(found["events"][0]["name"], "status");
        assert_eq!(timeless(&found["events"][0]["detail"])?, expired);
        assert_eq!(found["plain"], true);
        assert_eq!(page.script(READ_ONLY, Vec::new()).await?, true);

        page.script("bench.events.length = 0;", Vec::new()).await?;
        page.order_fault(json!({ "route": "refresh", "fault": "status_500", "times": 1 })).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for("three events", "return bench.events.length === 3;", Vec::new()).await?;
        let found = page.script(FINDING, Vec::new()).await?;
        let names: Vec<_> = found["events"].as_array().into_iter().flatten().map(|event| &event["name"]).collect();
        assert_eq!(names, ["failed", "status", "reconnected"]);
        let failed = &found["events"][0]["detail"];
        let [status, fixer, remedy] = ["status", "who_can_fix", "remedy"].map(|name| &failed[name]);
        assert_eq!([status, fixer, remedy], ["EXPIRED", "nobody_wait", "check_again"]);
        let active = json!({
            "account_id": "ca_gmail_expired", "connection_name": "gmail", "status": "ACTIVE", "class": null,
            "who_can_fix": null, "remedy": null, "missing_scopes": [], "checked_at": null,
        });
        for detail in [&found["diagnosis"], &found["events"][1]["detail"], &found["events"][2]["detail"]] {
            assert_eq!(timeless(detail)?, active);
        }
        assert_eq!(found["plain"], true);
    }

    /// After a call that failed, a good answer brings the finding back, though the account is as it was.
    async fn a_failure_is_not_the_finding_for_ever(page) {
        const REMEDY: &str = "return element.diagnosis.remedy === arguments[0];";
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        page.wait_for("the finding", REMEDY, vec![json!("refresh")]).await?;
        page.order_fault(json!({ "route": "refresh", "fault": "status_500", "times": 1 })).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for("the failure", REMEDY, vec![json!("check_again")]).await?;
        page.click_on("[part~=notice] button").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        page.wait_for("the finding to be back", REMEDY, vec![json!("refresh")]).await?;
        page.order_fault(json!({ "route": "account", "fault": "status_500", "times": 1 })).await?;
        page.click(Msg::ActionUpdate.english()).await?;
        page.wait_for("the failed reading", "return bench.events.at(-1).name === 'failed';", Vec::new()).await?;
        page.click_on("[part~=notice] button").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        page.wait_for("the finding to stay", REMEDY, vec![json!("refresh")]).await?;
    }
}

async fn set(page: &Page, name: &str, value: &str) -> anyhow::Result<()> {
    const SCRIPT: &str = "element.setAttribute(arguments[0], arguments[1]);";
    page.script(SCRIPT, vec![json!(name), json!(value)]).await.map(drop)
}

/// The same without the time of the last check, which has to be one.
fn timeless(diagnosis: &Value) -> anyhow::Result<Value> {
    let mut diagnosis = diagnosis.clone();
    let time = diagnosis["checked_at"].take();
    let time = time.as_str().context("no time of the last check")?;
    ensure!(
        time.len() == "2026-01-01T00:00:00.000Z".len() && time.ends_with('Z'),
        "{time} is not RFC 3339 in UTC"
    );
    Ok(diagnosis)
}
