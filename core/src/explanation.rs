//! A finding in words, for a reader.

mod failure;
mod message;
mod sense;
mod speaker;
mod steps;

pub use failure::{About, explain_callback, explain_error};
pub use message::message_about;
pub(crate) use message::{page_of, quoted};

use serde::Serialize;

use crate::{
    Account, Answered, Audience, CallFailure, Condition, Finding, Fixer, Msg, Outcome, Remedy, SafeLink,
    Words,
};

use speaker::Speaker;

/// What happened, why, what still works, one action, and what happens next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What happened.
    pub title: String,
    /// The likely reasons, most likely first.
    pub why: Vec<String>,
    /// What is not affected.
    pub still_works: Option<String>,
    /// What to do.
    pub action: Option<Action>,
    /// What happens after the action.
    pub next: Option<String>,
    /// What a developer does about it, in order.
    pub steps: Vec<String>,
    /// A page of the provider that helps.
    pub reference: Option<Reference>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What it does.
    pub remedy: Remedy,
    /// Its label.
    pub label: String,
}

/// A link to a page of the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its label.
    pub label: String,
    /// Where it is.
    pub link: SafeLink,
}

/// Explains what was found about an account.
pub fn explain(finding: &Finding, account: &Account, audience: Audience, words: &Words) -> Explanation {
    let place = account.provider.map_or_else(|| account.provider_name(), |provider| provider.access_place);
    let values = [
        ("service", account.service.as_str()),
        ("provider", account.provider_name()),
        ("place", place),
        ("status", account.status.word()),
        ("connection", &account.connection_name),
    ];
    let say = |msg| words.say(msg, &values);
    let is_admins = finding.remedy == Some(Remedy::AskAdmin);
    let is_user = audience == Audience::User;
    let is_working = finding.condition == Condition::Working;
    let (title, why, next): (_, &[Msg], _) = match wording(finding.condition, audience) {
        [title, why @ .., next] if !is_working => (Some(title), why, Some(*next)),
        [title, why @ ..] => (Some(title), why, None),
        [] => (None, &[], None),
    };
    // The usual reasons speak of the reader's own account, which is not the one that stopped working here.
    let whose = if is_user { Msg::OrgWideWhy } else { Msg::OrgWideDevWhy };
    let mut reasons = Vec::new();
    if is_admins {
        reasons.push(say(whose));
    }
    if !is_admins || !is_user {
        reasons.extend(why.iter().map(|msg| say(*msg)));
    }
    let is_revoked = finding.condition == Condition::Revoked && !is_admins;
    let reference = account.provider.filter(|_| is_revoked).and_then(|provider| {
        let link = SafeLink::parse(provider.access_page?)?;
        Some(Reference { label: say(Msg::AppsWithAccess), link })
    });
    let next = if is_admins { Some(Msg::OrgWideNext) } else { next_step(finding, next, is_user) };
    Explanation {
        title: title.map(|msg| say(*msg)).unwrap_or_default(),
        why: reasons,
        still_works: (is_user && finding.condition.tone() == crate::Tone::Problem)
            .then(|| say(Msg::StillWorks)),
        action: finding.remedy.map(|remedy| Action { remedy, label: say(label(remedy)) }),
        next: next.map(say),
        steps: Vec::new(),
        reference,
    }
}

impl Explanation {
    /// The same, where a sign-in has just asked for what is missing.
    pub fn after(self, outcome: Outcome, account: &Account, words: &Words) -> Self {
        let msg = match outcome {
            Outcome::AllThere => return self,
            Outcome::StillMissing => Msg::LackingStill,
            Outcome::Fewer => Msg::LackingFewer,
        };
        Self { why: vec![words.say(msg, &[("provider", account.provider_name())])], ..self }
    }
}

