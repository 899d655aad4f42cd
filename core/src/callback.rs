//! Reads the URL of a page as the answer of a provider, or says that it is none.

mod kind;
mod params;
mod percent;
mod secret;

use std::{borrow::Cow, ops::Range};

use crate::{Class, Failure, Fixer, Granted, Provider, ScopeCheck, provider, split_scopes};

use kind::{Kind, kind};

pub use params::Place;
pub(crate) use params::{Name, Param, Params, Value};
pub(crate) use percent::{decode, decode_all};
pub use secret::Secret;

/// The longest address that may be an answer, in bytes. Servers refuse longer ones, and a page can have made one for its own ends.
const LONGEST: usize = 1 << 16;

/// What the app expects of an answer. Whatever is not known is left out, and is then not checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The `state` that the sign-in was started with.
    pub state: Option<&'a str>,
    /// That state is too old to be accepted.
    pub is_expired: bool,
    /// The issuer that must have answered (RFC 9207).
    pub issuer: Option<&'a str>,
    /// The scopes that were asked for, as they were sent.
    pub scopes: Option<&'a str>,
    /// Whose answer it is.
    pub provider: Option<&'static Provider>,
}

/// What a page URL is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// A page of the app, whatever its own parameters are called.
    NotACallback,
    /// A good answer.
    Success(Answer),
    /// A good answer that grants less than was asked for.
    SuccessWithFewerScopes {
        /// The answer.
        answer: Answer,
        /// What was asked for and not granted, under its canonical name.
        missing: Vec<String>,
    },
    /// The answer is an error, or no answer that can be used.
    Failure(Box<Failure>),
    /// The answer must not be believed, whatever it says.
    Untrusted(Distrust),
}

/// What a good answer brings. The code or token itself is left in the URL: who redeems it reads it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An authorization code (RFC 6749 section 4.1.2), or an OAuth 1.0a verifier.
    Code,
    /// Tokens in the URL itself (RFC 6749 section 4.2.2).
    Tokens,
    /// An admin has consented for the organisation, without a code.
    AdminConsent,
    /// The app was installed, without a code.
    Installation,
    /// The sign-in waits to be bound to the person who started it.
    Verification {
        /// Names the sign-in; for the verify call only.
        auth_request_id: Secret,
        /// Binds it to the browser; for the verify call only.
        state: Secret,
    },
}

/// Why an answer must not be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Distrust {
    /// The answer has no `state`, although one was sent (RFC 6749 section 4.1.2).
    StateMissing,
    /// Its `state` belongs to another sign-in, browser or person.
    StateForeign,
    /// The sign-in was started too long ago.
    StateExpired,
    /// It has several states.
    StateRepeated,
    /// It does not say who issued it, although the provider always does (RFC 9207 section 2.4).
    IssuerMissing,
    /// Another server issued it (RFC 9207 section 2.4).
    IssuerForeign,
}

/// A page URL, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it is.
    pub callback: Callback,
    /// The answer's own parameters, in their order; empty where the URL is no callback. The rest is the host's.
    pub own: Vec<Own>,
}

/// A parameter of the answer, to be removed from the address bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Its name, as it is written.
    pub name: String,
    /// Where it is.
    pub place: Place,
    range: Range<usize>,
}

impl Callback {
    /// Its kind, in the closed set.
    pub fn class(&self) -> Class {
        match self {
            Self::NotACallback => Class::NotACallback,
            Self::Success(_) => Class::Success,
            Self::SuccessWithFewerScopes { .. } => Class::ScopeNotGranted,
            Self::Failure(failure) => failure.class,
            Self::Untrusted(_) => Class::StateMismatch,
        }
    }

    /// Who can mend it; `None` where nobody has to, or nobody is known.
    pub fn fixer(&self) -> Option<Fixer> {
        match self {
            Self::Failure(failure) => failure.fixer,
            _ => self.class().usual_fixer(),
        }
    }

    /// Whether starting the sign-in again can succeed without a change of any configuration.
    pub fn retry_helps(&self) -> bool {
        match self {
            Self::Failure(failure) => failure.retry_helps,
            _ => self.class().usually_retried(),
        }
    }
}

impl Reading {
    /// Reads a URL. It never fails: whatever is no answer is [`Callback::NotACallback`], and so is what is longer than 64 kB, as no
    /// provider sends people to such an address.
    pub fn of(url: &str, expected: &Expected<'_>) -> Self {
        if url.len() > LONGEST {
            return Self { callback: Callback::NotACallback, own: Vec::new() };
        }
        let reading = Self::of_plain(url, expected);
        if reading.callback != Callback::NotACallback {
            return reading;
        }
        // People paste what they find: the same URL twice, or one that was encoded as a whole.
        let Some(pasted) = unpasted(url) else { return reading };
        Self { own: Vec::new(), ..Self::of_plain(&pasted, expected) }
    }

    fn of_plain(url: &str, expected: &Expected<'_>) -> Self {
        let params = Params::of(first_of_two(url.trim()));
        let callback = read(&params, expected);
        let own = if callback == Callback::NotACallback { Vec::new() } else { own(&params) };
        // Leading white space moves nothing: ranges are within the trimmed URL.
        Self { callback, own }
    }

