//! Whether parameters are an answer at all, and what they amount to.

use crate::{
    Class,
    provider::{self, Answers},
    standard::WORDS,
};

use super::{Answer, Expected, Name, Params, Secret, Value, decode};

/// What an answer amounts to before it is asked whether it can be believed.
pub(super) enum Kind {
    Error,
    Answer(Answer),
    /// A failure that is said without an error word.
    Plain(Class),
    /// An error and a code, two errors, two codes.
    Contradiction,
    /// The way of an answer with nothing in it: the code is missing.
    Nothing,
}

/// `None` where the parameters are the host's own.
pub(super) fn kind(params: &Params<'_>, expected: &Expected<'_>) -> Option<Kind> {
    let error = params.get(Name::Error);
    let code = params.get(Name::Code);
    // Hosts repeat names of their own, any number of times: one of the values must be an answer's as if it stood alone, and what
    // is the same for all is found once.
    let is_here = is_expected_here(params, expected);
    let shortest_code = shortest_code(params, expected, is_here);
    let is_code = |code: &str| shortest_code.is_some_and(|shortest| code.trim().len() >= shortest);
    let has_code = params.all(Name::Code).any(|param| is_code(&decode(param.raw)));
    let is_error = |word: &str| is_error(word, params, expected, is_here);
    if params.all(Name::Error).any(|param| is_error(&decode(param.raw))) {
        let is_contradiction = has_code || matches!(error, Value::Different);
        return Some(if is_contradiction { Kind::Contradiction } else { Kind::Error });
    }
    if has_code {
        let is_contradiction =
            matches!(code, Value::Different) || error.is_present() && params.has(Name::State);
        return Some(if is_contradiction { Kind::Contradiction } else { Kind::Answer(Answer::Code) });
    }
    answer_without_code(params)
        .or_else(|| error_without_word(params))
        .or_else(|| nothing(params, expected, &error, is_here).then_some(Kind::Nothing))
}

/// Good answers that bring no code, and the refusals of the same ways.
fn answer_without_code(params: &Params<'_>) -> Option<Kind> {
    if let (Some(id), Some(state)) = (params.first(Name::AuthRequestId), params.first(Name::State)) {
        let answer = Answer::Verification {
            auth_request_id: Secret::new(id.into_owned()),
            state: Secret::new(state.into_owned()),
        };
        return Some(Kind::Answer(answer));
    }
    let is_token = |name| params.first(name).is_some_and(|token| token.len() >= 8);
    if is_token(Name::AccessToken) || is_token(Name::IdToken) && params.list.len() > 1 {
        return Some(Kind::Answer(Answer::Tokens));
    }
    // learn.microsoft.com: /entra/identity-platform/v2-admin-consent
    if let Some(consent) = params.first(Name::AdminConsent) {
        return match consent.eq_ignore_ascii_case("true") {
            true => Some(Kind::Answer(Answer::AdminConsent)),
            false => Some(Kind::Plain(Class::AdminApprovalRequired)),
        };
    }
    // docs.github.com: /apps/creating-github-apps/registering-a-github-app/about-the-setup-url
    match params.first(Name::SetupAction).as_deref() {
        Some("install" | "update") => return Some(Kind::Answer(Answer::Installation)),
        Some("request") => return Some(Kind::Plain(Class::AdminApprovalRequired)),
        _ => {}
    }
    // docs.x.com: /fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens
    if params.first(Name::Denied).is_some_and(|token| token.len() >= 16) {
        return Some(Kind::Plain(Class::UserCancelled));
    }
    let verifier = params.first(Name::OauthVerifier)?;
    params.first(Name::OauthToken)?;
    // developer.atlassian.com: /server/jira/platform/oauth
    Some(if verifier == "denied" { Kind::Plain(Class::UserCancelled) } else { Kind::Answer(Answer::Code) })
}

/// An error that is told by a code or a problem alone, as Facebook and OAuth 1.0a do.
fn error_without_word(params: &Params<'_>) -> Option<Kind> {
    let says_more = params.has(Name::Description) || params.has(Name::ErrorUri);
    let has_code = params.first(Name::Subcode).is_some() && (says_more || params.has(Name::State));
    (has_code || params.first(Name::OauthProblem).is_some()).then_some(Kind::Error)
}

/// The state came back, and nothing with it; or a description without an error.
fn nothing(params: &Params<'_>, expected: &Expected<'_>, error: &Value<'_>, is_here: bool) -> bool {
    let state = params.first(Name::State);
    let is_ours = state.is_some() && (state.as_deref() == expected.state || is_here);
    is_ours || state.is_some() && (params.has(Name::Description) || error.is_present())
}

/// Whether a word in `error=` is an OAuth error, and not a flag of the page.
fn is_error(word: &str, params: &Params<'_>, expected: &Expected<'_>, is_here: bool) -> bool {
    let word = word.trim();
    let is_flag = word.is_empty()
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || ["true", "false", "yes", "no", "null", "undefined"]
            .iter()
            .any(|flag| word.eq_ignore_ascii_case(flag));
    if is_flag {
        return !word.is_empty() && (params.has(Name::Description) || params.has(Name::ErrorUri));
    }
    let is_code = word.contains('_') && !word.contains(' ');
    is_here
        || params.has(Name::State)
        || params.has(Name::Description)
        || params.has(Name::ErrorUri)
        || params.has(Name::Issuer)
        || params.has(Name::Subcode)
        || WORDS.know(word)
        || expected.provider.and_then(Answers::of).is_some_and(|answers| answers.rules.know(word))
        || is_code && provider::ANSWERS.iter().any(|answers| answers.rules.know(word))
}

/// How long a value in `code=` is at least if it is an authorization code, and not a voucher or a number of the page. `None` where
/// no value is one.
fn shortest_code(params: &Params<'_>, expected: &Expected<'_>, is_here: bool) -> Option<usize> {
    let state = params.first(Name::State);
    if state.is_some() && state.as_deref() == expected.state {
        return Some(1);
    }
    let comes_along = state.is_some()
        || params.has(Name::Issuer)
        || params.has(Name::Scope)
        || params.has(Name::Companion)
        || params.has(Name::IdToken);
    if is_here || comes_along && (is_sign_in(params.base) || is_sign_in(params.route)) {
        return Some(4);
    }
    comes_along.then_some(12)
}

/// Whether the page is one to which providers send people back: by its scheme, by a program's own port, by what the app
/// waits for, or by its path.
fn is_expected_here(params: &Params<'_>, expected: &Expected<'_>) -> bool {
    let base = params.base;
    let scheme = base.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_web = ["", "https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_program = ["localhost:", "127.0.0.1:", "[::1]:"].iter().any(|start| host.starts_with(start));
    !is_web
        || is_program && path.is_empty()
        || expected.state.is_some() && (path.is_empty() || params.has(Name::State))
        || is_way_back(path)
        || is_way_back(params.route)
}

/// Whether a path is named for the return from a sign-in.
fn is_way_back(path: &str) -> bool {
    let is_word = |part: &str| {
        ["cb", "redirect", "oidc", "adminconsent"].iter().any(|word| part.eq_ignore_ascii_case(word))
    };
    contains(path, "callback") || contains(path, "oauth") || path.split(['/', '-', '_', '.']).any(is_word)
}

/// Whether a path is about signing in at all: there a code is believed, but a word in `error=` is the page's own.
fn is_sign_in(path: &str) -> bool {
    let is_word = |part: &str| {
        ["auth", "signin", "login", "connect", "sso"].iter().any(|word| part.eq_ignore_ascii_case(word))
    };
    path.split(['/', '-', '_', '.']).any(is_word)
}

fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}
