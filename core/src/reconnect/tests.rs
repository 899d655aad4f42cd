use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::explanation::{explain_call, explain_error};
use crate::{About, Audience, Class, Failure, Fixer, Remedy, Words};

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
    left_with(status, &json!({}), &["b"])
}

fn left_with(status: &str, more: &Value, asked: &[&str]) -> Departure {
    let asked = asked.iter().map(|scope| (*scope).to_owned()).collect();
    Departure::for_account(&account(status, more), asked, "f1".to_owned())
}

fn link() -> SafeLink {
    SafeLink::parse("https://provider.example/authorize").expect("a link")
}

fn away(status: &str) -> Reconnect {
    away_from(left(status))
}

fn away_from(departure: Departure) -> Reconnect {
    let mut attempt = Reconnect::begin(departure, true, START);
    attempt.on(Event::LinkReady(link()), START);
    attempt
}

/// How it ends where the backend answers each reading with this account.
fn ending_of(mut attempt: Reconnect, first: Event, account: &Account) -> Ending {
    let mut commands = attempt.on(first, later(9));
    for turn in 10..20 {
        if commands.contains(&Command::Read) {
            commands = attempt.on(Event::Read(Rc::new(account.clone())), later(turn));
        }
        if let Some(ending) = ending(&commands) {
            return ending.clone();
        }
        commands = attempt.on(Event::Woke, later(turn));
    }
    panic!("it does not end: {attempt:?}");
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
        ("ERROR", json!({}), None),
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
    let newer = json!({"updated_at": "2026-01-02T03:04:06Z"});
    let other = Ending::OtherAccount { before: "mara@a.example".into(), now: "else@a.example".into() };
    for (more, asked, expected) in [
        (json!({}), &[][..], None),
        // The app may renew its tokens while the person still reads what they are asked.
        (newer.clone(), &[], None),
        (json!({"updated_at": "2026-01-01T03:04:06Z"}), &[], None),
        (json!({"updated_at": null}), &[], None),
        (newer.clone(), &["b"], None),
        (json!({"scopes": ["a"]}), &["b"], None),
        (json!({"scopes": null}), &["b"], None),
        (json!({"scopes": ["a", "b"]}), &["b"], Some(Ending::Reconnected)),
        (json!({"account_label": "else@a.example"}), &["b"], Some(other)),
    ] {
        let mut attempt = away_from(left_with("ACTIVE", &json!({"scopes": ["a"]}), asked));
        attempt.on(Event::Seen, later(5));
        let commands = attempt.on(Event::Read(Rc::new(account("ACTIVE", &more))), later(5));
        assert_eq!(ending(&commands), expected.as_ref(), "{more} {asked:?}");
    }
    // Once their window is gone it may be a sign of theirs, where they were not asked for permissions.
    for (asked, expected) in [(&[][..], Some(Ending::Reconnected)), (&["b"], None)] {
        let mut attempt = away_from(left_with("ACTIVE", &json!({}), asked));
        attempt.on(Event::WindowGone, later(5));
        let commands = attempt.on(Event::Read(Rc::new(account("ACTIVE", &newer))), later(5));
        assert_eq!(ending(&commands), expected.as_ref(), "{asked:?}");
    }
    // Once they are back, it is one.
    let attempt = away_from(left_with("ACTIVE", &json!({}), &["b"]));
    let ended = ending_of(attempt, Event::Returned(Return::Plain), &account("ACTIVE", &newer));
    assert_eq!(ended, Ending::Reconnected);
}

/// A reading that was begun while the person was away may come when nobody waits any more, or when their sign-in is being bound.
#[test]
fn what_changed_is_no_sign_of_the_person_before_they_are_back() {
    let renewed = Rc::new(account("ACTIVE", &json!({"updated_at": "2026-01-02T03:04:06Z"})));
    let departure = || left_with("ACTIVE", &json!({}), &["b"]);

    let mut late = away_from(departure());
    assert_eq!(late.on(Event::Woke, later(299))[0], Command::Read);
    assert_eq!(late.on(Event::Woke, later(301)), [Command::Rest]);
    assert_eq!(ending(&late.on(Event::Read(Rc::clone(&renewed)), later(302))), None);

    let mut binding = away_from(departure());
    assert_eq!(binding.on(Event::Seen, later(5))[0], Command::Read);
    let verification = Verification { auth_request_id: "r1".to_owned(), state: "s1".to_owned() };
    binding.on(Event::Returned(Return::Verification(verification)), later(6));
    assert_eq!(ending(&binding.on(Event::Read(Rc::clone(&renewed)), later(7))), None);
    assert_eq!(ending(&binding.on(Event::Verified(renewed), later(8))), Some(&Ending::Reconnected));
}

