//! The steps of a check: how each stands, how long it took, and what it has shown.

use crate::{Account, Audience, CallFailure, Condition, Msg, Timestamp, Words, explain_call, state};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it looks at.
    pub topic: Topic,
    /// How it stands.
    pub state: StepState,
    /// What it has shown.
    pub said: Vec<Said>,
    /// How long it took, in milliseconds, pauses included; `None` where it was not taken, or is not over.
    pub millis: Option<u32>,
    began: Option<Timestamp>,
}

/// What a step looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Online, cookies, storage, clock, secure context.
    Browser,
    /// What the app's backend knows of the account.
    Status,
    /// Renewing the tokens.
    Refresh,
    /// Granted scopes against required ones.
    Permissions,
    /// A read-only call at the provider.
    Call,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Nothing is wrong with it.
    Fine,
    /// Something is not as it should be, and the check went on.
    Warning,
    /// It found what is wrong.
    Failed,
    /// It was not needed, or not possible.
    Skipped,
}

/// What a step has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Said {
    Browser,
    Offline,
    Cookies,
    Storage,
    Insecure,
    /// The clocks of this device and of the server differ by so many minutes.
    Clock {
        minutes: i64,
    },
    /// What is true of the account as it was read.
    Status(Condition),
    NotNeeded,
    NoUse,
    Renewed,
    NotRenewed,
    Allowed,
    Lacking,
    NotTold,
    /// Something is needed that the connection does not ask for, which is for developers to know.
    NotRequested {
        scopes: String,
    },
    NoNeeds,
    Answered {
        execution: Option<String>,
    },
    NoCall,
    Refused,
    /// A bare HTTP status that does not say who refused.
    Inconclusive {
        status: u16,
    },
    NotReached,
    Failure(CallFailure),
}

impl Step {
    /// What it has shown, in words; `account` is the one that is checked, as soon as it is known.
    pub fn sayings(&self, account: Option<&Account>, audience: Audience, words: &Words) -> Vec<String> {
        self.said.iter().map(|said| said.text(account, audience, words)).collect()
    }
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Browser, Self::Status, Self::Refresh, Self::Permissions, Self::Call];

    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.word() == word)
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Status => "status",
            Self::Refresh => "refresh",
            Self::Permissions => "permissions",
            Self::Call => "call",
        }
    }

    /// What people call it.
    pub fn name(self, account: Option<&Account>, words: &Words) -> String {
        let msg = match self {
            Self::Browser => Msg::CheckBrowser,
            Self::Status => Msg::CheckStatus,
            Self::Refresh => Msg::CheckRefresh,
            Self::Permissions => Msg::CheckPermissions,
            Self::Call => Msg::CheckCall,
        };
        words.say(msg, &[("provider", provider(account, words))])
    }
}

impl StepState {
    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Waiting, Self::Running, Self::Fine, Self::Warning, Self::Failed, Self::Skipped];
        all.into_iter().find(|state| state.word() == word)
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// In a word or two, for those who do not see the mark.
    pub fn name(self) -> Msg {
        match self {
            Self::Waiting => Msg::CheckWaiting,
            Self::Running => Msg::BusyChecking,
            Self::Fine => Msg::CheckFine,
            Self::Warning => Msg::CheckWarning,
            Self::Failed => Msg::CheckFailed,
            Self::Skipped => Msg::CheckSkipped,
        }
    }
}

