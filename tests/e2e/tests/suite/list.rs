//! The list of all connections: order, search, pages, rows that open, disconnecting, and looking again.

use anyhow::ensure;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;
use thirtyfour::Key;

use crate::workbench;

in_every_engine! {
    /// What needs someone comes first, each row opens into its reasons, and what is mended stays where it is.
    async fn problems_come_first_and_open(page) {
        const EXPANDED: &str = "return document.querySelector('connection-doctor').shadowRoot
            .querySelector('[aria-expanded=true]')?.ariaLabel ?? null;";
        let order = ["Gmail", "Outlook", "Salesforce", "GitHub", "Google Calendar", "Slack", "Notion"];
        page.open("/single.html").await?;
        page.wait_for_text("Notion").await?;
        assert_eq!(services(page).await?, order);
        ensure!(!page.text().await?.contains("password was changed"), "a row is open from the start");
        page.click("Why?: Outlook").await?;
        page.wait_for_text("Your Microsoft password was changed.").await?;
        assert_eq!(page.script(EXPANDED, Vec::new()).await?, json!("Why?: Outlook"));
        page.click("Why?: Outlook").await?;
        page.wait_for_no_text("password was changed").await?;
        assert_eq!(page.script(EXPANDED, Vec::new()).await?, json!(null));
        page.click("Renew: Gmail").await?;
        page.wait_for_text("Gmail is connected again.").await?;
        assert_eq!(services(page).await?, order, "nothing moves under the hand");
    }

    /// All pages are read, and from eight accounts on they can be searched, without losing the place or the words.
    async fn many_accounts_can_be_searched(page) {
        const FOCUS: &str = "return document.querySelector('connection-doctor').shadowRoot.activeElement?.type;";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({}), "Slack").await?;
        ensure!(!has_search(page).await?, "seven accounts need no search");
        workbench::open(page, "many").await?;
        workbench::add(page, json!({}), "Slack").await?;
        assert_eq!(services(page).await?.len(), 28);
        let requests = workbench::requests(page).await?;
        assert_eq!(requests.len(), 2, "{requests:?}");
        assert_eq!(requests[0], "GET /v1/connect/accounts");
        ensure!(requests[1].starts_with("GET /v1/connect/accounts?page_token="), "{requests:?}");

        let field = page.find("input[type=search]").await?;
        for (query, count) in [("OUTLOOK", 4), ("slack support", 1), ("microsoft", 4), ("", 28)] {
            field.clear().await?;
            field.send_keys(format!("{query} ")).await?;
            let found = format!("{count} rows for `{query}`");
            page.wait_for(&found, ROWS_ARE, vec![json!(count)]).await?;
            assert_eq!(page.script(FOCUS, Vec::new()).await?, json!("search"), "the keyboard stays in the field");
        }
        field.clear().await?;
        field.send_keys("zebra").await?;
        page.wait_for_text("No connection matches “zebra”.").await?;
        page.click("Check again").await?;
        page.wait_for("two more pages", "return bench.requests.length === 4;", Vec::new()).await?;
        page.wait_for_text("Check again").await?;
        page.wait_for("no rows", ROWS_ARE, vec![json!(0)]).await?;
        assert_eq!(field.value().await?.as_deref(), Some("zebra"));
    }

    /// Disconnecting asks first; keeping changes nothing, and confirming ends it and says so.
    async fn disconnecting_asks_first(page) {
        page.open("/single.html").await?;
        page.click("Details: Slack").await?;
        page.click("Disconnect").await?;
        page.wait_for_text("Disconnect Slack? This app will no longer have access.").await?;
        page.click("Keep it").await?;
        page.wait_for_no_text("will no longer have access").await?;
        assert_eq!(page.status("ca_slack_active").await?, "ACTIVE");
        page.click("Disconnect").await?;
        page.find("[part~=danger-button]").await?.send_keys(Key::Enter + "").await?;
        page.wait_for_text("Slack was disconnected.").await?;
        page.wait_for_text("Slack is disconnected").await?;
        assert_eq!(page.status("ca_slack_active").await?, "REVOKED");
    }

    /// A list without accounts says so, to a developer with what to check.
    async fn an_empty_list_says_so(page) {
        workbench::open(page, "empty").await?;
        workbench::add(page, json!({}), "There is nothing to connect here yet.").await?;
        page.script("document.querySelector('connection-doctor').setAttribute('audience', 'developer');", Vec::new()).await?;
        page.wait_for_text("The backend answered an empty list.").await?;
    }

    /// Coming back to the page looks again, at most once in each while however often one comes and however many elements look.
    async fn coming_back_looks_again_once(page) {
        const RETURN: &str = "for (let turn = 0; turn < 3; turn += 1) {
                window.dispatchEvent(new Event('focus'));
                document.dispatchEvent(new Event('visibilitychange'));
            }";
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({}), "Expired").await?;
        workbench::forget_requests(page).await?;
        page.script(RETURN, Vec::new()).await?;
        page.set_status("ca_gmail_expired", "ACTIVE").await?;
        ensure!(page.text().await?.contains("Expired"), "it is fresh enough");
        assert_eq!(workbench::requests(page).await?, Vec::<String>::new());
        page.script("bench.skip(60);", Vec::new()).await?;
        page.script(RETURN, Vec::new()).await?;
        page.wait_for_no_text("Expired").await?;
        assert_eq!(workbench::requests(page).await?, ["GET /v1/connect/accounts"]);
    }
}

const ROWS_ARE: &str = "return document.querySelector('connection-doctor').shadowRoot
    .querySelectorAll('[part~=account]').length === arguments[0];";

/// The names of the services, in the order of the list.
async fn services(page: &Page) -> anyhow::Result<Vec<String>> {
    const SCRIPT: &str = "return [...document.querySelector('connection-doctor').shadowRoot.querySelectorAll('[part~=toggle]')]
        .map((toggle) => toggle.ariaLabel.split(': ')[1]);";
    Ok(serde_json::from_value(page.script(SCRIPT, Vec::new()).await?)?)
}

async fn has_search(page: &Page) -> anyhow::Result<bool> {
    const SCRIPT: &str = "return document.querySelector('connection-doctor').shadowRoot.querySelector('[type=search]') !== null;";
    Ok(page.script(SCRIPT, Vec::new()).await? == json!(true))
}