/// Providers and backends spell scopes in their own ways, and nobody here knows them: that they are others than before is enough.
#[test]
fn other_scopes_than_before_show_that_a_sign_in_was_finished() {
    let before = json!({"updated_at": null, "scopes": ["Mail.Read"]});
    for (scopes, asked, ending) in [
        (json!(["Mail.Read", "Mail.Send"]), &["Mail.Send"][..], Ending::Reconnected),
        (
            json!(["https://graph.microsoft.com/Mail.Send", "https://graph.microsoft.com/Mail.Read"]),
            &["Mail.Send"],
            Ending::Reconnected,
        ),
        (json!("Mail.Read Mail.Send"), &["Mail.Send"], Ending::Reconnected),
        (json!(["Mail.ReadWrite"]), &["Mail.Read"], Ending::Reconnected),
        (json!([]), &["Mail.Send"], Ending::Reconnected),
        // A box stayed unticked, or nobody finished it: nothing tells.
        (json!("Mail.Read"), &["Mail.Send"], Ending::Unproven),
        (json!(", Mail.Read ,"), &["Mail.Send"], Ending::Unproven),
        (json!(["Mail.Read", "Mail.Read"]), &["Mail.Send"], Ending::Unproven),
        (json!(null), &["Mail.Send"], Ending::Unproven),
        (json!(["Mail.Read"]), &[], Ending::Unproven),
    ] {
        let attempt = away_from(left_with("ACTIVE", &before, asked));
        let after = account("ACTIVE", &json!({"updated_at": null, "scopes": scopes}));
        assert_eq!(ending_of(attempt, Event::Returned(Return::Plain), &after), ending, "{scopes} {asked:?}");
    }
}

#[test]
fn an_unfinished_sign_in_is_told_only_where_one_can_see_it() {
    let none = json!({"updated_at": null});
    for (before, more, after, ending) in [
        ("ACTIVE", json!({}), json!({}), Ending::NothingChanged),
        ("ACTIVE", none.clone(), none.clone(), Ending::Unproven),
        ("ACTIVE", none.clone(), json!({}), Ending::Unproven),
        ("ACTIVE", json!({}), none.clone(), Ending::Unproven),
        ("REVOKED", none.clone(), none.clone(), Ending::NothingChanged),
    ] {
        let attempt = away_from(left_with(before, &more, &[]));
        let told = ending_of(attempt, Event::Returned(Return::Plain), &account(before, &after));
        assert_eq!(told, ending, "{before} {more} {after}");
    }
    // It was finished, and waits to be bound.
    let waits = account("PENDING_VERIFICATION", &json!({}));
    assert_eq!(ending_of(away("REVOKED"), Event::Returned(Return::Plain), &waits), Ending::Unproven);
}

#[test]
fn a_window_that_is_gone_before_the_link_is_there_leaves_the_link() {
    let mut attempt = Reconnect::begin(left("REVOKED"), true, START);
    assert_eq!(attempt.on(Event::WindowGone, later(1)), []);
    assert_eq!(attempt.on(Event::LinkReady(link()), later(2))[0], Command::Offer(link()));
}

