//! Every status says what happened, why, and what to do, to a person and to a developer.

use anyhow::{Context, ensure};
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

use crate::words::say;

/// What is expected of one account on a page of its own.
struct Case {
    account: &'static str,
    service: &'static str,
    state: Msg,
    title: Msg,
    why: &'static [Msg],
    /// The label of the one action.
    action: Option<Msg>,
}

const PERSON: [Case; 9] = [
    Case {
        account: "ca_slack_active",
        service: "Slack",
        state: Msg::StateWorking,
        title: Msg::WorkingTitle,
        why: &[],
        action: None,
    },
    Case {
        account: "ca_github_pending",
        service: "GitHub",
        state: Msg::StateUnfinished,
        title: Msg::NeverFinishedTitle,
        why: &[Msg::NeverFinishedWhy1, Msg::NeverFinishedWhy2],
        action: Some(Msg::ActionConnect),
    },
    Case {
        account: "ca_outlook_reconnect_unfinished",
        service: "Outlook",
        state: Msg::StateUnfinished,
        title: Msg::ReconnectUnfinishedTitle,
        why: &[Msg::ReconnectUnfinishedWhy],
        action: Some(Msg::ActionReconnect),
    },
    Case {
        account: "ca_notion_pending_verification",
        service: "Notion",
        state: Msg::StateVerifying,
        title: Msg::VerifyingTitle,
        why: &[Msg::VerifyingWhy],
        action: Some(Msg::ActionCheckAgain),
    },
    Case {
        account: "ca_googlecalendar_expired",
        service: "Google Calendar",
        state: Msg::StateExpired,
        title: Msg::ExpiredTitle,
        why: &[Msg::ExpiredWhy1, Msg::ExpiredWhy2, Msg::ExpiredWhy3],
        action: Some(Msg::ActionRefresh),
    },
    Case {
        account: "ca_gmail_revoked",
        service: "Gmail",
        state: Msg::StateRevoked,
        title: Msg::RevokedTitle,
        why: &[Msg::RevokedWhy1, Msg::RevokedWhy2, Msg::RevokedWhy3],
        action: Some(Msg::ActionReconnect),
    },
    Case {
        account: "ca_salesforce_error",
        service: "Salesforce",
        state: Msg::StateErrored,
        title: Msg::NoRightsTitle,
        why: &[Msg::NoRightsWhy],
        action: Some(Msg::ActionAskAdmin),
    },
    Case {
        account: "ca_github_unknown",
        service: "GitHub",
        state: Msg::StateUnrecognised,
        title: Msg::UnrecognisedTitle,
        why: &[Msg::UnrecognisedWhy],
        action: Some(Msg::ActionCheckAgain),
    },
    Case {
        account: "ca_slack_org_wide",
        service: "Slack",
        state: Msg::StateExpired,
        title: Msg::ExpiredTitle,
        why: &[Msg::OrgWideWhy],
        action: Some(Msg::ActionAskAdmin),
    },
];

const NEVER_CONNECTED: Case = Case {
    account: "notion",
    service: "Notion",
    state: Msg::StateNotConnected,
    title: Msg::NotConnectedTitle,
    why: &[Msg::NotConnectedWhy],
    action: Some(Msg::ActionConnect),
};

