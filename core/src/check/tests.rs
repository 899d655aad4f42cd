use std::collections::VecDeque;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{Audience, Foreign, Msg, Permission, Question, Remedy, Standing, Words};

const FINE: Browser = Browser { is_online: true, has_cookies: true, has_storage: true, is_secure: true };

/// A check in virtual time: each kind of call answers what was laid out for it, and its last answer again.
struct Bench {
    check: Check,
    now: i64,
    /// What an answer takes, in milliseconds.
    latency: i64,
    server_ahead: i64,
    wake_at: Option<i64>,
    reads: VecDeque<Result<Rc<Account>, CallFailure>>,
    refreshes: VecDeque<Result<Rc<Account>, CallFailure>>,
    calls: VecDeque<Result<Option<String>, ToolFailure>>,
    permissions: Option<Rc<Permissions>>,
    answered: Option<Rc<Answered>>,
    /// The second module does not come.
    stalls: bool,
    asked: Vec<(i64, CheckCommand)>,
    waiting: VecDeque<CheckCommand>,
}

impl Bench {
    fn new(status: &str) -> Self {
        Self::with(account(status, json!({})))
    }

    fn with(account: Rc<Account>) -> Self {
        Self::begin(FINE, account)
    }

    fn begin(browser: Browser, account: Rc<Account>) -> Self {
        let (check, commands) = Check::begin(browser, 0, Timestamp(0));
        Self {
            check,
            now: 0,
            latency: 100,
            server_ahead: 0,
            wake_at: None,
            reads: [Ok(account)].into(),
            refreshes: [Ok(self::account("ACTIVE", json!({})))].into(),
            calls: [Ok(Some("exec_1".to_owned()))].into(),
            permissions: None,
            answered: None,
            stalls: false,
            asked: Vec::new(),
            waiting: commands.into(),
        }
    }

    fn on(&mut self, event: CheckEvent) {
        let commands = self.check.on(event, Timestamp(self.now));
        self.waiting.extend(commands);
    }

    /// Carries out what is to be done; `false` where there is nothing.
    fn step(&mut self) -> bool {
        let Some(command) = self.waiting.pop_front() else {
            let Some(wake_at) = self.wake_at.take() else { return false };
            self.now = self.now.max(wake_at);
            self.on(CheckEvent::Woke);
            return true;
        };
        if let CheckCommand::WakeIn(millis) = command {
            self.wake_at = Some(self.now + i64::from(millis));
            return true;
        }
        self.asked.push((self.now, command.clone()));
        if self.stalls && is_lookup(&command) {
            return true;
        }
        // The timer that is asked for together with a call runs out first where the answer takes long.
        if let Some(CheckCommand::WakeIn(millis)) = self.waiting.front().cloned() {
            self.waiting.pop_front();
            self.wake_at = (self.latency > i64::from(millis)).then_some(self.now + i64::from(millis));
        }
        if let Some(wake_at) = self.wake_at.take() {
            self.now = wake_at;
            self.on(CheckEvent::Woke);
            assert!(self.check.is_slow(), "it is said that an answer is still awaited");
            self.now += self.latency - i64::from(SLOW);
        } else {
            self.now += self.latency;
        }
        let event = match command {
            CheckCommand::Read => {
                CheckEvent::Read(next(&mut self.reads), Some(Timestamp(self.now + self.server_ahead)))
            }
            CheckCommand::Refresh => CheckEvent::Refreshed(next(&mut self.refreshes)),
            CheckCommand::Explain(_) => CheckEvent::Explained(self.answered.clone()),
            CheckCommand::Compare => CheckEvent::Compared(self.permissions.clone()),
            CheckCommand::Call(_) => CheckEvent::Called(next(&mut self.calls)),
            CheckCommand::WakeIn(_) => return true,
        };
        self.on(event);
        true
    }

    fn run(mut self) -> Self {
        for _ in 0..100 {
            if self.check.verdict().is_some() || !self.step() {
                return self;
            }
        }
        panic!("it does not end: {:?}", self.check);
    }

    fn verdict(&self) -> &Verdict {
        self.check.verdict().expect("a verdict")
    }

    fn asks(&self) -> Vec<&CheckCommand> {
        self.asked.iter().map(|(_, command)| command).collect()
    }

