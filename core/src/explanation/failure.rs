//! A callback or a failure in words, for a reader.

use crate::{Account, Audience, Callback, Class, Failure, Fixer, Msg, Provider, Remedy, Words};

use super::{Explanation, sense, speaker::Speaker, steps::steps};

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
    sense.remedy = Remedy::for_failure(failure, about.was_connected);
    if audience == Audience::User && sense.next.is_none() {
        sense.next = match sense.remedy {
            Some(Remedy::Connect | Remedy::Reconnect) => Some(Msg::SignInNext),
            Some(Remedy::AskDeveloper) => Some(Msg::TellTeamNext),
            _ => None,
        };
    }
    // Developers mend it where it is made, and not with a message to themselves.
    if audience == Audience::Developer && sense.remedy == Some(Remedy::AskDeveloper) {
        sense.remedy = None;
    }
    let mut explanation = speaker.say(&sense, audience);
    if audience == Audience::Developer {
        explanation.steps = steps(failure, about, &speaker);
    }
    explanation
}

impl Remedy {
    /// What to offer after a failure; a person who cannot mend it is not sent round the consent screen again.
    pub fn for_failure(failure: &Failure, was_connected: bool) -> Option<Self> {
        let sign_in = if was_connected { Self::Reconnect } else { Self::Connect };
        match (failure.class, failure.fixer) {
            (Class::Success | Class::NotACallback, _) => None,
            (Class::Malformed, _) | (_, Some(Fixer::User)) => Some(sign_in),
            (_, Some(Fixer::WorkspaceAdmin)) => Some(Self::AskAdmin),
            (_, Some(Fixer::NobodyWait)) => Some(Self::TryAgain),
            (_, Some(Fixer::AppDeveloper) | None) => Some(Self::AskDeveloper),
        }
    }
}
