//! The list of all connections: order, search, pages, rows that open, disconnecting, and looking again.

use anyhow::ensure;
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;
use thirtyfour::Key;

use crate::{
    words::{named, say},
    workbench,
};

in_every_engine! {
    /// What needs someone comes first, each row opens into its reasons, and what is mended stays where it is.
    async fn problems_come_first_and_open(page) {
        const EXPANDED: &str = "return root.querySelector('[aria-expanded=true]')?.ariaLabel.split(', ')[0] ?? null;";
        let order = ["Gmail", "Outlook", "Salesforce", "GitHub", "Google Calendar", "Slack", "Notion"];
        let why = named(Msg::Why, "Outlook");
        page.open("/single.html").await?;
        page.wait_for_text("Notion").await?;
        assert_eq!(services(page).await?, order);
        ensure!(!page.text().await?.contains(&say(Msg::RevokedWhy2, "Outlook")), "a row is open from the start");
        page.click(&why).await?;
        page.wait_for_text(&say(Msg::RevokedWhy2, "Outlook")).await?;
        assert_eq!(page.script(EXPANDED, Vec::new()).await?, json!(why));
        page.click(&why).await?;
        page.wait_for_no_text(&say(Msg::RevokedWhy2, "Outlook")).await?;
        assert_eq!(page.script(EXPANDED, Vec::new()).await?, json!(null));
        page.click(&named(Msg::ActionRefresh, "Gmail")).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        assert_eq!(services(page).await?, order, "nothing moves under the hand");
    }

    /// All pages are read, and from eight accounts on they can be searched, without losing the place or the words.
    async fn many_accounts_can_be_searched(page) {
        const FOCUS: &str = "return root.activeElement?.type;";
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
        page.wait_for_text(&fill(Msg::NoMatch.english(), &[("query", "zebra")])).await?;
        workbench::forget_requests(page).await?;
        page.click(Msg::ActionUpdate.english()).await?;
        page.wait_for("two more pages", "return bench.requests.length >= 2;", Vec::new()).await?;
        page.wait_for_text(Msg::ActionUpdate.english()).await?;
        page.wait_for("no rows", ROWS_ARE, vec![json!(0)]).await?;
        assert_eq!(field.value().await?.as_deref(), Some("zebra"));
    }

    /// A long list is drawn as far as the reader has come; the host hears of all of it, and the search knows all of it.
    async fn a_long_list_is_drawn_as_far_as_one_looks(page) {
        const DRAWN: &str = "return root.querySelectorAll('.account').length;";
        const TOLD: &str = "return new Set(bench.events.map(({ detail }) => detail.account_id)).size === 200;";
        const DOWN: &str = "window.first ??= root.querySelector('.account');
            window.scrollTo(0, document.body.scrollHeight);
            return root.querySelectorAll('.account').length === 200 && !root.querySelector('.more');";
        const SAME: &str = "return first.isConnected && root.querySelector('.account') === first;";
        workbench::open(page, "everyday").await?;
        add_long(page).await?;
        page.wait_for_text(&number(0)).await?;
        let drawn = page.script(DRAWN, Vec::new()).await?;
        ensure!(drawn.as_u64() < Some(100), "{drawn} of 200 are drawn");
        page.wait_for("the host to be told", TOLD, Vec::new()).await?;
        let field = page.find("input[type=search]").await?;
        field.send_keys(number(187)).await?;
        page.wait_for("one row", ROWS_ARE, vec![json!(1)]).await?;
        page.wait_for_text(&number(187)).await?;
        field.clear().await?;
        field.send_keys(" ").await?;
        page.wait_for_text(&number(1)).await?;
        page.wait_for("the end of the list", DOWN, Vec::new()).await?;
        ensure!(page.script(SAME, Vec::new()).await? == json!(true), "what was drawn is drawn again");
    }

    /// A browser that is busy tells several things at once, of which the last one counts.
    async fn a_long_list_goes_on_in_a_busy_browser(page) {
        workbench::open(page, "everyday").await?;
        page.script("bench.tellLate();", Vec::new()).await?;
        add_long(page).await?;
        page.wait_for("all rows", ROWS_ARE, vec![json!(200)]).await?;
    }

    /// Where nothing presses the button for more, the keyboard does, and goes on at the first account that comes.
    async fn more_of_a_list_can_be_had_by_keyboard(page) {
        const NEVER: &str = "window.IntersectionObserver = class { observe() {} disconnect() {} };";
        const PLACE: &str = "const row = root.activeElement?.closest('.account');
            return [...root.querySelectorAll('.account')].indexOf(row) === arguments[0];";
        workbench::open(page, "everyday").await?;
        page.script(NEVER, Vec::new()).await?;
        add_long(page).await?;
        for place in [12, 44] {
            page.wait_for("the rows", ROWS_ARE, vec![json!(place)]).await?;
            page.control(Msg::More.english()).await?.send_keys(Key::Enter + "").await?;
            page.wait_for("the keyboard at the next row", PLACE, vec![json!(place)]).await?;
        }
    }

    /// Disconnecting asks first; keeping changes nothing, and confirming ends it and says so.
    async fn disconnecting_asks_first(page) {
        page.open("/single.html").await?;
        page.click(&named(Msg::Details, "Slack")).await?;
        page.click(Msg::Disconnect.english()).await?;
        page.wait_for_text(&say(Msg::DisconnectAsk, "Slack")).await?;
        page.click(Msg::DisconnectKeep.english()).await?;
        page.wait_for_no_text(&say(Msg::DisconnectAsk, "Slack")).await?;
        assert_eq!(page.status("ca_slack_active").await?, "ACTIVE");
        page.click(Msg::Disconnect.english()).await?;
        page.find("[part~=danger-button]").await?.send_keys(Key::Enter + "").await?;
        page.wait_for_text(&say(Msg::DoneDisconnected, "Slack")).await?;
        page.wait_for_text(&say(Msg::DisconnectedTitle, "Slack")).await?;
        assert_eq!(page.status("ca_slack_active").await?, "REVOKED");
    }

    /// A list without accounts says so, to a developer with what to check.
    async fn an_empty_list_says_so(page) {
        workbench::open(page, "empty").await?;
        workbench::add(page, json!({}), Msg::Empty.english()).await?;
        page.script("element.setAttribute('audience', 'developer');", Vec::new()).await?;
        page.wait_for_text(Msg::EmptyDev.english()).await?;
    }

    /// Coming back to the page looks again, at most once in each while however often one comes and however many elements look.
    async fn coming_back_looks_again_once(page) {
        const RETURN: &str = "for (let turn = 0; turn < 3; turn += 1) {
                window.dispatchEvent(new Event('focus'));
                document.dispatchEvent(new Event('visibilitychange'));
            }";
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({}), Msg::StateExpired.english()).await?;
        workbench::forget_requests(page).await?;
        page.script(RETURN, Vec::new()).await?;
        page.set_status("ca_gmail_expired", "ACTIVE").await?;
        ensure!(page.text().await?.contains(Msg::StateExpired.english()), "it is fresh enough");
        assert_eq!(workbench::requests(page).await?, Vec::<String>::new());
        page.script("bench.skip(60);", Vec::new()).await?;
        page.script(RETURN, Vec::new()).await?;
        page.wait_for_no_text(Msg::StateExpired.english()).await?;
        assert_eq!(workbench::requests(page).await?, ["GET /v1/connect/accounts"]);
    }
}

