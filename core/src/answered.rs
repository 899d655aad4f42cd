//! What an answer of a provider amounts to, for one reader: asked and answered in plain data.
//!
//! Few readers ever need it, so the widget leaves it to a module of its own, which is fetched with the first question. The
//! two sides of that border are [`Question`] and [`Answered`]; each is read field by field.

use serde::Serialize;

use crate::{
    About, Account, Action, Answer, Audience, Callback, Class, Expected, Explanation, Failure, Fields, Fixer,
    Foreign, Msg, Provider, Reading, Reference, Remedy, SafeLink, Status, Timestamp, Tried, Words,
    explain_callback, explanation::page_of, message_about, provider_of, tidy,
};

/// What passes by itself does so within minutes; after so long it has passed, in milliseconds.
const PASSES: i64 = 15 * 60 * 1000;

/// What is asked: what an address holds, or what an error means. Whatever is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The address of the page.
    pub address: Option<String>,
    /// What the app awaits of an answer in it.
    pub awaited: Awaited,
    /// Without an address: the code of an error that a backend reports.
    pub code: Option<String>,
    /// Its message.
    pub message: Option<String>,
    /// The backend's word for the provider.
    pub provider: Option<String>,
    /// The service, as people call it.
    pub service: String,
    /// The connection's name.
    pub connection: String,
    /// The redirect URI that the connection is configured with.
    pub redirect_uri: Option<String>,
    /// What the app needs, for the message to an admin.
    pub scopes: Vec<String>,
    /// The account was connected before.
    pub was_connected: bool,
    /// It was a call that was refused, and no sign-in.
    pub is_call: bool,
    /// A new sign-in cannot give more: what the app has named is granted, or not asked for.
    pub has_all: bool,
    /// Who reads.
    pub audience: Audience,
    /// The page to which an admin is sent.
    pub page: String,
    /// The wording that is not ours.
    pub words: Words,
}

/// [`Expected`], owned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awaited {
    /// See [`Expected::state`].
    pub state: Option<String>,
    /// See [`Expected::is_expired`].
    pub is_expired: bool,
    /// See [`Expected::issuer`].
    pub issuer: Option<String>,
    /// See [`Expected::scopes`].
    pub scopes: Option<String>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The kind of it.
    pub class: Class,
    /// Who can mend it.
    pub fixer: Option<Fixer>,
    /// Who answered, where that is known.
    pub provider: Option<&'static Provider>,
    /// The same in words.
    pub explanation: Explanation,
    /// The message to those who can mend it, ready to copy; `None` where the reader can.
    pub message: Option<String>,
    /// The raw answer for developers.
    pub facts: Vec<Fact>,
    /// The address without the answer, where the answer is nobody else's to read.
    pub address: Option<String>,
}

/// One line of the raw answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is, in our words.
    pub label: String,
    /// Its text.
    pub text: String,
    /// The text is somebody else's.
    pub is_foreign: bool,
    /// Where it leads.
    pub link: Option<SafeLink>,
}

impl Question {
    /// Reads a question: an object with these fields, whatever is not known left out. The wording is handed in, for it is the
    /// same in every question.
    pub fn read(fields: &impl Fields, words: Words) -> Self {
        let text = |name| fields.text(name);
        let awaited = fields.object("awaited");
        Self {
            address: text("address"),
            awaited: awaited.map(|fields| Awaited::read(&fields)).unwrap_or_default(),
            code: text("code"),
            message: text("message"),
            provider: text("provider"),
            service: text("service").unwrap_or_default(),
            connection: text("connection").unwrap_or_default(),
            redirect_uri: text("redirect_uri"),
            scopes: fields.texts("scopes").unwrap_or_default(),
            was_connected: fields.is_true("was_connected"),
            is_call: fields.is_true("is_call"),
            has_all: fields.is_true("has_all"),
            audience: Audience::parse(&text("audience").unwrap_or_default()),
            page: text("page").unwrap_or_default(),
            words,
        }
    }
}

impl Awaited {
    /// Reads it as a host or [`Question`] writes it.
    pub fn read(fields: &impl Fields) -> Self {
        Self {
            state: fields.text("state"),
            is_expired: fields.is_true("is_expired"),
            issuer: fields.text("issuer"),
            scopes: fields.text("scopes"),
        }
    }
}

