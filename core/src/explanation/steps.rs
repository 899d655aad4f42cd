//! What a developer does about a failure.

use crate::{About, Class, Failure, Msg, provider::Answers, redirect_uri_differences};

use super::{sense::is_tls, speaker::Speaker};

/// What a developer does, in order: what the provider's case needs, then what the class needs.
pub(super) fn steps(failure: &Failure, about: &About<'_>, speaker: &Speaker<'_>) -> Vec<String> {
    use Msg as M;
    let mut steps = Vec::new();
    if let (Class::RedirectMismatch, Some(sent)) = (failure.class, &failure.redirect_uri)
        && !about.redirect_uri.is_empty()
    {
        let differences = redirect_uri_differences(about.redirect_uri, sent.as_str());
        if differences.is_empty() {
            steps.push(speaker.text(M::DiffNone));
        }
        steps.extend(differences.iter().map(|difference| difference.say(speaker.words)));
    }
    let of_class: &[Msg] = match failure.class {
        Class::UserCancelled => &[M::UserCancelledStep],
        Class::DeniedUnspecified => &[M::DeniedStep1],
        Class::AdminApprovalRequired => &[M::ApprovalStep1, M::ApprovalStep2],
        Class::AdminBlocked => &[M::BlockedStep1],
        Class::UserNotAssigned => &[M::NotAssignedStep1],
        Class::ConsentMissing => &[M::ConsentStep1, M::ConsentStep2],
        Class::ScopeInvalid => &[M::ScopeInvalidStep1, M::ScopeInvalidStep2],
        Class::ScopeNotGranted => &[M::ScopeStep1, M::ScopeStep2, M::ScopeStep3],
        Class::ResourcePermissionDenied => &[M::NoRightsStep1, M::NoRightsStep2],
        Class::ClientMisconfigured => {
            &[M::MisconfiguredStep1, M::MisconfiguredStep2, M::MisconfiguredStep3, M::MisconfiguredStep4]
        }
        Class::RedirectMismatch => &[M::RedirectStep1, M::RedirectStep2, M::RedirectStep3],
        Class::AppDisabled => &[M::AppDisabledStep1, M::AppDisabledStep2],
        Class::AccountNotInTenant => &[M::WrongAccountStep1, M::WrongAccountStep2],
        Class::AccountBlocked => &[M::AccountBlockedStep1],
        Class::ReauthInteractionRequired => &[M::StepStep1],
        Class::TokenRevokedOrExpired => &[M::GoneStep1],
        Class::StateMismatch => &[M::StateStep1, M::StateStep2, M::StateStep3, M::StateStep4],
        Class::ProviderOutage => &[M::OutageStep1],
        Class::RateLimited => &[M::PauseStep1, M::PauseStep2, M::PauseStep3, M::PauseStep4],
        Class::NetworkOrTls if is_tls(failure) => &[M::TlsStep1, M::TlsStep2, M::TlsStep3, M::TlsStep4],
        Class::NetworkOrTls => &[M::NetworkStep1, M::NetworkStep2, M::NetworkStep3],
        Class::Malformed => &[M::MalformedStep1],
        Class::Unknown => &[M::UnknownStep1],
        Class::Success | Class::NotACallback => &[],
    };
    let provider = about.provider.or(failure.provider);
    let of_provider = provider.and_then(Answers::of).map_or(&[][..], |answers| answers.steps).iter();
    let of_provider =
        of_provider.filter(|(classes, _)| classes.contains(&failure.class)).map(|(_, step)| step);
    steps.extend(of_provider.chain(of_class).map(|msg| speaker.text(*msg)));
    steps
}