impl Said {
    /// In words; `account` is the one that is checked, as soon as it is known.
    pub fn text(&self, account: Option<&Account>, audience: Audience, words: &Words) -> String {
        let msg = match self {
            Self::Failure(failure) => return explain_call(failure, account, audience, words).title,
            Self::Browser => Msg::SaidBrowser,
            Self::Offline => Msg::SaidOffline,
            Self::Cookies => Msg::SaidCookies,
            Self::Storage => Msg::SaidStorage,
            Self::Insecure => Msg::SaidInsecure,
            Self::Clock { .. } => Msg::SaidClock,
            Self::Status(_) => Msg::SaidStatus,
            Self::NotNeeded => Msg::SaidNotNeeded,
            Self::NoUse => Msg::SaidNoUse,
            Self::Renewed => Msg::SaidRenewed,
            Self::NotRenewed => Msg::SaidNotRenewed,
            Self::Allowed => Msg::SaidAllowed,
            Self::Lacking => Msg::SaidLacking,
            Self::NotRequested { .. } if audience == Audience::Developer => Msg::NotRequestedDev,
            Self::NotTold | Self::NotRequested { .. } => Msg::SaidNotTold,
            Self::NoNeeds => Msg::SaidNoNeeds,
            Self::Answered { .. } => Msg::SaidAnswered,
            Self::NoCall => Msg::SaidNoCall,
            Self::Refused => Msg::SaidRefused,
            Self::Inconclusive { .. } => Msg::SaidInconclusive,
            Self::NotReached => Msg::SaidNotReached,
        };
        let number = match self {
            Self::Clock { minutes } => minutes.to_string(),
            Self::Inconclusive { status } => status.to_string(),
            _ => String::new(),
        };
        let state = if let Self::Status(condition) = self { state(*condition, words) } else { "" };
        let values = [
            ("provider", provider(account, words)),
            ("state", state),
            ("count", &number),
            ("status", &number),
            ("connection", account.map_or("", |account| &account.connection_name)),
            ("scopes", if let Self::NotRequested { scopes } = self { scopes } else { "" }),
        ];
        words.say(msg, &values)
    }
}

/// The five steps.
#[derive(Debug)]
pub(super) struct Steps([Step; 5]);

impl Steps {
    /// The first one is under way.
    pub(super) fn new(now: Timestamp) -> Self {
        let mut steps = Self(Topic::ALL.map(|topic| Step {
            topic,
            state: StepState::Waiting,
            said: Vec::new(),
            millis: None,
            began: None,
        }));
        steps.begin(Topic::Browser, now);
        steps
    }

    pub(super) fn all(&self) -> &[Step] {
        &self.0
    }

    /// Begins one, or goes on with it after a pause; what it showed before is no longer true. Whether it begins.
    pub(super) fn begin(&mut self, topic: Topic, now: Timestamp) -> bool {
        let step = self.step(topic);
        let begins = step.state != StepState::Running;
        if begins {
            (step.began, step.millis) = (Some(now), None);
        }
        (step.state, step.said) = (StepState::Running, Vec::new());
        begins
    }

    pub(super) fn say(&mut self, topic: Topic, said: Said) {
        self.step(topic).said = vec![said];
    }

    pub(super) fn settle(&mut self, topic: Topic, state: StepState, said: Vec<Said>, now: Timestamp) {
        let step = self.step(topic);
        let took = step.began.map(|began| u32::try_from(now.0 - began.0).unwrap_or(0));
        (step.state, step.said, step.millis) = (state, said, took);
    }

    pub(super) fn skip(&mut self, topic: Topic, said: Said) {
        let step = self.step(topic);
        (step.state, step.said) = (StepState::Skipped, vec![said]);
    }

    /// Whether one was ever under way.
    pub(super) fn has_begun(&self, topic: Topic) -> bool {
        self.0[topic as usize].began.is_some()
    }

    /// Something came to light about a step that is over.
    pub(super) fn warn(&mut self, topic: Topic, said: Said) {
        let step = self.step(topic);
        if step.state == StepState::Fine {
            step.said.clear();
        }
        step.state = StepState::Warning;
        if !step.said.contains(&said) {
            step.said.push(said);
        }
    }

    /// What is not over is not going to be.
    pub(super) fn end(&mut self, now: Timestamp) {
        for topic in Topic::ALL {
            match self.step(topic).state {
                StepState::Waiting => self.skip(topic, Said::NotReached),
                StepState::Running => self.settle(topic, StepState::Skipped, vec![Said::NotReached], now),
                _ => {}
            }
        }
    }

    fn step(&mut self, topic: Topic) -> &mut Step {
        &mut self.0[topic as usize]
    }
}

fn provider<'a>(account: Option<&'a Account>, words: &'a Words) -> &'a str {
    account.map_or_else(|| words.get(Msg::TheProvider), Account::provider_name)
}