/// For a developer, with what the provider or the backend said, which is quoted.
const DEVELOPER: [(Case, &str); 5] = [
    (
        Case {
            account: "ca_notion_pending_verification",
            service: "Notion",
            state: Msg::StateVerifying,
            title: Msg::VerifyingDevTitle,
            why: &[Msg::VerifyingDevWhy1, Msg::VerifyingDevWhy2],
            action: Some(Msg::ActionCheckAgain),
        },
        "",
    ),
    (
        Case {
            account: "ca_outlook_expired",
            service: "Outlook",
            state: Msg::StateExpired,
            title: Msg::ExpiredDevTitle,
            why: &[Msg::ExpiredDevWhy1, Msg::ExpiredDevWhy2, Msg::ExpiredDevWhy3],
            action: Some(Msg::ActionRefresh),
        },
        "AADSTS700082: The refresh token has expired due to inactivity.",
    ),
    (
        Case {
            account: "ca_gmail_revoked",
            service: "Gmail",
            state: Msg::StateRevoked,
            title: Msg::RevokedDevTitle,
            why: &[Msg::RevokedDevWhy1, Msg::RevokedDevWhy2, Msg::RevokedDevWhy3],
            action: Some(Msg::ActionReconnect),
        },
        "The provider says that access was removed.",
    ),
    (
        Case {
            account: "ca_salesforce_error",
            service: "Salesforce",
            state: Msg::StateErrored,
            title: Msg::NoRightsDevTitle,
            why: &[Msg::NoRightsDevWhy, Msg::NoRightsStep1],
            action: Some(Msg::ActionAskAdmin),
        },
        "API_DISABLED_FOR_ORG · API is not enabled for this Organization or Partner",
    ),
    (
        Case {
            account: "ca_slack_org_wide",
            service: "Slack",
            state: Msg::StateExpired,
            title: Msg::ExpiredDevTitle,
            why: &[Msg::OrgWideDevWhy, Msg::ExpiredDevWhy1],
            action: Some(Msg::ActionAskAdmin),
        },
        "invalid_refresh_token",
    ),
];

in_every_engine! {
    /// Each status has its own title, reasons and action for a person, who never reads foreign words.
    async fn the_person_reads_why(page) {
        page.open("/single.html?connection=notion").await?;
        check(page, &NEVER_CONNECTED).await?;
        page.start_scenario("gallery").await?;
        for case in &PERSON {
            page.open(&format!("/single.html?account={}", case.account)).await?;
            check(page, case).await?;
            let text = page.text().await?;
            for foreign in [Msg::Quoted.english(), case.account, "AADSTS", "Organization or Partner"] {
                ensure!(!text.contains(foreign), "{}: `{foreign}` in {text:?}", case.account);
            }
        }
    }

    /// Each status has the field's terms for a developer, and quotes what others said.
    async fn the_developer_reads_the_terms(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        for (case, quote) in &DEVELOPER {
            page.open(&format!("/single.html?account={}&audience=developer", case.account)).await?;
            check(page, case).await?;
            if !quote.is_empty() {
                let quoted = page.find("[part~=quote]").await?.text().await?;
                ensure!(quoted.contains(quote), "{}: no `{quote}` in {quoted:?}", case.account);
            }
        }
        page.open("/single.html?account=ca_github_unknown&audience=developer").await?;
        page.wait_for_text(&Msg::UnrecognisedDevTitle.english().replace("{status}", "SUSPENDED")).await?;
    }

    /// Removed access leads to the provider's own page of apps with access, in a tab of its own.
    async fn removed_access_leads_to_the_provider(page) {
        const LINKS: &str = "return [...root.querySelectorAll('a')]
            .map((link) => [link.innerText, link.href, link.target, link.rel]);";
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_gmail_revoked").await?;
        page.find("a").await?;
        let label = say(Msg::AppsWithAccess, "Gmail");
        let link = json!([label, "https://myaccount.google.com/connections", "_blank", "noreferrer"]);
        assert_eq!(page.script(LINKS, Vec::new()).await?, json!([link]));
        page.open("/single.html?account=ca_gmail_expired").await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
        assert_eq!(page.script(LINKS, Vec::new()).await?, json!([]));
    }
}

async fn check(page: &Page, case: &Case) -> anyhow::Result<()> {
    const SHOWN: &str = "const texts = (part) => [...root.querySelectorAll(`[part~='${part}']`)].map((node) => node.innerText.trim());
        return { states: texts('state'), actions: texts('primary-button') };";
    let about = || case.account.to_owned();
    page.wait_for_text(&say(case.title, case.service)).await.with_context(about)?;
    let shown = page.script(SHOWN, Vec::new()).await?;
    assert_eq!(shown["states"], json!([case.state.english()]), "{}", case.account);
    let actions: Vec<_> = case.action.iter().map(|action| action.english()).collect();
    assert_eq!(shown["actions"], json!(actions), "{}", case.account);
    for &reason in case.why {
        page.wait_for_text(&say(reason, case.service)).await.with_context(about)?;
    }
    Ok(())
}
