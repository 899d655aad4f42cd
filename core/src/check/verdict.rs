//! What a check comes to, and the words for it.

use crate::{
    Account, Action, Answered, Audience, CallFailure, Check, Class, Explanation, Finding, Fixer, Msg, Remedy,
    Topic, Words, explain, explain_answered, explain_call, explanation::label,
};

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A read-only call has just been answered.
    Works {
        /// Not before the tokens were renewed.
        was_renewed: bool,
    },
    /// The app says that it works, and nothing can prove it.
    Unproven,
    /// What the account itself says: it does not work, or may not do everything.
    Account,
    /// The provider does not accept the tokens, and renewing them did not help or was not possible.
    TokenRefused,
    /// The provider refused the read-only call for another reason.
    Refused,
    /// The read-only call was refused, and nothing tells by whom.
    Inconclusive {
        /// The HTTP status.
        status: u16,
    },
    /// The app does not know who asks, because this browser blocks its cookies.
    Cookies,
    /// A call to the app failed.
    NoAccess(CallFailure),
    /// The person stopped it.
    Stopped,
}

impl Verdict {
    /// The stable word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Works { .. } => "works",
            Self::Unproven => "unproven",
            Self::Account => "account",
            Self::TokenRefused => "token_refused",
            Self::Refused => "refused",
            Self::Inconclusive { .. } => "inconclusive",
            Self::Cookies => "cookies",
            Self::NoAccess(_) => "no_access",
            Self::Stopped => "stopped",
        }
    }
}

impl Check {
    /// Its kind, in the closed set; `None` where nothing failed or it is not over.
    pub fn class(&self) -> Option<Class> {
        match self.verdict()? {
            Verdict::Works { .. } | Verdict::Unproven | Verdict::Stopped => None,
            Verdict::Account => self.finding()?.class(),
            Verdict::TokenRefused => Some(Class::TokenRevokedOrExpired),
            Verdict::Refused => Some(self.answered().map_or(Class::Unknown, |answered| answered.class)),
            Verdict::Inconclusive { .. } => Some(Class::Unknown),
            Verdict::Cookies => Some(Class::ReauthInteractionRequired),
            Verdict::NoAccess(failure) => Some(failure.class()),
        }
    }

    /// Who can mend it; `None` where nothing is broken, or nobody can tell.
    pub fn fixer(&self) -> Option<Fixer> {
        let is_org_wide = self.account().is_some_and(|account| account.is_org_wide);
        match self.verdict()? {
            Verdict::Works { .. } | Verdict::Unproven | Verdict::Stopped | Verdict::Inconclusive { .. } => {
                None
            }
            Verdict::Account => self.finding()?.fixer,
            Verdict::TokenRefused if is_org_wide => Some(Fixer::WorkspaceAdmin),
            Verdict::TokenRefused | Verdict::Cookies => Some(Fixer::User),
            Verdict::Refused => refused(self.finding()?, self.answered()?).fixer,
            Verdict::NoAccess(failure) => Some(failure.fixer()),
        }
    }

