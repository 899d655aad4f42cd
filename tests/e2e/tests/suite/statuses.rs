//! Every status says what happened, why, and what to do, to a person and to a developer.

use anyhow::{Context, ensure};
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

/// What is expected of one account on a page of its own.
struct Case {
    account: &'static str,
    state: &'static str,
    title: &'static str,
    why: &'static [&'static str],
    /// The label of the one action.
    action: Option<&'static str>,
}

const PERSON: [Case; 9] = [
    Case {
        account: "ca_slack_active",
        state: "Connected",
        title: "Slack is connected",
        why: &[],
        action: None,
    },
    Case {
        account: "ca_github_pending",
        state: "Not finished",
        title: "Connecting GitHub was not finished",
        why: &[
            "The GitHub sign-in page was closed before the last step.",
            "The link to it ran out. It works once, and only for a short time.",
        ],
        action: Some("Connect"),
    },
    Case {
        account: "ca_outlook_reconnect_unfinished",
        state: "Not finished",
        title: "Reconnecting Outlook was not finished",
        why: &["It was connected before. A new sign-in at Microsoft was started, but not completed."],
        action: Some("Reconnect"),
    },
    Case {
        account: "ca_notion_pending_verification",
        state: "Almost connected",
        title: "Notion is almost connected",
        why: &["You signed in at Notion. This app still has to confirm that it was you."],
        action: Some("Check again"),
    },
    Case {
        account: "ca_googlecalendar_expired",
        state: "Expired",
        title: "The sign-in to Google Calendar has expired",
        why: &[
            "Sign-ins run out after a while, and renewing this one did not work.",
            "Google stopped accepting it, for example because it was not used for a long time.",
            "Google could not be reached at that moment.",
        ],
        action: Some("Renew"),
    },
    Case {
        account: "ca_gmail_revoked",
        state: "Access removed",
        title: "Access to Gmail was removed",
        why: &[
            "This app was removed in your Google account settings, or disconnected here.",
            "Your Google password was changed.",
            "Two-step sign-in was switched on for your Google account.",
        ],
        action: Some("Reconnect"),
    },
    Case {
        account: "ca_salesforce_error",
        state: "Sign-in failed",
        title: "Signing in to Salesforce went wrong",
        why: &[
            "Salesforce refused the last sign-in or renewal.",
            "Salesforce had a problem at that moment.",
            "A setting of this connection was changed in the app.",
        ],
        action: Some("Reconnect"),
    },
    Case {
        account: "ca_github_unknown",
        state: "Could not tell",
        title: "We could not tell how GitHub is doing",
        why: &["The app answered with a status that this page does not know."],
        action: Some("Check again"),
    },
    Case {
        account: "ca_slack_org_wide",
        state: "Expired",
        title: "The sign-in to Slack has expired",
        why: &["Your whole organisation shares this connection, so only an admin can reconnect it."],
        action: Some("Copy a message for your admin"),
    },
];

const DEVELOPER: [Case; 5] = [
    Case {
        account: "ca_notion_pending_verification",
        state: "Almost connected",
        title: "PENDING_VERIFICATION: the sign-in is not bound to the person yet",
        why: &["The provider answered with success, and the verify call has not succeeded yet."],
        action: Some("Check again"),
    },
    Case {
        account: "ca_outlook_expired",
        state: "Expired",
        title: "EXPIRED: the access token ran out and was not renewed",
        why: &[
            "The automatic refresh failed.",
            "Microsoft was unavailable during the refresh.",
            "AADSTS700082: The refresh token has expired due to inactivity.",
        ],
        action: Some("Renew"),
    },
    Case {
        account: "ca_gmail_revoked",
        state: "Access removed",
        title: "REVOKED: the grant was taken back",
        why: &[
            "The person removed the app (Google Account › Third-party apps & services), or the account was disconnected.",
        ],
        action: Some("Reconnect"),
    },
    Case {
        account: "ca_salesforce_error",
        state: "Sign-in failed",
        title: "ERROR: authentication ended with an error",
        why: &[
            "Client ID or client secret of salesforce no longer match the provider’s console.",
            "API is not enabled for this Organization or Partner",
        ],
        action: Some("Reconnect"),
    },
    Case {
        account: "ca_github_unknown",
        state: "Could not tell",
        title: "Unknown status: SUSPENDED",
        why: &["This version does not know the word. It is never treated as connected."],
        action: Some("Check again"),
    },
];

in_every_engine! {
    /// Each status has its own title, reasons and action for a person, who never reads foreign words.
    async fn the_person_reads_why(page) {
        page.open("/single.html?connection=notion").await?;
        check(page, &Case {
            account: "notion",
            state: "Not connected",
            title: "Notion is not connected",
            why: &["You have not connected it to this app yet."],
            action: Some("Connect"),
        }).await?;
        page.start_scenario("gallery").await?;
        for case in &PERSON {
            page.open(&format!("/single.html?account={}", case.account)).await?;
            check(page, case).await?;
            let text = page.text().await?;
            for foreign in ["AADSTS", "invalid_grant", "Organization or Partner", "In their words", "Account ID"] {
                ensure!(!text.contains(foreign), "{}: `{foreign}` in {text:?}", case.account);
            }
        }
    }

    /// Each status has its own terms for a developer, with the ids and, as quotes, the words of others.
    async fn the_developer_reads_the_terms(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        for case in &DEVELOPER {
            page.open(&format!("/single.html?account={}&audience=developer", case.account)).await?;
            check(page, case).await?;
            page.wait_for_text(case.account).await?;
        }
    }

    /// Removed access leads to the provider's own page of apps with access, where the provider has one.
    async fn removed_access_leads_to_the_provider(page) {
        const LINKS: &str = "return [...document.querySelector('connection-doctor').shadowRoot.querySelectorAll('a')]
            .map((link) => [link.innerText, link.href]);";
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_gmail_revoked").await?;
        page.find("a").await?;
        let label = "Apps with access: Google Account › Third-party apps & services";
        let address = "https://myaccount.google.com/connections";
        assert_eq!(page.script(LINKS, Vec::new()).await?, json!([[label, address]]));
        page.open("/single.html?account=ca_gmail_expired").await?;
        page.wait_for_text("has expired").await?;
        assert_eq!(page.script(LINKS, Vec::new()).await?, json!([]));
    }
}

async fn check(page: &Page, case: &Case) -> anyhow::Result<()> {
    const SHOWN: &str = "const root = document.querySelector('connection-doctor').shadowRoot;
        const texts = (part) => [...root.querySelectorAll(`[part~='${part}']`)].map((node) => node.innerText.trim());
        return { states: texts('state'), actions: texts('primary-button') };";
    page.wait_for_text(case.title).await.with_context(|| case.account.to_owned())?;
    let shown = page.script(SHOWN, Vec::new()).await?;
    assert_eq!(shown["states"], json!([case.state]), "{}", case.account);
    assert_eq!(shown["actions"], json!(case.action.as_slice()), "{}", case.account);
    let text = page.text().await?;
    for reason in case.why {
        ensure!(text.contains(reason), "{}: no `{reason}` in {text:?}", case.account);
    }
    Ok(())
}