/// Explains an account of which an answer of the provider is known; `finding` is what was found after it. Where it is the admin of
/// the organisation who has to act on it, what the answer says to the person who signs in is not said to the reader.
pub fn explain_answered(
    answered: &Answered,
    finding: &Finding,
    account: &Account,
    audience: Audience,
    words: &Words,
) -> Explanation {
    let mut explained = answered.explanation.clone();
    let remedy = finding.remedy.filter(|remedy| !is_own(*remedy, audience));
    let action = remedy.map(|remedy| Action { remedy, label: words.get(label(remedy)).to_owned() });
    // What is said of the next step is said of the remedy that goes with the answer; to look again is to try again, too.
    let is_offered =
        explained.action.is_none() || explained.action == action || remedy == Some(Remedy::CheckAgain);
    if !is_offered {
        explained.next = None;
    }
    if !is_offered && finding.is_org_wide && remedy == Some(Remedy::AskAdmin) {
        if audience == Audience::User {
            return explain(finding, account, audience, words);
        }
        explained.why.insert(0, words.get(Msg::OrgWideDevWhy).to_owned());
        explained.next = Some(words.get(Msg::OrgWideNext).to_owned());
    }
    Explanation {
        still_works: explained.still_works.filter(|_| finding.condition != Condition::Working),
        action,
        ..explained
    }
}

/// Developers mend it where it is made, and not with a message to themselves.
fn is_own(remedy: Remedy, audience: Audience) -> bool {
    audience == Audience::Developer && remedy == Remedy::AskDeveloper
}

/// Explains a call that failed; `about` is the account it was for, where one is known.
pub fn explain_call(
    failure: &CallFailure,
    about: Option<&Account>,
    audience: Audience,
    words: &Words,
) -> Explanation {
    let count = match failure {
        CallFailure::TimedOut { after } => *after,
        CallFailure::Server { status } | CallFailure::Rejected { status, .. } => (*status).into(),
        _ => 0,
    };
    let count = count.to_string();
    let speaker = Speaker::of(about, words);
    let say = |msg| speaker.text_with(msg, &[("count", &count)]);
    let [title, why, dev_why] = failure_wording(failure);
    let remedy = Remedy::after(failure, about);
    let next = match failure {
        CallFailure::Offline => Some(Msg::OfflineNext),
        CallFailure::ProviderRefused(_) if about.is_some() => Some(Msg::SignInNext),
        CallFailure::NotVerified if audience == Audience::User => Some(Msg::StateNext),
        _ if audience == Audience::User && failure.fixer() == Fixer::AppDeveloper => Some(Msg::TellNext),
        CallFailure::Server { .. } | CallFailure::NotFound if audience == Audience::User => {
            Some(Msg::TellNext)
        }
        _ => None,
    };
    let mut why = vec![say(if audience == Audience::User { why } else { dev_why })];
    if let (CallFailure::Unreadable(what), Audience::Developer) = (failure, audience) {
        why.push((*what).to_owned());
    }
    Explanation {
        title: say(title),
        why,
        still_works: None,
        action: Some(Action { remedy, label: say(label(remedy)) }),
        next: next.map(say),
        steps: Vec::new(),
        reference: None,
    }
}

/// The message that a person sends to their admin, ready to copy; `page` is where the admin goes.
pub fn message_for_admin(account: Option<&Account>, title: &str, page: &str, words: &Words) -> String {
    let page = page_of(page);
    let Some(account) = account else { return words.say(Msg::AdminForbidden, &[("page", page)]) };
    let values = [
        ("service", account.service.as_str()),
        ("connection", &account.connection_name),
        ("title", title),
        ("page", page),
        ("status", account.status.word()),
    ];
    [words.say(Msg::AdminSubject, &values), words.say(Msg::AdminBody, &values)].join("\n\n")
}

