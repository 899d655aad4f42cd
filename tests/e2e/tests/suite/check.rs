//! The check of a connection: each fault has its verdict, one action, and a way back.

use anyhow::{Context, ensure};
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{
    lifecycle::settled,
    mending::{keep_what_is_copied, press},
    words::say,
    workbench,
};

/// What is wrong, and what a check makes of it.
struct Case {
    account: &'static str,
    /// What is ordered of the sandbox; null for nothing.
    order: Value,
    /// How often a pause is ended by hand.
    pauses: usize,
    verdict: &'static str,
    /// The step that shows it, and how it stands.
    step: (&'static str, &'static str),
    title: Msg,
    action: Msg,
}

/// A case of Gmail, which works but for what is ordered.
fn case(
    order: Value,
    verdict: &'static str,
    step: (&'static str, &'static str),
    title: Msg,
    action: Msg,
) -> Case {
    Case { account: "ca_gmail_active", order, pauses: 0, verdict, step, title, action }
}

/// One that the check gets over by itself.
fn harmless(order: Value, step: (&'static str, &'static str)) -> Case {
    case(order, "works", step, Msg::WorksTitle, Msg::ActionReport)
}

impl Case {
    fn of(self, account: &'static str) -> Self {
        Self { account, ..self }
    }

    fn after_pauses(self, pauses: usize) -> Self {
        Self { pauses, ..self }
    }
}

macro_rules! cases {
    ($($name:ident: $case:expr;)*) => {
        in_every_engine! {$(
            #[doc = "See the table."]
            async fn $name(page) {
                prove(page, $case).await?;
            }
        )*}
    };
}

/// In seconds: what a timeout is waited for.
const LIMIT: u32 = 3;

fn at(route: &str, fault: &str) -> Value {
    json!({ "route": route, "fault": fault })
}

