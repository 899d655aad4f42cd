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
    use Fixer::{AppDeveloper, NobodyWait, User, WorkspaceAdmin};
    use Msg as M;
    // One list, and one place that makes something of it: as code of its own, each line weighs three times as much.
    let (title, why, next): (Msg, &[Msg], Option<Msg>) = match (failure.class, failure.fixer) {
        (Class::UserCancelled, _) => (M::UserCancelledTitle, &[M::UserCancelledWhy], None),
        (Class::DeniedUnspecified, Some(WorkspaceAdmin)) => {
            (M::DeniedTitle, &[M::DeniedWhy2], Some(M::AccountBlockedNext))
        }
        (Class::DeniedUnspecified, _) => {
            (M::DeniedTitle, &[M::DeniedWhy1, M::DeniedWhy2], Some(M::DeniedNext))
        }
        (Class::AdminApprovalRequired, _) => (M::ApprovalTitle, &[M::ApprovalWhy], Some(M::ApprovalNext)),
        (Class::AdminBlocked, Some(User)) => (M::ProtectedTitle, &[M::ProtectedWhy], Some(M::ProtectedNext)),
        (Class::AdminBlocked, _) => {
            (M::BlockedTitle, &[M::BlockedWhy1, M::BlockedWhy2], Some(M::BlockedNext))
        }
        (Class::UserNotAssigned, _) => (M::NotAssignedTitle, &[M::NotAssignedWhy], Some(M::NotAssignedNext)),
        (Class::ConsentMissing, _) => (M::ConsentTitle, &[M::ConsentWhy1, M::ConsentWhy2], None),
        (Class::ScopeInvalid, _) => (M::ScopeInvalidTitle, &[M::ScopeInvalidWhy], None),
        (Class::ScopeNotGranted, Some(User)) => {
            (M::ScopeTitle, &[M::ScopeWhy1, M::ScopeWhy2], Some(M::ScopeNext))
        }
        // Where the app never asked for it, no box was left unticked.
        (Class::ScopeNotGranted, _) => (M::ScopeTitle, &[M::ScopeWhy2], None),
        (Class::ResourcePermissionDenied, Some(User)) => (M::NotGivenTitle, &[M::NotGivenWhy], None),
        (Class::ResourcePermissionDenied, Some(AppDeveloper)) => (M::NoRightsTitle, &[M::NoRightsWhy], None),
        (Class::ResourcePermissionDenied, _) => (M::NoRightsTitle, &[M::NoRightsWhy], Some(M::NoRightsNext)),
        (Class::ClientMisconfigured, Some(WorkspaceAdmin)) => {
            (M::OrgSignInTitle, &[M::OrgSignInWhy], Some(M::OrgSignInNext))
        }
        (Class::ClientMisconfigured, _) => (M::MisconfiguredTitle, &[M::MisconfiguredWhy], None),
        (Class::RedirectMismatch, _) => (M::RedirectTitle, &[M::RedirectWhy], None),
        (Class::AppDisabled, _) => (M::AppDisabledTitle, &[M::AppDisabledWhy], None),
        (Class::AccountNotInTenant, Some(WorkspaceAdmin)) => {
            (M::WrongAccountTitle, &[M::WrongAccountWhy2], Some(M::NotAssignedNext))
        }
        (Class::AccountNotInTenant, _) => {
            (M::WrongAccountTitle, &[M::WrongAccountWhy1, M::WrongAccountWhy2], Some(M::WrongAccountNext))
        }
        (Class::AccountBlocked, Some(NobodyWait)) => {
            (M::HeldBackTitle, &[M::HeldBackWhy], Some(M::HeldBackNext))
        }
        (Class::AccountBlocked, Some(User)) => {
            (M::AccountBlockedTitle, &[M::AccountLockedWhy], Some(M::AccountLockedNext))
        }
        (Class::AccountBlocked, _) => {
            (M::AccountBlockedTitle, &[M::AccountBlockedWhy], Some(M::AccountBlockedNext))
        }
        (Class::ReauthInteractionRequired, _) => {
            (M::StepTitle, &[M::StepWhy1, M::StepWhy2], Some(M::StepNext))
        }
        (Class::TokenRevokedOrExpired, _) => (M::GoneTitle, &[M::GoneWhy1, M::GoneWhy2], None),
        (Class::StateMismatch, _) => (M::StateTitle, &[M::StateWhy1, M::StateWhy2], Some(M::StateNext)),
        (Class::ProviderOutage, _) => (M::OutageTitle, &[M::OutageWhy], Some(M::PauseNext)),
        // What is counted by the day or the month is no matter of a minute.
        (Class::RateLimited, Some(AppDeveloper)) => (M::UsedUpTitle, &[M::UsedUpWhy], None),
        (Class::RateLimited, Some(WorkspaceAdmin)) => (M::OrgUsedUpTitle, &[], Some(M::AccountBlockedNext)),
        (Class::RateLimited, _) => (M::PauseTitle, &[M::PauseWhy], Some(M::PauseNext)),
        (Class::NetworkOrTls, _) if is_tls(failure) => (M::TlsTitle, &[M::TlsWhy], None),
        (Class::NetworkOrTls, _) => (M::NetworkTitle, &[M::NetworkWhy], Some(M::PauseNext)),
        (Class::Success, _) => return success(&Answer::Code),
        (Class::NotACallback, _) => return not_a_callback(Audience::User),
        (Class::Malformed, _) => (M::MalformedTitle, &[M::MalformedWhy], Some(M::MalformedNext)),
        (Class::Unknown, _) => (M::UnknownTitle, &[M::UnknownWhy], None),
    };
    Sense { next, ..Sense::new(title, why) }
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
