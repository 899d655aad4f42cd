//! One attempt to reconnect an account, from the click to a true answer.
//!
//! Nothing happens in here: events come in, commands go out, and whoever carries them out has the window, the clock and the
//! backend. Nobody waits for ever, and an attempt never says "reconnected" without a reading that proves it.

mod proof;
mod schedule;
mod steady;

use std::rc::Rc;

use crate::{Account, CallFailure, Departure, SafeLink, Timestamp};

use proof::{Stage, proof, unproven};
use schedule::{LONGEST, Schedule};
pub(crate) use steady::Steady;

/// An attempt under way.
#[derive(Debug)]
pub struct Reconnect {
    departure: Departure,
    phase: Phase,
    schedule: Schedule,
    clock: Steady,
    is_hidden: bool,
    /// The window seems to be gone.
    is_left: bool,
    /// Why the last reading or verification failed, if it did.
    unread: Option<CallFailure>,
    /// Why the sign-in may not have been bound. It was asked for more than once, so it may have been: the account has to tell.
    doubt: Option<CallFailure>,
}

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The link to the provider's page is here.
    LinkReady(SafeLink),
    /// There is no link.
    LinkFailed(CallFailure),
    /// The return page has spoken, and what it said is being read.
    Heard,
    /// The person came back from the provider.
    Returned(Return),
    /// Nobody can see the page any more.
    Hidden,
    /// The page is seen again, or has the focus.
    Seen,
    /// The window seems to be closed. Cross-origin opener policies say so of windows that are open, too.
    WindowGone,
    /// The time that was asked for is over.
    Woke,
    /// The reading that was asked for.
    Read(Rc<Account>),
    /// There was none.
    ReadFailed(CallFailure),
    /// The account after the verification that was asked for.
    Verified(Rc<Account>),
    /// It was refused, or did not get through.
    VerifyFailed(CallFailure),
    /// The person does not want to go on.
    Cancelled,
}

/// How the person came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Return {
    /// With nothing to be read: only the account can tell.
    Plain,
    /// With a sign-in that has to be bound to them.
    Verification(Verification),
    /// With an answer that says no, or that must not be believed. It is explained as any answer is.
    Refused,
}

/// What binds a sign-in to the person who started it. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Verification {
    /// Names the sign-in.
    pub auth_request_id: String,
    /// Binds it to the browser.
    pub state: String,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Send the reserved window to the provider.
    Navigate(SafeLink),
    /// Show the link, to be opened by a click: the browser gave no window.
    Offer(SafeLink),
    /// Read the account.
    Read,
    /// Bind the sign-in to the person.
    Verify(Verification),
    /// Come back after so many milliseconds; instead of any time that was asked for before.
    WakeIn(u32),
    /// The person is back: say that it is being found out what came of it, and wait for nothing of theirs.
    FindOut,
    /// Close the window, if there is one.
    CloseWindow,
    /// Nothing was heard for five minutes: say so, and let the person begin anew. What they finish all the same still counts.
    Rest,
    /// Say how it ended. Nothing comes after that.
    End(Ending),
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The account works, proved by a reading that is newer than the click. Permissions may still be missing.
    Reconnected,
    /// The same, with somebody else's account at the provider.
    OtherAccount {
        /// Whose it was.
        before: String,
        /// Whose it is now.
        now: String,
    },
    /// The person came back, and the account is as it was.
    NothingChanged,
    /// The person came back, and nothing that the backend tells shows what came of it.
    Unproven,
    /// The person called it off here.
    Cancelled,
    /// The provider, or the person there, said no.
    Refused,
    /// A call to the backend failed.
    Failed(CallFailure),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// The link is on its way.
    Preparing {
        has_window: bool,
    },
    /// The person is at the provider, as far as anybody knows.
    Away,
    /// The same, for so long that nobody waits any more.
    Late,
    Verifying {
        verification: Verification,
        is_asked: bool,
        /// It may have got through, though no answer did.
        is_unclear: bool,
    },
    /// The person is back: readings show what came of it. A backend may lag behind its provider.
    Proving {
        readings_left: u8,
        /// The sign-in was bound to them, and so was finished.
        is_verified: bool,
    },
    Ended,
}

/// A backend that does not know yet is read this often.
const TRIES: u8 = 3;

impl Reconnect {
    /// Begins with the click; the link has been asked for. `has_window` says whether the browser gave a window.
    pub fn begin(departure: Departure, has_window: bool, now: Timestamp) -> Self {
        Self::new(departure, Phase::Preparing { has_window }, now)
    }

    /// Goes on in the tab that has left for the provider. That the person is back is the first that it has to be told.
    pub fn resume(departure: Departure, now: Timestamp) -> Self {
        Self::new(departure, Phase::Away, now)
    }

    fn new(departure: Departure, phase: Phase, now: Timestamp) -> Self {
        let (schedule, clock) = (Schedule::new(now), Steady::new(now));
        Self {
            departure,
            phase,
            schedule,
            clock,
            is_hidden: false,
            is_left: false,
            unread: None,
            doubt: None,
        }
    }

