//! A person comes back from a provider with an answer in the URL, and reads what it means at the account it is about.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{
    mending::{keep_what_is_copied, offers},
    words::say,
};

/// What Microsoft sends where an admin has to approve first; the ids are made up.
const NEEDS_ADMIN: &str = "error=access_denied&error_description=AADSTS90094%3a+Secret+words+of+theirs.%0d%0a\
    Trace+ID%3a+12345678-aaaa-4bbb-8ccc-1234567890ab&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d90094\
    &state=aaaabbbbccccdddd";

in_every_engine! {
    /// Saying no at the provider is explained at the account for which the person left, once.
    async fn a_refusal_is_explained_where_it_belongs(page) {
        page.open("/?scenario=everyday").await?;
        page.script("element.setAttribute('flow', 'redirect');", Vec::new()).await?;
        page.click(&crate::words::named(Msg::ActionReconnect, "Outlook")).await?;
        page.answer_consent("deny").await?;
        page.wait_for_address("/?scenario=everyday").await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Outlook")).await?;
        page.wait_for_text(&say(Msg::UserCancelledWhy, "Outlook")).await?;
        ensure!(offers(page, Msg::ActionReconnect).await?, "a person who declined can try again");
        page.wait_for("a clean address", "return location.search === '?scenario=everyday';", Vec::new()).await?;
        assert_eq!(heard(page, "failed").await?["class"], "user_cancelled");
        page.browser().refresh().await?;
        page.wait_for_text("Outlook").await?;
        page.wait_for_text(Msg::StateRevoked.english()).await?;
        ensure!(!page.text().await?.contains(&say(Msg::UserCancelledTitle, "Outlook")), "a reload shows it again");
    }

    /// What only an admin can mend is no way round the consent page, but a message to send; foreign words are not in it.
    async fn an_approval_is_asked_for(page) {
        page.open(&format!("/single.html?account=ca_outlook_revoked&{NEEDS_ADMIN}#here")).await?;
        page.wait_for_text(&say(Msg::ApprovalTitle, "Outlook")).await?;
        page.wait_for("a clean address", "return location.href.endsWith('/single.html?account=ca_outlook_revoked#here');", Vec::new())
            .await?;
        ensure!(!offers(page, Msg::ActionReconnect).await?, "they are sent round the consent page");
        let text = page.text().await?;
        ensure!(!text.contains("Secret words") && !text.contains("AADSTS"), "foreign words are spoken: {text}");
        keep_what_is_copied(page, true).await?;
        page.click(Msg::ActionAskAdmin.english()).await?;
        page.wait_for_text(Msg::DoneCopied.english()).await?;
        let message = page.script("return copied;", Vec::new()).await?;
        let message = message.as_str().unwrap_or_default();
        for wanted in ["Outlook", "Microsoft", "12345678-aaaa-4bbb-8ccc-1234567890ab", "/single.html?account=ca_outlook_revoked"] {
            ensure!(message.contains(wanted), "no `{wanted}` in {message}");
        }
        ensure!(!message.contains("Secret words") && !message.contains("aaaabbbb"), "{message}");
        let diagnosis = page.script("return element.diagnosis;", Vec::new()).await?;
        assert_eq!(diagnosis["class"], "admin_approval_required");
        assert_eq!(diagnosis["who_can_fix"], "workspace_admin");
        assert_eq!(diagnosis["remedy"], "ask_admin");
    }

    /// A developer reads the steps, and opens the raw answer: quoted, with the provider's own page and ours.
    async fn the_developer_reads_the_raw_answer(page) {
        page.open(&format!("/single.html?account=ca_outlook_revoked&audience=developer&{NEEDS_ADMIN}")).await?;
        page.wait_for_text(&say(Msg::ApprovalStep1, "Outlook")).await?;
        page.wait_for_text(&say(Msg::MicrosoftStep2, "Outlook")).await?;
        ensure!(!page.text().await?.contains("Secret words"), "it is open before it is asked for");
        page.click(Msg::AsItCame.english()).await?;
        page.wait_for_text("Secret words of theirs").await?;
        let quoted = page.script("return [...root.querySelectorAll('q')].map((q) => q.textContent).join('|');", Vec::new());
        ensure!(quoted.await?.as_str().is_some_and(|text| text.contains("AADSTS90094")), "foreign words are quoted");
        let links = page.script("return [...root.querySelectorAll('details a')].map((a) => [a.href, a.rel, a.target]);", Vec::new()).await?;
        assert_eq!(links[0], json!(["https://login.microsoftonline.com/error?code=90094", "noreferrer", "_blank"]));
        ensure!(!page.text().await?.contains("aaaabbbb"), "the state is shown");
    }

    /// Nothing that stands in a URL is run, linked or believed.
    async fn hostile_answers_do_nothing(page) {
        gallery(page).await?;
        const HOSTILE: &str = "error=access_denied&error_description=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D%27run%27%22%3E%E2%80%AE\
            &error_uri=javascript%3Adocument.title%3D%27run%27&state=%3Cscript%3Edocument.title%3D%27run%27%3C%2Fscript%3E";
        page.open(&format!("/single.html?account=ca_gmail_revoked&audience=developer&{HOSTILE}")).await?;
        page.click(Msg::AsItCame.english()).await?;
        page.wait_for_text("<img src=x").await?;
        let found = page.script(
            "return [root.querySelectorAll('img[src=x], script, a[href^=javascript]').length, document.title];",
            Vec::new(),
        );
        assert_eq!(found.await?, json!([0, "One connection · Northwind"]));
    }

    /// A page's own parameters, a code for the host, and a host that reads answers itself are left alone.
    async fn what_is_the_hosts_stays(page) {
        for (query, shown) in [
            ("error=1", Msg::RevokedTitle),
            ("code=SplxlOBeZQQYbYS6WxSbIA&state=aaaabbbbccccdddd", Msg::RevokedTitle),
            (&format!("callback=off&{NEEDS_ADMIN}"), Msg::RevokedTitle),
        ] {
            page.open(&format!("/single.html?account=ca_outlook_revoked&{query}")).await?;
            page.wait_for_text(&say(shown, "Outlook")).await?;
            let search = page.script("return location.search;", Vec::new()).await?;
            assert_eq!(search, json!(format!("?account=ca_outlook_revoked&{query}")));
        }
    }

    /// An answer in a fragment or hash route, and one that the host's router has taken away before the element was there.
    async fn routers_do_not_lose_an_answer(page) {
        gallery(page).await?;
        page.open("/single.html?account=ca_gmail_revoked#/settings?tab=mail&error=access_denied&state=aaaabbbbcccc").await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Gmail")).await?;
        page.wait_for("a clean address", "return location.hash === '#/settings?tab=mail';", Vec::new()).await?;
        page.open("/workbench.html?mine=1&error=temporarily_unavailable&state=aaaabbbbcccc").await?;
        const ROUTED: &str = "await bench.load();
            history.replaceState({ mine: 1 }, '', '/workbench.html?mine=1');
            await bench.add({ account: 'ca_gmail_revoked' });";
        page.await_script(ROUTED, Vec::new()).await?;
        page.wait_for_text(&say(Msg::OutageTitle, "Gmail")).await?;
        page.wait_for_text("Google").await?;
        let left = page.script("return [location.search, history.state];", Vec::new()).await?;
        assert_eq!(left, json!(["?mine=1", {"mine": 1}]), "the host's state and parameters stay");
    }

    /// A state that is not the one that was sent is never acted on, whatever else the URL says.
    async fn another_state_is_not_trusted(page) {
        gallery(page).await?;
        for (query, class) in [
            ("code=SplxlOBeZQQYbYS6WxSbIA&state=foreign1", "state_mismatch"),
            ("error=access_denied&state=foreign1", "state_mismatch"),
            ("error=access_denied", "state_mismatch"),
            ("error=access_denied&state=expected1", "user_cancelled"),
        ] {
            page.open(&format!("/workbench.html?{query}")).await?;
            page.await_script("await bench.add({ account: 'ca_gmail_revoked' }, { expected: { state: 'expected1' } });", Vec::new())
                .await?;
            let title = if class == "state_mismatch" { Msg::StateTitle } else { Msg::UserCancelledTitle };
            page.wait_for_text(&say(title, "Gmail")).await?;
            page.wait_for("the diagnosis", "return element.diagnosis?.class === arguments[0];", vec![json!(class)]).await?;
        }
    }

    /// Of two elements the one that shows the account has the answer; where nothing tells whose it is, the list says so.
    async fn one_element_shows_it(page) {
        const SHOWN: &str = "const texts = [...document.querySelectorAll('connection-doctor')].map(bench.text);
            return texts[1].includes(arguments[0]) && !texts[0].includes(arguments[1]);";
        page.open("/workbench.html?error=access_denied&error_description=AADSTS65004%3A+No.&state=aaaabbbbcccc").await?;
        page.await_script("await bench.add({ account: 'ca_gmail_expired' }); bench.put({});", Vec::new()).await?;
        let titles = ["Outlook", "Gmail"].map(|service| json!(say(Msg::UserCancelledTitle, service)));
        page.wait_for("the answer in the list", SHOWN, titles.to_vec()).await?;
        let nobodys = Msg::DeniedTitle.english().trim_start_matches("{service}");
        page.open("/?scenario=everyday&error=access_denied&state=aaaabbbbcccc").await?;
        page.wait_for_text(nobodys).await?;
        page.click(Msg::Close.english()).await?;
        page.wait_for_no_text(nobodys).await?;
    }
}

/// Accounts in every status.
async fn gallery(page: &Page) -> anyhow::Result<()> {
    page.open("/workbench.html").await?;
    page.start_scenario("gallery").await.map(drop)
}

/// The detail of the last event of a name in the demo's log.
async fn heard(page: &Page, name: &str) -> anyhow::Result<Value> {
    const LOG: &str = "return [...document.querySelectorAll('.log li')].map((item) => item.textContent)
        .find((text) => text.includes(`connection-doctor-${arguments[0]}`)) ?? null;";
    let entry = page.wait_for("the event in the log", LOG, vec![json!(name)]).await?;
    let entry = entry.as_str().unwrap_or_default();
    Ok(serde_json::from_str(&entry[entry.find('{').unwrap_or(entry.len())..])?)
}