/// The messages of one condition for one audience: the title, the reasons, and last what comes next, which what works has none of.
/// As parts of their own they weigh a third more.
fn wording(condition: Condition, audience: Audience) -> &'static [Msg] {
    use Audience::{Developer, User};
    use Condition as C;
    match (condition, audience) {
        (C::Working, User) => &[Msg::WorkingTitle],
        (C::Lacking, User) => &[Msg::LackingTitle, Msg::LackingWhy, Msg::LackingNext],
        (C::Lacking, Developer) => &[Msg::LackingDevTitle, Msg::LackingDevWhy, Msg::LackingDevNext],
        (C::NotConnected, User) => &[Msg::NotConnectedTitle, Msg::NotConnectedWhy, Msg::SignInNext],
        (C::NeverFinished, User) => {
            &[Msg::NeverFinishedTitle, Msg::NeverFinishedWhy1, Msg::NeverFinishedWhy2, Msg::SignInNext]
        }
        (C::ReconnectUnfinished, User) => {
            &[Msg::ReconnectUnfinishedTitle, Msg::ReconnectUnfinishedWhy, Msg::SignInNext]
        }
        (C::Verifying, User) => &[Msg::VerifyingTitle, Msg::VerifyingWhy, Msg::VerifyingNext],
        (C::Expired, User) => {
            &[Msg::ExpiredTitle, Msg::ExpiredWhy1, Msg::ExpiredWhy2, Msg::ExpiredWhy3, Msg::ExpiredNext]
        }
        (C::RenewalFailed, User) => &[Msg::RenewalFailedTitle, Msg::RenewalFailedWhy, Msg::SignInNext],
        (C::Revoked, User) => {
            &[Msg::RevokedTitle, Msg::RevokedWhy1, Msg::RevokedWhy2, Msg::RevokedWhy3, Msg::SignInNext]
        }
        (C::Disconnected, User) => &[Msg::DisconnectedTitle, Msg::DisconnectedWhy, Msg::SignInNext],
        (C::Disconnected, Developer) => {
            &[Msg::DisconnectedDevTitle, Msg::DisconnectedWhy, Msg::RevokedDevNext]
        }
        (C::Errored | C::Refused, User) => {
            &[Msg::ErroredTitle, Msg::ErroredWhy1, Msg::ErroredWhy2, Msg::ErroredWhy3, Msg::ErroredNext]
        }
        (C::Unrecognised, User) => &[Msg::UnrecognisedTitle, Msg::UnrecognisedWhy, Msg::UnrecognisedNext],
        (C::Working, Developer) => &[Msg::WorkingDevTitle, Msg::WorkingDevWhy],
        (C::NotConnected, Developer) => {
            &[Msg::NotConnectedDevTitle, Msg::NotConnectedDevWhy, Msg::NotConnectedDevNext]
        }
        (C::NeverFinished, Developer) => {
            &[Msg::PendingDevTitle, Msg::PendingDevWhy1, Msg::PendingDevWhy2, Msg::PendingDevNext]
        }
        (C::ReconnectUnfinished, Developer) => {
            &[Msg::ReconnectDevTitle, Msg::ReconnectDevWhy, Msg::PendingDevWhy2, Msg::PendingDevNext]
        }
        (C::Verifying, Developer) => {
            &[Msg::VerifyingDevTitle, Msg::VerifyingDevWhy1, Msg::VerifyingDevWhy2, Msg::VerifyingDevNext]
        }
        (C::Expired, Developer) => &[
            Msg::ExpiredDevTitle,
            Msg::ExpiredDevWhy1,
            Msg::ExpiredDevWhy2,
            Msg::ExpiredDevWhy3,
            Msg::ExpiredDevNext,
        ],
        (C::RenewalFailed, Developer) => {
            &[Msg::RenewalFailedDevTitle, Msg::RenewalFailedDevWhy, Msg::RenewalFailedDevNext]
        }
        (C::Revoked, Developer) => &[
            Msg::RevokedDevTitle,
            Msg::RevokedDevWhy1,
            Msg::RevokedDevWhy2,
            Msg::RevokedDevWhy3,
            Msg::RevokedDevNext,
        ],
        (C::Errored | C::Refused, Developer) => &[
            Msg::ErroredDevTitle,
            Msg::ErroredDevWhy1,
            Msg::ErroredDevWhy2,
            Msg::ErroredDevWhy3,
            Msg::ErroredDevNext,
        ],
        (C::Unrecognised, Developer) => {
            &[Msg::UnrecognisedDevTitle, Msg::UnrecognisedDevWhy, Msg::UnrecognisedDevNext]
        }
    }
}