#[test]
fn who_is_back_has_nothing_to_call_off() {
    let verification = Verification { auth_request_id: "r1".to_owned(), state: "s1".to_owned() };
    for back in [Return::Plain, Return::Verification(verification)] {
        let mut attempt = away("REVOKED");
        assert!(attempt.on(Event::Heard, later(5)).contains(&Command::FindOut));
        attempt.on(Event::Returned(back), later(5));
        assert_eq!(attempt.on(Event::Cancelled, later(6)), []);
        assert!(!attempt.is_ended());
    }
    assert_eq!(
        away("REVOKED").on(Event::Cancelled, later(6)),
        [Command::CloseWindow, Command::End(Ending::Cancelled)]
    );
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
    assert_eq!(attempt.on(Event::Woke, later(12))[0], Command::Verify(verification.clone()));
    let commands = attempt.on(Event::Verified(Rc::new(account("ACTIVE", &json!({})))), later(13));
    assert_eq!(ending(&commands), Some(&Ending::Reconnected));

    for (failure, expected) in [
        // Not this person or browser, or too late; unknown, expired or used up; not waiting for it.
        (CallFailure::Forbidden, Ending::Failed(CallFailure::NotVerified)),
        (CallFailure::NotFound, Ending::Failed(CallFailure::NotVerified)),
        (CallFailure::Rejected { status: 400, message: None }, Ending::Failed(CallFailure::NotVerified)),
        (CallFailure::Rejected { status: 405, message: None }, {
            Ending::Failed(CallFailure::Rejected { status: 405, message: None })
        }),
        (CallFailure::SignedOut, Ending::Failed(CallFailure::SignedOut)),
    ] {
        let mut attempt = away("REVOKED");
        attempt.on(back(), later(9));
        let commands = attempt.on(Event::VerifyFailed(failure), later(10));
        assert_eq!(ending(&commands), Some(&expected));
    }
}

/// A backend that is being deployed, or that limits how often it is asked, must not cost a sign-in that the person has finished.
#[test]
fn a_verification_that_may_pass_is_tried_for_as_long_as_anybody_waits() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    for failure in [
        CallFailure::Server { status: 503 },
        CallFailure::RateLimited { wait: None },
        CallFailure::Offline,
        CallFailure::TimedOut { after: 20 },
    ] {
        let failed = |read, told: &Ending| {
            let mut attempt = away("REVOKED");
            let mut commands =
                attempt.on(Event::Returned(Return::Verification(verification.clone())), later(5));
            let mut at = 5;
            for wait in [2, 3, 5, 8, 13, 20, 30, 30, 30, 30, 30, 30, 30, 30, 9] {
                assert_eq!(commands[0], Command::Verify(verification.clone()), "{failure:?} at {at} s");
                commands = attempt.on(Event::VerifyFailed(failure.clone()), later(at));
                assert_eq!(commands, [Command::WakeIn(wait * 1000)], "{failure:?} at {at} s");
                at += i64::from(wait);
                commands = attempt.on(Event::Woke, later(at));
            }
            // The time is over. What became of it, the account tells.
            assert_eq!(commands[0], Command::Read);
            let commands = attempt.on(read, later(at + 1));
            assert_eq!(ending(&commands), Some(told));
        };
        failed(Event::Read(Rc::new(account("ACTIVE", &json!({})))), &Ending::Reconnected);
        failed(Event::ReadFailed(CallFailure::Offline), &Ending::Failed(failure.clone()));
    }
}

#[test]
fn a_verification_is_tried_again_when_the_backend_asks_for_it() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    for (asked, wait) in [(90, 90), (0, 0), (3600, 300)] {
        let mut attempt = away("REVOKED");
        attempt.on(Event::Returned(Return::Verification(verification.clone())), later(5));
        let limited = Event::VerifyFailed(CallFailure::RateLimited { wait: Some(asked) });
        assert_eq!(attempt.on(limited, later(5)), [Command::WakeIn(wait.max(1) * 1000)], "{asked} s");
    }
    // The device was asleep while it was asked, and the time is over.
    let mut attempt = away("REVOKED");
    attempt.on(Event::Returned(Return::Verification(verification)), later(5));
    let limited = Event::VerifyFailed(CallFailure::RateLimited { wait: Some(3600) });
    assert_eq!(attempt.on(limited, later(400))[0], Command::Read);
}

/// A sign-in is bound once, so what is asked again after an answer that was lost may be refused though it was bound.
#[test]
fn a_verification_whose_answer_was_lost_is_judged_by_the_account() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    let refused = || {
        let mut attempt = away("REVOKED");
        attempt.on(Event::Returned(Return::Verification(verification.clone())), later(5));
        attempt.on(Event::VerifyFailed(CallFailure::TimedOut { after: 20 }), later(6));
        assert_eq!(attempt.on(Event::Woke, later(8))[0], Command::Verify(verification.clone()));
        let commands = attempt.on(Event::VerifyFailed(CallFailure::Forbidden), later(10));
        assert_eq!(commands[0], Command::Read);
        attempt
    };
    let commands = refused().on(Event::Read(Rc::new(account("ACTIVE", &json!({})))), later(11));
    assert_eq!(ending(&commands), Some(&Ending::Reconnected));
    let told = Ending::Failed(CallFailure::NotVerified);
    let as_before = Event::Read(Rc::new(account("REVOKED", &json!({}))));
    assert_eq!(ending_of(refused(), as_before, &account("REVOKED", &json!({}))), told);
    // Where nothing gets through, that is what is told.
    let commands = refused().on(Event::ReadFailed(CallFailure::Offline), later(11));
    assert_eq!(ending(&commands), Some(&told));
}

