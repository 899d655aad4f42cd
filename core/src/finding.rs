//! What is true of a connected account, and what follows from it.

use serde::{Serialize, Serializer};

use crate::{Account, Answered, CallFailure, Class, Fixer, Permissions, Status};

/// The result of looking at an account: one condition, who can mend it, and at most one remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is true.
    pub condition: Condition,
    /// Whether one credential of the whole organisation is meant, which changes who can mend it.
    pub is_org_wide: bool,
    /// Who can mend it; `None` where nothing is broken.
    pub fixer: Option<Fixer>,
    /// The one thing to offer; `None` where there is nothing to do.
    pub remedy: Option<Remedy>,
    /// The kind of the failure that is known beyond the status: of the sign-in that the reader has just come back from, or
    /// of the last error that the backend reports.
    pub failed: Option<Class>,
}

/// What is true of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Connected, as far as the last check knows.
    Working,
    /// Connected, and not allowed everything that the app needs.
    Lacking,
    /// Never connected.
    NotConnected,
    /// The first sign-in was begun and not finished.
    NeverFinished,
    /// It was connected; a new sign-in was begun and not finished.
    ReconnectUnfinished,
    /// The provider said yes; the app has still to confirm who it was.
    Verifying,
    /// The tokens ran out and were not renewed.
    Expired,
    /// The tokens ran out, and trying to renew them just now did not help.
    RenewalFailed,
    /// Access was taken back.
    Revoked,
    /// The reader has just disconnected it here.
    Disconnected,
    /// Signing in or renewing ended with an error.
    Errored,
    /// The app takes it for connected; the provider has refused it to a check.
    Refused,
    /// The backend's word for the status is not known.
    Unrecognised,
}

/// What can be offered to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// A first sign-in at the provider.
    Connect,
    /// A new sign-in at the provider.
    Reconnect,
    /// A new sign-in at the provider that asks for what is missing.
    Grant,
    /// One attempt to renew the tokens, without the person.
    Refresh,
    /// Reading again.
    CheckAgain,
    /// Signing in to the app itself.
    SignIn,
    /// A message for the admin, ready to copy.
    AskAdmin,
    /// A message for the people who run the app, ready to copy.
    AskDeveloper,
    /// The same once more, after a pause.
    TryAgain,
    /// A report for the people who run the app.
    Report,
}

/// What the reader has tried since the page was opened: a remedy that did not help is not offered again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Renewing the tokens.
    pub refresh: bool,
    /// Reading again.
    pub check: bool,
    /// Disconnecting it, with success.
    pub disconnect: bool,
}

/// How a condition is drawn: in words, colour and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// It works.
    Good,
    /// It does not, and someone has to act.
    Problem,
    /// Something is under way or half done.
    Waiting,
    /// Nothing is wrong and nothing is there.
    Idle,
    /// We do not know.
    Unsure,
}

impl Finding {
    /// Looks at an account.
    pub fn of(account: &Account, tried: Tried) -> Self {
        let condition = match account.status {
            Status::Active => Condition::Working,
            Status::NotConnected => Condition::NotConnected,
            Status::Pending if account.was_connected() => Condition::ReconnectUnfinished,
            Status::Pending => Condition::NeverFinished,
            Status::PendingVerification => Condition::Verifying,
            Status::Expired if tried.refresh => Condition::RenewalFailed,
            Status::Expired => Condition::Expired,
            Status::Revoked if tried.disconnect => Condition::Disconnected,
            Status::Revoked => Condition::Revoked,
            Status::Error => Condition::Errored,
            Status::Unknown(_) => Condition::Unrecognised,
        };
        let sign_in = if account.was_connected() { Remedy::Reconnect } else { Remedy::Connect };
        let (fixer, remedy) = match condition {
            Condition::Working => (None, None),
            Condition::Unrecognised => (Some(Fixer::AppDeveloper), Some(Remedy::CheckAgain)),
            Condition::Verifying if !tried.check => (Some(Fixer::NobodyWait), Some(Remedy::CheckAgain)),
            _ if account.is_org_wide => (Some(Fixer::WorkspaceAdmin), Some(Remedy::AskAdmin)),
            Condition::Expired => (Some(Fixer::User), Some(Remedy::Refresh)),
            _ => (Some(Fixer::User), Some(sign_in)),
        };
        Self { condition, is_org_wide: account.is_org_wide, fixer, remedy, failed: None }
    }