    /// What it came to in words, with one action; `None` before its end.
    pub fn explanation(&self, audience: Audience, words: &Words) -> Option<Explanation> {
        let verdict = self.verdict()?;
        let account = self.account().map(AsRef::as_ref);
        let say = Saying { account, words };
        let is_developer = audience == Audience::Developer;
        Some(match verdict {
            Verdict::Works { was_renewed } => {
                let why = if *was_renewed { Msg::WorksRenewedWhy } else { Msg::WorksWhy };
                say.all(Msg::WorksTitle, &[why], Some(Msg::WorksNext), Remedy::Report)
            }
            Verdict::Unproven => {
                say.all(Msg::UnprovenTitle, &[Msg::UnprovenWhy], Some(Msg::WorksNext), Remedy::Report)
            }
            Verdict::Account => self.say_account(account?, audience, words)?,
            Verdict::TokenRefused => {
                let refused = CallFailure::ProviderRefused(None);
                let explained = explain_call(&refused, account, audience, words);
                match account.is_some_and(|account| account.is_org_wide) {
                    // It is not the reader who is asked to sign in.
                    true => Explanation {
                        title: say.text(Msg::RefusedTitle),
                        next: Some(say.text(Msg::OrgWideNext)),
                        ..say.with(explained, Remedy::AskAdmin)
                    },
                    false => explained,
                }
            }
            Verdict::Refused => match self.answered() {
                Some(answered) => {
                    let found = refused(self.finding()?, answered);
                    let explained = explain_answered(answered, &found, account?, audience, words);
                    match explained.action {
                        Some(_) => explained,
                        None => say.with(explained, Remedy::Report),
                    }
                }
                None => {
                    say.all(Msg::RefusedTitle, &[Msg::RefusedWhy], Some(Msg::SendReportNext), Remedy::Report)
                }
            },
            Verdict::Inconclusive { status } if is_developer => {
                let said = say.all(Msg::InconclusiveTitle, &[], None, Remedy::Report);
                let why = words.say(Msg::InconclusiveDevWhy, &[("status", &status.to_string())]);
                Explanation { why: vec![why], ..said }
            }
            Verdict::Inconclusive { .. } => {
                let why = [Msg::InconclusiveWhy1, Msg::InconclusiveWhy2];
                say.all(Msg::InconclusiveTitle, &why, Some(Msg::SendReportNext), Remedy::Report)
            }
            Verdict::Cookies => {
                say.all(Msg::CookiesTitle, &[Msg::CookiesWhy], Some(Msg::CookiesNext), Remedy::CheckAgain)
            }
            Verdict::NoAccess(failure) => {
                let explained = explain_call(failure, account, audience, words);
                // Browsers do not say which of these it was, so a developer goes through all of them.
                let causes = [Msg::TlsStep1, Msg::TlsStep2, Msg::TlsStep3, Msg::TlsStep4];
                let is_tls = is_developer && *failure == CallFailure::NoAnswer;
                let steps = causes.into_iter().filter(|_| is_tls).map(|msg| say.text(msg)).collect();
                Explanation { steps, ..explained }
            }
            Verdict::Stopped => {
                // What became of a renewal that was asked for, nobody knows.
                let why: &[Msg] = if self.steps.has_begun(Topic::Refresh) { &[] } else { &[Msg::StoppedWhy] };
                say.all(Msg::StoppedTitle, why, None, Remedy::CheckAgain)
            }
        })
    }

    /// What the account itself is to say of it, in the form of a provider's answer: that the provider refuses what the app takes
    /// for connected, and somebody can mend it. What passes by itself, and what nobody knows more about, is the check's alone.
    pub fn refused(&self, audience: Audience, words: &Words) -> Option<Answered> {
        let (Verdict::TokenRefused | Verdict::Refused) = self.verdict()? else { return None };
        let fixer = self.fixer().filter(|fixer| *fixer != Fixer::NobodyWait)?;
        let said = self.explanation(audience, words)?;
        // A report is made where the check is.
        let action = said.action.filter(|action| action.remedy != Remedy::Report);
        let answered = self.answered();
        Some(Answered {
            class: self.class()?,
            fixer: Some(fixer),
            provider: answered.and_then(|answered| answered.provider),
            explanation: Explanation { action, ..said },
            message: answered.and_then(|answered| answered.message.clone()),
            facts: answered.map(|answered| answered.facts.clone()).unwrap_or_default(),
            address: None,
        })
    }

    fn say_account(&self, account: &Account, audience: Audience, words: &Words) -> Option<Explanation> {
        let finding = self.finding()?;
        let explained = match self.answered() {
            Some(answered) => explain_answered(answered, &finding, account, audience, words),
            None => explain(&finding, account, audience, words),
        };
        let say = Saying { account: Some(account), words };
        Some(match explained.action {
            Some(_) => explained,
            None => say.with(explained, Remedy::Report),
        })
    }
}

/// What a refusal of the provider makes of a finding: the account works, and still something is to be mended.
fn refused(finding: Finding, answered: &Answered) -> Finding {
    let remedy = match (answered.class, Remedy::of_class(answered.class, answered.fixer, true)) {
        (Class::ScopeNotGranted, Some(Remedy::Reconnect)) => Some(Remedy::Grant),
        // What passes by itself is looked at again, and needs no sign-in.
        (_, Some(Remedy::TryAgain)) => Some(Remedy::CheckAgain),
        (_, remedy) => remedy,
    };
    finding.mended_by(remedy, answered)
}