    /// For what the person left.
    pub fn departure(&self) -> &Departure {
        &self.departure
    }

    /// Whether the person is at the provider, as far as anybody knows.
    pub fn is_away(&self) -> bool {
        self.phase == Phase::Away
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Takes an event and tells what to do, in order.
    pub fn on(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        if self.is_ended() {
            return Vec::new();
        }
        let now = self.clock.at(now);
        let is_reading = matches!(event, Event::Read(_) | Event::ReadFailed(_));
        if is_reading && !self.schedule.take_reading() {
            return Vec::new();
        }
        match event {
            Event::LinkReady(link) => self.leave(link, now),
            Event::LinkFailed(failure) => self.end(Ending::Failed(failure)),
            Event::Heard => {
                if self.hear(now) {
                    vec![Command::FindOut, self.wait(now)]
                } else {
                    Vec::new()
                }
            }
            Event::Returned(back) => self.come_back(back, now),
            // Who is back has left nothing that can be called off.
            Event::Cancelled if self.is_back() => Vec::new(),
            Event::Cancelled => self.end(Ending::Cancelled),
            Event::Hidden => {
                self.is_hidden = true;
                Vec::new()
            }
            Event::Seen => {
                if std::mem::take(&mut self.is_hidden) {
                    self.schedule.renew(now);
                }
                self.look(now)
            }
            Event::WindowGone => self.lose_window(now),
            Event::Woke => self.wake(now),
            Event::Read(account) => self.judge(&account, now),
            Event::ReadFailed(failure) => self.read_failed(failure, now),
            Event::Verified(account) => self.verified(&account, now),
            Event::VerifyFailed(failure) => self.verify_failed(failure, now),
        }
    }

    fn leave(&mut self, link: SafeLink, now: Timestamp) -> Vec<Command> {
        let Phase::Preparing { has_window } = self.phase else { return Vec::new() };
        self.phase = Phase::Away;
        self.schedule.renew(now);
        let go = if has_window { Command::Navigate(link) } else { Command::Offer(link) };
        vec![go, self.wait(now)]
    }

    /// Before it was sent to the provider, the window is ours, and gone for certain: the link is offered instead.
    fn lose_window(&mut self, now: Timestamp) -> Vec<Command> {
        if let Phase::Preparing { has_window } = &mut self.phase {
            *has_window = false;
        } else {
            self.is_left = true;
        }
        self.look(now)
    }

    /// Hears of the person, who is waited for as at the beginning then; `false` where they are not at the provider.
    fn hear(&mut self, now: Timestamp) -> bool {
        let is_expected = matches!(self.phase, Phase::Away | Phase::Late);
        if is_expected {
            self.phase = Phase::Away;
            self.schedule.renew(now);
        }
        is_expected
    }

    fn come_back(&mut self, back: Return, now: Timestamp) -> Vec<Command> {
        if !self.hear(now) {
            return Vec::new();
        }
        match back {
            Return::Refused => self.end(Ending::Refused),
            Return::Plain => {
                self.phase = Phase::Proving { readings_left: TRIES, is_verified: false };
                self.read_when_due(now)
            }
            Return::Verification(verification) => {
                self.phase = Phase::Verifying { verification, is_asked: false, is_unclear: false };
                self.verify(now)
            }
        }
    }

    /// Somebody looks, or a window may be gone: one reading may tell more, and never is a verdict.
    fn look(&mut self, now: Timestamp) -> Vec<Command> {
        let is_waiting = matches!(self.phase, Phase::Away | Phase::Proving { .. });
        if is_waiting && self.may_read(now) { self.read(now) } else { Vec::new() }
    }

    fn wake(&mut self, now: Timestamp) -> Vec<Command> {
        let is_over = self.schedule.is_over(now);
        match self.phase {
            Phase::Preparing { .. } | Phase::Late | Phase::Ended => Vec::new(),
            // The time that nobody sees does not count. Once somebody looks, it goes on.
            Phase::Away | Phase::Proving { .. } if is_over && self.is_hidden => Vec::new(),
            Phase::Away if is_over => {
                self.phase = Phase::Late;
                vec![Command::Rest]
            }
            _ if is_over => {
                let failure = self.unread.take().unwrap_or(CallFailure::TimedOut { after: LONGEST });
                match self.phase {
                    Phase::Verifying { is_asked: false, .. } => self.doubt(failure, now),
                    _ => self.end(Ending::Failed(failure)),
                }
            }
            Phase::Verifying { .. } => self.verify(now),
            Phase::Away | Phase::Proving { .. } => self.read_when_due(now),
        }
    }

    fn read_when_due(&mut self, now: Timestamp) -> Vec<Command> {
        if self.may_read(now) { self.read(now) } else { vec![self.wait(now)] }
    }

    /// Nobody waits for what they do not see, and a return that is looked at later gives the backend the time it needs.
    fn may_read(&self, now: Timestamp) -> bool {
        !self.is_hidden && self.schedule.may_read(now)
    }

    /// A reading, and a time to look after it whatever comes of it.
    fn read(&mut self, now: Timestamp) -> Vec<Command> {
        self.schedule.begin_reading(now);
        vec![Command::Read, self.wait(now)]
    }

    fn verify(&mut self, now: Timestamp) -> Vec<Command> {
        let Phase::Verifying { verification, is_asked, .. } = &mut self.phase else { return Vec::new() };
        if std::mem::replace(is_asked, true) {
            return vec![self.wait(now)];
        }
        vec![Command::Verify(verification.clone()), self.wait(now)]
    }

    fn verified(&mut self, account: &Account, now: Timestamp) -> Vec<Command> {
        let Phase::Verifying { is_asked: true, .. } = self.phase else { return Vec::new() };
        self.phase = Phase::Proving { readings_left: TRIES, is_verified: true };
        self.judge(account, now)
    }

    /// What may pass is tried again for as long as anybody waits: to ask twice does no harm, and without it the sign-in is lost.
    fn verify_failed(&mut self, failure: CallFailure, now: Timestamp) -> Vec<Command> {
        let Phase::Verifying { is_asked, is_unclear, .. } = &mut self.phase else { return Vec::new() };
        *is_asked = false;
        if may_pass(&failure) {
            let asked = failure.asked_wait().map(|seconds| seconds.max(1).saturating_mul(1000));
            *is_unclear = true;
            if self.schedule.is_over(now) {
                return self.doubt(failure, now);
            }
            self.unread = Some(failure);
            return vec![Command::WakeIn(self.schedule.wait(now, asked))];
        }
        let is_unclear = *is_unclear;
        // These are about the sign-in, and not about what the person may do or whether the account is there.
        let failure = match failure {
            CallFailure::Forbidden | CallFailure::NotFound | CallFailure::Rejected { status: 400, .. } => {
                CallFailure::NotVerified
            }
            failure => failure,
        };
        // A sign-in is bound once: what is refused now may have got through before.
        if is_unclear {
            return self.doubt(failure, now);
        }
        self.end(Ending::Failed(failure))
    }

    /// Lets the account tell whether a sign-in was bound that failed to be, as far as anybody knows.
    fn doubt(&mut self, failure: CallFailure, now: Timestamp) -> Vec<Command> {
        self.doubt = Some(failure);
        self.schedule.renew(now);
        self.phase = Phase::Proving { readings_left: TRIES, is_verified: false };
        self.read_when_due(now)
    }

    /// What may pass is waited for, and the rest is believed when it is told again.
    fn read_failed(&mut self, failure: CallFailure, now: Timestamp) -> Vec<Command> {
        if let Some(failure) = self.doubt.take() {
            return self.end(Ending::Failed(failure));
        }
        if !may_pass(&failure) && self.count_reading() {
            return self.end(Ending::Failed(failure));
        }
        self.unread = Some(failure);
        vec![self.wait(now)]
    }

    fn judge(&mut self, account: &Account, now: Timestamp) -> Vec<Command> {
        self.unread = None;
        let stage = self.stage();
        if let Some(ending) = proof(&self.departure, account, stage) {
            return self.end(ending);
        }
        if self.count_reading() {
            let ending = match self.doubt.take() {
                Some(failure) => Ending::Failed(failure),
                None => unproven(&self.departure, account, stage),
            };
            return self.end(ending);
        }
        vec![self.wait(now)]
    }

    fn stage(&self) -> Stage {
        match self.phase {
            Phase::Proving { is_verified: true, .. } => Stage::Bound,
            Phase::Proving { .. } => Stage::Back,
            Phase::Away | Phase::Late if self.is_left => Stage::Left,
            _ => Stage::Open,
        }
    }

    /// Counts a reading after the return, and tells whether it was the last that is waited for.
    fn count_reading(&mut self) -> bool {
        let Phase::Proving { readings_left, .. } = &mut self.phase else { return false };
        *readings_left = readings_left.saturating_sub(1);
        *readings_left == 0
    }

    fn wait(&mut self, now: Timestamp) -> Command {
        // The answer is due any moment.
        let is_near = self.is_back();
        Command::WakeIn(self.schedule.wait(now, is_near.then_some(1000)))
    }

    /// Whether the person is back, and it is being found out what came of it.
    fn is_back(&self) -> bool {
        matches!(self.phase, Phase::Proving { .. } | Phase::Verifying { .. })
    }

    fn end(&mut self, ending: Ending) -> Vec<Command> {
        self.phase = Phase::Ended;
        vec![Command::CloseWindow, Command::End(ending)]
    }
}

fn may_pass(failure: &CallFailure) -> bool {
    matches!(
        failure,
        CallFailure::Offline
            | CallFailure::NoAnswer
            | CallFailure::TimedOut { .. }
            | CallFailure::RateLimited { .. }
            | CallFailure::Server { .. }
    )
}

impl std::fmt::Debug for Verification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verification(…)")
    }
}

#[cfg(test)]
mod tests;
