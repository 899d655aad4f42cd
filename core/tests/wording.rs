//! The whole wording, as it is read: one snapshot an audience.

mod written;

use std::fmt::Write as _;

use connection_doctor_core::{
    Account, Audience, CallFailure, Explanation, Finding, Foreign, Tried, Words, explain, explain_call,
    message_for_admin, state,
};
use written::write_below_title;

fn account(status: &str, more: &str) -> Account {
    let json = format!(r#"{{"id":"ca_1","connection_name":"gmail","status":"{status}"{more}}}"#);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    Account::read(&json).expect("an account")
}

fn conditions() -> Vec<(&'static str, Account, Tried)> {
    let used = r#","last_used_at":"2026-01-02T03:04:05Z""#;
    let shared = r#","is_org_wide_credential":true"#;
    let not_yet = Tried::default();
    let tried = Tried { refresh: true, check: true, disconnect: false };
    vec![
        ("connected", account("ACTIVE", ""), not_yet),
        ("not connected", account("NOT_CONNECTED", ""), not_yet),
        ("pending, never finished", account("PENDING", ""), not_yet),
        ("pending, connected before", account("PENDING", used), not_yet),
        ("pending verification", account("PENDING_VERIFICATION", ""), not_yet),
        ("pending verification, checked", account("PENDING_VERIFICATION", ""), tried),
        ("expired", account("EXPIRED", ""), not_yet),
        ("expired, renewal tried", account("EXPIRED", ""), tried),
        ("revoked", account("REVOKED", ""), not_yet),
        ("disconnected by the reader", account("REVOKED", ""), Tried { disconnect: true, ..not_yet }),
        ("error", account("ERROR", ""), not_yet),
        ("unknown word", account("SUSPENDED", ""), not_yet),
        ("revoked, shared by the organisation", account("REVOKED", shared), not_yet),
    ]
}

fn failures() -> Vec<CallFailure> {
    let words = Foreign::new("invalid_grant");
    vec![
        CallFailure::Offline,
        CallFailure::TimedOut { after: 20 },
        CallFailure::NoAnswer,
        CallFailure::SignedOut,
        CallFailure::ProviderRefused(words.clone()),
        CallFailure::Forbidden,
        CallFailure::NotFound,
        CallFailure::NotVerified,
        CallFailure::RateLimited { wait: Some(7) },
        CallFailure::Server { status: 503 },
        CallFailure::Rejected { status: 400, message: words.clone() },
        CallFailure::UnsafeLink,
        CallFailure::Unreadable("expected a list `connected_accounts`, but found none"),
    ]
}

fn write(page: &mut String, heading: &str, state: &str, explanation: &Explanation) {
    let _ = writeln!(page, "## {heading}\n{} [{state}]", explanation.title);
    write_below_title(page, explanation);
}

fn page(audience: Audience) -> String {
    let words = Words::new();
    let mut page = String::new();
    for (heading, account, tried) in conditions() {
        let finding = Finding::of(&account, tried);
        let state = state(finding.condition, &words);
        write(&mut page, heading, state, &explain(&finding, &account, audience, &words));
    }
    let about = account("ACTIVE", "");
    for failure in failures() {
        let heading = format!("{failure:?}");
        write(&mut page, &heading, "", &explain_call(&failure, Some(&about), audience, &words));
    }
    page
}

#[test]
fn for_the_person() {
    insta::assert_snapshot!(page(Audience::User));
}

#[test]
fn for_the_developer() {
    insta::assert_snapshot!(page(Audience::Developer));
}

#[test]
fn for_the_admin() {
    let account = account("REVOKED", r#","is_org_wide_credential":true"#);
    let words = Words::new();
    let title = "Access to Gmail was removed";
    let page = "https://app.example/settings";
    let messages = [
        message_for_admin(Some(&account), title, page, &words),
        message_for_admin(None, title, page, &words),
    ];
    insta::assert_snapshot!(messages.join("\n\n---\n\n"));
    for about in [Some(&account), None] {
        let page = "https://app.example/settings?error=x&state=eyJ1aWQi#error_description=FRAUD";
        let message = message_for_admin(about, title, page, &words);
        assert!(message.contains("https://app.example/settings\n"), "{message}");
        assert!(!message.contains("eyJ1aWQi") && !message.contains("FRAUD"), "{message}");
    }
}

#[test]
fn no_placeholder_is_left_unfilled() {
    for audience in [Audience::User, Audience::Developer] {
        let page = page(audience);
        assert!(
            !page.contains('{') || page.lines().all(|line| !line.contains('{') || line.starts_with("## "))
        );
    }
}
