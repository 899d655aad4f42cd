//! What there is to say about a callback or a failure: the messages, class by class.

use crate::{Answer, Audience, Class, Distrust, Failure, Fixer, Msg, Remedy};

/// What is to be said.
#[derive(Default)]
pub(super) struct Sense {
    pub(super) title: Option<Msg>,
    pub(super) why: Vec<Msg>,
    pub(super) next: Option<Msg>,
    pub(super) remedy: Option<Remedy>,
    pub(super) is_problem: bool,
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

pub(super) fn success(answer: &Answer) -> Sense {
    match answer {
        Answer::AdminConsent => Sense::new(Msg::AdminConsentTitle, &[]).next(Msg::AdminConsentNext),
        Answer::Installation => Sense::new(Msg::InstallationTitle, &[]).next(Msg::AdminConsentNext),
        Answer::Code | Answer::Tokens | Answer::Verification { .. } => {
            Sense::new(Msg::SuccessTitle, &[]).next(Msg::SuccessNext)
        }
    }
    .good()
}

pub(super) fn success_for_developer(answer: &Answer) -> Sense {
    let why = match answer {
        Answer::Code => Msg::SuccessDevWhy,
        Answer::Tokens => Msg::TokensDevWhy,
        Answer::AdminConsent => Msg::AdminConsentDevWhy,
        Answer::Installation => Msg::InstallationDevWhy,
        Answer::Verification { .. } => Msg::VerificationDevWhy,
    };
    Sense::new(Msg::SuccessDevTitle, &[why]).good()
}

pub(super) fn not_a_callback(audience: Audience) -> Sense {
    match audience {
        Audience::User => Sense::new(Msg::NotACallbackTitle, &[Msg::NotACallbackWhy]),
        Audience::Developer => Sense::new(Msg::NotACallbackDevTitle, &[Msg::NotACallbackDevWhy]),
    }
    .good()
}

pub(super) fn distrusted(distrust: Distrust) -> Msg {
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

pub(super) fn for_person(failure: &Failure) -> Sense {
    use Msg as M;
    let fixer = failure.fixer;
    let (is_the_persons, is_the_admins) = (fixer == Some(Fixer::User), fixer == Some(Fixer::WorkspaceAdmin));
    match failure.class {
        Class::UserCancelled => Sense::new(M::UserCancelledTitle, &[M::UserCancelledWhy]),
        Class::DeniedUnspecified if is_the_admins => {
            Sense::new(M::DeniedTitle, &[M::DeniedWhy2]).next(M::AccountBlockedNext)
        }
        Class::DeniedUnspecified => {
            Sense::new(M::DeniedTitle, &[M::DeniedWhy1, M::DeniedWhy2]).next(M::DeniedNext)
        }
        Class::AdminApprovalRequired => Sense::new(M::ApprovalTitle, &[M::ApprovalWhy]).next(M::ApprovalNext),
        Class::AdminBlocked if is_the_persons => {
            Sense::new(M::ProtectedTitle, &[M::ProtectedWhy]).next(M::ProtectedNext)
        }
        Class::AdminBlocked => {
            Sense::new(M::BlockedTitle, &[M::BlockedWhy1, M::BlockedWhy2]).next(M::BlockedNext)
        }
        Class::UserNotAssigned => {
            Sense::new(M::NotAssignedTitle, &[M::NotAssignedWhy]).next(M::NotAssignedNext)
        }
        Class::ConsentMissing => Sense::new(M::ConsentTitle, &[M::ConsentWhy1, M::ConsentWhy2]),
        Class::ScopeInvalid => Sense::new(M::ScopeInvalidTitle, &[M::ScopeInvalidWhy]),
        Class::ScopeNotGranted => {
            // Where the app never asked for it, no box was left unticked.
            if is_the_persons {
                Sense::new(M::ScopeTitle, &[M::ScopeWhy1, M::ScopeWhy2]).next(M::ScopeNext)
            } else {
                Sense::new(M::ScopeTitle, &[M::ScopeWhy2])
            }
        }
        Class::ResourcePermissionDenied if is_the_persons => Sense::new(M::NotGivenTitle, &[M::NotGivenWhy]),
        Class::ResourcePermissionDenied => {
            let sense = Sense::new(M::NoRightsTitle, &[M::NoRightsWhy]);
            if fixer == Some(Fixer::AppDeveloper) { sense } else { sense.next(M::NoRightsNext) }
        }
        Class::ClientMisconfigured if is_the_admins => {
            Sense::new(M::OrgSignInTitle, &[M::OrgSignInWhy]).next(M::OrgSignInNext)
        }
        Class::ClientMisconfigured => Sense::new(M::MisconfiguredTitle, &[M::MisconfiguredWhy]),
        Class::RedirectMismatch => Sense::new(M::RedirectTitle, &[M::RedirectWhy]),
        Class::AppDisabled => Sense::new(M::AppDisabledTitle, &[M::AppDisabledWhy]),
        Class::AccountNotInTenant if is_the_admins => {
            Sense::new(M::WrongAccountTitle, &[M::WrongAccountWhy2]).next(M::NotAssignedNext)
        }
        Class::AccountNotInTenant => {
            Sense::new(M::WrongAccountTitle, &[M::WrongAccountWhy1, M::WrongAccountWhy2])
                .next(M::WrongAccountNext)
        }
        Class::AccountBlocked if fixer == Some(Fixer::NobodyWait) => {
            Sense::new(M::HeldBackTitle, &[M::HeldBackWhy]).next(M::HeldBackNext)
        }
        Class::AccountBlocked if is_the_persons => {
            Sense::new(M::AccountBlockedTitle, &[M::AccountLockedWhy]).next(M::AccountLockedNext)
        }
        Class::AccountBlocked => {
            Sense::new(M::AccountBlockedTitle, &[M::AccountBlockedWhy]).next(M::AccountBlockedNext)
        }
        Class::ReauthInteractionRequired => {
            Sense::new(M::StepTitle, &[M::StepWhy1, M::StepWhy2]).next(M::StepNext)
        }
        Class::TokenRevokedOrExpired => Sense::new(M::GoneTitle, &[M::GoneWhy1, M::GoneWhy2]),
        Class::StateMismatch => Sense::new(M::StateTitle, &[M::StateWhy1, M::StateWhy2]).next(M::StateNext),
        Class::ProviderOutage => Sense::new(M::OutageTitle, &[M::OutageWhy]).next(M::PauseNext),
        // What is counted by the day or the month is no matter of a minute.
        Class::RateLimited if fixer == Some(Fixer::AppDeveloper) => {
            Sense::new(M::UsedUpTitle, &[M::UsedUpWhy])
        }
        Class::RateLimited if is_the_admins => Sense::new(M::OrgUsedUpTitle, &[]).next(M::OrgUsedUpNext),
        Class::RateLimited => Sense::new(M::PauseTitle, &[M::PauseWhy]).next(M::PauseNext),
        Class::NetworkOrTls if is_tls(failure) => Sense::new(M::TlsTitle, &[M::TlsWhy]),
        Class::NetworkOrTls => Sense::new(M::NetworkTitle, &[M::NetworkWhy]).next(M::PauseNext),
        Class::Success => success(&Answer::Code),
        Class::NotACallback => not_a_callback(Audience::User),
        Class::Malformed => Sense::new(M::MalformedTitle, &[M::MalformedWhy]).next(M::MalformedNext),
        Class::Unknown => Sense::new(M::UnknownTitle, &[M::UnknownWhy]),
    }
}

pub(super) fn for_developer(failure: &Failure) -> Sense {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        About, Remedy, Words, explain_error,
        provider::ANSWERS,
        standard::{HINTS, PHRASES, PROBLEMS, WORDS},
    };

    /// Of every rule that there is: who can mend it decides the button, and no sentence beside it speaks of another way. What
    /// an admin does only "if it was the right one" is the way after this one.
    #[test]
    fn no_sentence_contradicts_its_button() {
        const ADMINS: [&str; 3] = ["An admin", "Only an admin", "your admin has"];
        const IN_VAIN: [&str; 1] = ["will not help"];
        const WAITS: [&str; 2] = ["try again", "Wait "];
        const SIGNS_IN: [&str; 1] = ["ou sign in at"];
        let tables =
            ANSWERS.iter().map(|answers| &answers.rules).chain([&WORDS, &PROBLEMS, &PHRASES, &HINTS]);
        let words = Words::new();
        for rule in tables.flat_map(|table| table.signs().iter().map(|sign| sign.rule)) {
            let plain = Failure::plain(rule.class, None);
            let failure = Failure { fixer: rule.fixer.or(plain.fixer), ..plain };
            let said = explain_error(&failure, &About::default(), Audience::User, &words);
            let remedy = said.action.as_ref().expect("something to do").remedy;
            let unfit = match remedy {
                Remedy::Connect => [&ADMINS[..], &IN_VAIN, &WAITS],
                Remedy::AskAdmin => [&WAITS[..], &SIGNS_IN, &[]],
                Remedy::AskDeveloper => [&ADMINS[..], &WAITS, &SIGNS_IN],
                Remedy::TryAgain => [&ADMINS[..], &IN_VAIN, &SIGNS_IN],
                other => panic!("{other:?} for {rule:?}"),
            };
            let sentences: Vec<_> = [&said.title].into_iter().chain(&said.why).chain(&said.next).collect();
            for sentence in &sentences {
                let found = unfit.iter().copied().flatten().find(|text| sentence.contains(**text));
                assert_eq!(found, None, "{remedy:?} beside {sentence:?}: {rule:?}");
            }
        }
    }
}
