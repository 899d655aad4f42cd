//! A callback or a failure in words, for a reader.

use crate::{
    Account, Answer, Audience, Callback, Class, Distrust, Failure, Fixer, Msg, Provider, Remedy, Words,
};

use super::{Action, Explanation, steps::steps};

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
        Callback::NotACallback => Speaker::new(about, None, words).say(&not_a_callback(audience), audience),
        Callback::Success(answer) => {
            let speaker = Speaker::new(about, None, words);
            match audience {
                Audience::User => speaker.say(&success(answer), audience),
                Audience::Developer => speaker.say(&success_for_developer(answer), audience),
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
                explanation.why = vec![words.get(distrusted(*distrust)).to_owned()];
            }
            explanation
        }
    }
}

/// Explains a failure.
pub fn explain_error(failure: &Failure, about: &About<'_>, audience: Audience, words: &Words) -> Explanation {
    let speaker = Speaker::new(about, failure.provider, words);
    let mut sense = match audience {
        Audience::User => for_person(failure),
        Audience::Developer => for_developer(failure),
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

/// What is to be said.
#[derive(Default)]
struct Sense {
    title: Option<Msg>,
    why: Vec<Msg>,
    next: Option<Msg>,
    remedy: Option<Remedy>,
    is_problem: bool,
}

impl Sense {
    fn new(title: Msg, why: &[Msg]) -> Self {
        Self { title: Some(title), why: why.to_vec(), is_problem: true, ..Self::default() }
    }

    fn next(self, next: Msg) -> Self {
        Self { next: Some(next), ..self }
    }

    fn good(self) -> Self {
        Self { is_problem: false, ..self }
    }
}

/// The catalogue with the names of one case filled in.
pub(super) struct Speaker<'a> {
    pub(super) words: &'a Words,
    provider: &'a str,
    service: &'a str,
    connection: &'a str,
    /// Some name is not known, and the catalogue's words stand in its place.
    has_no_name: bool,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(about: &About<'a>, provider: Option<&'static Provider>, words: &'a Words) -> Self {
        let provider = about.provider.or(provider);
        let name = provider.map_or_else(|| words.get(Msg::TheProvider), |provider| provider.name);
        let service = match (about.service, provider) {
            ("", Some(provider)) => provider.name,
            ("", None) => words.get(Msg::TheService),
            (service, _) => service,
        };
        let connection =
            if about.connection.is_empty() { words.get(Msg::TheConnection) } else { about.connection };
        Self { words, provider: name, service, connection, has_no_name: provider.is_none() }
    }

    pub(super) fn text(&self, msg: Msg) -> String {
        self.text_with(msg, &[])
    }

    pub(super) fn text_with(&self, msg: Msg, more: &[(&str, &str)]) -> String {
        let names = [("provider", self.provider), ("service", self.service), ("connection", self.connection)];
        let text = match more {
            [] => self.words.say(msg, &names),
            more => self.words.say(msg, &[&names, more].concat()),
        };
        // "the provider" may begin a sentence; a name is spelled as its owner spells it.
        let begins_with_ours = self.has_no_name
            && self.words.get(msg).starts_with('{')
            && [Msg::TheProvider, Msg::TheService]
                .into_iter()
                .any(|ours| text.starts_with(self.words.get(ours)));
        if begins_with_ours { capitalised(&text) } else { text }
    }

    fn say(&self, sense: &Sense, audience: Audience) -> Explanation {
        let shows_rest = sense.is_problem && audience == Audience::User;
        Explanation {
            state: String::new(),
            title: sense.title.map(|msg| self.text(msg)).unwrap_or_default(),
            why: sense.why.iter().map(|msg| self.text(*msg)).collect(),
            still_works: shows_rest.then(|| self.text(Msg::StillWorks)),
            action: sense
                .remedy
                .map(|remedy| Action { remedy, label: self.words.get(super::label(remedy)).to_owned() }),
            next: sense.next.map(|msg| self.text(msg)),
            steps: Vec::new(),
            reference: None,
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn success(answer: &Answer) -> Sense {
    match answer {
        Answer::AdminConsent => Sense::new(Msg::AdminConsentTitle, &[]).next(Msg::AdminConsentNext),
        Answer::Installation => Sense::new(Msg::InstallationTitle, &[]).next(Msg::AdminConsentNext),
        Answer::Code | Answer::Tokens | Answer::Verification { .. } => {
            Sense::new(Msg::SuccessTitle, &[]).next(Msg::SuccessNext)
        }
    }
    .good()
}

fn success_for_developer(answer: &Answer) -> Sense {
    let why = match answer {
        Answer::Code => Msg::SuccessDevWhy,
        Answer::Tokens => Msg::TokensDevWhy,
        Answer::AdminConsent => Msg::AdminConsentDevWhy,
        Answer::Installation => Msg::InstallationDevWhy,
        Answer::Verification { .. } => Msg::VerificationDevWhy,
    };
    Sense::new(Msg::SuccessDevTitle, &[why]).good()
}

fn not_a_callback(audience: Audience) -> Sense {
    match audience {
        Audience::User => Sense::new(Msg::NotACallbackTitle, &[Msg::NotACallbackWhy]),
        Audience::Developer => Sense::new(Msg::NotACallbackDevTitle, &[Msg::NotACallbackDevWhy]),
    }
    .good()
}

fn distrusted(distrust: Distrust) -> Msg {
    match distrust {
        Distrust::StateMissing => Msg::StateMissingDevWhy,
        Distrust::StateForeign => Msg::StateForeignDevWhy,
        Distrust::StateExpired => Msg::StateExpiredDevWhy,
        Distrust::StateRepeated => Msg::StateRepeatedDevWhy,
        Distrust::IssuerMissing => Msg::IssuerMissingDevWhy,
        Distrust::IssuerForeign => Msg::IssuerForeignDevWhy,
    }
}

/// Certificates, proxies and CORS do not pass by waiting.
pub(super) fn is_tls(failure: &Failure) -> bool {
    failure.class == Class::NetworkOrTls && failure.fixer == Some(Fixer::AppDeveloper)
}

fn for_person(failure: &Failure) -> Sense {
    use Msg as M;
    match failure.class {
        Class::UserCancelled => Sense::new(M::UserCancelledTitle, &[M::UserCancelledWhy]),
        Class::DeniedUnspecified => {
            Sense::new(M::DeniedTitle, &[M::DeniedWhy1, M::DeniedWhy2]).next(M::DeniedNext)
        }
        Class::AdminApprovalRequired => Sense::new(M::ApprovalTitle, &[M::ApprovalWhy]).next(M::ApprovalNext),
        Class::AdminBlocked => {
            Sense::new(M::BlockedTitle, &[M::BlockedWhy1, M::BlockedWhy2]).next(M::BlockedNext)
        }
        Class::UserNotAssigned => {
            Sense::new(M::NotAssignedTitle, &[M::NotAssignedWhy]).next(M::NotAssignedNext)
        }
        Class::ConsentMissing => Sense::new(M::ConsentTitle, &[M::ConsentWhy1, M::ConsentWhy2]),
        Class::ScopeInvalid => Sense::new(M::ScopeInvalidTitle, &[M::ScopeInvalidWhy]),
        Class::ScopeNotGranted => {
            let sense = Sense::new(M::ScopeTitle, &[M::ScopeWhy1, M::ScopeWhy2]);
            if failure.fixer == Some(Fixer::User) { sense.next(M::ScopeNext) } else { sense }
        }
        Class::ResourcePermissionDenied => {
            let sense = Sense::new(M::NoRightsTitle, &[M::NoRightsWhy]);
            if failure.fixer == Some(Fixer::AppDeveloper) { sense } else { sense.next(M::NoRightsNext) }
        }
        Class::ClientMisconfigured => Sense::new(M::MisconfiguredTitle, &[M::MisconfiguredWhy]),
        Class::RedirectMismatch => Sense::new(M::RedirectTitle, &[M::RedirectWhy]),
        Class::AppDisabled => Sense::new(M::AppDisabledTitle, &[M::AppDisabledWhy]),
        Class::AccountNotInTenant => {
            Sense::new(M::WrongAccountTitle, &[M::WrongAccountWhy1, M::WrongAccountWhy2])
                .next(M::WrongAccountNext)
        }
        Class::AccountBlocked if failure.fixer == Some(Fixer::User) => {
            Sense::new(M::AccountBlockedTitle, &[M::AccountLockedWhy]).next(M::AccountLockedNext)
        }
        Class::AccountBlocked => {
            Sense::new(M::AccountBlockedTitle, &[M::AccountBlockedWhy]).next(M::AccountBlockedNext)
        }
        Class::ReauthInteractionRequired => Sense::new(M::StepTitle, &[M::StepWhy1, M::StepWhy2]),
        Class::TokenRevokedOrExpired => Sense::new(M::GoneTitle, &[M::GoneWhy1, M::GoneWhy2]),
        Class::StateMismatch => Sense::new(M::StateTitle, &[M::StateWhy1, M::StateWhy2]).next(M::StateNext),
        Class::ProviderOutage => Sense::new(M::OutageTitle, &[M::OutageWhy]).next(M::PauseNext),
        Class::RateLimited => Sense::new(M::PauseTitle, &[M::PauseWhy]).next(M::PauseNext),
        Class::NetworkOrTls if is_tls(failure) => Sense::new(M::TlsTitle, &[M::TlsWhy]),
        Class::NetworkOrTls => Sense::new(M::NetworkTitle, &[M::NetworkWhy]).next(M::PauseNext),
        Class::Success => success(&Answer::Code),
        Class::NotACallback => not_a_callback(Audience::User),
        Class::Malformed => Sense::new(M::MalformedTitle, &[M::MalformedWhy]).next(M::MalformedNext),
        Class::Unknown => Sense::new(M::UnknownTitle, &[M::UnknownWhy]),
    }
}

fn for_developer(failure: &Failure) -> Sense {
    use Msg as M;
    let (title, why): (Msg, &[Msg]) = match failure.class {
        Class::UserCancelled => (M::UserCancelledDevTitle, &[M::UserCancelledDevWhy]),
        Class::DeniedUnspecified => (M::DeniedDevTitle, &[M::DeniedDevWhy]),
        Class::AdminApprovalRequired => (M::ApprovalDevTitle, &[M::ApprovalDevWhy]),
        Class::AdminBlocked => (M::BlockedDevTitle, &[M::BlockedDevWhy]),
        Class::UserNotAssigned => (M::NotAssignedDevTitle, &[M::NotAssignedDevWhy]),
        Class::ConsentMissing => (M::ConsentDevTitle, &[M::ConsentDevWhy]),
        Class::ScopeInvalid => (M::ScopeInvalidDevTitle, &[M::ScopeInvalidDevWhy]),
        Class::ScopeNotGranted => (M::ScopeDevTitle, &[M::ScopeDevWhy]),
        Class::ResourcePermissionDenied => (M::NoRightsDevTitle, &[M::NoRightsDevWhy]),
        Class::ClientMisconfigured => (M::MisconfiguredDevTitle, &[M::MisconfiguredDevWhy]),
        Class::RedirectMismatch => (M::RedirectDevTitle, &[M::RedirectDevWhy]),
        Class::AppDisabled => (M::AppDisabledDevTitle, &[M::AppDisabledDevWhy]),
        Class::AccountNotInTenant => (M::WrongAccountDevTitle, &[M::WrongAccountDevWhy]),
        Class::AccountBlocked => (M::AccountBlockedDevTitle, &[M::AccountBlockedDevWhy]),
        Class::ReauthInteractionRequired => (M::StepDevTitle, &[M::StepDevWhy]),
        Class::TokenRevokedOrExpired => (M::GoneDevTitle, &[M::GoneDevWhy1, M::GoneDevWhy2]),
        Class::StateMismatch => (M::StateDevTitle, &[M::StateReportedDevWhy]),
        Class::ProviderOutage => (M::OutageDevTitle, &[M::OutageDevWhy]),
        Class::RateLimited => (M::PauseDevTitle, &[M::PauseDevWhy]),
        Class::NetworkOrTls if is_tls(failure) => (M::TlsDevTitle, &[M::TlsDevWhy]),
        Class::NetworkOrTls => (M::NetworkDevTitle, &[M::NetworkDevWhy]),
        Class::Success => (M::SuccessDevTitle, &[M::SuccessDevWhy]),
        Class::NotACallback => (M::NotACallbackDevTitle, &[M::NotACallbackDevWhy]),
        Class::Malformed if failure.is_missing_code => (M::MissingCodeDevTitle, &[M::MissingCodeDevWhy]),
        Class::Malformed => (M::MalformedDevTitle, &[M::MalformedDevWhy]),
        Class::Unknown => (M::UnknownDevTitle, &[M::UnknownDevWhy]),
    };
    Sense::new(title, why)
}