/// What is verified was finished, whether the backend tells when it last changed or not.
#[test]
fn a_verified_sign_in_is_never_called_unfinished() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    for (status, verified, read, expected) in [
        ("ACTIVE", "ACTIVE", "ACTIVE", Ending::Reconnected),
        ("REVOKED", "ACTIVE", "ACTIVE", Ending::Reconnected),
        ("ACTIVE", "PENDING_VERIFICATION", "ACTIVE", Ending::Reconnected),
        ("REVOKED", "PENDING_VERIFICATION", "PENDING_VERIFICATION", Ending::Unproven),
    ] {
        let mut attempt = away(status);
        attempt.on(Event::Returned(Return::Verification(verification.clone())), later(8));
        let first = Event::Verified(Rc::new(account(verified, &json!({}))));
        assert_eq!(
            ending_of(attempt, first, &account(read, &json!({}))),
            expected,
            "{status} {verified} {read}"
        );
    }
}

#[test]
fn a_refused_verification_reads_like_any_answer_that_cannot_be_trusted() {
    let words = Words::new();
    for (status, remedy) in [
        ("REVOKED", Remedy::Reconnect),
        ("PENDING_VERIFICATION", Remedy::Reconnect),
        ("NOT_CONNECTED", Remedy::Connect),
    ] {
        let account = account(status, &json!({}));
        let failure = Failure::plain(Class::StateMismatch, account.provider);
        let expected = explain_error(&failure, &About::account(&account), Audience::User, &words);
        let said = explain_call(&CallFailure::NotVerified, Some(&account), Audience::User, &words);
        assert_eq!((&said.title, &said.next), (&expected.title, &expected.next));
        assert_eq!(said.why[..], expected.why[..1]);
        assert_eq!(said.action.map(|action| action.remedy), Some(remedy), "{status}");
    }
    let failure = CallFailure::NotVerified;
    assert_eq!((failure.class(), failure.fixer()), (Class::StateMismatch, Fixer::User));
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
    // Nobody sees that the time is over, either. Whoever comes back after it is not told that nothing was heard.
    assert_eq!(attempt.on(Event::Woke, later(300)), []);
    assert_eq!(attempt.on(Event::Seen, later(900)), [Command::Read, Command::WakeIn(2000)]);
    let commands = attempt.on(Event::Read(Rc::new(account("REVOKED", &json!({})))), later(901));
    assert_eq!(commands, [Command::WakeIn(3000)]);
    assert_eq!(attempt.on(Event::Woke, later(1200)), [Command::Rest]);
}

/// Passwords are set anew and administrators are asked: a sign-in may take longer than anybody waits.
#[test]
fn what_is_finished_late_still_counts() {
    let verification = Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    let late = || {
        let mut attempt = away("REVOKED");
        assert_eq!(attempt.on(Event::Woke, later(300)), [Command::Rest]);
        assert!(!attempt.is_away() && !attempt.is_ended());
        assert_eq!(attempt.on(Event::Woke, later(330)), [], "nobody waits");
        attempt
    };
    let active = || Rc::new(account("ACTIVE", &json!({})));

    let mut attempt = late();
    let commands = attempt.on(Event::Returned(Return::Verification(verification.clone())), later(400));
    assert_eq!(commands, [Command::Verify(verification), Command::WakeIn(1000)]);
    assert_eq!(ending(&attempt.on(Event::Verified(active()), later(401))), Some(&Ending::Reconnected));

    let plain = Event::Returned(Return::Plain);
    assert_eq!(ending_of(late(), plain.clone(), &active()), Ending::Reconnected);
    assert_eq!(ending_of(late(), plain, &account("REVOKED", &json!({}))), Ending::NothingChanged);
    assert_eq!(ending(&late().on(Event::Returned(Return::Refused), later(400))), Some(&Ending::Refused));

    // Without a word, the widget's own readings show what there is.
    assert_eq!(late().on(Event::Seen, later(400)), []);

    // What the return page said takes a while to be read.
    for (mut attempt, at) in [(late(), 400), (away("REVOKED"), 299)] {
        assert!(matches!(attempt.on(Event::Heard, later(at))[..], [Command::FindOut, Command::WakeIn(_)]));
        assert!(attempt.is_away());
        assert!(!attempt.on(Event::Woke, later(at + 60)).contains(&Command::Rest), "somebody was heard");
        assert_eq!(
            ending(&attempt.on(Event::Returned(Return::Refused), later(at + 61))),
            Some(&Ending::Refused)
        );
    }
}