    fn state(&self, topic: Topic) -> StepState {
        self.check.steps()[topic as usize].state
    }

    fn remedy(&self) -> Option<Remedy> {
        let explanation = self.check.explanation(Audience::User, &Words::new());
        explanation.and_then(|explanation| explanation.action).map(|action| action.remedy)
    }
}

fn is_lookup(command: &CheckCommand) -> bool {
    matches!(command, CheckCommand::Explain(_) | CheckCommand::Compare)
}

fn next<T: Clone>(answers: &mut VecDeque<T>) -> T {
    match answers.len() {
        0 | 1 => answers.front().cloned().expect("an answer was laid out"),
        _ => answers.pop_front().expect("there is one"),
    }
}

fn account(status: &str, more: serde_json::Value) -> Rc<Account> {
    let mut json = json!({"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": status,
        "test_tool": "gmail_get_profile", "last_used_at": "2026-01-02T03:04:05Z"});
    for (name, value) in more.as_object().into_iter().flatten() {
        json[name] = value.clone();
    }
    Rc::new(Account::read(&json).expect("an account"))
}

fn permissions(standing: Standing) -> Option<Rc<Permissions>> {
    let need = Permission {
        scope: "gmail.send".to_owned(),
        name: "Send".to_owned(),
        group: String::new(),
        standing,
        covered_by: None,
    };
    Some(Rc::new(Permissions { needs: vec![need], ..Permissions::default() }))
}

fn refused(failure: CallFailure) -> Result<Option<String>, ToolFailure> {
    let refusal = Refusal { message: Foreign::new("no"), ..Refusal::default() };
    Err(ToolFailure { failure, refusal: Some(refusal) })
}

fn bare(failure: CallFailure) -> Result<Option<String>, ToolFailure> {
    Err(ToolFailure { failure, refusal: None })
}

#[test]
fn an_active_account_is_proved_and_never_renewed() {
    let bench = Bench::new("ACTIVE").run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: false });
    assert_eq!(bench.asks(), [&CheckCommand::Read, &CheckCommand::Call("gmail_get_profile".to_owned())]);
    assert_eq!(bench.state(Topic::Refresh), StepState::Skipped);
    assert_eq!(bench.check.steps()[1].millis, Some(100));
    assert_eq!(bench.remedy(), Some(Remedy::Report));
}

#[test]
fn a_token_that_is_refused_is_renewed_once_and_tried_again() {
    let mut bench = Bench::new("ACTIVE");
    bench.calls = [refused(CallFailure::ProviderRefused(None)), Ok(None)].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: true });
    assert_eq!(bench.asks().iter().filter(|ask| ***ask == CheckCommand::Refresh).count(), 1);
    assert_eq!(bench.check.refusal(), None);

    let mut bench = Bench::new("ACTIVE");
    bench.calls = [refused(CallFailure::ProviderRefused(None))].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::TokenRefused);
    assert_eq!(bench.asks().iter().filter(|ask| ***ask == CheckCommand::Refresh).count(), 1);
    assert_eq!(bench.remedy(), Some(Remedy::Reconnect));
}

#[test]
fn an_expired_account_is_renewed_and_then_proved() {
    let bench = Bench::new("EXPIRED").run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: true });
    for answer in [Ok(account("EXPIRED", json!({}))), Err(CallFailure::ProviderRefused(None))] {
        let mut bench = Bench::new("EXPIRED");
        bench.refreshes = [answer].into();
        let bench = bench.run();
        assert_eq!(bench.verdict(), &Verdict::Account);
        assert_eq!(bench.remedy(), Some(Remedy::Reconnect), "renewing is not offered again");
        assert_eq!(bench.state(Topic::Call), StepState::Skipped);
    }
}

#[test]
fn what_no_renewal_can_help_is_not_renewed() {
    for (status, more, remedy) in [
        ("REVOKED", json!({}), Remedy::Reconnect),
        ("PENDING", json!({"last_used_at": null}), Remedy::Connect),
        ("PENDING_VERIFICATION", json!({}), Remedy::CheckAgain),
        ("EXPIRED", json!({"is_org_wide_credential": true}), Remedy::AskAdmin),
        ("REVOKED", json!({"is_org_wide_credential": true}), Remedy::AskAdmin),
    ] {
        let bench = Bench::with(account(status, more)).run();
        assert_eq!(bench.verdict(), &Verdict::Account, "{status}");
        assert_eq!(bench.asks(), [&CheckCommand::Read], "{status}");
        assert_eq!(bench.remedy(), Some(remedy), "{status}");
    }
}