cases! {
    signed_out: case(at("account", "status_401"), "no_access", ("status", "failed"), Msg::SignedOutTitle, Msg::ActionSignIn);
    forbidden: case(at("account", "status_403"), "no_access", ("status", "failed"), Msg::ForbiddenTitle, Msg::ActionAskAdmin);
    not_found: case(at("account", "status_404"), "no_access", ("status", "failed"), Msg::NotFoundTitle, Msg::ActionCheckAgain);
    too_many_requests: case(at("account", "status_429"), "no_access", ("status", "failed"), Msg::RateLimitedTitle, Msg::ActionCheckAgain)
        .after_pauses(3);
    a_pause_that_is_asked_for: harmless(json!({"route": "account", "fault": "status_429_retry_after", "seconds": 60, "times": 1}), ("status", "fine"))
        .after_pauses(1);
    backend_fails: case(at("account", "status_500"), "no_access", ("status", "failed"), Msg::ServerTitle, Msg::ActionCheckAgain)
        .after_pauses(3);
    a_proxy_fails: case(at("account", "status_502"), "no_access", ("status", "failed"), Msg::ServerTitle, Msg::ActionCheckAgain)
        .after_pauses(3);
    backend_fails_once: harmless(json!({"route": "account", "fault": "status_503", "times": 1}), ("status", "fine")).after_pauses(1);
    no_answer_in_time: case(at("account", "timeout"), "no_access", ("status", "failed"), Msg::TimedOutTitle, Msg::ActionCheckAgain);
    cut_short: case(at("account", "cut"), "no_access", ("status", "failed"), Msg::NoAnswerTitle, Msg::ActionCheckAgain);
    a_page_for_an_answer: case(at("account", "wrong_content_type"), "no_access", ("status", "failed"), Msg::UnreadableTitle, Msg::ActionCheckAgain);
    half_an_answer: case(at("account", "broken_json"), "no_access", ("status", "failed"), Msg::UnreadableTitle, Msg::ActionCheckAgain);
    a_huge_answer: case(at("account", "huge_body"), "no_access", ("status", "failed"), Msg::UnreadableTitle, Msg::ActionCheckAgain);
    an_unknown_status: harmless(at("account", "unknown_status"), ("status", "warning"));
    credentials_in_the_answer: harmless(at("account", "credentials"), ("status", "fine"));
    a_wrong_clock: harmless(json!({"route": "account", "fault": "clock", "seconds": 3600}), ("browser", "warning"));
    renewal_fails: case(at("refresh", "status_500"), "no_access", ("refresh", "failed"), Msg::ServerTitle, Msg::ActionCheckAgain)
        .after_pauses(3).of("ca_gmail_expired");
    renewal_refused: case(at("refresh", "status_401_tool_error"), "account", ("refresh", "failed"), Msg::RenewalFailedTitle, Msg::ActionReconnect)
        .of("ca_gmail_expired");
    renewal_forbidden: case(at("refresh", "status_403"), "no_access", ("refresh", "failed"), Msg::ForbiddenTitle, Msg::ActionAskAdmin)
        .of("ca_gmail_expired");
    renewal_takes_too_long: case(at("refresh", "timeout"), "no_access", ("refresh", "failed"), Msg::TimedOutTitle, Msg::ActionCheckAgain)
        .of("ca_gmail_expired");
    an_expired_account: harmless(Value::Null, ("refresh", "fine")).of("ca_gmail_expired");
    a_revoked_account: case(Value::Null, "account", ("status", "failed"), Msg::RevokedTitle, Msg::ActionReconnect).of("ca_gmail_revoked");
    a_bare_401: case(at("tools", "status_401"), "inconclusive", ("call", "warning"), Msg::InconclusiveTitle, Msg::ActionReport);
    a_bare_403: case(at("tools", "status_403"), "inconclusive", ("call", "warning"), Msg::InconclusiveTitle, Msg::ActionReport);
    token_refused: case(at("tools", "status_401_tool_error"), "token_refused", ("call", "failed"), Msg::ProviderRefusedTitle, Msg::ActionReconnect);
    tokens_silently_dead: harmless(json!({"route": "tools", "fault": "dead_token", "account": "ca_gmail_active"}), ("refresh", "fine"));
    scope_refused: case(at("tools", "status_403_tool_error"), "refused", ("call", "failed"), Msg::ScopeTitle, Msg::ActionAskDeveloper);
    provider_limits: case(at("tools", "status_429_tool_error"), "refused", ("call", "failed"), Msg::PauseTitle, Msg::ActionCheckAgain)
        .after_pauses(3);
    provider_fails: case(at("tools", "status_503_tool_error"), "refused", ("call", "failed"), Msg::OutageTitle, Msg::ActionCheckAgain)
        .after_pauses(3);
    no_such_call: case(at("tools", "status_404"), "unproven", ("call", "skipped"), Msg::UnprovenTitle, Msg::ActionReport);
    call_takes_too_long: case(at("tools", "timeout"), "no_access", ("call", "failed"), Msg::TimedOutTitle, Msg::ActionCheckAgain);
    call_cut_short: case(at("tools", "cut"), "no_access", ("call", "failed"), Msg::NoAnswerTitle, Msg::ActionCheckAgain);
    call_answers_half: case(at("tools", "broken_json"), "no_access", ("call", "failed"), Msg::UnreadableTitle, Msg::ActionCheckAgain);
    no_history: harmless(at("events", "status_404"), ("call", "fine"));
}

