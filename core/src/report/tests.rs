use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::failure::BEGINNINGS;
use crate::{Answered, Audience, Finding, Question, Tried, explain};

const NOW: Timestamp = Timestamp(1_795_361_160_000);

fn account(json: Value) -> Account {
    Account::read(&json).expect("an account")
}

fn found(account: &Account) -> Found {
    let finding = Finding::of(account, Tried::default());
    let title = explain(&finding, account, Audience::User, &Words::new()).title;
    Found { verdict: "sign_in_again", title, class: finding.class(), fixer: finding.fixer }
}

fn step(name: Msg, state: StepState, said: &str, millis: Option<u32>) -> ReportStep {
    let said = if said.is_empty() { Vec::new() } else { vec![said.to_owned()] };
    ReportStep { name: Words::new().say(name, &[("provider", "the provider")]), state, said, millis }
}

fn environment() -> Environment {
    Environment {
        name: Some("Northwind Desk, production".to_owned()),
        page: Some("https://desk.example/settings/connections?tab=2#mail".to_owned()),
        browser: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned()),
        language: Some("en-GB".to_owned()),
        zone: Some("Europe/Berlin".to_owned()),
        version: Some("0.1.0".to_owned()),
    }
}

/// As a browser in Berlin might write it.
fn local(at: Timestamp) -> String {
    let there = Timestamp(at.0 + 3_600_000).utc();
    there.trim_end_matches('Z').replace('T', ", ")
}

fn bare(account: &Account) -> Material<'_> {
    Material {
        id: account.id.as_deref(),
        account: Some(account),
        found: None,
        refusal: None,
        steps: Vec::new(),
        executions: Vec::new(),
        trail: Trail::default(),
        environment: Environment::default(),
        note: None,
        now: NOW,
    }
}

#[test]
fn access_that_was_removed() {
    let account = account(json!({
        "id": "ca_48210377", "connection_name": "gmail", "provider": "GMAIL", "status": "REVOKED",
        "account_label": "mara@northwind.example", "scopes": ["https://mail.google.com/"],
        "created_at": "2026-08-02T09:10:00Z", "updated_at": "2026-11-22T06:12:40Z", "last_used_at": "2026-11-21T17:55:03Z",
        "last_error": {"code": "invalid_grant", "message": "Token has been expired or revoked.", "at": "2026-11-22T06:12:40Z"},
    }));
    let at = |second: i64| (NOW.0 - 60_000 + second * 1000).to_string();
    let trail = Trail::read(&[
        json!({"at": at(0), "what": "exchange", "method": "GET", "path": "/v1/connect/accounts/ca_48210377", "status": "200",
            "millis": "84", "request_id": "req_0c41"}),
        json!({"at": at(1), "what": "decision", "event": "status", "status_word": "REVOKED",
            "class": "token_revoked_or_expired", "who_can_fix": "user", "remedy": "reconnect"}),
        json!({"at": at(20), "what": "act", "remedy": "reconnect"}),
        json!({"at": at(21), "what": "exchange", "method": "POST", "path": "authorization_link", "status": "503",
            "millis": "120", "request_id": "req_0c42"}),
    ]);
    let material = Material {
        found: Some(found(&account)),
        steps: vec![
            step(Msg::CheckBrowser, StepState::Fine, "Online, and cookies and storage work.", Some(2)),
            step(Msg::CheckStatus, StepState::Failed, "Last known: Access removed.", Some(84)),
            step(Msg::CheckRefresh, StepState::Skipped, "Would not help.", None),
            step(Msg::CheckPermissions, StepState::Fine, "All that is needed is allowed.", None),
            step(Msg::CheckCall, StepState::Skipped, "Would not help.", None),
        ],
        trail,
        environment: environment(),
        note: Some("I changed my password yesterday.\n\nCould that be it? Write to mara@northwind.example."),
        ..bare(&account)
    };
    let report = Report::of(material, &Words::new());
    insta::assert_snapshot!(report.markdown(&Words::new(), local));
    insta::assert_snapshot!(
        "access_that_was_removed_as_data",
        serde_json::to_string_pretty(&report).expect("a report in JSON")
    );
}