/// A sign-in that follows a check which did not help is announced as such, and not as a few seconds of waiting.
fn next_step(finding: &Finding, next: Option<Msg>, is_user: bool) -> Option<Msg> {
    let signs_in = matches!(finding.remedy, Some(Remedy::Connect | Remedy::Reconnect));
    if is_user && finding.condition == Condition::Verifying && signs_in {
        Some(Msg::SignInNext)
    } else {
        next
    }
}

/// The state in a word or two, as it stands beside the mark.
pub fn state(condition: Condition, words: &Words) -> &str {
    let msg = match condition {
        Condition::Working => Msg::StateWorking,
        Condition::Lacking => Msg::StateLacking,
        Condition::NotConnected => Msg::StateNotConnected,
        Condition::NeverFinished | Condition::ReconnectUnfinished => Msg::StateUnfinished,
        Condition::Verifying => Msg::StateVerifying,
        Condition::Expired | Condition::RenewalFailed => Msg::StateExpired,
        Condition::Revoked => Msg::StateRevoked,
        Condition::Disconnected => Msg::StateDisconnected,
        Condition::Errored => Msg::StateErrored,
        Condition::Refused => Msg::StateRefused,
        Condition::Unrecognised => Msg::StateUnrecognised,
    };
    words.get(msg)
}

/// What a remedy is called on its button.
pub(crate) fn label(remedy: Remedy) -> Msg {
    match remedy {
        Remedy::Connect => Msg::ActionConnect,
        Remedy::Reconnect => Msg::ActionReconnect,
        Remedy::Grant => Msg::ActionGrant,
        Remedy::Refresh => Msg::ActionRefresh,
        Remedy::CheckAgain => Msg::ActionCheckAgain,
        Remedy::SignIn => Msg::ActionSignIn,
        Remedy::AskAdmin => Msg::ActionAskAdmin,
        Remedy::AskDeveloper => Msg::ActionAskDeveloper,
        Remedy::TryAgain => Msg::ActionTryAgain,
        Remedy::Report => Msg::ActionReport,
    }
}

/// Title, reason for the person, reason for the developer.
fn failure_wording(failure: &CallFailure) -> [Msg; 3] {
    match failure {
        CallFailure::Offline => [Msg::OfflineTitle, Msg::OfflineWhy, Msg::OfflineWhy],
        CallFailure::TimedOut { .. } => [Msg::TimedOutTitle, Msg::TimedOutWhy, Msg::TimedOutDevWhy],
        CallFailure::NoAnswer => [Msg::NoAnswerTitle, Msg::NoAnswerWhy, Msg::NoAnswerDevWhy],
        CallFailure::SignedOut => [Msg::SignedOutTitle, Msg::SignedOutWhy, Msg::SignedOutDevWhy],
        CallFailure::ProviderRefused(_) => {
            [Msg::ProviderRefusedTitle, Msg::ProviderRefusedWhy, Msg::ProviderRefusedDevWhy]
        }
        CallFailure::NotVerified => [Msg::StateTitle, Msg::StateWhy1, Msg::VerifyingDevWhy2],
        CallFailure::Forbidden => [Msg::ForbiddenTitle, Msg::ForbiddenWhy, Msg::ForbiddenDevWhy],
        CallFailure::NotFound => [Msg::NotFoundTitle, Msg::NotFoundWhy, Msg::NotFoundDevWhy],
        CallFailure::RateLimited { .. } => {
            [Msg::RateLimitedTitle, Msg::RateLimitedWhy, Msg::RateLimitedDevWhy]
        }
        CallFailure::Server { .. } => [Msg::ServerTitle, Msg::ServerWhy, Msg::ServerDevWhy],
        CallFailure::Rejected { .. } => [Msg::RejectedTitle, Msg::RejectedWhy, Msg::RejectedDevWhy],
        CallFailure::UnsafeLink => [Msg::UnsafeLinkTitle, Msg::UnsafeLinkWhy, Msg::UnsafeLinkDevWhy],
        CallFailure::Unreadable(_) => [Msg::UnreadableTitle, Msg::UnreadableWhy, Msg::UnreadableDevWhy],
    }
}