impl Account {
    /// Whether the last error that the backend reports may say more than the status does.
    pub fn has_reported(&self) -> bool {
        self.status == Status::Error && self.last_error.is_some()
    }
}

impl Answered {
    /// Answers a question. `None` where there is no answer of a provider, or none that says more than the account's status.
    pub fn to(question: &Question) -> Option<Self> {
        let by_word = question.provider.as_deref().and_then(provider_of).map(|(provider, _)| provider);
        let (callback, address, is_taken_out) = match &question.address {
            Some(address) => read(address, &question.awaited, by_word)?,
            None => {
                let failure =
                    Failure::reported(question.code.as_deref(), question.message.as_deref(), by_word)?;
                let failure = if question.is_call { of_call(failure, question.has_all)? } else { failure };
                (Callback::Failure(Box::new(failure)), None, false)
            }
        };
        let failure = if let Callback::Failure(failure) = &callback { Some(failure) } else { None };
        let scopes = question.scopes.join(" ");
        let about = About {
            provider: by_word,
            scopes: &scopes,
            service: &question.service,
            connection: &question.connection,
            redirect_uri: question.redirect_uri.as_deref().unwrap_or_default(),
            was_connected: question.was_connected,
        };
        let is_developer = question.audience == Audience::Developer;
        let page = match &address {
            Some(left) if is_taken_out => left,
            Some(_) => page_of(&question.page).split('%').next().unwrap_or_default(),
            None => page_of(&question.page),
        };
        Some(Self {
            class: callback.class(),
            fixer: callback.fixer(),
            provider: failure.and_then(|failure| failure.provider),
            explanation: explain_callback(&callback, &about, question.audience, &question.words),
            message: failure.and_then(|failure| message_about(failure, &about, page, &question.words)),
            facts: failure
                .filter(|_| is_developer)
                .map(|failure| facts(failure, question))
                .unwrap_or_default(),
            address,
        })
    }

    /// Whether it may still be what is the matter with an account of which it was the last error. What passes by itself has passed where
    /// it was not reported lately, and where what can be tried since did not help; nobody here can try what the organisation shares.
    pub fn still_holds(&self, account: &Account, tried: Tried, now: Timestamp) -> bool {
        let at = account.last_error.as_ref().and_then(|error| error.at);
        self.fixer != Some(Fixer::NobodyWait)
            || !(tried.refresh || account.is_org_wide)
            || at.is_some_and(|at| now.0 - at.0 < PASSES)
    }

    /// Reads an answer as it was written; `None` where it was none.
    pub fn read(fields: &impl Fields) -> Option<Self> {
        let facts = fields.objects("facts").unwrap_or_default();
        Some(Self {
            class: Class::parse(&fields.text("class")?)?,
            fixer: fields.text("fixer").as_deref().and_then(Fixer::parse),
            provider: fields.text("provider").as_deref().and_then(provider_of).map(|(provider, _)| provider),
            explanation: Explanation::read(&fields.object("explanation")?),
            message: fields.text("message"),
            facts: facts.iter().map(Fact::read).collect(),
            address: fields.text("address"),
        })
    }
}

impl Fact {
    fn read(fields: &impl Fields) -> Self {
        Self {
            label: fields.text("label").unwrap_or_default(),
            text: fields.text("text").unwrap_or_default(),
            is_foreign: fields.is_true("is_foreign"),
            link: fields.text("link").as_deref().and_then(SafeLink::parse),
        }
    }
}

impl Explanation {
    fn read(fields: &impl Fields) -> Self {
        let action = fields.object("action").and_then(|action| {
            let remedy = Remedy::parse(&action.text("remedy")?)?;
            Some(Action { remedy, label: action.text("label")? })
        });
        let reference = fields.object("reference").and_then(|reference| {
            let link = SafeLink::parse(&reference.text("link")?)?;
            Some(Reference { label: reference.text("label")?, link })
        });
        Self {
            title: fields.text("title").unwrap_or_default(),
            why: fields.texts("why").unwrap_or_default(),
            still_works: fields.text("still_works"),
            action,
            next: fields.text("next"),
            steps: fields.texts("steps").unwrap_or_default(),
            reference,
        }
    }
}

