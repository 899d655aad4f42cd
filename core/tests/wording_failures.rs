//! The whole wording of callbacks and failures, as it is read: one snapshot an audience, and the messages to send.

mod written;

use std::fmt::Write as _;

use connection_doctor_core::{
    About, Answer, Audience, Callback, Certainty, Class, Distrust, Explanation, Failure, Fixer, Foreign,
    Provider, Words, explain_callback, explain_error, message_about, provider_of,
};
use written::write_below_title;

fn provider(name: &str) -> Option<&'static Provider> {
    provider_of(name).map(|(provider, _)| provider)
}

fn failure(class: Class, name: &str) -> Failure {
    Failure {
        class,
        fixer: class.usual_fixer(),
        retry_helps: class.usually_retried(),
        certainty: Certainty::Documented,
        provider: provider(name),
        correlation: vec!["12345678-aaaa-4bbb-8ccc-1234567890ab".to_owned()],
        code: Foreign::new("some_code"),
        description: Foreign::new("Some words of theirs."),
        error_uri: None,
        redirect_uri: Foreign::new("http://app.example/cb/"),
        is_missing_code: false,
        source: None,
    }
}

fn about(name: &'static str, service: &'static str) -> About<'static> {
    About {
        connection: "my-connection",
        scopes: "email calendar.read",
        redirect_uri: "https://app.example/cb",
        ..About::provider(provider(name), service)
    }
}

/// Every class with a provider known, then what differs by provider, fixer or reason.
fn failures() -> Vec<(String, Failure, About<'static>)> {
    let gmail = about("google", "Gmail");
    let mut all: Vec<_> = Class::ALL
        .into_iter()
        .map(|class| (class.word().to_owned(), failure(class, "google"), gmail))
        .collect();
    let mut add = |heading: &str, failure, about| all.push((heading.to_owned(), failure, about));
    let by = |class, fixer, name| Failure { fixer: Some(fixer), ..failure(class, name) };
    add("tls", by(Class::NetworkOrTls, Fixer::AppDeveloper, "google"), gmail);
    add("locked account", by(Class::AccountBlocked, Fixer::User, "microsoft"), about("microsoft", "Outlook"));
    for (class, fixer) in [
        (Class::AdminBlocked, Fixer::User),
        (Class::DeniedUnspecified, Fixer::WorkspaceAdmin),
        (Class::ResourcePermissionDenied, Fixer::User),
        (Class::ClientMisconfigured, Fixer::WorkspaceAdmin),
        (Class::AccountNotInTenant, Fixer::WorkspaceAdmin),
        (Class::AccountBlocked, Fixer::NobodyWait),
        (Class::RateLimited, Fixer::AppDeveloper),
        (Class::RateLimited, Fixer::WorkspaceAdmin),
    ] {
        add(&format!("{} by {}", class.word(), fixer.word()), by(class, fixer, "google"), gmail);
    }
    add("scope by the app", by(Class::ScopeNotGranted, Fixer::AppDeveloper, "google"), gmail);
    let missing_code = Failure { is_missing_code: true, ..failure(Class::Malformed, "google") };
    add("missing code", missing_code, gmail);
    for class in
        [Class::ConsentMissing, Class::AdminApprovalRequired, Class::AdminBlocked, Class::AccountNotInTenant]
    {
        add(
            &format!("microsoft {}", class.word()),
            failure(class, "microsoft"),
            about("microsoft", "Outlook"),
        );
    }
    for class in [Class::AdminApprovalRequired, Class::DeniedUnspecified, Class::AppDisabled] {
        add(&format!("slack {}", class.word()), failure(class, "slack"), about("slack", "Slack"));
    }
    for class in [Class::UserCancelled, Class::ProviderOutage, Class::ClientMisconfigured] {
        add(&format!("nobody known {}", class.word()), failure(class, ""), About::default());
    }
    for about in [About::default(), About::provider(None, "Acme")] {
        let heading = format!("unknown account_blocked {}", about.service);
        add(heading.trim_end(), failure(Class::AccountBlocked, ""), about);
    }
    all
}

fn callbacks() -> Vec<Callback> {
    let mut all = vec![
        Callback::NotACallback,
        Callback::Success(Answer::Code),
        Callback::Success(Answer::Tokens),
        Callback::Success(Answer::AdminConsent),
        Callback::Success(Answer::Installation),
        Callback::SuccessWithFewerScopes {
            answer: Answer::Code,
            missing: vec!["calendar.read".to_owned(), "calendar.write".to_owned()],
        },
    ];
    all.extend(
        [
            Distrust::StateMissing,
            Distrust::StateForeign,
            Distrust::StateExpired,
            Distrust::StateRepeated,
            Distrust::IssuerMissing,
            Distrust::IssuerForeign,
        ]
        .map(Callback::Untrusted),
    );
    all
}

fn write(page: &mut String, heading: &str, explanation: &Explanation) {
    let _ = writeln!(page, "## {heading}\n{}", explanation.title);
    write_below_title(page, explanation);
}

fn page(audience: Audience) -> String {
    let words = Words::new();
    let mut page = String::new();
    for (heading, failure, about) in failures() {
        write(&mut page, &heading, &explain_error(&failure, &about, audience, &words));
    }
    for callback in callbacks() {
        let heading = format!("{callback:?}");
        let about = about("google", "Gmail");
        write(&mut page, &heading, &explain_callback(&callback, &about, audience, &words));
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
fn messages_to_send() {
    let words = Words::new();
    let messages = failures().into_iter().filter_map(|(heading, failure, about)| {
        let message = message_about(&failure, &about, "https://app.example/settings", &words)?;
        Some(format!("## {heading}\n{message}\n"))
    });
    insta::assert_snapshot!(messages.collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_placeholder_is_left_unfilled() {
    for audience in [Audience::User, Audience::Developer] {
        let page = page(audience);
        assert!(page.lines().all(|line| !line.contains('{') || line.starts_with("## ")));
    }
}

#[test]
fn nobody_who_cannot_mend_it_is_sent_to_the_consent_screen() {
    let words = Words::new();
    for (heading, failure, about) in failures() {
        let action = explain_error(&failure, &about, Audience::User, &words).action;
        let signs_in = action.is_some_and(|action| ["connect", "reconnect"].contains(&action.remedy.word()));
        let is_the_persons = failure.fixer == Some(Fixer::User) || failure.class == Class::Malformed;
        assert_eq!(signs_in, is_the_persons, "{heading}");
    }
}

#[test]
fn an_admin_gets_no_foreign_words() {
    let words = Words::new();
    for (heading, failure, about) in failures() {
        if failure.fixer == Some(Fixer::WorkspaceAdmin) {
            let message = message_about(&failure, &about, "https://app.example/", &words).expect("a message");
            assert!(message.contains(about.scopes) && !message.contains("theirs"), "{heading}: {message}");
        }
    }
}