    /// The URL without the answer's parameters, the host's untouched.
    pub fn without_own(&self, url: &str) -> String {
        let url = first_of_two(url.trim());
        let mut left = String::with_capacity(url.len());
        let mut from = 0;
        for own in &self.own {
            // It may not be the URL that was read.
            let (Some(before), Some(after)) = (url.get(from..own.range.start), url.get(own.range.end..))
            else {
                return url.to_owned();
            };
            left.push_str(before);
            from = own.range.end;
            // With a parameter goes the `&` after it, or else the one before it.
            if after.starts_with(['&', ';']) {
                from += 1;
            } else {
                left.truncate(left.trim_end_matches(['&', ';']).len());
            }
        }
        left.push_str(url.get(from..).unwrap_or_default());
        tidy_ends(&left)
    }
}

/// Takes away a `?` or `#` that nothing follows any more.
fn tidy_ends(url: &str) -> String {
    let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
    let before = before.strip_suffix('?').unwrap_or(before);
    let fragment = fragment.strip_suffix('#').unwrap_or(fragment);
    let fragment = fragment.strip_suffix('?').unwrap_or(fragment);
    if fragment.is_empty() { before.to_owned() } else { format!("{before}#{fragment}") }
}

fn read(params: &Params<'_>, expected: &Expected<'_>) -> Callback {
    if params.list.is_empty() {
        return Callback::NotACallback;
    }
    let Some(kind) = kind(params, expected) else { return Callback::NotACallback };
    if let Some(distrust) = distrust(params, expected) {
        return Callback::Untrusted(distrust);
    }
    let issuer = params.first(Name::Issuer);
    let failure = |failure| Callback::Failure(Box::new(failure));
    let malformed = || Callback::Failure(Box::new(Failure::plain(Class::Malformed, expected.provider)));
    match kind {
        Kind::Contradiction => malformed(),
        Kind::Nothing => {
            let is_missing_code = !params.has(Name::Description) && !params.has(Name::Error);
            let plain = Failure::plain(Class::Malformed, expected.provider);
            failure(Failure { is_missing_code, ..plain })
        }
        Kind::Error => failure(Failure::of_callback(params, expected.provider, issuer.as_deref())),
        Kind::Plain(class) => failure(Failure::plain(class, expected.provider)),
        Kind::Answer(answer) => {
            let missing = match (expected.scopes, params.first(Name::Scope)) {
                (Some(asked), Some(granted)) => missing(asked, &granted, expected.provider),
                _ => Vec::new(),
            };
            if missing.is_empty() {
                Callback::Success(answer)
            } else {
                Callback::SuccessWithFewerScopes { answer, missing }
            }
        }
    }
}

/// What was asked for and not granted. `offline_access` is a wish for a refresh token, which providers grant without listing
/// it.
fn missing(asked: &str, granted: &str, provider: Option<&'static Provider>) -> Vec<String> {
    let mut asked = split_scopes(asked);
    asked.retain(|scope| scope != "offline_access");
    let provider = provider.or_else(|| provider::of_scopes(granted));
    let check = ScopeCheck::of(provider, &asked, &Granted::Told(vec![granted.to_owned()]), None);
    check.missing().map(str::to_owned).collect()
}

fn distrust(params: &Params<'_>, expected: &Expected<'_>) -> Option<Distrust> {
    let state = params.get(Name::State);
    if matches!(state, Value::Different) {
        return Some(Distrust::StateRepeated);
    }
    if let Some(expected) = expected.state {
        match state.one().filter(|state| !state.is_empty()) {
            None => return Some(Distrust::StateMissing),
            Some(state) if state != expected => return Some(Distrust::StateForeign),
            Some(_) => {}
        }
    }
    if expected.is_expired {
        return Some(Distrust::StateExpired);
    }
    let expected = expected.issuer?;
    match params.get(Name::Issuer) {
        Value::Absent => Some(Distrust::IssuerMissing),
        Value::One(issuer) if issuer == expected => None,
        Value::One(_) | Value::Different => Some(Distrust::IssuerForeign),
    }
}

/// A name that hosts use as well is the answer's only beside what it comes along with.
fn own(params: &Params<'_>) -> Vec<Own> {
    let has_error = params.has(Name::Error) || params.has(Name::Subcode);
    let has_good = [Name::Code, Name::AccessToken, Name::IdToken].into_iter().any(|name| params.has(name));
    let is_own = |name| match name {
        Name::Message | Name::Correlation => has_error,
        Name::CommonCompanion => has_good && params.has(Name::Companion),
        Name::Companion => has_good || has_error,
        Name::Scope => has_good,
        Name::Tenant => params.has(Name::AdminConsent),
        Name::RedirectUri => false,
        _ => true,
    };
    let is_own = |param: &&Param<'_>| param.range.start >= params.start && is_own(param.name);
    let mut list: Vec<_> = params.list.iter().filter(is_own).collect();
    list.sort_by_key(|param| param.range.start);
    list.into_iter()
        .map(|param| Own {
            name: decode(param.spelled).into_owned(),
            place: param.place,
            range: param.range.clone(),
        })
        .collect()
}

/// The first of two equal URLs pasted one after the other.
fn first_of_two(url: &str) -> &str {
    let Some(end) = url.find(['?', '#']) else { return url };
    let start = &url[..=end];
    if !url[end..].contains("://") {
        return url;
    }
    let Some(second) = url[end + 1..].find(start).map(|at| at + end + 1) else { return url };
    let first = url[..second].trim_end();
    if url[second..].starts_with(first) || first.starts_with(&url[second..]) { first } else { url }
}

/// The URL inside what was pasted, where it was encoded as a whole.
fn unpasted(url: &str) -> Option<Cow<'_, str>> {
    let url = url.trim();
    let is_encoded = url.contains("%3D") || url.contains("%3d");
    let decoded = is_encoded.then(|| decode(url)).filter(|decoded| decoded.len() < url.len())?;
    Some(decoded)
}