/// What only takes a few seconds has had them by the second check, and then there is a way on.
#[test]
fn a_check_again_does_not_wait_for_ever() {
    let verifying = || Bench::with(account("PENDING_VERIFICATION", json!({})));
    assert_eq!(verifying().run().remedy(), Some(Remedy::CheckAgain));
    let mut bench = verifying();
    bench.check = bench.check.once_more();
    let bench = bench.run();
    assert_eq!(bench.remedy(), Some(Remedy::Reconnect));
    let said = bench.check.explanation(Audience::User, &Words::new()).expect("it is over");
    assert!(said.next.is_some_and(|next| next.contains("sign in")), "and it is said what comes");
}

#[test]
fn missing_permissions_do_not_stop_the_check_and_are_what_it_comes_to() {
    let needs = json!({"required_scopes": ["gmail.send"]});
    for (standing, state, verdict, remedy) in [
        (Standing::Granted, StepState::Fine, Verdict::Works { was_renewed: false }, Remedy::Report),
        (Standing::Missing, StepState::Warning, Verdict::Account, Remedy::Grant),
        (Standing::Unknown, StepState::Skipped, Verdict::Works { was_renewed: false }, Remedy::Report),
    ] {
        let mut bench = Bench::with(account("ACTIVE", needs.clone()));
        bench.permissions = permissions(standing);
        let bench = bench.run();
        assert_eq!((bench.state(Topic::Permissions), bench.verdict()), (state, &verdict));
        assert_eq!(bench.remedy(), Some(remedy));
        assert_eq!(bench.state(Topic::Call), StepState::Fine);
    }
}

/// What was compared and what is asked for agree: nobody is asked to give what is given, or what is never asked for.
#[test]
fn what_is_given_is_not_asked_for() {
    for (standing, has_all) in [
        (Standing::Granted, true),
        (Standing::NotRequested, true),
        (Standing::Missing, false),
        (Standing::Unknown, false),
    ] {
        let mut bench = Bench::with(account("ACTIVE", json!({"required_scopes": ["gmail.send"]})));
        bench.permissions = permissions(standing);
        bench.calls = [refused(CallFailure::Forbidden)].into();
        assert_eq!(bench.run().check.has_all(), has_all, "{standing:?}");
    }
    let mut bench = Bench::new("ACTIVE");
    bench.calls = [refused(CallFailure::Forbidden)].into();
    assert!(!bench.run().check.has_all(), "the app names nothing");
}

/// What the provider refuses is no longer shown as connected, where somebody can mend it; and what is shown is what the check says.
#[test]
fn a_refusal_is_what_the_account_says_afterwards() {
    use CallFailure as F;
    let question = |code: &str| Question {
        code: Some(code.to_owned()),
        provider: Some("SLACK".to_owned()),
        was_connected: true,
        is_call: true,
        ..Question::default()
    };
    for (call, code, remedy) in [
        (refused(F::ProviderRefused(None)), "", Some(Remedy::Reconnect)),
        (refused(F::Forbidden), "account_inactive", Some(Remedy::Reconnect)),
        (refused(F::Forbidden), "missing_scope", Some(Remedy::Grant)),
        (refused(F::Forbidden), "ekm_access_denied", Some(Remedy::AskAdmin)),
        // The connection is as good as it was.
        (refused(F::Forbidden), "ratelimited", None),
        (refused(F::Forbidden), "a_word_of_nobody", None),
        (bare(F::Forbidden), "", None),
        (Err(ToolFailure { failure: F::NoAnswer, refusal: None }), "", None),
        (Ok(None), "", None),
    ] {
        let mut bench = Bench::new("ACTIVE");
        bench.calls = [call].into();
        bench.answered = Answered::to(&question(code)).map(Rc::new);
        let bench = bench.run();
        let said = bench.check.refused(Audience::User, &Words::new());
        let action = said.as_ref().and_then(|said| said.explanation.action.as_ref());
        assert_eq!(action.map(|action| action.remedy), remedy, "{code} {:?}", bench.verdict());
        let Some(said) = said else { continue };
        assert_eq!(Some(&said.explanation), bench.check.explanation(Audience::User, &Words::new()).as_ref());
        let account = bench.check.account().expect("it was read");
        let found = Finding::of(account, Tried::default()).refused(&said);
        let shown = crate::explain_answered(&said, &found, account, Audience::User, &Words::new());
        assert_eq!(
            (shown, found.remedy, found.class()),
            (said.explanation, remedy, Some(said.class)),
            "{code}"
        );
        let gone = Finding::of(&self::account("REVOKED", json!({})), Tried::default());
        assert_eq!(
            gone.refused(&bench.check.refused(Audience::User, &Words::new()).expect("it is one")),
            gone
        );
    }
}