in_every_engine! {
    /// A slow answer is said to be awaited, and a check that waits can be stopped and begun again.
    async fn waiting_is_said_and_can_be_stopped(page) {
        open_with(page, "ca_gmail_active", 20).await?;
        page.order_fault(json!({"route": "account", "fault": "latency", "millis": 7000, "times": 1})).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(Msg::CheckStill.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.order_fault(at("account", "timeout")).await?;
        page.click(Msg::ActionCheckAgain.english()).await?;
        page.click(Msg::CheckStop.english()).await?;
        page.wait_for_text(Msg::StoppedTitle.english()).await?;
        page.clear_faults().await?;
        page.click_on(".verdict button").await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
    }

    /// A browser that is offline is told so, and the check goes on by itself.
    async fn offline_waits_for_online(page) {
        const SEVER: &str = "Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });";
        const MEND: &str = "delete navigator.onLine; window.dispatchEvent(new Event('online'));";
        open(page, "ca_gmail_active").await?;
        page.script(SEVER, Vec::new()).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(Msg::SaidOffline.english()).await?;
        page.script(MEND, Vec::new()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
    }

    /// Whoever is signed out because cookies are blocked is told so.
    async fn blocked_cookies_are_named(page) {
        const BLOCK: &str = "Object.defineProperty(navigator, 'cookieEnabled', { get: () => false, configurable: true });";
        open(page, "ca_gmail_active").await?;
        page.script(BLOCK, Vec::new()).await?;
        page.order_fault(at("account", "status_401")).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(Msg::CookiesTitle.english()).await?;
        page.wait_for_text(Msg::SaidCookies.english()).await?;
        page.clear_faults().await?;
        page.script("delete navigator.cookieEnabled;", Vec::new()).await?;
        page.click_on(".verdict button").await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
    }

    /// The history shows what the check itself has just added, and marks when it last worked.
    async fn the_history_is_a_timeline(page) {
        open(page, "ca_gmail_active").await?;
        page.click(Msg::CheckAction.english()).await?;
        page.click(Msg::HistoryTitle.english()).await?;
        page.wait_for_text(Msg::HistoryLastGood.english()).await?;
        page.wait_for_text(Msg::HistorySignedIn.english()).await?;
        let first = page.find(".timeline > li").await?.text().await?;
        ensure!(first.contains(Msg::HistoryUsed.english()), "{first}");
    }

    /// A check that cannot be loaded says so, and the next try is a fresh one.
    async fn a_check_that_cannot_be_loaded_says_so(page) {
        open(page, "ca_gmail_active").await?;
        page.script("element.setAttribute('assets', '/nowhere/');", Vec::new()).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(Msg::NoAnswerTitle.english()).await?;
        page.script("element.removeAttribute('assets');", Vec::new()).await?;
        page.wait_for_no_text(Msg::NoAnswerTitle.english()).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
    }

    /// What is offered is done by the account itself, and the check makes room for it.
    async fn the_action_is_carried_out(page) {
        open(page, "ca_gmail_revoked").await?;
        page.click(Msg::CheckAction.english()).await?;
        page.click_on(".verdict button.primary").await?;
        page.answer_consent("allow").await?;
        page.wait_for_text(&say(Msg::WorkingTitle, "Gmail")).await?;
    }

    /// The way to the report leads there, and the keyboard goes along.
    async fn the_way_to_the_report_leads_there(page) {
        open(page, "ca_gmail_active").await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        press(page, Msg::ActionReport).await?;
        page.wait_for_text(Msg::ReportLead.english()).await?;
        const HAS_FOCUS: &str = "return root.activeElement?.matches('.reporting > .toggle') ?? false;";
        page.wait_for("the keyboard at the report", HAS_FOCUS, Vec::new()).await?;
    }

    /// What the provider refuses is not shown as connected, neither beside the check nor after it, until it works again.
    async fn a_refusal_outlives_its_check(page) {
        const STATE: &str = "return root.querySelector('.head .state').innerText.trim() === arguments[0];";
        let state = |msg: Msg| vec![json!(msg.english())];
        let refused = fill(Msg::ProviderRefusedTitle.english(), &[("provider", "Google")]);
        open(page, "ca_gmail_active").await?;
        page.order_fault(at("tools", "status_401_tool_error")).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&refused).await?;
        page.wait_for("the head to agree", STATE, state(Msg::StateRefused)).await?;
        page.click(Msg::Close.english()).await?;
        page.wait_for("the check to go", "return root.querySelector('.checking') === null;", Vec::new()).await?;
        page.wait_for_text(&refused).await?;
        page.control(Msg::ActionReconnect.english()).await?;
        page.wait_for("the head to stay", STATE, state(Msg::StateRefused)).await?;
        page.clear_faults().await?;
        page.set_status("ca_gmail_active", "ACTIVE").await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.wait_for("the head to agree again", STATE, state(Msg::StateWorking)).await?;
    }

    /// A check that is closed leaves the keyboard at its account, and neither timers nor listeners behind.
    async fn closing_leaves_nothing(page) {
        workbench::open(page, "healthy").await?;
        workbench::add(page, json!({ "account": "ca_gmail_active" }), &say(Msg::WorkingTitle, "Gmail")).await?;
        let before = settled(page, json!(null)).await?;
        page.click(Msg::CheckAction.english()).await?;
        page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.click(Msg::Close.english()).await?;
        page.wait_for_no_text(&say(Msg::WorksTitle, "Gmail")).await?;
        page.control(Msg::CheckAction.english()).await?;
        const HAS_FOCUS: &str = "return root.activeElement?.closest('li.account') !== null && root.activeElement !== null;";
        page.wait_for("the keyboard at the account", HAS_FOCUS, Vec::new()).await?;
        ensure!(page.script("return root.querySelector('.checking') === null;", Vec::new()).await? == json!(true));
        settled(page, before).await?;
    }
}

/// Opens an account of the gallery, and keeps what a check of it comes to.
async fn open(page: &Page, account: &str) -> anyhow::Result<()> {
    open_with(page, account, LIMIT).await
}

/// The same with another time limit, in seconds.
async fn open_with(page: &Page, account: &str, limit: u32) -> anyhow::Result<()> {
    page.open_in("gallery", &format!("/single.html?account={account}&time-limit={limit}&flow=redirect"))
        .await?;
    const LISTEN: &str =
        "addEventListener('connection-doctor-checked', ({ detail }) => window.checked = detail);";
    page.script(LISTEN, Vec::new()).await?;
    page.control(Msg::CheckAction.english()).await.map(drop)
}

/// The verdict, the step that shows it, the title and the one action; then, without the fault, the check comes to "works",
/// but for an account that only a person can mend.
async fn prove(page: &Page, case: Case) -> anyhow::Result<()> {
    open(page, case.account).await?;
    if !case.order.is_null() {
        page.order_fault(case.order.clone()).await?;
    }
    // Each pause is ended by hand as soon as there is one.
    const SKIP: &str = "window.skipped = 0;
        new MutationObserver(() => {
            const button = [...root.querySelectorAll('.checking .ask button')].find((button) => button.innerText === arguments[0]);
            if (button && window.pause !== button) {
                window.pause = button;
                window.skipped += 1;
                button.click();
            }
            if (!button) window.pause = undefined;
        }).observe(root, { childList: true, subtree: true, characterData: true });";
    page.script(SKIP, vec![json!(Msg::CheckNow.english())]).await?;
    page.click(Msg::CheckAction.english()).await?;
    let checked = page.wait_for("the end of the check", "return window.checked ?? null;", Vec::new()).await?;
    ensure!(checked["verdict"] == case.verdict, "{checked}");
    ensure!(page.script("return window.skipped;", Vec::new()).await? == json!(case.pauses), "pauses");
    let (topic, state) = case.step;
    let steps = checked["steps"].as_array().context("no steps")?;
    let step = steps.iter().find(|step| step["topic"] == topic).context("no such step")?;
    ensure!(step["state"] == state, "{checked}");
    page.wait_for_text(&say(case.title, "Gmail")).await?;
    let buttons = page.script(
        "return [...root.querySelectorAll('.verdict button')].map((button) => button.innerText);",
        Vec::new(),
    );
    ensure!(buttons.await? == json!([case.action.english()]), "one action: {checked}");
    if case.action == Msg::ActionAskAdmin {
        a_message_is_copied(page).await?;
    }

    page.clear_faults().await?;
    if case.account == "ca_gmail_revoked" {
        return Ok(());
    }
    // What the provider has refused once is refused until the person signs in again.
    page.set_status(case.account, "ACTIVE").await?;
    page.script("delete window.checked;", Vec::new()).await?;
    // There is one button to check again: the verdict's own, where it has one.
    let is_own = case.action == Msg::ActionCheckAgain;
    let ends = page.script("return root.querySelectorAll('.ends button').length;", Vec::new()).await?;
    ensure!(ends == json!(if is_own { 1 } else { 2 }), "{ends} buttons at the end");
    page.click_on(if is_own { ".verdict button" } else { ".ends button" }).await?;
    let checked = page.wait_for("the second check", "return window.checked ?? null;", Vec::new()).await?;
    ensure!(checked["verdict"] == "works", "{checked}");
    page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await
}

/// What is asked for is a role in the app: nothing is wrong with the account, or it was not even read.
async fn a_message_is_copied(page: &Page) -> anyhow::Result<()> {
    keep_what_is_copied(page, true).await?;
    page.click(Msg::ActionAskAdmin.english()).await?;
    page.wait_for_text(Msg::DoneCopied.english()).await?;
    let copied = page.script("return [copied, location.href];", Vec::new()).await?;
    let address = copied[1].as_str().context("an address")?;
    ensure!(copied[0] == fill(Msg::AdminForbidden.english(), &[("page", address)]), "{copied}");
    Ok(())
}
