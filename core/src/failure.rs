//! What went wrong, read from what a provider, a broker or the network said.

mod correlation;
mod fields;
mod masked;
mod said;

use crate::{
    Class, Fixer, Foreign, Provider, SafeLink,
    callback::{Name, Params, decode},
    provider::{self, Answers},
    rule::{Rule, Rules, Sign, What},
    standard::{HINTS, PHRASES, PROBLEMS, WORDS},
    tidy,
};

pub(crate) use correlation::add_ids;
#[cfg(test)]
pub(crate) use masked::BEGINNINGS;
pub use masked::masked;
pub(crate) use masked::{MASK, is_credential, without_credentials};
use said::Said;

/// A failure, sorted. Nothing in it is a credential, and what is foreign is typed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind it is.
    pub class: Class,
    /// Who can mend it; `None` where nobody is known.
    pub fixer: Option<Fixer>,
    /// Whether starting the sign-in again, or waiting and asking again, can succeed without a change of any configuration.
    pub retry_helps: bool,
    /// How sure the class is.
    pub certainty: Certainty,
    /// Whose words these are, where that is known.
    pub provider: Option<&'static Provider>,
    /// Trace, correlation and request ids, for the provider's support.
    pub correlation: Vec<String>,
    /// The code that was sent, for developers.
    pub code: Option<Foreign>,
    /// The text that was sent, for developers.
    pub description: Option<Foreign>,
    /// The page named by the answer: only https, only of the provider's own domain.
    pub error_uri: Option<SafeLink>,
    /// The redirect URI that the answer complains about, for developers.
    pub redirect_uri: Option<Foreign>,
    /// The answer should have brought an authorization code, and has none.
    pub is_missing_code: bool,
    /// The public page that documents it.
    pub source: Option<&'static str>,
}

/// How sure a class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The provider documents what it sends.
    Documented,
    /// A standard, or the plain words of the answer, say so.
    Standard,
    /// Nothing that is documented says so.
    Unclear,
}

impl Certainty {
    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Standard => "standard",
            Self::Unclear => "unclear",
        }
    }
}

impl Failure {
    /// Reads an error from anything but a URL: the JSON of a token endpoint or an API, a tool's error, a log line, an
    /// exception's text.
    pub fn of_text(text: &str, provider: Option<&'static Provider>) -> Self {
        let said = Said::by_text(text);
        let provider = provider.or_else(|| provider_by(&said, None));
        let mut failure = Self::by(&said, provider, &[]);
        add_ids(text, &mut failure.correlation);
        failure
    }

    /// The same for an HTTP answer, whose status decides where its body says nothing.
    pub fn of_answer(status: u16, body: &str, provider: Option<&'static Provider>) -> Self {
        let failure = Self::of_text(body, provider);
        if failure.class != Class::Unknown {
            return failure;
        }
        let class = match status {
            401 => Class::TokenRevokedOrExpired,
            403 => Class::ResourcePermissionDenied,
            429 => Class::RateLimited,
            408 | 504 => Class::NetworkOrTls,
            500.. => Class::ProviderOutage,
            _ => return failure,
        };
        Self { certainty: Certainty::Standard, ..failure.sorted(class) }
    }

    /// Reads an error that somebody else has read already into a code and a message. `None` where that says nothing.
    pub fn reported(
        code: Option<&str>,
        message: Option<&str>,
        provider: Option<&'static Provider>,
    ) -> Option<Self> {
        let said = Said::by_report(code, message, provider);
        let provider = provider.or_else(|| provider_by(&said, None));
        let mut failure = Self::by(&said, provider, &[]);
        add_ids(message.unwrap_or_default(), &mut failure.correlation);
        (failure.certainty != Certainty::Unclear).then_some(failure)
    }

    /// An answer that cannot be acted on, for a reason of ours.
    pub(crate) fn plain(class: Class, provider: Option<&'static Provider>) -> Self {
        let unsorted = Self {
            class,
            fixer: None,
            retry_helps: false,
            certainty: Certainty::Standard,
            provider,
            correlation: Vec::new(),
            code: None,
            description: None,
            error_uri: None,
            redirect_uri: None,
            is_missing_code: false,
            source: None,
        };
        unsorted.sorted(class)
    }