/// The answer in an address and, where it is not the host's to redeem, what is left of the address without it, and whether
/// anything was taken out: of what was encoded as a whole nothing can be. A good answer is shown by what becomes of the account,
/// and so is none here.
fn read(
    address: &str,
    awaited: &Awaited,
    provider: Option<&'static Provider>,
) -> Option<(Callback, Option<String>, bool)> {
    let expected = Expected {
        state: awaited.state.as_deref(),
        is_expired: awaited.is_expired,
        issuer: awaited.issuer.as_deref(),
        scopes: awaited.scopes.as_deref(),
        provider,
    };
    let reading = Reading::of(address, &expected);
    let is_the_hosts = match &reading.callback {
        Callback::NotACallback
        | Callback::Success(Answer::Code | Answer::Tokens | Answer::Verification { .. }) => return None,
        Callback::SuccessWithFewerScopes { .. } => true,
        Callback::Success(Answer::AdminConsent | Answer::Installation)
        | Callback::Failure(_)
        | Callback::Untrusted(_) => false,
    };
    let left = (!is_the_hosts).then(|| reading.without_own(address));
    Some((reading.callback, left, !reading.own.is_empty()))
}

/// What a failure means of a call. `None` where its words are those of a sign-in that went wrong: nobody documents what they mean of
/// anything else. A permission that is missing beside all that the app has named is one that it does not name.
fn of_call(failure: Failure, has_all: bool) -> Option<Failure> {
    match failure.class {
        Class::UserCancelled
        | Class::DeniedUnspecified
        | Class::StateMismatch
        | Class::RedirectMismatch
        | Class::Malformed => None,
        Class::ScopeNotGranted if has_all => Some(Failure { fixer: Some(Fixer::AppDeveloper), ..failure }),
        _ => Some(failure),
    }
}