/// Of what could not be read, nothing is told but its id.
#[test]
fn an_account_that_could_not_be_read() {
    let words = Words::new();
    let material = Material::of("ca_48210377", None, Trail::default(), Environment::default(), NOW);
    let report = Report::of(material, &words);
    let data = serde_json::to_value(&report).expect("a report in JSON");
    assert_eq!(data["account"], json!({"id": "ca_48210377"}));
    let markdown = report.markdown(&words, local);
    assert_eq!(markdown.matches("ca_48210377").count(), 1, "{markdown}");
    assert_eq!(markdown.matches(words.get(Msg::TheService)).count(), 2, "{markdown}");
}

#[test]
fn a_policy_of_the_organisation() {
    let account = account(json!({
        "id": "ca_48210391", "connection_name": "outlook-prod", "provider": "OUTLOOK", "status": "ERROR",
        "updated_at": "2026-11-22T15:20:11Z",
        "last_error": {"code": "access_denied", "at": "2026-11-22T15:20:11Z", "message": "AADSTS90094: An administrator of \
            Northwind has set a policy that prevents you from granting this app access. \
            See https://login.example/error?code=90094&state=Zx81kq. Trace ID: 7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300"},
    }));
    let error = account.last_error.as_ref().expect("an error");
    let text = |text: &Option<Foreign>| text.as_ref().map(|text| text.as_str().to_owned());
    let question = Question {
        code: text(&error.code),
        message: text(&error.message),
        provider: Some(account.provider_word.clone()),
        service: account.service.clone(),
        ..Question::default()
    };
    let answered = Answered::to(&question).expect("an answer");
    let material = Material {
        found: Some(Found {
            verdict: "ask_admin",
            title: answered.explanation.title,
            class: Some(answered.class),
            fixer: answered.fixer,
        }),
        steps: vec![
            step(Msg::CheckStatus, StepState::Warning, "Last known: Sign-in failed.", Some(61)),
            step(Msg::CheckCall, StepState::Failed, "Microsoft refused it.", Some(412)),
        ],
        executions: vec!["exec_00a1".to_owned()],
        environment: environment(),
        ..bare(&account)
    };
    let report = Report::of(material, &Words::new());
    insta::assert_snapshot!(report.markdown(&Words::new(), local));
}

#[test]
fn a_step_that_is_under_way_is_said_in_words() {
    let account = account(json!({"id": "ca_1", "connection_name": "slack", "status": "ACTIVE"}));
    let steps = vec![step(Msg::CheckStatus, StepState::Running, "", None)];
    let report = Report::of(Material { steps, ..bare(&account) }, &Words::new());
    let markdown = report.markdown(&Words::new(), local);
    assert!(markdown.contains(&format!("**: {}\n", Msg::BusyChecking.english())), "{markdown}");
    assert_eq!(serde_json::to_value(&report).expect("JSON")["steps"][0]["state"], "running");
}

#[test]
fn what_the_check_was_told_says_more_than_the_last_error() {
    let account = account(json!({"id": "ca_1", "connection_name": "slack", "status": "ACTIVE",
        "last_error": {"code": "old", "message": "old"}}));
    let told = |refusal: Option<Refusal>| {
        let report = Report::of(Material { refusal, ..bare(&account) }, &Words::new());
        report.error.and_then(|error| error.code)
    };
    let new = Refusal { code: Foreign::new("new"), ..Refusal::default() };
    assert_eq!(told(Some(new)).as_deref(), Some("new"));
    assert_eq!(told(Some(Refusal::default())).as_deref(), Some("old"));
}

#[test]
fn foreign_text_stays_in_its_place() {
    let account =
        account(json!({"id": "a`b\n# c", "connection_name": "x", "display_name": "<b>*S*</b>\n# T",
        "status": "``", "last_error": {"code": "```\n# D", "message": "\u{2028}- e"}}));
    let note = "# note\n``` fence\n<script>\n> deeper";
    let report = Report::of(Material { note: Some(note), ..bare(&account) }, &Words::new());
    let markdown = report.markdown(&Words::new(), local);
    let headings: Vec<_> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        [
            r"# Support report: \<b\>\*S\*\</b\> \# T",
            "## Account",
            "## Error",
            "## In the person’s own words"
        ]
    );
    assert!(markdown.contains("```` ``` # D ````"), "{markdown}");
    assert!(markdown.contains(r"> \`\`\` fence") && markdown.contains(r"> \<script\>"), "{markdown}");
}

