use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const START: Timestamp = Timestamp(1_000_000);

fn account(status: &str, more: &Value) -> Account {
    let mut json = json!({"id": "ca_1", "connection_name": "gmail", "status": status, "account_label": "mara@a.example",
        "updated_at": "2026-01-02T03:04:05Z"});
    for (name, value) in more.as_object().into_iter().flatten() {
        json[name] = value.clone();
    }
    Account::read(&json).expect("an account")
}

fn left(status: &str) -> Departure {
    Departure::for_account(&account(status, &json!({})), vec!["b".to_owned()], "f1".to_owned())
}

fn link() -> SafeLink {
    SafeLink::parse("https://provider.example/authorize").expect("a link")
}

fn away(status: &str) -> Reconnect {
    let mut attempt = Reconnect::begin(left(status), true, START);
    attempt.on(Event::LinkReady(link()), START);
    attempt
}

fn ending(commands: &[Command]) -> Option<&Ending> {
    commands.iter().find_map(|command| if let Command::End(ending) = command { Some(ending) } else { None })
}

fn later(seconds: i64) -> Timestamp {
    Timestamp(START.0 + seconds * 1000)
}

#[test]
fn the_window_is_sent_to_the_provider_and_else_the_link_is_offered() {
    for (has_window, go) in [(true, Command::Navigate(link())), (false, Command::Offer(link()))] {
        let mut attempt = Reconnect::begin(left("REVOKED"), has_window, START);
        let commands = attempt.on(Event::LinkReady(link()), START);
        assert_eq!(commands, [go, Command::WakeIn(2000)]);
    }
}

#[test]
fn a_return_is_proved_by_readings() {
    for (status, more, expected) in [
        ("ACTIVE", json!({}), Some(Ending::Reconnected)),
        (
            "ACTIVE",
            json!({"account_label": "else@a.example"}),
            Some(Ending::OtherAccount { before: "mara@a.example".into(), now: "else@a.example".into() }),
        ),
        ("REVOKED", json!({}), None),
        ("PENDING_VERIFICATION", json!({}), None),
        ("ACTIVE", json!({"id": "ca_2"}), None),
    ] {
        let mut attempt = away("REVOKED");
        let commands = attempt.on(Event::Returned(Return::Plain), later(9));
        assert_eq!(commands[0], Command::Read);
        let mut commands = attempt.on(Event::Read(Rc::new(account(status, &more))), later(9));
        for turn in 1.. {
            if ending(&commands).is_some() {
                break;
            }
            assert_eq!(commands, [Command::WakeIn(1000)], "{status} {more}");
            assert_eq!(attempt.on(Event::Woke, later(9 + turn))[0], Command::Read);
            commands = attempt.on(Event::Read(Rc::new(account(status, &more))), later(9 + turn));
        }
        assert_eq!(ending(&commands), Some(&expected.unwrap_or(Ending::NothingChanged)), "{status} {more}");
    }
}

#[test]
fn what_worked_before_is_new_only_when_it_changed() {
    for (more, is_proved) in [
        (json!({}), false),
        (json!({"updated_at": "2026-01-02T03:04:06Z"}), true),
        (json!({"updated_at": "2026-01-01T03:04:06Z"}), false),
        (json!({"scopes": ["a", "b"]}), true),
        (json!({"scopes": ["a"]}), false),
        (json!({"updated_at": null}), false),
    ] {
        let mut attempt = away("ACTIVE");
        attempt.on(Event::Seen, later(5));
        let commands = attempt.on(Event::Read(Rc::new(account("ACTIVE", &more))), later(5));
        assert_eq!(ending(&commands).is_some(), is_proved, "{more}");
    }
}

#[test]
fn a_window_that_seems_gone_is_no_verdict() {
    let mut attempt = away("REVOKED");
    assert_eq!(attempt.on(Event::WindowGone, later(3))[0], Command::Read);
    let commands = attempt.on(Event::Read(Rc::new(account("REVOKED", &json!({})))), later(3));
    assert!(matches!(commands[..], [Command::WakeIn(_)]), "{commands:?}");
    // Finished in another tab.
    assert_eq!(attempt.on(Event::Seen, later(20))[0], Command::Read);
    let commands = attempt.on(Event::Read(Rc::new(account("ACTIVE", &json!({})))), later(20));
    assert_eq!(ending(&commands), Some(&Ending::Reconnected));
}

#[test]
fn a_sign_in_is_bound_to_the_person_and_then_proved() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    let back = || Event::Returned(Return::Verification(verification.clone()));
    let mut attempt = away("REVOKED");
    assert_eq!(attempt.on(back(), later(9))[0], Command::Verify(verification.clone()));
    assert_eq!(attempt.on(back(), later(9)), [], "coming back twice is coming back once");
    let commands = attempt.on(Event::VerifyFailed(CallFailure::NoAnswer), later(10));
    assert!(matches!(commands[..], [Command::WakeIn(_)]), "the backend is away for a moment");
    assert_eq!(attempt.on(Event::Woke, later(11))[0], Command::Verify(verification.clone()));
    let commands = attempt.on(Event::Verified(Rc::new(account("ACTIVE", &json!({})))), later(12));
    assert_eq!(ending(&commands), Some(&Ending::Reconnected));

    let mut attempt = away("REVOKED");
    attempt.on(back(), later(9));
    let commands = attempt.on(Event::VerifyFailed(CallFailure::Forbidden), later(10));
    assert_eq!(ending(&commands), Some(&Ending::Failed(CallFailure::Forbidden)), "somebody else started it");
}