    /// The same, where it is known which permissions are missing.
    pub fn with(self, permissions: &Permissions) -> Self {
        if self.condition != Condition::Working || permissions.missing().next().is_none() {
            return self;
        }
        let (fixer, remedy) = match self.is_org_wide {
            true => (Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            false => (Fixer::User, Remedy::Grant),
        };
        Self { condition: Condition::Lacking, fixer: Some(fixer), remedy: Some(remedy), ..self }
    }

    /// The same, where an answer of the provider is known, which says more than the status does.
    pub fn after(self, answered: &Answered, account: &Account) -> Self {
        let class = answered.class;
        if let Class::NotACallback | Class::Success = class {
            return self;
        }
        let remedy = Remedy::of_class(class, answered.fixer, account.was_connected());
        let found = self.mended_by(remedy, answered);
        let remedy = match remedy {
            Some(Remedy::Connect | Remedy::Reconnect) if self.condition == Condition::Lacking => self.remedy,
            // What works is not to be mended.
            _ if self.condition == Condition::Working && class != Class::ScopeNotGranted => None,
            _ => found.remedy,
        };
        Self { remedy, ..found }
    }

    /// The same, failed as it was answered. Of what the whole organisation shares, the sign-in is its admin's, and what passes
    /// by itself is looked at again without one.
    pub(crate) fn mended_by(self, remedy: Option<Remedy>, answered: &Answered) -> Self {
        let (fixer, remedy) = match remedy {
            Some(Remedy::Connect | Remedy::Reconnect | Remedy::Grant) if self.is_org_wide => {
                (Some(Fixer::WorkspaceAdmin), Some(Remedy::AskAdmin))
            }
            Some(Remedy::TryAgain) if self.is_org_wide => (answered.fixer, Some(Remedy::CheckAgain)),
            remedy => (answered.fixer, remedy),
        };
        Self { fixer, remedy, failed: Some(answered.class), ..self }
    }

    /// The same, where a check of it came to what `answered` says, and nothing newer is known of it.
    pub fn refused(self, answered: &Answered) -> Self {
        if !self.is_connected() {
            return self;
        }
        let remedy = answered.explanation.action.as_ref().map(|action| action.remedy);
        let (condition, failed) = (Condition::Refused, Some(answered.class));
        Self { condition, fixer: answered.fixer, remedy, failed, ..self }
    }

    /// Whether the account is connected, as far as the last check knows.
    pub fn is_connected(&self) -> bool {
        matches!(self.condition, Condition::Working | Condition::Lacking)
    }

    /// Its kind, in the closed set; `None` where nothing failed.
    pub fn class(&self) -> Option<Class> {
        if self.failed.is_some() {
            return self.failed;
        }
        match self.condition {
            Condition::Working | Condition::NotConnected | Condition::Disconnected => None,
            Condition::NeverFinished | Condition::ReconnectUnfinished | Condition::Verifying => {
                Some(Class::ReauthInteractionRequired)
            }
            Condition::Expired | Condition::RenewalFailed | Condition::Revoked | Condition::Refused => {
                Some(Class::TokenRevokedOrExpired)
            }
            Condition::Lacking => Some(Class::ScopeNotGranted),
            Condition::Errored | Condition::Unrecognised => Some(Class::Unknown),
        }
    }
}

impl Condition {
    /// How it is drawn.
    pub fn tone(self) -> Tone {
        match self {
            Self::Working => Tone::Good,
            Self::NotConnected | Self::Disconnected => Tone::Idle,
            Self::NeverFinished | Self::ReconnectUnfinished | Self::Verifying | Self::Lacking => {
                Tone::Waiting
            }
            Self::Expired | Self::RenewalFailed | Self::Revoked | Self::Errored | Self::Refused => {
                Tone::Problem
            }
            Self::Unrecognised => Tone::Unsure,
        }
    }