/// What nobody but its owner may see: how it is found again, and a text that holds it.
fn secret() -> impl Strategy<Value = (String, String)> {
    let tail = "[A-Za-z]{8}[0-9]{4}[A-Za-z0-9]{12}";
    let word = prop_oneof![
        (prop::sample::select(BEGINNINGS.as_slice()), tail)
            .prop_map(|(beginning, tail)| (tail.clone(), format!("{beginning}{tail}"))),
        "[A-Z]{6}[a-z]{6}[0-9]{8}[A-Za-z0-9]{14}".prop_map(|word| (word.clone(), word)),
        tail.prop_map(|tail| (tail.clone(), format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi{tail}.{tail}"))),
    ];
    let forms = [
        "{}",
        "refused: {}",
        "Authorization: Bearer {}",
        "sessionToken={} x",
        "code={}&state=abcd",
        "/cb?state={}",
        r#"{"access_token": "{}", "token_type": "bearer"}"#,
        r#"{\"refresh_token\":\"{}\"}"#,
        "go to https://idp.example/cb?ticket={}&x=1 now",
        "go to https://idp.example/cb#at={}",
        "https://{}@idp.example/",
        "https://env.example/magicLink/{}_o",
        "https%3A%2F%2Fapp.example%2Fcb%3Fticket%3D{}",
        "return_url=https%3a%2f%2fapp.example%2fcb%3fcode%3d{}",
        "https://app.example/login?next=https://idp.example/?t={}",
        "Request ID: {}",
    ];
    (word, prop::sample::select(forms.to_vec()))
        .prop_map(|((tail, word), form)| (tail, form.replace("{}", &word)))
}

/// Each field that anybody outside can fill, with the text in it.
fn full_of(text: &str) -> (String, String) {
    let everywhere = json!({
        "id": text, "identifier": text, "connection_name": text, "provider": text, "display_name": text, "icon_url": text,
        "status": text, "status_reason": text, "authorization_type": text, "scopes": [text], "required_scopes": [text],
        "requested_scopes": [text], "account_label": text, "test_tool": text, "redirect_uri": text,
        "created_at": text, "last_error": {"code": text, "message": text, "at": text},
        "access_token": text, "authorization_details": {"oauth_token": {"access_token": text}},
    });
    let account = account(everywhere);
    let field = |what: &str| {
        json!({"at": "1795361160000", "what": what, "method": "GET", "path": format!("accounts/{text}/{text}?x={text}"),
            "status": "200", "failure": text, "millis": text, "request_id": text, "event": "failed", "class": text,
            "status_word": text, "who_can_fix": text, "remedy": "grant"})
    };
    let trail = Trail::read(&[field("exchange"), field("act"), field("decision"), field(text)]);
    let some = || Some(text.to_owned());
    let material = Material {
        found: Some(found(&account)),
        refusal: Some(Refusal { code: Foreign::new(text), message: Foreign::new(text), execution: None }),
        steps: vec![ReportStep {
            name: text.to_owned(),
            state: StepState::Fine,
            said: vec![text.to_owned()],
            millis: None,
        }],
        executions: vec![text.to_owned()],
        trail,
        environment: Environment {
            name: some(),
            page: Some(format!("https://app.example/{text}?code={text}#{text}")),
            browser: some(),
            language: some(),
            zone: some(),
            version: some(),
        },
        note: Some(text),
        ..bare(&account)
    };
    let report = Report::of(material, &Words::new());
    (report.markdown(&Words::new(), local), serde_json::to_string(&report).expect("a report in JSON"))
}

proptest! {
    #[test]
    fn no_secret_gets_in((secret, text) in secret(), before in "(.{0,12} |(word ){0,90})?", after in "( .{0,12})?") {
        let (markdown, json) = full_of(&format!("{before}{text}{after}"));
        for form in [markdown, json] {
            // Not even most of it.
            prop_assert!(!form.contains(&secret[8..]), "{}\n{}", text, form);
        }
    }

    #[test]
    fn whose_account_it_is_stays_here(label in "[a-z]{6,10}[0-9]{3}") {
        let account = account(json!({"id": "ca_1", "identifier": &label, "connection_name": "gmail", "status": "ERROR",
            "account_label": format!("{label}@a.example"), "status_reason": &label, "redirect_uri": format!("https://a.example/{label}"),
            "last_error": {"message": format!("unknown user {label}@a.example")}}));
        let report = Report::of(bare(&account), &Words::new());
        prop_assert!(!report.markdown(&Words::new(), local).contains(&label));
        prop_assert!(!serde_json::to_string(&report).expect("JSON").contains(&label));
    }
}