fn facts(failure: &Failure, question: &Question) -> Vec<Fact> {
    let words = &question.words;
    let name = match (failure.provider, question.service.as_str()) {
        (Some(provider), _) => provider.name,
        (None, "") => words.get(Msg::TheProvider),
        (None, service) => service,
    };
    let fact = |msg, text: String, is_foreign, link| Fact {
        label: words.say(msg, &[("provider", name)]),
        text,
        is_foreign,
        link,
    };
    let quoted = |msg, foreign: &Option<Foreign>| {
        foreign.as_ref().map(|text| fact(msg, text.as_str().to_owned(), true, None))
    };
    let linked = |msg, link: Option<SafeLink>, is_foreign| {
        link.map(|link| fact(msg, tidy(link.as_str(), 200), is_foreign, Some(link)))
    };
    let ids = (!failure.correlation.is_empty()).then(|| failure.correlation.join(" "));
    let facts = [
        Some(fact(Msg::FactClass, failure.class.word().to_owned(), false, None)),
        quoted(Msg::FactCode, &failure.code),
        quoted(Msg::FactWords, &failure.description),
        ids.map(|ids| fact(Msg::FactIds, ids, false, None)),
        linked(Msg::FactTheirPage, failure.error_uri.clone(), true),
        linked(Msg::FactSource, failure.source.and_then(SafeLink::parse), false),
    ];
    facts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn question(address: &str) -> Question {
        Question {
            address: Some(address.to_owned()),
            provider: Some("OUTLOOK".to_owned()),
            service: "Outlook".to_owned(),
            audience: Audience::Developer,
            page: "https://app.example/settings".to_owned(),
            ..Question::default()
        }
    }

    const NEEDS_ADMIN: &str = "https://app.example/settings?tab=mail&error=access_denied\
        &error_description=AADSTS90094%3A+Ask.+Trace+ID%3A+12345678-aaaa-4bbb-8ccc-1234567890ab&state=abcdefgh#top";

    #[test]
    fn both_sides_of_the_border_say_the_same() {
        let written = json!({
            "address": NEEDS_ADMIN, "provider": "OUTLOOK", "service": "Outlook", "audience": "developer",
            "page": "https://app.example/settings", "awaited": null,
        });
        assert_eq!(Question::read(&written, Words::new()), question(NEEDS_ADMIN));
        let answered = Answered::to(&question(NEEDS_ADMIN)).expect("an answer");
        let written = serde_json::to_value(&answered).expect("an answer in JSON");
        assert_eq!(Answered::read(&written), Some(answered));
    }

    #[test]
    fn an_answer_holds_all_that_is_shown() {
        let answered = Answered::to(&question(NEEDS_ADMIN)).expect("an answer");
        assert_eq!(
            (answered.class, answered.fixer),
            (Class::AdminApprovalRequired, Some(Fixer::WorkspaceAdmin))
        );
        assert_eq!(answered.address.as_deref(), Some("https://app.example/settings?tab=mail#top"));
        assert!(answered.message.is_some_and(|message| message.contains("https://app.example/settings")));
        let foreign: Vec<_> =
            answered.facts.iter().filter(|fact| fact.is_foreign).map(|fact| &fact.text).collect();
        assert_eq!(foreign.len(), 2, "the code and the description: {foreign:?}");
        let for_person = Question { audience: Audience::User, ..question(NEEDS_ADMIN) };
        assert_eq!(Answered::to(&for_person).map(|answered| answered.facts), Some(Vec::new()));
    }

    #[test]
    fn the_page_of_an_answer_is_shown_as_the_strangers_text_that_it_is() {
        let page_of = |path: &str| {
            let address = format!(
                "https://app.example/cb?error=access_denied&state=abcdefgh&error_uri=https%3A%2F%2Fdocs.github.com%2F{path}"
            );
            let github = Question { provider: Some("GITHUB".to_owned()), ..question(&address) };
            let facts = Answered::to(&github).expect("an answer").facts;
            facts.into_iter().find(|fact| fact.text.starts_with("https://docs.github.com/"))
        };
        assert!(page_of("x").is_some_and(|page| page.is_foreign && page.link.is_some()));
        let long = page_of(&"x".repeat(5_000)).expect("a page");
        assert_eq!(long.text.chars().count(), 200);
        let unseen = page_of("%E2%80%AEmoc.live%2F%E2%80%8B");
        assert!(unseen.is_none_or(|page| !page.is_foreign && page.text.is_ascii()));
    }

    /// The standard's word for a refusal is, at some providers, a person's and nobody else's.
    #[test]
    fn whose_account_it_is_tells_what_a_bare_word_means() {
        let class = |provider: Option<&str>| {
            let question = Question {
                provider: provider.map(str::to_owned),
                ..question("https://app.example/settings?error=access_denied&state=abcdefgh")
            };
            Answered::to(&question).map(|answered| answered.class)
        };
        assert_eq!(class(None), Some(Class::DeniedUnspecified));
        assert_eq!(class(Some("NOTION")), Some(Class::UserCancelled));
    }

    #[test]
    fn what_is_the_hosts_stays_with_the_host() {
        for address in [
            "https://app.example/settings?error=1",
            "https://app.example/settings?code=SplxlOBeZQQYbYS6WxSbIA&state=abcdefgh",
            "https://app.example/settings?auth_request_id=areq_1&state=abcdefgh",
        ] {
            assert_eq!(Answered::to(&question(address)), None, "{address}");
        }
        let fewer = Question {
            awaited: Awaited { scopes: Some("a b".to_owned()), ..Awaited::default() },
            ..question("https://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=abcdefgh&scope=a")
        };
        let answered = Answered::to(&fewer).expect("an answer");
        assert_eq!((answered.class, answered.address), (Class::ScopeNotGranted, None));
    }

    /// Of a call that was refused nobody is told that a sign-in was cancelled, or to give what is given already.
    #[test]
    fn a_refused_call_is_no_sign_in_that_went_wrong() {
        use crate::Remedy as R;
        let asked = |provider: &str, code: &str, is_call, has_all| Question {
            address: None,
            code: Some(code.to_owned()),
            provider: Some(provider.to_owned()),
            audience: Audience::User,
            was_connected: true,
            is_call,
            has_all,
            ..question("")
        };
        for (provider, code, is_call, has_all, remedy) in [
            ("NOTION", "access_denied", false, false, Some(R::Reconnect)),
            ("NOTION", "access_denied", true, false, None),
            ("GMAIL", "redirect_uri_mismatch", true, false, None),
            ("SLACK", "missing_scope", true, false, Some(R::Reconnect)),
            ("SLACK", "missing_scope", true, true, Some(R::AskDeveloper)),
            ("SLACK", "account_inactive", true, true, Some(R::Reconnect)),
        ] {
            let answered = Answered::to(&asked(provider, code, is_call, has_all));
            let found = answered.as_ref().and_then(|answered| answered.explanation.action.as_ref());
            assert_eq!(found.map(|action| action.remedy), remedy, "{provider} {code} {is_call} {has_all}");
        }
        let answered = Answered::to(&asked("SLACK", "missing_scope", true, true)).expect("an answer");
        assert_eq!(answered.explanation.why.len(), 1, "no box was left unticked: {:?}", answered.explanation);
        assert!(answered.message.is_some_and(|message| message.contains("missing_scope")));
    }

    /// What passes by itself is not told for ever where the backend tells nothing newer.
    #[test]
    fn what_has_passed_is_no_longer_the_matter() {
        const HOUR: i64 = 3_600_000;
        let now = Timestamp::parse("2026-11-27T18:00:00Z").expect("a time");
        let failed = |code: &str, ago: Option<i64>, is_org_wide: bool| {
            let at = ago.map(|hours| Timestamp(now.0 - hours * HOUR).utc());
            let account = Account::read(&json!({
                "id": "ca_1", "connection_name": "slack", "provider": "SLACK", "status": "ERROR",
                "is_org_wide_credential": is_org_wide, "last_error": {"code": code, "at": at},
            }));
            let question = Question {
                address: None,
                code: Some(code.to_owned()),
                provider: Some("slack".to_owned()),
                ..question("")
            };
            (account.expect("an account"), Answered::to(&question).expect("an answer"))
        };
        let renewed = Tried { refresh: true, ..Tried::default() };
        for (code, ago, is_org_wide, tried, holds) in [
            ("service_unavailable", Some(0), false, Tried::default(), true),
            ("service_unavailable", Some(0), false, renewed, true),
            // The server's clock may be ahead.
            ("service_unavailable", Some(-1), false, renewed, true),
            // To try again is what helps, until it has not helped.
            ("service_unavailable", Some(5), false, Tried::default(), true),
            ("service_unavailable", Some(5), false, renewed, false),
            ("service_unavailable", None, false, renewed, false),
            ("ratelimited", Some(5), false, renewed, false),
            // Nobody here can try what the organisation shares.
            ("service_unavailable", Some(0), true, Tried::default(), true),
            ("service_unavailable", Some(5), true, Tried::default(), false),
            // What does not pass is as true as ever.
            ("account_inactive", Some(500), false, renewed, true),
            ("account_inactive", None, true, renewed, true),
        ] {
            let (account, answered) = failed(code, ago, is_org_wide);
            assert_eq!(
                answered.still_holds(&account, tried, now),
                holds,
                "{code} {ago:?} {is_org_wide} {tried:?}"
            );
        }
    }

    #[test]
    fn a_reported_error_says_more_than_the_status() {
        let account = |status: &str, error: Value| {
            let json =
                json!({"id": "ca_1", "connection_name": "slack", "status": status, "last_error": error});
            Account::read(&json).expect("an account")
        };
        let inactive = json!({"code": "account_inactive", "message": "Deleted."});
        assert!(account("ERROR", inactive.clone()).has_reported());
        assert!(!account("ACTIVE", inactive).has_reported() && !account("ERROR", Value::Null).has_reported());
        let reported = |code: &str| Question {
            address: None,
            code: Some(code.to_owned()),
            provider: Some("slack".to_owned()),
            ..question("")
        };
        let found = Answered::to(&reported("account_inactive")).expect("an answer");
        assert_eq!((found.class, found.fixer), (Class::TokenRevokedOrExpired, Some(Fixer::User)));
        assert_eq!(Answered::to(&reported("new_code_of_next_year")), None);
        assert_eq!(Answered::to(&Question { code: None, ..reported("") }), None);
    }

    /// Backends hand on what they have: a status or a word of their own as the code, and the provider's whole answer as the
    /// message.
    #[test]
    fn a_reported_message_is_read_like_the_answer_that_it_is() {
        for (provider, code, message, class) in [
            (
                "gmail",
                "403",
                r#"{"error":{"code":403,"message":"Insufficient Permission","errors":[{"reason":"insufficientPermissions"}]}}"#,
                Some(Class::ScopeNotGranted),
            ),
            (
                "gmail",
                "token_refresh_failed",
                r#"{"error":"invalid_grant","error_description":"Bad Request"}"#,
                Some(Class::TokenRevokedOrExpired),
            ),
            ("gmail", "", "invalid_grant", Some(Class::TokenRevokedOrExpired)),
            // The word that the backend reports is what failed; a message may be about anything.
            ("gmail", "invalid_client", "invalid_grant", Some(Class::ClientMisconfigured)),
            // One that only others use says nothing against the provider's own answer.
            ("gmail", "unauthorized", r#"{"error":"invalid_grant"}"#, Some(Class::TokenRevokedOrExpired)),
            (
                "slack",
                "401",
                r#"{"ok":false,"error":"account_inactive"}"#,
                Some(Class::TokenRevokedOrExpired),
            ),
            (
                "salesforce",
                "400",
                r#"{"error":"inactive_user","error_description":"user is inactive"}"#,
                Some(Class::AccountBlocked),
            ),
            (
                "facebook",
                "190",
                r#"{"error":{"message":"Error validating access token","code":190,"error_subcode":459}}"#,
                Some(Class::ReauthInteractionRequired),
            ),
            ("zoom", "4711", r#"{"code":4711,"message":"Invalid scopes."}"#, Some(Class::ScopeNotGranted)),
            ("zoom", "4711", "", Some(Class::ScopeNotGranted)),
            ("acme", "x", "AADSTS53003: Access has been blocked", Some(Class::AdminBlocked)),
            ("gmail", "token_refresh_failed", "It did not work.", None),
            ("gmail", "", "", None),
        ] {
            let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let question = Question {
                address: None,
                provider: given(provider),
                code: given(code),
                message: given(message),
                ..question("")
            };
            let found = Answered::to(&question).map(|answered| answered.class);
            assert_eq!(found, class, "{provider} {code} {message}");
        }
    }

    #[test]
    fn a_reported_message_brings_its_reference_numbers() {
        const ID: &str = "12345678-aaaa-4bbb-8ccc-1234567890ab";
        let reported = Question {
            address: None,
            code: Some("interaction_required".to_owned()),
            message: Some(format!(
                "AADSTS53003: Access has been blocked by Conditional Access policies. Trace ID: {ID} Correlation ID: {ID}"
            )),
            ..question("")
        };
        let letter = Answered::to(&reported).and_then(|answered| answered.message).expect("a letter");
        assert_eq!(letter.matches(ID).count(), 1, "{letter}");
    }

    /// Nobody sends a stranger's words, or what binds a sign-in to them, to their admin or team.
    #[test]
    fn a_message_names_the_page_without_the_answer() {
        const ANSWER: &str =
            "error=access_denied&error_description=AADSTS90094%3A+Please+call+0900-FRAUD&state=eyJ1aWQi";
        let encoded = ANSWER.replace('=', "%3D").replace('&', "%26");
        for (address, left) in [
            (
                format!("https://app.example/settings?tab=mail&{ANSWER}"),
                "https://app.example/settings?tab=mail",
            ),
            (format!("https://app.example/settings#{ANSWER}"), "https://app.example/settings"),
            (format!("https://app.example/settings%3F{encoded}"), "https://app.example/settings"),
            (
                format!("https://app.example/cb?{ANSWER}https://app.example/cb?{ANSWER}"),
                "https://app.example/cb",
            ),
        ] {
            let asked = Question { page: address.clone(), ..question(&address) };
            let Some(message) = Answered::to(&asked).and_then(|answered| answered.message) else {
                panic!("a message: {address}")
            };
            assert!(!message.contains("FRAUD") && !message.contains("eyJ1aWQi"), "{message}");
            assert!(message.contains(&format!(": {left}\n")), "{message}");
        }
        let reported = Question {
            address: None,
            code: Some("access_denied".to_owned()),
            message: Some("AADSTS90094".to_owned()),
            page: format!("https://app.example/org/01HZX5V2M8Q4T6W9A1B3/settings?{ANSWER}#top"),
            ..question("")
        };
        let message = Answered::to(&reported).and_then(|answered| answered.message).expect("a message");
        assert!(message.contains(": https://app.example/org/01HZX5V2M8Q4T6W9A1B3/settings\n"), "{message}");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>(), code in any::<Option<String>>()) {
            let asked = [
                question(&text),
                question(&format!("https://app.example/?state=abcdefgh&error={text}")),
                Question { address: None, code, message: Some(text.clone()), ..question("") },
            ];
            for question in asked {
                if let Some(answered) = Answered::to(&question) {
                    let written = serde_json::to_value(&answered).expect("JSON");
                    prop_assert_eq!(Answered::read(&written), Some(answered));
                }
            }
        }
    }
}