    /// Whether the account was connected before; `None` where that cannot be told.
    pub fn was_connected(self) -> Option<bool> {
        match self {
            Self::NotConnected | Self::NeverFinished => Some(false),
            Self::Working | Self::Lacking | Self::Verifying | Self::Unrecognised => None,
            _ => Some(true),
        }
    }
}

/// Its stable word.
impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Remedy {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Connect,
        Self::Reconnect,
        Self::Grant,
        Self::Refresh,
        Self::CheckAgain,
        Self::SignIn,
        Self::AskAdmin,
        Self::AskDeveloper,
        Self::TryAgain,
        Self::Report,
    ];

    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.word() == word)
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Reconnect => "reconnect",
            Self::Grant => "grant",
            Self::Refresh => "refresh",
            Self::CheckAgain => "check_again",
            Self::SignIn => "sign_in",
            Self::AskAdmin => "ask_admin",
            Self::AskDeveloper => "ask_developer",
            Self::TryAgain => "try_again",
            Self::Report => "report",
        }
    }

    /// What to offer after a failure; a person who cannot mend it is not sent round the consent screen again.
    pub(crate) fn of_class(class: Class, fixer: Option<Fixer>, was_connected: bool) -> Option<Self> {
        let sign_in = if was_connected { Self::Reconnect } else { Self::Connect };
        match (class, fixer) {
            (Class::Success | Class::NotACallback, _) => None,
            (Class::Malformed, _) | (_, Some(Fixer::User)) => Some(sign_in),
            (_, Some(Fixer::WorkspaceAdmin)) => Some(Self::AskAdmin),
            (_, Some(Fixer::NobodyWait)) => Some(Self::TryAgain),
            (_, Some(Fixer::AppDeveloper) | None) => Some(Self::AskDeveloper),
        }
    }

    /// What to offer after a failed call; `about` is the account that it was for, where one is known.
    pub fn after(failure: &CallFailure, about: Option<&Account>) -> Self {
        match failure {
            CallFailure::SignedOut => Self::SignIn,
            CallFailure::ProviderRefused(_) if about.is_some() => Self::Reconnect,
            CallFailure::Forbidden => Self::AskAdmin,
            CallFailure::NotVerified if about.is_some_and(|account| !account.was_connected()) => {
                Self::Connect
            }
            CallFailure::NotVerified => Self::Reconnect,
            _ => Self::CheckAgain,
        }
    }
}

impl Tone {
    /// The stable word, for styling.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Problem => "problem",
            Self::Waiting => "waiting",
            Self::Idle => "idle",
            Self::Unsure => "unsure",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(json: &str) -> Account {
        let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
        Account::read(&json).expect("an account")
    }