const ROWS_ARE: &str = "return root.querySelectorAll('[part~=account]').length === arguments[0];";

/// The names of the services, in the order of the list.
async fn services(page: &Page) -> anyhow::Result<Vec<String>> {
    const SCRIPT: &str = "return [...root.querySelectorAll('[part~=toggle]')]
        .map((toggle) => toggle.ariaLabel.split(/: |, /)[1]);";
    Ok(serde_json::from_value(page.script(SCRIPT, Vec::new()).await?)?)
}

/// Two hundred accounts.
async fn add_long(page: &Page) -> anyhow::Result<()> {
    const ADD: &str = "const accounts = Array.from({ length: 200 }, (_, place) => ({ id: `ca_${place}`, connection_name: 'gmail', status: 'ACTIVE',
            account_label: `person${String(place).padStart(3, 0)}@northwind.example` }));
        await bench.add({}, { fetch: async () => Response.json({ connected_accounts: accounts }) });";
    page.await_script(ADD, Vec::new()).await.map(drop)
}

/// Whose account it is.
fn number(place: usize) -> String {
    format!("person{place:03}@northwind.example")
}

async fn has_search(page: &Page) -> anyhow::Result<bool> {
    const SCRIPT: &str = "return root.querySelector('[type=search]') !== null;";
    Ok(page.script(SCRIPT, Vec::new()).await? == json!(true))
}
