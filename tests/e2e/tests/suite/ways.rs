//! Every outcome of a sign-in, by every way there: a window of its own, a link where windows are blocked, and the same tab.

use anyhow::{Context, ensure};
use connection_doctor_core::{Msg, fill};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;
use thirtyfour::WindowHandle;

use crate::words::say;

/// How the person gets to the provider's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Window,
    Link,
    Tab,
}

const WAYS: [Way; 3] = [Way::Window, Way::Link, Way::Tab];

const REVOKED: &str = "ca_outlook_revoked";

in_every_engine! {
    /// The account works again, and that is said once.
    async fn reconnected(page) {
        for way in WAYS {
            let app = leave(page, way, REVOKED, Msg::ActionReconnect).await?;
            answer(page, "allow").await?;
            come_back(page, way, app).await?;
            page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await.with_context(|| format!("{way:?}"))?;
            assert_eq!(page.status(REVOKED).await?, "ACTIVE", "{way:?}");
        }
    }

    /// What the provider refuses, or the person there, is explained, and nothing has changed.
    async fn refused(page) {
        for way in WAYS {
            for (choice, title, class) in [
                ("deny", Msg::UserCancelledTitle, "user_cancelled"),
                ("approval", Msg::ApprovalTitle, "admin_approval_required"),
                ("fail", Msg::OutageTitle, "provider_outage"),
            ] {
                let app = leave(page, way, REVOKED, Msg::ActionReconnect).await?;
                answer(page, choice).await?;
                come_back(page, way, app).await?;
                page.wait_for_text(&say(title, "Outlook")).await.with_context(|| format!("{way:?} {choice}"))?;
                let told = page.script("return element.diagnosis.class;", Vec::new()).await?;
                assert_eq!(told, class, "{way:?} {choice}");
                assert_eq!(page.status(REVOKED).await?, "REVOKED", "{way:?} {choice}");
            }
        }
    }

    /// Somebody else's account is said to be one, never just a success.
    async fn another_account(page) {
        for way in WAYS {
            let app = leave(page, way, REVOKED, Msg::ActionReconnect).await?;
            page.browser()
                .execute("document.querySelector('[name=account]').value = '1';", Vec::new())
                .await?;
            answer(page, "allow").await?;
            come_back(page, way, app).await?;
            page.wait_for_text(&say(Msg::OtherAccountTitle, "Outlook")).await.with_context(|| format!("{way:?}"))?;
            let names = [("before", "mara@northwind.example"), ("now", "sales@northwind.example")];
            page.wait_for_text(&fill(Msg::OtherAccountWhy.english(), &names)).await?;
        }
    }

    /// A box that stays unticked is told, whichever way the person went.
    async fn permissions_missing(page) {
        for way in WAYS {
            let app = leave(page, way, "ca_googlecalendar_missing_scope", Msg::ActionGrant).await?;
            const UNTICK: &str = "document.querySelector('input[name=scope][value$=\"calendar.events\"]').checked = false;";
            page.browser().execute(UNTICK, Vec::new()).await?;
            answer(page, "allow").await?;
            come_back(page, way, app).await?;
            page.wait_for_text(&say(Msg::LackingStill, "Google Calendar")).await.with_context(|| format!("{way:?}"))?;
        }
    }

    /// Coming back without an answer changes nothing, and says so.
    async fn nothing_changed(page) {
        for way in WAYS {
            let app = leave(page, way, REVOKED, Msg::ActionReconnect).await?;
            let back = match &app {
                None => format!("{}{}", page.origin(), path(way, REVOKED)),
                Some(app) => {
                    let here = page.browser().window().await?;
                    page.browser().switch_to_window(app.clone()).await?;
                    let asked = page.script("return asked;", Vec::new()).await?;
                    page.browser().switch_to_window(here).await?;
                    asked.as_str().unwrap_or_default().to_owned()
                }
            };
            // The window closes while it is on its way, which a driver may call an error.
            let _ = page.browser().goto(back.as_str()).await;
            come_back(page, way, app).await?;
            page.wait_for_text(Msg::DoneNothing.english()).await.with_context(|| format!("{way:?}"))?;
            page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        }
    }

    /// A window without a tie to the app, from the provider's page on, brings the account back all the same.
    async fn a_cut_tie_changes_nothing(page) {
        let app = leave(page, Way::Window, REVOKED, Msg::ActionReconnect).await?;
        page.browser().execute("document.querySelector('a[href$=\"coop=1\"]').click();", Vec::new()).await?;
        page.wait_for_address("coop=1").await?;
        answer(page, "allow").await?;
        come_back(page, Way::Window, app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
    }

    /// A provider that never sends the person back is found out by asking the backend, and its window is closed.
    async fn a_provider_that_keeps_the_person(page) {
        let app = leave(page, Way::Window, REVOKED, Msg::ActionReconnect).await?;
        page.browser().execute("document.querySelector('[name=stays]').checked = true;", Vec::new()).await?;
        answer(page, "allow").await?;
        page.browser().switch_to_window(app.context("a window")?).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.leave_window(page.browser().window().await?).await?;
    }

    /// Coming back twice is coming back once.
    async fn coming_back_twice(page) {
        let app = leave(page, Way::Window, REVOKED, Msg::ActionReconnect).await?;
        let link = page.browser().current_url().await?;
        page.browser().execute("document.querySelector('[name=twice]').checked = true;", Vec::new()).await?;
        answer(page, "allow").await?;
        come_back(page, Way::Window, app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.open("/workbench.html").await?;
        page.browser().goto(link.as_str()).await?;
        page.wait_for_text("You can close this tab").await?;
        assert_eq!(page.status(REVOKED).await?, "ACTIVE");
    }

    /// A return without its state binds nobody: the account is as the backend says, and never called reconnected.
    async fn a_return_without_state(page) {
        for way in [Way::Window, Way::Tab] {
            page.open("/workbench.html").await?;
            page.start_verified_scenario("gallery").await?;
            let app = go(page, way, REVOKED, Msg::ActionReconnect).await?;
            page.browser().execute("document.querySelector('[name=stateless]').checked = true;", Vec::new()).await?;
            answer(page, "allow").await?;
            come_back(page, way, app).await?;
            let values = [("service", "Outlook"), ("state", Msg::StateVerifying.english())];
            let told = fill(Msg::DoneChecked.english(), &values);
            page.wait_for_text(&told).await.with_context(|| format!("{way:?}"))?;
            for untrue in [say(Msg::DoneConnected, "Outlook"), Msg::DoneNothing.english().to_owned()] {
                ensure!(!page.text().await?.contains(&untrue), "{way:?}: {untrue}");
            }
        }
    }

    /// Nobody waits for ever: when five minutes are over, it is said that nothing was heard. Whoever is slow still gets there.
    async fn finished_after_nobody_waits(page) {
        page.open("/workbench.html").await?;
        page.start_verified_scenario("gallery").await?;
        page.await_script("await bench.add({ account: arguments[0], 'return-url': '/return.html' });", vec![json!(REVOKED)])
            .await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.browser().switch_to_window(app.clone()).await?;
        page.wait_for_text(&say(Msg::BusyAway, "Outlook")).await?;
        page.script("bench.skip(300);", Vec::new()).await?;
        page.wait_for_text(&say(Msg::DoneNotHeard, "Outlook")).await?;
        page.control(Msg::ActionReconnect.english()).await?;
        assert_eq!(page.browser().windows().await?.len(), 2, "whoever is slow keeps the window");
        page.enter_window().await?;
        answer(page, "allow").await?;
        come_back(page, Way::Window, Some(app)).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        ensure!(!page.text().await?.contains(&say(Msg::DoneNotHeard, "Outlook")));
    }
}

fn path(way: Way, account: &str) -> String {
    let flow = if way == Way::Tab { "redirect" } else { "popup" };
    format!("/single.html?account={account}&flow={flow}")
}

/// Goes to the consent page for an account of the gallery. Gives the app's window, where it is another one.
async fn leave(page: &Page, way: Way, account: &str, action: Msg) -> anyhow::Result<Option<WindowHandle>> {
    page.open("/workbench.html").await?;
    page.start_scenario("gallery").await?;
    go(page, way, account, action).await
}

async fn go(page: &Page, way: Way, account: &str, action: Msg) -> anyhow::Result<Option<WindowHandle>> {
    /// Keeps the address to which the person is to return.
    const LISTEN: &str = "const ask = window.fetch;
        window.fetch = async (request, ...more) => {
            if (request.method === 'POST') window.asked = (await request.clone().json()).return_url;
            return ask(request, ...more);
        };";
    page.open(&path(way, account)).await?;
    page.control(action.english()).await?;
    page.script(LISTEN, Vec::new()).await?;
    if way == Way::Link {
        page.script("window.open = () => null;", Vec::new()).await?;
    }
    page.click(action.english()).await?;
    if way == Way::Link {
        page.click(Msg::OpenSignIn.english()).await?;
    }
    if way == Way::Tab {
        page.wait_for_address("/sandbox/consent/").await?;
        return Ok(None);
    }
    page.enter_window().await.map(Some)
}

/// Presses a button of the consent page, wherever on it that is.
async fn answer(page: &Page, choice: &str) -> anyhow::Result<()> {
    const PRESS: &str = "for (const details of document.querySelectorAll('details')) details.open = true;
        document.querySelector(`button[value=${arguments[0]}]`).click();";
    // The window may be gone before the driver has its answer.
    let pressed = page.browser().execute(PRESS, vec![json!(choice)]).await;
    pressed
        .map(drop)
        .or_else(|error| if error.to_string().contains("indow") { Ok(()) } else { Err(error.into()) })
}

async fn come_back(page: &Page, way: Way, app: Option<WindowHandle>) -> anyhow::Result<()> {
    match app {
        Some(app) => page.leave_window(app).await,
        None => page.wait_for_address(&path(way, "")[..12]).await,
    }
}