#[test]
fn a_hidden_page_asks_nothing() {
    let mut attempt = away("REVOKED");
    attempt.on(Event::Hidden, later(1));
    let mut at = 2;
    while at < 290 {
        let commands = attempt.on(Event::Woke, later(at));
        assert!(matches!(commands[..], [Command::WakeIn(_)]), "{commands:?} at {at} s");
        at += 30;
    }
    assert_eq!(ending(&attempt.on(Event::Woke, later(300))), Some(&Ending::NotFinished));
}

#[test]
fn a_backend_that_is_away_for_a_while_is_asked_again() {
    let mut attempt = away("REVOKED");
    attempt.on(Event::Returned(Return::Plain), later(9));
    for turn in 0..60 {
        let at = later(10 + turn * 2);
        let commands = attempt.on(Event::ReadFailed(CallFailure::NoAnswer), at);
        assert!(ending(&commands).is_none());
        attempt.on(Event::Woke, Timestamp(at.0 + 1000));
    }
    let commands = attempt.on(Event::Read(Rc::new(account("ACTIVE", &json!({})))), later(140));
    assert_eq!(ending(&commands), Some(&Ending::Reconnected));
}

fn any_event() -> impl Strategy<Value = Event> {
    let status =
        prop::sample::select(vec!["ACTIVE", "EXPIRED", "REVOKED", "PENDING_VERIFICATION", "ERROR", "?"]);
    let day = 1..4u32;
    let any_account = (status, day, any::<bool>()).prop_map(|(status, day, is_other)| {
        let label = if is_other { "else@a.example" } else { "mara@a.example" };
        let updated = format!("2026-01-0{day}T03:04:05Z");
        Rc::new(account(status, &json!({"account_label": label, "updated_at": updated})))
    });
    let verification = || Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    prop_oneof![
        Just(Event::LinkReady(link())),
        Just(Event::Returned(Return::Plain)),
        Just(Event::Returned(Return::Verification(verification()))),
        Just(Event::Hidden),
        Just(Event::Seen),
        Just(Event::WindowGone),
        Just(Event::Woke),
        any_account.clone().prop_map(Event::Read),
        any_account.prop_map(Event::Verified),
        Just(Event::ReadFailed(CallFailure::NoAnswer)),
        Just(Event::VerifyFailed(CallFailure::Server { status: 500 })),
    ]
}

proptest! {
    /// Whatever happens, it ends in time, in truth, and without a storm of requests.
    #[test]
    fn any_course_of_events_ends_in_truth(
        status in prop::sample::select(vec!["ACTIVE", "REVOKED", "EXPIRED"]),
        has_window in any::<bool>(),
        events in prop::collection::vec((any_event(), 0..40_000i64), 0..60),
    ) {
        let mut attempt = Reconnect::begin(left(status), has_window, START);
        let mut now = START;
        let mut readings: Vec<Timestamp> = Vec::new();
        let mut asked = false;
        let mut course = events.into_iter();
        // After the events, only the clock goes on.
        for _ in 0..200 {
            let (event, pause) = course.next().unwrap_or((Event::Woke, 30_000));
            now = Timestamp(now.0 + pause);
            let told = match &event {
                Event::Read(account) if asked => Some(account.clone()),
                Event::Verified(account) if matches!(attempt.phase, Phase::Verifying { .. }) => Some(account.clone()),
                _ => None,
            };
            asked &= !matches!(event, Event::Read(_) | Event::ReadFailed(_));
            let commands = attempt.on(event, now);
            for command in &commands {
                match command {
                    Command::Read => {
                        prop_assert!(!asked, "one reading at a time");
                        prop_assert!(readings.last().is_none_or(|last| now.0 - last.0 >= 1000), "no storm");
                        readings.push(now);
                        asked = true;
                    }
                    Command::End(Ending::Reconnected | Ending::OtherAccount { .. }) => {
                        let proof = told.as_ref().expect("a reading came with it");
                        prop_assert_eq!(proof.status.word(), "ACTIVE");
                        let is_newer = proof.updated_at > left(status).updated_at;
                        prop_assert!(status != "ACTIVE" || is_newer, "what worked before is no proof");
                    }
                    Command::WakeIn(wait) => prop_assert!(*wait <= 30_000),
                    _ => {}
                }
            }
            prop_assert!(attempt.is_ended() || commands.is_empty() || commands.iter().any(|command| {
                matches!(command, Command::WakeIn(_))
            }), "it never falls asleep: {:?}", commands);
            if attempt.is_ended() {
                prop_assert!(attempt.on(Event::Seen, now).is_empty(), "nothing comes after the end");
                return Ok(());
            }
        }
        prop_assert!(matches!(attempt.phase, Phase::Preparing { .. }), "without a link there is nothing to end");
    }
}