/// What the connection does not ask for, nobody can give: it is the developers' to mend.
#[test]
fn permissions_that_nobody_asks_for_are_for_developers() {
    let mut bench = Bench::with(account("ACTIVE", json!({"required_scopes": ["gmail.send"]})));
    bench.permissions = permissions(Standing::NotRequested);
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: false });
    assert_eq!(bench.state(Topic::Permissions), StepState::Skipped);
    let words = Words::new();
    let said =
        |audience| bench.check.steps()[3].sayings(bench.check.account().map(AsRef::as_ref), audience, &words);
    assert_eq!(said(Audience::User), [words.get(Msg::SaidNotTold)]);
    let values = [("connection", "gmail"), ("scopes", "gmail.send")];
    assert_eq!(said(Audience::Developer), [words.say(Msg::NotRequestedDev, &values)]);
}

#[test]
fn refusals_of_the_read_only_call_are_kept_apart() {
    use CallFailure as F;
    for (answer, verdict, remedy) in [
        (bare(F::SignedOut), Verdict::Inconclusive { status: 401 }, Remedy::Report),
        (bare(F::Forbidden), Verdict::Inconclusive { status: 403 }, Remedy::Report),
        (bare(F::NotFound), Verdict::Unproven, Remedy::Report),
        (
            bare(F::RateLimited { wait: None }),
            Verdict::NoAccess(F::RateLimited { wait: None }),
            Remedy::CheckAgain,
        ),
        (bare(F::Server { status: 503 }), Verdict::NoAccess(F::Server { status: 503 }), Remedy::CheckAgain),
        (bare(F::TimedOut { after: 20 }), Verdict::NoAccess(F::TimedOut { after: 20 }), Remedy::CheckAgain),
        (bare(F::NoAnswer), Verdict::NoAccess(F::NoAnswer), Remedy::CheckAgain),
        (bare(F::Unreadable("x")), Verdict::NoAccess(F::Unreadable("x")), Remedy::CheckAgain),
        (refused(F::Forbidden), Verdict::Refused, Remedy::Report),
        (refused(F::RateLimited { wait: None }), Verdict::Refused, Remedy::Report),
        (refused(F::Server { status: 503 }), Verdict::Refused, Remedy::Report),
    ] {
        let mut bench = Bench::new("ACTIVE");
        bench.calls = [answer.clone()].into();
        let bench = bench.run();
        assert_eq!((bench.verdict(), bench.remedy()), (&verdict, Some(remedy)), "{answer:?}");
    }
}