#[test]
fn a_return_to_a_hidden_page_is_proved_once_it_is_seen() {
    let active = || Event::Read(Rc::new(account("ACTIVE", &json!({}))));
    let mut attempt = away("REVOKED");
    attempt.on(Event::Hidden, later(1));
    for (event, at) in
        [(Event::Returned(Return::Plain), 2), (Event::WindowGone, 3), (Event::Woke, 4), (Event::Woke, 5)]
    {
        let commands = attempt.on(event, later(at));
        assert!(!commands.contains(&Command::Read) && ending(&commands).is_none(), "{commands:?} at {at} s");
    }
    assert_eq!(attempt.on(Event::Seen, later(60))[0], Command::Read);
    assert_eq!(ending(&attempt.on(active(), later(60))), Some(&Ending::Reconnected));
    // However late that is, and at the last moment, too.
    for at in [301, 900] {
        let mut attempt = away("REVOKED");
        attempt.on(Event::Hidden, later(1));
        attempt.on(Event::Returned(Return::Plain), later(2));
        assert_eq!(attempt.on(Event::Seen, later(at))[0], Command::Read);
        assert!(ending(&attempt.on(Event::Woke, later(at + 1))).is_none(), "it is being read");
        assert_eq!(ending(&attempt.on(active(), later(at + 2))), Some(&Ending::Reconnected));
    }
}

#[test]
fn a_clock_that_is_set_back_does_not_make_it_longer() {
    let mut attempt = away("REVOKED");
    let mut passed = 10;
    let mut commands = attempt.on(Event::Woke, later(passed));
    while commands != [Command::Rest] {
        let Some(Command::WakeIn(millis)) = commands.pop() else { panic!("{commands:?} after {passed} s") };
        passed += i64::from(millis) / 1000;
        assert!(passed <= 330, "it does not end");
        attempt.on(Event::ReadFailed(CallFailure::NoAnswer), later(passed - 3600));
        commands = attempt.on(Event::Woke, later(passed - 3600));
    }
}