/// The catalogue in the names of one account.
struct Saying<'a> {
    account: Option<&'a Account>,
    words: &'a Words,
}

impl Saying<'_> {
    fn text(&self, msg: Msg) -> String {
        let (provider, service) = match self.account {
            Some(account) => (account.provider_name(), account.service.as_str()),
            None => (self.words.get(Msg::TheProvider), self.words.get(Msg::TheService)),
        };
        self.words.say(msg, &[("provider", provider), ("service", service)])
    }

    fn all(&self, title: Msg, why: &[Msg], next: Option<Msg>, remedy: Remedy) -> Explanation {
        let explanation = Explanation {
            title: self.text(title),
            why: why.iter().map(|msg| self.text(*msg)).collect(),
            still_works: None,
            action: None,
            next: next.map(|msg| self.text(msg)),
            steps: Vec::new(),
            reference: None,
        };
        self.with(explanation, remedy)
    }

    fn with(&self, explanation: Explanation, remedy: Remedy) -> Explanation {
        let label = self.words.get(label(remedy)).to_owned();
        Explanation { action: Some(Action { remedy, label }), ..explanation }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::{Browser, CheckEvent, Question, Refusal, Timestamp, ToolFailure, Tried};

    #[test]
    fn a_refusal_leaves_what_the_organisation_shares_to_its_admin() {
        let words = Words::new();
        for (is_org_wide, code, fixer, remedy) in [
            (true, "missing_scope", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            (true, "invalid_auth", Fixer::WorkspaceAdmin, Remedy::AskAdmin),
            (true, "ratelimited", Fixer::NobodyWait, Remedy::CheckAgain),
            (false, "missing_scope", Fixer::User, Remedy::Grant),
            (false, "ratelimited", Fixer::NobodyWait, Remedy::CheckAgain),
        ] {
            let account = Account::read(&json!({
                "id": "ca_1", "connection_name": "slack", "provider": "SLACK", "status": "ACTIVE",
                "is_org_wide_credential": is_org_wide,
            }));
            let account = account.expect("an account");
            let question = Question {
                code: Some(code.to_owned()),
                provider: Some("SLACK".to_owned()),
                was_connected: true,
                ..Question::default()
            };
            let answered = Answered::to(&question).expect("an answer");
            let found = refused(Finding::of(&account, Tried::default()), &answered);
            assert_eq!((found.fixer, found.remedy), (Some(fixer), Some(remedy)), "{code}");
            let said = explain_answered(&answered, &found, &account, Audience::User, &words);
            let is_admins = said.why == [words.get(Msg::OrgWideWhy)];
            assert_eq!(is_admins, remedy == Remedy::AskAdmin, "{code}: {said:?}");
        }
    }

    #[test]
    fn nobody_is_asked_to_sign_in_for_their_organisation() {
        let account = Account::read(&json!({
            "id": "ca_1", "connection_name": "slack", "provider": "SLACK", "status": "ACTIVE", "test_tool": "t",
            "is_org_wide_credential": true,
        }));
        let account = Rc::new(account.expect("an account"));
        let browser = Browser { is_online: true, has_cookies: true, has_storage: true, is_secure: true };
        let (mut check, _) = Check::begin(browser, 0, Timestamp(0));
        let refused = CallFailure::ProviderRefused(None);
        let call = ToolFailure { failure: refused.clone(), refusal: Some(Refusal::default()) };
        for event in [
            CheckEvent::Read(Ok(account), None),
            CheckEvent::Called(Err(call)),
            CheckEvent::Refreshed(Err(refused)),
        ] {
            check.on(event, Timestamp(1));
        }
        assert_eq!(
            (check.verdict(), check.fixer()),
            (Some(&Verdict::TokenRefused), Some(Fixer::WorkspaceAdmin))
        );
        let said = check.explanation(Audience::User, &Words::new()).expect("it is over");
        assert_eq!(said.title, "Slack refused the test read");
        assert_eq!(said.action.map(|action| action.remedy), Some(Remedy::AskAdmin));
    }
}