/// What is known to be missing explains a refusal that nothing else explains, and no other.
#[test]
fn a_permission_that_is_missing_explains_a_refusal() {
    use CallFailure as F;
    let (mine, shared) = (json!({}), json!({"is_org_wide_credential": true}));
    let limited = F::RateLimited { wait: None };
    for (answer, more, verdict, remedy) in [
        (refused(F::Forbidden), &mine, Verdict::Account, Remedy::Grant),
        (refused(F::Forbidden), &shared, Verdict::Account, Remedy::AskAdmin),
        (bare(F::Forbidden), &mine, Verdict::Account, Remedy::Grant),
        (bare(F::Forbidden), &shared, Verdict::Account, Remedy::AskAdmin),
        (bare(F::SignedOut), &mine, Verdict::Account, Remedy::Grant),
        // They are not about what may be done.
        (refused(F::ProviderRefused(None)), &mine, Verdict::TokenRefused, Remedy::Reconnect),
        (refused(limited.clone()), &mine, Verdict::Refused, Remedy::Report),
        (refused(F::Server { status: 503 }), &mine, Verdict::Refused, Remedy::Report),
        (bare(limited.clone()), &mine, Verdict::NoAccess(limited), Remedy::CheckAgain),
    ] {
        let mut needs = json!({"required_scopes": ["gmail.send"]});
        for (name, value) in more.as_object().into_iter().flatten() {
            needs[name] = value.clone();
        }
        let mut bench = Bench::with(account("ACTIVE", needs));
        bench.permissions = permissions(Standing::Missing);
        bench.calls = [answer.clone()].into();
        let bench = bench.run();
        assert_eq!((bench.verdict(), bench.remedy()), (&verdict, Some(remedy)), "{answer:?}");
    }
    // Words that are known say more, and those that are not say nothing, even where the second module has an answer.
    for (code, verdict, remedy) in [
        ("ratelimited", Verdict::Refused, Remedy::CheckAgain),
        ("service_unavailable", Verdict::Refused, Remedy::CheckAgain),
        ("a_word_of_nobody", Verdict::Account, Remedy::Grant),
    ] {
        let question = Question {
            code: Some(code.to_owned()),
            provider: Some("SLACK".to_owned()),
            was_connected: true,
            ..Question::default()
        };
        let mut bench = Bench::with(account("ACTIVE", json!({"required_scopes": ["gmail.send"]})));
        bench.permissions = permissions(Standing::Missing);
        bench.answered = Answered::to(&question).map(Rc::new);
        bench.calls = [refused(F::Forbidden)].into();
        let bench = bench.run();
        assert_eq!((bench.verdict(), bench.remedy()), (&verdict, Some(remedy)), "{code}");
        // Where waiting is what helps, it is said so.
        let said = bench.check.explanation(Audience::User, &Words::new()).expect("it is over");
        let waits = said.next.as_deref() == Some(Words::new().get(Msg::PauseNext));
        assert_eq!(waits, remedy == Remedy::CheckAgain, "{code}: {said:?}");
    }
}

#[test]
fn what_may_pass_is_tried_four_times_with_growing_pauses() {
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::Server { status: 503 })].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::NoAccess(CallFailure::Server { status: 503 }));
    let pauses: Vec<_> = bench.asked.windows(2).map(|pair| pair[1].0 - pair[0].0 - bench.latency).collect();
    for (pause, base) in pauses.iter().zip([1000, 2000, 4000]) {
        assert!((base..=base * 5 / 4).contains(pause), "{pauses:?}");
    }
    assert_eq!(bench.asked.len(), 4);

    let mut bench = Bench::new("ACTIVE");
    let wait = Err(CallFailure::RateLimited { wait: Some(7) });
    bench.reads = [wait.clone(), wait, Ok(account("ACTIVE", json!({})))].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: false });
    assert_eq!(bench.asked.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [0, 7_100, 14_200, 14_300]);
}

#[test]
fn a_pause_can_be_skipped_and_a_check_stopped() {
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::RateLimited { wait: Some(60) }), Ok(account("ACTIVE", json!({})))].into();
    while bench.check.pause().is_none() {
        bench.step();
    }
    assert_eq!(bench.check.pause(), Some(Timestamp(60_100)));
    bench.on(CheckEvent::Skipped);
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: false });
    assert!(bench.now < 1_000);

    let mut bench = Bench::new("ACTIVE");
    bench.step();
    bench.on(CheckEvent::Stopped);
    assert_eq!((bench.verdict(), bench.remedy()), (&Verdict::Stopped, Some(Remedy::CheckAgain)));
    assert!(bench.check.steps().iter().all(|step| step.state != StepState::Running));
}

/// Nobody can tell what became of a renewal that was asked for.
#[test]
fn nothing_was_changed_unless_a_renewal_was_asked_for() {
    for (status, topic, says_so) in [
        ("ACTIVE", Topic::Call, true),
        ("EXPIRED", Topic::Status, true),
        ("EXPIRED", Topic::Refresh, false),
        ("EXPIRED", Topic::Call, false),
    ] {
        let mut bench = Bench::new(status);
        while bench.state(topic) != StepState::Running {
            bench.step();
        }
        bench.on(CheckEvent::Stopped);
        let said = bench.check.explanation(Audience::User, &Words::new()).expect("it is over");
        assert_eq!(!said.why.is_empty(), says_so, "{status} {topic:?}");
    }
}

