//! What happens while something else is under way.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

use crate::{
    words::{named, say},
    workbench,
};

in_every_engine! {
    /// A connection that gets its account by a window of its own is shown as that account, with what became of the sign-in.
    async fn a_connection_goes_on_as_its_account(page) {
        workbench::open(page, "everyday").await?;
        page.open("/single.html?connection=notion").await?;
        page.wait_for_text(&say(Msg::NotConnectedTitle, "Notion")).await?;
        page.click(Msg::ActionConnect.english()).await?;
        let app = page.enter_window().await?;
        // The reader looks at the page again, which reads that the account is there and not connected yet.
        let consent = page.browser().window().await?;
        page.browser().switch_to_window(app.clone()).await?;
        page.script(LOOK_LATER, Vec::new()).await?;
        page.wait_for_text(&say(Msg::NeverFinishedTitle, "Notion")).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Notion")).await?;
        page.browser().switch_to_window(consent).await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneFirst, "Notion")).await?;
        page.wait_for_no_text(&say(Msg::NotConnectedTitle, "Notion")).await?;
        page.wait_for_text("Northwind wiki").await?;
        assert_eq!(page.script("return element.diagnosis.account_id;", Vec::new()).await?, "ca_notion");
    }

    /// A list that was asked for before an account was renewed does not take the renewal back.
    async fn an_older_reading_takes_nothing_back(page) {
        workbench::open(page, "everyday").await?;
        add_held(page, "GET").await?;
        page.script("window.isHeld = true;", Vec::new()).await?;
        page.click(Msg::ActionUpdate.english()).await?;
        page.wait_for("the answer to be held", "return Boolean(window.letGo);", Vec::new()).await?;
        page.click(&named(Msg::ActionRefresh, "Gmail")).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
        page.script("window.letGo();", Vec::new()).await?;
        page.wait_for_no_text(Msg::BusyChecking.english()).await?;
        const IS_MENDED: &str = "return ![...root.querySelectorAll('button')].some(({ ariaLabel }) => ariaLabel?.startsWith(arguments[0]));";
        let label = named(Msg::ActionRefresh, "Gmail");
        ensure!(page.script(IS_MENDED, vec![json!(label)]).await? == json!(true), "{}", page.text().await?);
    }

    /// A reading that fails, and the one after it, leave the rows as they are, and a check in one of them.
    async fn a_failed_reading_leaves_the_rows(page) {
        const ARE_THERE: &str = "return [...rows, place].every(({ isConnected }) => isConnected);";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({}), "Notion").await?;
        page.click(&named(Msg::Details, "Gmail")).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        const KEEP: &str = "window.rows = [...root.querySelectorAll('.account')]; window.place = root.querySelector('.checking');";
        page.script(KEEP, Vec::new()).await?;
        page.order_fault(json!({ "route": "list", "fault": "status_500" })).await?;
        page.script(LOOK_LATER, Vec::new()).await?;
        page.wait_for_text(Msg::ServerTitle.english()).await?;
        ensure!(page.script(ARE_THERE, Vec::new()).await? == json!(true), "the rows were drawn anew");
        page.clear_faults().await?;
        page.click_on(".widget > .notice button").await?;
        page.wait_for_no_text(Msg::ServerTitle.english()).await?;
        ensure!(page.script(ARE_THERE, Vec::new()).await? == json!(true), "the rows were drawn anew");
    }

    /// Accounts that come and go leave the others as they are, with the focus in them.
    async fn who_stays_is_left_alone(page) {
        const ADD: &str = "window.told = ['first', 'second', 'third', 'fifth'];
            const accounts = () => told.map((name) => ({ id: `ca_${name}`, connection_name: 'gmail', status: 'REVOKED', account_label: name }));
            await bench.add({}, { fetch: async () => Response.json({ connected_accounts: accounts() }) });";
        const KEEP: &str = "const drawn = [...root.querySelectorAll('.account')];
            window.kept = [drawn[0], drawn[2], drawn[3]];
            root.activeElement.classList.add('mine');
            window.told = ['fourth', 'third', 'second', 'fifth'];";
        const IS_LEFT: &str = "const drawn = [...root.querySelectorAll('.account')];
            return drawn.slice(0, 3).every((row, place) => row === kept[place]) && root.activeElement?.matches('.mine');";
        const LABELS: &str = "return [...root.querySelectorAll('.label')].map((label) => label.textContent);";
        workbench::open(page, "everyday").await?;
        page.await_script(ADD, Vec::new()).await?;
        page.wait_for_text("fifth").await?;
        assert_eq!(page.script(LABELS, Vec::new()).await?, json!(["fifth", "first", "second", "third"]));
        page.click_on(".account:nth-child(3) .toggle").await?;
        page.wait_for_text(&say(Msg::RevokedWhy2, "Gmail")).await?;
        page.script(KEEP, Vec::new()).await?;
        page.script(LOOK_LATER, Vec::new()).await?;
        page.wait_for_text("fourth").await?;
        assert_eq!(page.script(LABELS, Vec::new()).await?, json!(["fifth", "second", "third", "fourth"]));
        ensure!(page.script(IS_LEFT, Vec::new()).await? == json!(true), "what stays was drawn anew");
        // And it still hears.
        page.click_on(".account:nth-child(2) .toggle").await?;
        page.wait_for_no_text(&say(Msg::RevokedWhy2, "Gmail")).await?;
    }

    /// Who types into the search while a sign-in is being opened does not end it.
    async fn a_search_does_not_end_a_sign_in(page) {
        workbench::open(page, "many").await?;
        page.script("window.open = () => null;", Vec::new()).await?;
        add_held(page, "POST").await?;
        page.script("window.isHeld = true;", Vec::new()).await?;
        page.click(&named(Msg::ActionReconnect, "Outlook")).await?;
        page.wait_for("the link to be held", "return Boolean(window.letGo);", Vec::new()).await?;
        let opening = say(Msg::BusyOpening, "Outlook");
        page.wait_for_text(&opening).await?;
        page.find("input[type=search]").await?.send_keys("outlook").await?;
        page.wait_for("fewer rows", "return root.querySelectorAll('.account').length < 12;", Vec::new()).await?;
        ensure!(page.text().await?.contains(&opening), "{}", page.text().await?);
        page.script("window.letGo();", Vec::new()).await?;
        page.wait_for_text(Msg::OpenSignIn.english()).await?;
    }

    /// A fetch of the host's that never ends, and hears of no abort, ends with the time limit.
    async fn a_hosts_fetch_may_hang(page) {
        const ADD: &str = "await bench.add({ account: 'ca_gmail_active', 'time-limit': '1' }, { fetch: () => new Promise(() => {}) });";
        workbench::open(page, "healthy").await?;
        page.await_script(ADD, Vec::new()).await?;
        page.wait_for_text(Msg::TimedOutTitle.english()).await?;
    }

    /// A check that nobody sees goes on beside one that is shown.
    async fn checks_go_on_beside_each_other(page) {
        const BOTH: &str = "const checked = await Promise.all(['ca_github_active', 'ca_gmail_active'].map((id) => element.check(id)));
            return checked.map(({ verdict }) => verdict);";
        workbench::open(page, "healthy").await?;
        let gmail = json!({ "account": "ca_gmail_active" });
        workbench::add(page, gmail, &say(Msg::WorkingTitle, "Gmail")).await?;
        assert_eq!(page.await_script(BOTH, Vec::new()).await?, json!(["works", "works"]));
    }

    /// A check of an account that the search hides is made unseen.
    async fn a_hidden_account_can_be_checked(page) {
        const CHECK: &str = "return (await element.check(arguments[0])).account_id;";
        const ID: &str = "return bench.events.find(({ detail }) => detail.account_id)?.detail.account_id ?? null;";
        workbench::open(page, "many").await?;
        workbench::add(page, json!({}), "Slack").await?;
        let id = page.wait_for("an account", ID, Vec::new()).await?;
        page.find("input[type=search]").await?.send_keys("zebra").await?;
        page.wait_for("no rows", "return !root.querySelector('.account');", Vec::new()).await?;
        assert_eq!(page.await_script(CHECK, vec![id.clone()]).await?, id);
    }
}

/// Comes back to the page after a while.
const LOOK_LATER: &str = "const { now } = window.Date;
    window.Date.now = () => now() + 60_000;
    dispatchEvent(new Event('focus'));";

/// Adds a list of which one answer to a method is held back, once `isHeld` is set, until `letGo()` is called.
async fn add_held(page: &Page, method: &str) -> anyhow::Result<()> {
    const ADD: &str = "const [method] = arguments;
        const held = async (request) => {
            const answer = await fetch(request);
            if (window.isHeld && request.method === method) {
                window.isHeld = false;
                await new Promise((resolve) => { window.letGo = resolve; });
            }
            return answer;
        };
        await bench.add({}, { fetch: held });";
    page.await_script(ADD, vec![json!(method)]).await?;
    page.wait_for_text("Slack").await
}