    /// Reads an error from the parameters of a callback; `issuer` is who the answer says it comes from.
    pub(crate) fn of_callback(
        params: &Params<'_>,
        provider: Option<&'static Provider>,
        issuer: Option<&str>,
    ) -> Self {
        let said = Said::by_callback(params);
        let provider =
            provider.or_else(|| provider_by(&said, issuer)).or_else(|| provider::of_url(params.base));
        let secrets = [Name::Code, Name::State, Name::AccessToken, Name::IdToken, Name::RefreshToken];
        let secrets: Vec<_> = params
            .list
            .iter()
            .filter(|param| secrets.contains(&param.name))
            .map(|param| decode(param.raw))
            .collect();
        // What is shorter guards nothing, and would be found in every other word.
        let secrets: Vec<&str> =
            secrets.iter().map(AsRef::as_ref).filter(|secret: &&str| secret.len() >= 6).collect();
        let mut failure = Self::by(&said, provider, &secrets);
        for id in params.all(Name::Correlation) {
            correlation::add(&decode(id.raw), &mut failure.correlation);
        }
        if let Some(description) = &said.description {
            add_ids(description, &mut failure.correlation);
        }
        failure
            .correlation
            .retain(|id| !secrets.iter().any(|secret| id.contains(secret) || secret.contains(id.as_str())));
        failure
    }

    fn by(said: &Said<'_>, provider: Option<&'static Provider>, secrets: &[&str]) -> Self {
        let (rule, certainty) = decide(said, provider);
        let class = rule.map_or(Class::Unknown, |rule| rule.class);
        let failure = Self::plain(class, provider);
        // Tidied first, for what nobody sees can stand within a credential.
        let quoted = |text: &str| Foreign::new(&masked(&tidy(head(text, QUOTED), usize::MAX), secrets));
        let code = said.error.as_deref().or_else(|| said.codes.first().map(AsRef::as_ref));
        let uri = said
            .error_uri
            .as_deref()
            .filter(|uri| provider.and_then(Answers::of).is_some_and(|answers| answers.publishes(uri)));
        Self {
            fixer: rule.and_then(|rule| rule.fixer).or(failure.fixer),
            retry_helps: rule.and_then(|rule| rule.retry).unwrap_or(failure.retry_helps),
            certainty,
            code: code.and_then(quoted),
            description: said.description.as_deref().and_then(quoted),
            error_uri: uri
                .and_then(SafeLink::parse)
                .filter(|link| secrets.iter().all(|s| !link.as_str().contains(s))),
            redirect_uri: (class == Class::RedirectMismatch)
                .then(|| quoted(url_in(said.description.as_deref()?)?))
                .flatten(),
            source: rule.map(|rule| rule.source),
            ..failure
        }
    }

    pub(crate) fn sorted(self, class: Class) -> Self {
        Self { class, fixer: class.usual_fixer(), retry_helps: class.usually_retried(), ..self }
    }
}

/// The rule that decides: of the provider, else of plain words, else of the broker in between or, where no provider is
/// known, of any where they agree, else of a standard.
fn decide(said: &Said<'_>, provider: Option<&'static Provider>) -> (Option<&'static Rule>, Certainty) {
    if let Some(answers) = provider.and_then(Answers::of) {
        let numbers = said.numbers(answers);
        match by_provider(said, answers, &numbers) {
            Verdict::Rule(rule) => return (Some(rule), Certainty::Documented),
            // Numbers that contradict each other prove nothing; what is left is the error word.
            Verdict::Contradiction => return (first(&WORDS, said), Certainty::Unclear),
            Verdict::Silent => {}
        }
    }
    // Words of a sentence may be about anything, and the error word is not; in prose there is none.
    let word = said.error.as_ref().and_then(|_| first(&WORDS, said)).map(|rule| rule.class);
    let phrase = candidates(&PHRASES, said).find(|sign| said.holds(sign, &[]) && refines(sign, word));
    if let Some(sign) = phrase {
        return (Some(sign.rule), Certainty::Standard);
    }
    let by_others =
        if provider.is_some() { first(&provider::BROKER.rules, said) } else { by_anyone(said, word) };
    if by_others.is_some() {
        return (by_others, Certainty::Documented);
    }
    let problem = first(&PROBLEMS, said).filter(|_| said.is_problem);
    let rule = problem.or_else(|| first(&WORDS, said)).or_else(|| first(&HINTS, said));
    let is_clear = rule.is_some_and(|rule| rule.class != Class::DeniedUnspecified);
    (rule, if is_clear { Certainty::Standard } else { Certainty::Unclear })
}