/// A machine's clock may be set back at any time.
#[test]
fn a_pause_does_not_grow_with_a_clock_that_is_set_back() {
    const HOUR: i64 = 3_600_000;
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::Server { status: 503 }), Ok(account("ACTIVE", json!({})))].into();
    while bench.check.pause().is_none() {
        bench.step();
    }
    let (began, pause) = (bench.now, bench.check.pause().expect("a pause").0 - bench.now);
    bench.now -= HOUR;
    let commands = bench.check.on(CheckEvent::Woke, Timestamp(bench.now));
    assert_eq!(commands, [CheckCommand::WakeIn(u32::try_from(pause).expect("a few seconds"))]);
    assert_eq!(bench.check.pause(), Some(Timestamp(bench.now + pause)), "it is shown by that clock");
    bench.now += pause;
    let commands = bench.check.on(CheckEvent::Woke, Timestamp(bench.now));
    assert_eq!(commands[0], CheckCommand::Read);
    bench.on(CheckEvent::Read(Ok(account("ACTIVE", json!({}))), Some(Timestamp(bench.now + HOUR))));
    assert_eq!(
        bench.check.steps()[0].said,
        [Said::Clock { minutes: 60 }],
        "and it is compared with the server's"
    );
    assert!(bench.check.steps()[1].millis.is_some_and(|millis| i64::from(millis) >= pause), "{began}");
}

#[test]
fn each_step_has_tries_of_its_own() {
    let busy = || CallFailure::Server { status: 503 };
    let mut bench = Bench::new("ACTIVE");
    let failing = || refused(busy());
    bench.calls =
        [failing(), failing(), failing(), refused(CallFailure::ProviderRefused(None)), Ok(None)].into();
    bench.refreshes = [Err(busy()), Ok(account("ACTIVE", json!({})))].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: true });
    assert_eq!(bench.asks().iter().filter(|ask| ***ask == CheckCommand::Refresh).count(), 2);
}

#[test]
fn scopes_that_nobody_could_compare_are_not_compared_again() {
    let mut bench = Bench::with(account("ACTIVE", json!({"required_scopes": ["gmail.send"]})));
    bench.calls = [refused(CallFailure::ProviderRefused(None)), Ok(None)].into();
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: true });
    assert_eq!(bench.asks().iter().filter(|ask| ***ask == CheckCommand::Compare).count(), 1);
}

/// Nothing waits for ever: what a module would have said is left out where it does not come.
#[test]
fn a_module_that_does_not_come_does_not_keep_the_check() {
    let error = json!({"last_error": {"code": "account_inactive"}});
    let needs = json!({"required_scopes": ["gmail.send"]});
    let works = Ok(None);
    for (account, call, lookup, verdict) in [
        (account("REVOKED", json!({})), works.clone(), None, Verdict::Account),
        (
            account("ERROR", json!({"last_error": error["last_error"], "is_org_wide_credential": true})),
            works.clone(),
            Some(CheckCommand::Explain(None)),
            Verdict::Account,
        ),
        (
            account("ACTIVE", json!({})),
            refused(CallFailure::Forbidden),
            Some(CheckCommand::Explain(Some(Refusal { message: Foreign::new("no"), ..Refusal::default() }))),
            Verdict::Refused,
        ),
        (account("ACTIVE", needs), works, Some(CheckCommand::Compare), Verdict::Works { was_renewed: false }),
    ] {
        let mut bench = Bench::with(account);
        bench.calls = [call].into();
        bench.stalls = true;
        let bench = bench.run();
        assert_eq!(bench.check.verdict(), Some(&verdict), "{lookup:?}");
        assert_eq!(bench.asks().into_iter().find(|ask| is_lookup(ask)), lookup.as_ref());
        assert_eq!(bench.now >= 20_000, lookup.is_some(), "{lookup:?}");
        assert!(bench.now < 30_000, "{lookup:?}");
    }
}

