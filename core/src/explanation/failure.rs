//! A callback or a failure in words, for a reader.

use crate::{
    Account, Audience, Callback, Class, Failure, Fixer, Foreign, Msg, Provider, Remedy, SafeLink, Words,
    provider::Answers,
};

use super::{Explanation, Reference, is_own, sense, speaker::Speaker, steps::steps};

/// What a callback or failure is about. Whatever is not known is left empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About<'a> {
    /// The provider; its name stands in the sentences.
    pub provider: Option<&'static Provider>,
    /// The service, as people call it: "Gmail".
    pub service: &'a str,
    /// The connection's name.
    pub connection: &'a str,
    /// The scopes that the app asks for, as it sends them.
    pub scopes: &'a str,
    /// The redirect URI that the connection is configured with.
    pub redirect_uri: &'a str,
    /// The account was connected before.
    pub was_connected: bool,
}

impl<'a> About<'a> {
    /// About an account.
    pub fn account(account: &'a Account) -> Self {
        Self {
            provider: account.provider,
            service: &account.service,
            connection: &account.connection_name,
            redirect_uri: account.redirect_uri.as_ref().map_or("", Foreign::as_str),
            was_connected: account.was_connected(),
            ..Self::default()
        }
    }

    /// About a provider alone, under a name that a person calls it by.
    pub fn provider(provider: Option<&'static Provider>, service: &'a str) -> Self {
        Self { provider, service, ..Self::default() }
    }
}

/// Explains what came back.
pub fn explain_callback(
    callback: &Callback,
    about: &About<'_>,
    audience: Audience,
    words: &Words,
) -> Explanation {
    match callback {
        Callback::Failure(failure) => explain_error(failure, about, audience, words),
        Callback::NotACallback => {
            Speaker::new(about, None, words).say(&sense::not_a_callback(audience), audience)
        }
        Callback::Success(answer) => {
            let speaker = Speaker::new(about, None, words);
            match audience {
                Audience::User => speaker.say(&sense::success(answer), audience),
                Audience::Developer => speaker.say(&sense::success_for_developer(answer), audience),
            }
        }
        Callback::SuccessWithFewerScopes { missing, .. } => {
            let failure = Failure::plain(Class::ScopeNotGranted, about.provider);
            let mut explanation = explain_error(&failure, about, audience, words);
            if audience == Audience::Developer {
                let missing = missing.join(" ");
                explanation.why.insert(0, words.say(Msg::ScopeMissingDevWhy, &[("missing", &missing)]));
            }
            explanation
        }
        Callback::Untrusted(distrust) => {
            let failure = Failure::plain(Class::StateMismatch, about.provider);
            let mut explanation = explain_error(&failure, about, audience, words);
            if audience == Audience::Developer {
                explanation.why = vec![words.get(sense::distrusted(*distrust)).to_owned()];
            }
            explanation
        }
    }
}

/// Explains a failure.
pub fn explain_error(failure: &Failure, about: &About<'_>, audience: Audience, words: &Words) -> Explanation {
    let speaker = Speaker::new(about, failure.provider, words);
    let mut sense = match audience {
        Audience::User => sense::for_person(failure),
        Audience::Developer => sense::for_developer(failure),
    };
    sense.remedy = Remedy::of_class(failure.class, failure.fixer, about.was_connected);
    if audience == Audience::User && sense.next.is_none() {
        sense.next = match sense.remedy {
            Some(Remedy::Connect | Remedy::Reconnect) => Some(Msg::SignInNext),
            Some(Remedy::AskDeveloper) => Some(Msg::TellTeamNext),
            _ => None,
        };
    }
    sense.remedy = sense.remedy.filter(|remedy| !is_own(*remedy, audience));
    let mut explanation = speaker.say(&sense, audience);
    explanation.reference = reference(failure, about, audience, &speaker);
    if audience == Audience::Developer {
        explanation.steps = steps(failure, about, &speaker);
    }
    explanation
}

/// The page of the provider that helps this reader: where it says whether it has a problem, where the apps with access are,
/// or where the app is set up.
fn reference(
    failure: &Failure,
    about: &About<'_>,
    audience: Audience,
    speaker: &Speaker<'_>,
) -> Option<Reference> {
    let answers = Answers::of(about.provider.or(failure.provider)?)?;
    let (page, msg) = match failure.class {
        Class::ProviderOutage => (answers.status_page, Msg::StatusPage),
        Class::TokenRevokedOrExpired | Class::ScopeNotGranted
            if audience == Audience::User && failure.fixer == Some(Fixer::User) =>
        {
            (answers.provider.access_page, Msg::AppsWithAccess)
        }
        // Nothing that is set up there changes what a network or a certificate does.
        Class::NetworkOrTls => return None,
        _ if failure.fixer == Some(Fixer::AppDeveloper) && audience == Audience::Developer => {
            (answers.console_page, Msg::ConsolePage)
        }
        _ => return None,
    };
    Some(Reference { label: speaker.text(msg), link: SafeLink::parse(page?)? })
}