/// Whether a phrase says more than a standard's error word that it came with, and not something else.
fn refines(sign: &Sign, word: Option<Class>) -> bool {
    use Class as C;
    // A code stands in a field of its own, and is no accident.
    let (What::Phrase(phrase) | What::Word(phrase), Some(word)) = (sign.what, word) else { return true };
    match (word, sign.rule.class) {
        // These words say only that it was refused, or failed.
        (C::DeniedUnspecified | C::ResourcePermissionDenied | C::ProviderOutage, _)
        | (C::ClientMisconfigured, C::RedirectMismatch | C::ScopeInvalid | C::StateMismatch) => true,
        // A redirect URI that does not match makes a grant invalid (RFC 6749 section 5.2). One that "is not" something may be
        // spoken of for any other reason.
        (C::TokenRevokedOrExpired, C::RedirectMismatch) => !phrase.ends_with(" not"),
        // The words for these are everybody's.
        (_, C::UserCancelled | C::RedirectMismatch | C::ScopeInvalid | C::ScopeNotGranted)
        | (_, C::StateMismatch | C::NetworkOrTls | C::ProviderOutage) => word == sign.rule.class,
        // No standard has a word for the rest.
        _ => true,
    }
}

enum Verdict {
    Rule(&'static Rule),
    Contradiction,
    Silent,
}

fn by_provider(said: &Said<'_>, answers: &'static Answers, numbers: &[u32]) -> Verdict {
    let mut holding = candidates(&answers.rules, said).filter(|sign| said.holds(sign, numbers));
    let Some(sign) = holding.next() else { return Verdict::Silent };
    let is_number = |sign: &Sign| matches!(sign.what, What::Number(_));
    let contradicted = is_number(sign)
        && numbers.len() > 1
        && holding.any(|other| is_number(other) && other.rule.class != sign.rule.class);
    if contradicted { Verdict::Contradiction } else { Verdict::Rule(sign.rule) }
}

/// Without a known provider, a code or phrase still has a meaning where all providers that use it agree. Words of the
/// standards are not looked up here: what one provider means by them is its own.
fn by_anyone(said: &Said<'_>, word: Option<Class>) -> Option<&'static Rule> {
    let mut decided: Option<&'static Rule> = None;
    for answers in provider::ANSWERS.iter().copied() {
        let sign = candidates(&answers.rules, said).find(|sign| match sign.what {
            What::Number(_) => false,
            What::Error(_) => word.is_none() && said.holds(sign, &[]),
            What::ErrorAnd(..) => said.holds(sign, &[]),
            What::Subcode(code) => !WORDS.know(code) && said.holds(sign, &[]),
            What::Phrase(_) | What::Word(_) => said.holds(sign, &[]) && refines(sign, word),
        });
        match (sign.map(|sign| sign.rule), decided) {
            (Some(rule), Some(other)) if rule.class != other.class => return None,
            (Some(rule), None) => decided = Some(rule),
            _ => {}
        }
    }
    decided
}

fn first(table: &'static Rules, said: &Said<'_>) -> Option<&'static Rule> {
    candidates(table, said).find(|sign| said.holds(sign, &[])).map(|sign| sign.rule)
}

/// The signs of a table that are not ruled out at a glance.
fn candidates(table: &'static Rules, said: &Said<'_>) -> impl Iterator<Item = &'static Sign> {
    let pairs = said.pairs();
    table.signs().iter().filter(move |sign| pairs.cover(sign.pairs))
}

/// Whose answer it is: by a number that only it uses, by its issuer, or by its own help page.
fn provider_by(said: &Said<'_>, issuer: Option<&str>) -> Option<&'static Provider> {
    let by_number = provider::ANSWERS
        .iter()
        .find(|answers| !said.text.numbers_after(answers.number_prefix).is_empty())
        .map(|answers| answers.provider);
    by_number
        .or_else(|| issuer.and_then(provider::of_url))
        .or_else(|| said.error_uri.as_deref().and_then(provider::of_url))
}

/// As much of a text as is ever quoted, and a margin for what is dropped on the way.
const QUOTED: usize = 2048;

/// The beginning of a text, cut between two characters.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

/// The first web address in a text.
fn url_in(text: &str) -> Option<&str> {
    let text = head(text, QUOTED);
    let start = ["https://", "http://"].into_iter().filter_map(|scheme| text.find(scheme)).min()?;
    let rest = &text[start..];
    let end = rest.find(|c: char| c.is_whitespace() || "\"'<>,)".contains(c)).unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches(['.', ';']))
}