/// What passed by itself is waited for; where it has passed long ago and renewing did not help, only a new sign-in is left.
#[test]
fn an_outage_of_long_ago_is_not_waited_for() {
    let question = Question {
        code: Some("service_unavailable".to_owned()),
        provider: Some("SLACK".to_owned()),
        was_connected: true,
        ..Question::default()
    };
    for (at, remedy) in
        [("1970-01-01T00:00:01Z", Remedy::TryAgain), ("1969-12-31T12:00:00Z", Remedy::Reconnect)]
    {
        let failed = account("ERROR", json!({"last_error": {"code": "service_unavailable", "at": at}}));
        let mut bench = Bench::with(Rc::clone(&failed));
        bench.refreshes = [Ok(failed)].into();
        bench.answered = Answered::to(&question).map(Rc::new);
        let bench = bench.run();
        assert_eq!((bench.verdict(), bench.remedy()), (&Verdict::Account, Some(remedy)), "{at}");
    }
}

/// The widget forgets its timer with every event, so that each tells anew when to come back.
#[test]
fn an_event_that_changes_nothing_does_not_stop_the_check() {
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::Server { status: 503 }), Ok(account("ACTIVE", json!({})))].into();
    while bench.check.pause().is_none() {
        bench.step();
    }
    let commands = bench.check.on(CheckEvent::Online, Timestamp(bench.now));
    assert!(matches!(commands[..], [CheckCommand::WakeIn(_)]), "{commands:?}");
}

#[test]
fn slow_answers_are_said_to_be_slow() {
    let mut bench = Bench::new("ACTIVE");
    bench.latency = 8_000;
    let bench = bench.run();
    assert_eq!(bench.verdict(), &Verdict::Works { was_renewed: false });
    assert_eq!(bench.now, 16_000);
}

#[test]
fn an_offline_browser_waits_and_goes_on_where_it_was() {
    let mut bench = Bench::begin(Browser { is_online: false, ..FINE }, account("ACTIVE", json!({})));
    assert!(!bench.step(), "there is nothing to do");
    assert!(bench.check.is_offline());
    assert_eq!(bench.check.steps()[0].said, [Said::Offline]);
    bench.on(CheckEvent::Online);
    assert_eq!(bench.run().verdict(), &Verdict::Works { was_renewed: false });

    let mut bench = Bench::new("ACTIVE");
    bench.calls = [bare(CallFailure::Offline), Ok(None)].into();
    while bench.waiting.front().is_some() || bench.check.steps()[4].said != [Said::Offline] {
        bench.step();
    }
    bench.on(CheckEvent::Online);
    assert_eq!(bench.run().verdict(), &Verdict::Works { was_renewed: false });
}

#[test]
fn clocks_that_differ_are_told() {
    for (ahead, state) in
        [(0, StepState::Fine), (4 * 60_000, StepState::Fine), (-6 * 60_000, StepState::Warning)]
    {
        let mut bench = Bench::new("ACTIVE");
        bench.server_ahead = ahead;
        let bench = bench.run();
        assert_eq!(bench.state(Topic::Browser), state, "{ahead}");
        let is_told = bench.check.steps()[0].said == [Said::Clock { minutes: 6 }];
        assert_eq!(is_told, state == StepState::Warning);
    }
}

#[test]
fn blocked_cookies_explain_why_nobody_is_signed_in() {
    let mut bench = Bench::begin(Browser { has_cookies: false, ..FINE }, account("ACTIVE", json!({})));
    bench.reads = [Err(CallFailure::SignedOut)].into();
    assert_eq!(bench.run().verdict(), &Verdict::Cookies);
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::SignedOut)].into();
    let bench = bench.run();
    assert_eq!(
        (bench.verdict(), bench.remedy()),
        (&Verdict::NoAccess(CallFailure::SignedOut), Some(Remedy::SignIn))
    );
}

#[test]
fn developers_are_told_all_that_tls_and_proxies_can_do() {
    let mut bench = Bench::new("ACTIVE");
    bench.reads = [Err(CallFailure::NoAnswer)].into();
    let bench = bench.run();
    let explanation = bench.check.explanation(Audience::Developer, &Words::new()).expect("it is over");
    assert_eq!(explanation.steps.len(), 4);
}