#[test]
fn a_backend_that_never_answers_is_what_is_told_after_a_return() {
    let mut attempt = away("REVOKED");
    attempt.on(Event::Returned(Return::Plain), later(200));
    assert_eq!(attempt.on(Event::Woke, later(499)), [Command::WakeIn(1000)]);
    let commands = attempt.on(Event::Woke, later(500));
    assert_eq!(ending(&commands), Some(&Ending::Failed(CallFailure::TimedOut { after: 300 })));
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

#[test]
fn a_backend_that_answers_no_reading_is_believed() {
    let refused = |failure: &CallFailure| Event::ReadFailed(failure.clone());
    for failure in [CallFailure::SignedOut, CallFailure::Forbidden, CallFailure::NotFound] {
        let mut attempt = away("REVOKED");
        attempt.on(Event::Returned(Return::Plain), later(9));
        for at in [10, 11] {
            assert!(ending(&attempt.on(refused(&failure), later(at))).is_none(), "it may lag behind");
            attempt.on(Event::Woke, later(at + 1));
        }
        assert_eq!(ending(&attempt.on(refused(&failure), later(13))), Some(&Ending::Failed(failure)));
    }
    // What might have passed is what is told when the time is over.
    let mut attempt = away("REVOKED");
    attempt.on(Event::Returned(Return::Plain), later(9));
    attempt.on(refused(&CallFailure::Offline), later(10));
    let commands = attempt.on(Event::Woke, later(309));
    assert_eq!(ending(&commands), Some(&Ending::Failed(CallFailure::Offline)));
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
    let any_failure = || {
        prop_oneof![
            prop::sample::select(vec![
                CallFailure::NoAnswer,
                CallFailure::Server { status: 500 },
                CallFailure::SignedOut,
                CallFailure::NotFound,
                CallFailure::Forbidden,
            ]),
            (0..4_000u32).prop_map(|wait| CallFailure::RateLimited { wait: Some(wait) }),
        ]
    };
    let verification = || Verification { auth_request_id: "areq_1".into(), state: "s".into() };
    prop_oneof![
        Just(Event::LinkReady(link())),
        Just(Event::Heard),
        Just(Event::Returned(Return::Plain)),
        Just(Event::Returned(Return::Verification(verification()))),
        Just(Event::Hidden),
        Just(Event::Seen),
        Just(Event::WindowGone),
        Just(Event::Woke),
        Just(Event::Cancelled),
        any_account.clone().prop_map(Event::Read),
        any_account.prop_map(Event::Verified),
        any_failure().prop_map(Event::ReadFailed),
        any_failure().prop_map(Event::VerifyFailed),
    ]
}

proptest! {
    /// Whatever happens, it ends in time, in truth, and without a storm of requests.
    #[test]
    fn any_course_of_events_ends_in_truth(
        status in prop::sample::select(vec!["ACTIVE", "REVOKED", "EXPIRED"]),
        has_window in any::<bool>(),
        events in prop::collection::vec((any_event(), 0..40_000i64, prop_oneof![9 => Just(0), 1 => 0..4_000_000i64]), 0..60),
    ) {
        let mut attempt = Reconnect::begin(left(status), has_window, START);
        // What has passed, and by how much the device's clock is behind it.
        let (mut now, mut behind) = (START, 0);
        let mut readings: Vec<Timestamp> = Vec::new();
        let (mut asked, mut is_hidden, mut is_verified) = (false, false, false);
        let mut course = events.into_iter();
        // After the events, only the clock goes on.
        for _ in 0..200 {
            let (event, pause, set_back) = course.next().unwrap_or((Event::Woke, 30_000, 0));
            now = Timestamp(now.0 + pause);
            behind += set_back;
            match event {
                Event::Hidden => is_hidden = true,
                Event::Seen => is_hidden = false,
                Event::Verified(_) => {
                    is_verified |= matches!(attempt.phase, Phase::Verifying { is_asked: true, .. });
                }
                _ => {}
            }
            let told = match &event {
                Event::Read(account) if asked => Some(account.clone()),
                Event::Verified(account) if matches!(attempt.phase, Phase::Verifying { .. }) => Some(account.clone()),
                _ => None,
            };
            asked &= !matches!(event, Event::Read(_) | Event::ReadFailed(_));
            let commands = attempt.on(event, Timestamp(now.0 - behind));
            for command in &commands {
                match command {
                    Command::Read => {
                        prop_assert!(!is_hidden, "nobody sees it");
                        prop_assert!(!asked, "one reading at a time");
                        prop_assert!(readings.last().is_none_or(|last| now.0 - last.0 >= 1000), "no storm");
                        readings.push(now);
                        asked = true;
                    }
                    Command::End(Ending::Reconnected | Ending::OtherAccount { .. }) => {
                        let proof = told.as_ref().expect("a reading came with it");
                        prop_assert_eq!(proof.status.word(), "ACTIVE");
                        let before = left(status);
                        let is_new = proof.updated_at > before.updated_at || proof.label != before.label;
                        prop_assert!(status != "ACTIVE" || is_new || is_verified, "what worked before is no proof");
                    }
                    Command::WakeIn(wait) => prop_assert!(*wait <= LONGEST * 1000, "nobody waits longer"),
                    _ => {}
                }
            }
            prop_assert!(attempt.is_ended() || commands.is_empty() || commands.iter().any(|command| {
                matches!(command, Command::WakeIn(_) | Command::Rest)
            }), "it never falls asleep: {:?}", commands);
            if attempt.is_ended() {
                prop_assert!(attempt.on(Event::Seen, now).is_empty(), "nothing comes after the end");
                return Ok(());
            }
        }
        prop_assert!(is_hidden || matches!(attempt.phase, Phase::Preparing { .. } | Phase::Late), "nobody waits for ever");
        prop_assert!(attempt.on(Event::Woke, now).is_empty(), "and nothing goes on by itself");
    }
}
