//! What helps support: the report, the log, and what scripts are answered.

use anyhow::{Context, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Engine, Page, in_every_engine};
use serde_json::{Value, json};

use crate::{words::say, workbench};

/// What must never be in a report or a log.
const SECRETS: [&str; 3] = ["that-opens-nothing", "access_token", "refresh_token"];

/// Keeps what would go to the clipboard and into files.
const CATCH: &str = "window.copied = [];
    window.saved = [];
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => { copied.push(text); } } });
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
        blob.text().then((text) => saved.push(text));
        return make(blob);
    };
    addEventListener('connection-doctor-report', ({ detail }) => window.reported = detail);
    HTMLAnchorElement.prototype.click = function () { window.download = this.download; };";

in_every_engine! {
    /// A report is read first, then copied, saved or taken to support; it is the same in each form.
    async fn a_report_is_read_before_it_leaves(page) {
        open(page, "ca_gmail_revoked", "&environment=Northwind%20Desk&support-url=%2Freturn.html").await?;
        page.script(CATCH, Vec::new()).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Gmail")).await?;
        page.click(Msg::ReportAction.english()).await?;
        page.find("textarea").await?.send_keys("It stopped on Monday. ya29.a0AfB_byD-secretsecretsecret").await?;
        page.wait_for_text("It stopped on Monday.").await?;
        let shown = page.find(".reporting pre").await?.text().await?;
        for part in ["ca_gmail_revoked", "`REVOKED`", "Northwind Desk", "token_revoked_or_expired", "GET accounts/{id} → 200", "chose: check", "Z, local "] {
            ensure!(shown.contains(part), "`{part}` in {shown}");
        }
        ensure!(!shown.contains("ya29.") && !shown.contains('?'), "{shown}");
        // What is in it is in its field as well, also where it was closed and opened again.
        page.click(Msg::ReportAction.english()).await?;
        page.wait_for("the report to close", "return root.querySelector('textarea') === null;", Vec::new()).await?;
        page.click(Msg::ReportAction.english()).await?;
        page.wait_for("the note", "return root.querySelector('textarea')?.value.includes('It stopped on Monday.');", Vec::new()).await?;
        page.wait_for_text("It stopped on Monday.").await?;
        page.click(Msg::ReportCopy.english()).await?;
        page.wait_for_text(Msg::ReportCopied.english()).await?;
        let copied = page.script("return copied[0];", Vec::new()).await?;
        let copied = copied.as_str().context("a text")?;
        // Only when it was written, and that it was copied, has been added since.
        let is_new = |line: &str| line.is_empty() || line.starts_with("- **Written**") || line.ends_with("`chose: copy`");
        let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).filter(|line| !is_new(line)).collect::<Vec<_>>();
        ensure!(lines(copied) == lines(&shown), "{copied}\n{shown}");
        page.click(Msg::ReportSave.english()).await?;
        let saved = page.wait_for("the file", "return saved[0] ?? null;", Vec::new()).await?;
        let saved = saved.as_str().context("a text")?;
        let reported = page.script("return JSON.stringify(reported);", Vec::new()).await?.to_string();
        for form in [copied, saved, &reported] {
            ensure!(form.contains("It stopped on Monday.") && !form.contains("ya29."), "{form}");
        }
        let saved: Value = serde_json::from_str(saved)?;
        ensure!(saved["account"]["id"] == "ca_gmail_revoked", "{saved}");
        ensure!(page.script("return reported.account.id;", Vec::new()).await? == "ca_gmail_revoked");
        let name = page.script("return window.download;", Vec::new()).await?;
        ensure!(name == "connection-report-ca_gmail_revoked.json", "{name}");
        let href = page.control(Msg::ReportOpen.english()).await?.attr("href").await?.unwrap_or_default();
        ensure!(href == format!("{}/return.html", page.origin()), "{href}");
    }

    /// The numbers by which a provider's support finds a refusal are in the report, and whose account it is, is not.
    async fn a_report_has_the_reference_numbers(page) {
        const POLICY: &str = "const { fetch } = window;
            element.fetch = async (request) => {
                const answer = await fetch(request);
                if (!/accounts\\/ca_outlook_error(\\/refresh)?$/.test(request.url)) return answer;
                const body = await answer.json();
                Object.assign(body.connected_account, { status: 'ERROR', last_error: { code: 'access_denied', at: '2026-11-22T15:20:11Z',
                    message: 'AADSTS90094: An administrator of Northwind has set a policy that prevents you from granting this app the permissions it requests. Trace ID: 7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300' } });
                return new Response(JSON.stringify(body), { headers: answer.headers });
            };";
        open(page, "ca_outlook_error", "").await?;
        page.script(POLICY, Vec::new()).await?;
        page.wait_for_text(&say(Msg::ApprovalTitle, "Outlook")).await?;
        let checked = page.await_script("return element.check();", Vec::new()).await?;
        ensure!(checked["class"] == "admin_approval_required" && checked["remedy"] == "ask_admin", "{checked}");
        let made = page.await_script("return element.report();", Vec::new()).await?;
        let markdown = made["markdown"].as_str().context("a text")?;
        for part in ["AADSTS90094", "7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300", "admin_approval_required", "workspace_admin"] {
            ensure!(markdown.contains(part), "`{part}` in {markdown}");
        }
        ensure!(!markdown.contains("mara@"), "{markdown}");
        ensure!(made["report"]["ids"] == json!(["7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300"]), "{made}");
    }

    /// What was done about another account is none of a report's business.
    async fn a_report_has_nothing_of_another_account(page) {
        const ASK: &str = "await element.check('ca_gmail_active');
            const ids = ['ca_gmail_active', 'ca_gmail_revoked'];
            return Promise.all(ids.map(async (id) => (await element.report(id)).report.trail.join('\\n')));";
        workbench::open(page, "gallery").await?;
        workbench::add(page, json!({}), &say(Msg::StateWorking, "Gmail")).await?;
        let trails = page.await_script(ASK, Vec::new()).await?;
        let [own, others] = [&trails[0], &trails[1]].map(|trail| trail.as_str().unwrap_or_default());
        for done in ["POST tools/execute", "told the app: checked"] {
            ensure!(own.contains(done) && !others.contains(done), "{done}: {trails}");
        }
        ensure!(others.contains("GET accounts/{id} → 200") && !others.contains("told the app: report"), "{trails}");
    }

    /// Scripts are answered in plain data, and told when they do not say what they mean.
    async fn scripts_are_answered_in_plain_data(page) {
        workbench::open(page, "gallery").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        const ASK: &str = "const answers = [await element.report(), await element.refresh(), await element.check()];
            return [answers, answers.map((answer) => bench.isPlain(answer))];";
        let answers = page.await_script(ASK, Vec::new()).await?;
        ensure!(answers[1] == json!([true, true, true]), "{answers}");
        ensure!(answers[0][0]["report"]["account"]["status"] == "EXPIRED", "{answers}");
        ensure!(answers[0][1]["status"] == "ACTIVE" && answers[0][2]["verdict"] == "works", "{answers}");
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.click(Msg::Close.english()).await?;
        page.wait_for_no_text(&say(Msg::WorksTitle, "Gmail")).await?;
        // A renewal that was refused leaves what is true of the account, as its row tells the app.
        page.set_status("ca_gmail_expired", "EXPIRED").await?;
        page.order_fault(json!({ "route": "refresh", "fault": "status_401_tool_error" })).await?;
        let refused = page.await_script("return element.refresh();", Vec::new()).await?;
        ensure!(refused["status"] == "EXPIRED" && refused["class"] == "token_revoked_or_expired", "{refused}");
        ensure!(refused["remedy"] == "reconnect" && refused["who_can_fix"] == "user", "{refused}");
        page.wait_for_text(&say(Msg::RenewalFailedTitle, "Gmail")).await?;
        page.clear_faults().await?;
        // Where nothing can be read, a check says so all the same.
        page.order_fault(json!({ "route": "any", "fault": "status_404" })).await?;
        const LOST: &str = "element.setAttribute('account', 'ca_lost'); return (await element.check()).verdict;";
        ensure!(page.await_script(LOST, Vec::new()).await? == "no_access");
        const UNREAD: &str = "return (await element.report()).report.account;";
        ensure!(page.await_script(UNREAD, Vec::new()).await? == json!({ "id": "ca_lost" }));
        page.clear_faults().await?;
        const LIST: &str = "element.removeAttribute('account');
            return element.check().then(() => 'answered', (error) => error.name);";
        ensure!(page.await_script(LIST, Vec::new()).await? == "TypeError");
    }

    /// A script that asks before the first answer is answered also where the element begins anew, and told where it is taken away.
    async fn scripts_that_ask_early_are_answered(page) {
        const ASK: &str = "await bench.load();
            const { fetch } = window;
            let go;
            const held = new Promise((done) => { go = done; });
            const hold = async (request) => { await held; return fetch(request); };
            const ask = () => {
                const element = bench.put({ connection: 'gmail' }, { fetch: hold });
                return [element, element.check().then(({ verdict }) => verdict, (error) => error.name)];
            };
            const until = async (is) => { while (!is()) await new Promise(requestAnimationFrame); };
            const [anew, answer] = ask();
            const [gone, told] = ask();
            await until(() => anew.shadowRoot.querySelector('.widget') && gone.shadowRoot.querySelector('.widget'));
            anew.setAttribute('locale', 'de');
            gone.remove();
            await until(() => anew.shadowRoot.firstElementChild.lang === 'de');
            go();
            return Promise.all([answer, told]);";
        workbench::open(page, "healthy").await?;
        let answers = page.await_script(ASK, Vec::new()).await?;
        ensure!(answers == json!(["works", "AbortError"]), "{answers}");
    }

    /// Without an id, scripts mean the one account that is shown; where there is none, or there are several, they are told so.
    async fn scripts_mean_the_account_that_is_shown(page) {
        const ASK: &str = "const account = (id) => ({ id, connection_name: 'gmail', status: id ? 'EXPIRED' : 'NOT_CONNECTED' });
            const lists = { one: ['ca_1'], several: ['ca_1', 'ca_2'], unconnected: [null], none: [] };
            const fetch = async ({ url }) => {
                const { pathname, searchParams } = new URL(url);
                const [id] = pathname.split('/accounts/').slice(1);
                if (id) return Response.json({ connected_account: account(id.split('/')[0]) });
                const list = lists[searchParams.get('connection_name')];
                return list ? Response.json({ connected_accounts: list.map(account) }) : new Response('', { status: 500 });
            };
            const renewed = () => shown.refresh().then(({ account_id }) => account_id, (error) => error.name);
            const shown = await bench.add({ account: 'ca_0' }, { fetch });
            const answers = [await renewed()];
            shown.removeAttribute('account');
            for (const connection of ['one', 'several', 'lost', 'one', 'unconnected', 'none']) {
                shown.setAttribute('connection', connection);
                answers.push(await renewed());
                if (connection === 'lost') answers.push(shown.diagnosis);
            }
            return answers;";
        workbench::open(page, "healthy").await?;
        let answers = page.await_script(ASK, Vec::new()).await?;
        const NONE: &str = "TypeError";
        ensure!(answers == json!(["ca_0", "ca_1", NONE, NONE, null, "ca_1", NONE, NONE]), "{answers}");
    }

    /// With `debug` each request, answer and decision is logged in one form, and nothing that an answer says.
    async fn the_log_shows_shapes_and_no_values(page) {
        const LISTEN: &str = "window.logged = []; console.debug = (...entry) => logged.push(entry);";
        workbench::open(page, "gallery").await?;
        page.script(LISTEN, Vec::new()).await?;
        page.order_fault(json!({ "route": "account", "fault": "credentials" })).await?;
        workbench::add(page, json!({ "account": "ca_gmail_active", "debug": "" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        page.await_script("return element.check();", Vec::new()).await?;
        page.wait_for("the log", "return logged.length >= 6;", Vec::new()).await?;
        let log = page.script("return JSON.stringify(logged);", Vec::new()).await?.to_string();
        for part in ["GET accounts/{id} → 200", "status: ACTIVE", "POST tools/execute → 200", "told the app: checked"] {
            ensure!(log.contains(part), "`{part}` in {log}");
        }
        for secret in SECRETS.iter().chain(&["mara@", "ca_gmail_active"]) {
            ensure!(!log.contains(secret), "`{secret}` in {log}");
        }
    }

    /// A developer gets the same calls to paste, and where to look.
    async fn developers_get_the_calls_and_where_to_look(page) {
        open(page, "ca_gmail_active", "&audience=developer&dashboard-url=https%3A%2F%2Fdashboard.example%2Fconnections").await?;
        // The table of permissions comes later, and moves what is below it.
        page.wait_for_text(Msg::StandingColumn.english()).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.click(Msg::CurlTitle.english()).await?;
        page.wait_for_text("connected_accounts/details?id=ca_gmail_active").await?;
        page.wait_for_text("YOUR_API_TOKEN").await?;
        page.wait_for_text("\"tool_name\"").await?;
        page.wait_for_text(Msg::DashboardLook2.english()).await?;
        let link = page.control(Msg::DashboardOpen.english()).await?.attr("href").await?;
        ensure!(link.as_deref() == Some("https://dashboard.example/connections"), "{link:?}");
    }

    /// A thousand checks in one page leave its heap as it was, and no timers and listeners.
    async fn a_thousand_checks_leave_nothing(page) {
        const CHECK: &str = "for (let count = 0; count < arguments[0]; count += 1) {
                const { verdict } = await element.check();
                if (verdict !== 'works') throw new Error(verdict);
            }";
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        // Engines compile and cache what runs often, so some rounds go before.
        let (first, rounds) = if page.engine() == Engine::Chromium { (5, 15) } else { (1, 1) };
        for _ in 0..first {
            page.await_script(CHECK, vec![json!(50)]).await?;
        }
        let before = (count(page).await?, heap(page).await?);
        for _ in 0..rounds {
            page.await_script(CHECK, vec![json!(50)]).await?;
        }
        let after = (count(page).await?, heap(page).await?);
        println!("after {} checks: {before:?}, after {}: {after:?}", first * 50, (first + rounds) * 50);
        ensure!(after.0 == before.0, "{before:?} {after:?}");
        if let (Some(before), Some(after)) = (before.1, after.1) {
            ensure!(after.nodes <= before.nodes, "{before:?} {after:?}");
            // What is left is Chromium's: compiled code, and entries of its performance timeline.
            ensure!(after.bytes < before.bytes * 1.15, "{before:?} {after:?}");
        }
    }
}

async fn open(page: &Page, account: &str, more: &str) -> anyhow::Result<()> {
    page.open_in("gallery", &format!("/single.html?account={account}{more}")).await?;
    page.control(Msg::CheckAction.english()).await.map(drop)
}

/// What a page holds.
#[derive(Debug)]
struct Heap {
    /// In use, with the modules' memories.
    bytes: f64,
    /// Of the document, and of what is no longer in it.
    nodes: f64,
}

/// `None` where an engine does not tell.
async fn heap(page: &Page) -> anyhow::Result<Option<Heap>> {
    if page.engine() != Engine::Chromium {
        return Ok(None);
    }
    let tools = page.browser().cdp();
    tools.send_raw("HeapProfiler.collectGarbage", json!({})).await?;
    let usage = tools.send_raw("Runtime.getHeapUsage", json!({})).await?;
    let counters = tools.send_raw("Memory.getDOMCounters", json!({})).await?;
    let number = |value: &Value| value.as_f64().context("a number");
    let bytes = number(&usage["usedSize"])? + number(&usage["backingStorageSize"])?;
    Ok(Some(Heap { bytes, nodes: number(&counters["nodes"])? }))
}

/// Timers and listeners, once what was under way is over.
async fn count(page: &Page) -> anyhow::Result<Value> {
    page.wait_for("the history", "return root.querySelector('.timeline') !== null;", Vec::new()).await?;
    // What the workbench itself keeps is not the element's.
    page.script("bench.requests.length = bench.events.length = 0; return bench.count();", Vec::new()).await
}