#[test]
fn each_verdict_in_words() {
    use CallFailure as F;
    let mut said = String::new();
    let works = Ok(Some("exec_1".to_owned()));
    for (name, status, call) in [
        ("works", "ACTIVE", works.clone()),
        ("works after a renewal", "EXPIRED", works.clone()),
        ("unproven", "ACTIVE", bare(F::NotFound)),
        ("inconclusive", "ACTIVE", bare(F::Forbidden)),
        ("token refused", "ACTIVE", refused(F::ProviderRefused(None))),
        ("refused", "ACTIVE", refused(F::Forbidden)),
        ("revoked", "REVOKED", works),
        ("no answer", "ACTIVE", bare(F::NoAnswer)),
    ] {
        let mut bench = Bench::new(status);
        bench.calls = [call].into();
        let bench = bench.run();
        for audience in [Audience::User, Audience::Developer] {
            let result = CheckResult::of(&bench.check, "ca_1", audience, &Words::new()).expect("it is over");
            let explanation = bench.check.explanation(audience, &Words::new()).expect("it is over");
            said.push_str(&format!("# {name}, {}\n", audience.word()));
            for step in &result.steps {
                said.push_str(&format!("  {} {}: {}\n", step.topic, step.state, step.said.join(" ")));
            }
            said.push_str(&format!("{}\n", explanation.title));
            for why in explanation.why.iter().chain(&explanation.steps).chain(&explanation.next) {
                said.push_str(&format!("- {why}\n"));
            }
            let action = explanation.action.map(|action| action.label).unwrap_or_default();
            said.push_str(&format!("[{action}]\n\n"));
        }
    }
    insta::assert_snapshot!(said);
}

fn any_answer() -> impl Strategy<Value = CallFailure> {
    prop_oneof![
        Just(CallFailure::TimedOut { after: 20 }),
        Just(CallFailure::NoAnswer),
        Just(CallFailure::SignedOut),
        Just(CallFailure::ProviderRefused(None)),
        Just(CallFailure::Forbidden),
        Just(CallFailure::NotFound),
        any::<Option<u32>>().prop_map(|wait| CallFailure::RateLimited { wait }),
        any::<u16>().prop_map(|status| CallFailure::Server { status }),
        Just(CallFailure::Unreadable("x")),
    ]
}

proptest! {
    /// Whatever answers, a check ends with one verdict in words and one action, asks each thing a few times at most, and
    /// never renews what is active unless the provider refused its token.
    #[test]
    fn every_check_ends_with_one_action(
        status in prop_oneof![Just("ACTIVE"), Just("EXPIRED"), Just("REVOKED"), Just("ERROR"), Just("PENDING"), Just("?")],
        reads in prop::collection::vec(any_answer(), 0..5),
        refreshes in prop::collection::vec(any_answer(), 0..5),
        calls in prop::collection::vec((any_answer(), any::<bool>()), 0..6),
        works in any::<bool>(),
    ) {
        let mut bench = Bench::new(status);
        for failure in reads {
            bench.reads.push_front(Err(failure));
        }
        for failure in &refreshes {
            bench.refreshes.push_front(Err(failure.clone()));
        }
        if !works {
            bench.calls = [refused(CallFailure::Forbidden)].into();
        }
        for (failure, is_bare) in &calls {
            bench.calls.push_front(if *is_bare { bare(failure.clone()) } else { refused(failure.clone()) });
        }
        let bench = bench.run();
        let count = |wanted: fn(&CheckCommand) -> bool| bench.asks().into_iter().filter(|ask| wanted(ask)).count();
        prop_assert!(count(|ask| *ask == CheckCommand::Read) <= 4);
        prop_assert!(count(|ask| *ask == CheckCommand::Refresh) <= 4);
        prop_assert!(count(|ask| matches!(ask, CheckCommand::Call(_))) <= 8);
        let token_refused = calls.iter().any(|(failure, _)| matches!(failure, CallFailure::ProviderRefused(_)));
        if status == "ACTIVE" && !token_refused {
            prop_assert_eq!(count(|ask| *ask == CheckCommand::Refresh), 0);
        }
        for audience in [Audience::User, Audience::Developer] {
            let explanation = bench.check.explanation(audience, &Words::new()).expect("it is over");
            prop_assert!(!explanation.title.is_empty() && explanation.action.is_some(), "{:?}", bench.verdict());
        }
        prop_assert!(bench.check.steps().iter().all(|step| !matches!(step.state, StepState::Running | StepState::Waiting)));
        prop_assert!(bench.check.steps().iter().all(|step| !step.said.is_empty()));
    }
}