    fn with(status: &str, more: &str) -> Account {
        account(&format!(r#"{{"id":"ca_1","connection_name":"gmail","status":"{status}"{more}}}"#))
    }

    #[test]
    fn each_status_has_one_condition_and_one_remedy() {
        use Condition as C;
        use Remedy as R;
        let used = r#","last_used_at":"2026-01-02T03:04:05Z""#;
        for (status, more, condition, remedy) in [
            ("ACTIVE", "", C::Working, None),
            ("NOT_CONNECTED", "", C::NotConnected, Some(R::Connect)),
            ("PENDING", "", C::NeverFinished, Some(R::Connect)),
            ("PENDING_AUTH", used, C::ReconnectUnfinished, Some(R::Reconnect)),
            ("PENDING_VERIFICATION", "", C::Verifying, Some(R::CheckAgain)),
            ("EXPIRED", "", C::Expired, Some(R::Refresh)),
            ("REVOKED", "", C::Revoked, Some(R::Reconnect)),
            ("DISCONNECTED", "", C::Revoked, Some(R::Reconnect)),
            ("ERROR", "", C::Errored, Some(R::Reconnect)),
            ("SUSPENDED", "", C::Unrecognised, Some(R::CheckAgain)),
        ] {
            let finding = Finding::of(&with(status, more), Tried::default());
            assert_eq!((finding.condition, finding.remedy), (condition, remedy), "{status}");
            let first = [C::NotConnected, C::NeverFinished].contains(&condition);
            let open = [C::Working, C::Verifying, C::Unrecognised].contains(&condition);
            assert_eq!(condition.was_connected(), (!open).then_some(!first), "{status}");
        }
    }

    #[test]
    fn what_did_not_help_is_not_offered_again() {
        let tried = Tried { refresh: true, check: true, disconnect: false };
        for status in ["EXPIRED", "PENDING_VERIFICATION"] {
            let remedy = Finding::of(&with(status, ""), tried).remedy;
            assert!(matches!(remedy, Some(Remedy::Reconnect | Remedy::Connect)), "{status}: {remedy:?}");
        }
    }

    #[test]
    fn nobody_is_sent_to_a_consent_screen_that_only_an_admin_can_use() {
        for status in ["NOT_CONNECTED", "PENDING", "EXPIRED", "REVOKED", "ERROR"] {
            let finding = Finding::of(&with(status, r#","is_org_wide_credential":true"#), Tried::default());
            assert_eq!(finding.remedy, Some(Remedy::AskAdmin), "{status}");
            assert_eq!(finding.fixer, Some(Fixer::WorkspaceAdmin), "{status}");
        }
    }

    /// What is known beyond the status changes neither whose credential it is nor who can mend it.
    #[test]
    fn an_answer_leaves_what_the_organisation_shares_to_its_admin() {
        use crate::{Audience, Msg, Question, Words, explain_answered};
        let words = Words::new();
        for (code, fixer, remedy) in [
            ("invalid_grant", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            ("login_required", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            ("consent_required", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            ("access_denied", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            ("server_error", Fixer::NobodyWait, Remedy::CheckAgain),
            ("temporarily_unavailable", Fixer::NobodyWait, Remedy::CheckAgain),
            ("invalid_client", Fixer::AppDeveloper, Remedy::AskDeveloper),
        ] {
            let more = r#","is_org_wide_credential":true,"provider":"SALESFORCE""#;
            let account = with("ERROR", more);
            let question = Question {
                code: Some(code.to_owned()),
                message: Some("user denied".to_owned()).filter(|_| code == "access_denied"),
                provider: Some("SALESFORCE".to_owned()),
                service: account.service.clone(),
                was_connected: true,
                ..Question::default()
            };
            let answered = Answered::to(&question).expect("an answer");
            let found = Finding::of(&account, Tried::default()).after(&answered, &account);
            assert_eq!((found.fixer, found.remedy), (Some(fixer), Some(remedy)), "{code}");
            for audience in [Audience::User, Audience::Developer] {
                let said = explain_answered(&answered, &found, &account, audience, &words);
                let is_admins = remedy == Remedy::AskAdmin;
                let why = match audience {
                    Audience::User => Msg::OrgWideWhy,
                    Audience::Developer => Msg::OrgWideDevWhy,
                };
                assert_eq!(said.why.contains(&words.get(why).to_owned()), is_admins, "{code}: {said:?}");
                let next = said.next.as_deref() == Some(words.get(Msg::OrgWideNext));
                assert_eq!(next, is_admins, "{code}: {said:?}");
                let speaks_to_the_reader = said.title.contains("you") && audience == Audience::User;
                assert!(!is_admins || !speaks_to_the_reader, "{code}: {said:?}");
            }
        }
    }

    /// Where the answer itself is the admin's matter, its own reasons are the better ones.
    #[test]
    fn an_answer_for_the_admin_keeps_its_reasons() {
        use crate::{Audience, Question, Words, explain_answered};
        let account = with("ERROR", r#","is_org_wide_credential":true"#);
        let question = Question {
            code: Some("access_denied".to_owned()),
            message: Some("AADSTS90094: ask".to_owned()),
            provider: Some("OUTLOOK".to_owned()),
            ..Question::default()
        };
        let answered = Answered::to(&question).expect("an answer");
        let found = Finding::of(&account, Tried::default()).after(&answered, &account);
        let said = explain_answered(&answered, &found, &account, Audience::User, &Words::new());
        assert_eq!((said.why, said.next), (answered.explanation.why, answered.explanation.next));
    }

    #[test]
    fn only_active_is_drawn_as_good() {
        for status in ["", "active?", "NOT_CONNECTED", "PENDING", "EXPIRED", "REVOKED", "ERROR", "CONNECTED"]
        {
            let finding = Finding::of(&with(status, ""), Tried::default());
            assert_ne!(finding.condition.tone(), Tone::Good, "{status}");
        }
    }
}
