//! How the status of a sandbox account changes: a status and an event in, a status or a refusal out.

use crate::{UpstreamError, contract::Status};

/// Something that happens to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A link to the consent page was made.
    BeginAuthorization,
    /// The person allowed access; `verify` when the sign-in must still be bound to them.
    Allow {
        /// Whether verification follows.
        verify: bool,
    },
    /// The person said no.
    Deny,
    /// The provider failed.
    Fail,
    /// An admin has to approve the app first.
    NeedApproval,
    /// A refresh of the tokens was tried.
    Refresh {
        /// Whether the provider gives new tokens.
        works: bool,
    },
    /// The person ended the connection.
    Disconnect,
    /// The sign-in was bound to the person.
    Verify,
}

/// Why an event cannot happen in a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// Nobody has signed in, so there is nothing to act on.
    #[error("the connection has no tokens yet")]
    NothingYet,
    /// No sign-in waits for verification.
    #[error("no sign-in of this account waits for verification")]
    NothingToVerify,
}

/// The status after an event.
pub(crate) fn next(status: &Status, event: Event) -> Result<Status, Refusal> {
    match (status, event) {
        // A link does not yet change what was there before: the old grant holds, or fails, until the person consents.
        (Status::NotConnected, Event::BeginAuthorization) => Ok(Status::Pending),
        (status, Event::BeginAuthorization) => Ok(status.clone()),

        (Status::NotConnected, _) => Err(Refusal::NothingYet),

        (_, Event::Allow { verify: true }) => Ok(Status::PendingVerification),
        (_, Event::Allow { verify: false }) => Ok(Status::Active),
        (status, Event::Deny | Event::Fail | Event::NeedApproval) => Ok(status.clone()),

        (Status::Pending | Status::PendingVerification, Event::Refresh { .. }) => Err(Refusal::NothingYet),
        (Status::Expired, Event::Refresh { works: true }) => Ok(Status::Active),
        (status, Event::Refresh { .. }) => Ok(status.clone()),

        (_, Event::Disconnect) => Ok(Status::Revoked),

        (Status::PendingVerification | Status::Active, Event::Verify) => Ok(Status::Active),
        (_, Event::Verify) => Err(Refusal::NothingToVerify),
    }
}

impl From<Refusal> for UpstreamError {
    fn from(refusal: Refusal) -> Self {
        Self::WrongState { reason: refusal.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING_YET: Result<&str, Refusal> = Err(Refusal::NothingYet);
    const NOT_WAITING: Result<&str, Refusal> = Err(Refusal::NothingToVerify);

    fn assert_table(event: Event, table: [(&str, Result<&str, Refusal>); 8]) {
        for (before, after) in table {
            let before = Status::from(before.to_owned());
            assert_eq!(
                next(&before, event).as_ref().map(Status::word),
                after.as_ref().copied(),
                "{before:?} {event:?}"
            );
        }
    }

    #[test]
    fn a_link_makes_an_account_and_changes_no_other() {
        assert_table(
            Event::BeginAuthorization,
            [
                ("NOT_CONNECTED", Ok("PENDING")),
                ("PENDING", Ok("PENDING")),
                ("PENDING_VERIFICATION", Ok("PENDING_VERIFICATION")),
                ("ACTIVE", Ok("ACTIVE")),
                ("EXPIRED", Ok("EXPIRED")),
                ("REVOKED", Ok("REVOKED")),
                ("ERROR", Ok("ERROR")),
                ("SUSPENDED", Ok("SUSPENDED")),
            ],
        );
    }

    #[test]
    fn consent_mends_every_account() {
        for (verify, after) in [(false, "ACTIVE"), (true, "PENDING_VERIFICATION")] {
            assert_table(
                Event::Allow { verify },
                [
                    ("NOT_CONNECTED", NOTHING_YET),
                    ("PENDING", Ok(after)),
                    ("PENDING_VERIFICATION", Ok(after)),
                    ("ACTIVE", Ok(after)),
                    ("EXPIRED", Ok(after)),
                    ("REVOKED", Ok(after)),
                    ("ERROR", Ok(after)),
                    ("SUSPENDED", Ok(after)),
                ],
            );
        }
    }

    #[test]
    fn what_is_not_allowed_changes_nothing() {
        for event in [Event::Deny, Event::Fail, Event::NeedApproval] {
            assert_table(
                event,
                [
                    ("NOT_CONNECTED", NOTHING_YET),
                    ("PENDING", Ok("PENDING")),
                    ("PENDING_VERIFICATION", Ok("PENDING_VERIFICATION")),
                    ("ACTIVE", Ok("ACTIVE")),
                    ("EXPIRED", Ok("EXPIRED")),
                    ("REVOKED", Ok("REVOKED")),
                    ("ERROR", Ok("ERROR")),
                    ("SUSPENDED", Ok("SUSPENDED")),
                ],
            );
        }
    }

    #[test]
    fn a_refresh_mends_only_what_expired() {
        for (works, expired) in [(true, "ACTIVE"), (false, "EXPIRED")] {
            assert_table(
                Event::Refresh { works },
                [
                    ("NOT_CONNECTED", NOTHING_YET),
                    ("PENDING", NOTHING_YET),
                    ("PENDING_VERIFICATION", NOTHING_YET),
                    ("ACTIVE", Ok("ACTIVE")),
                    ("EXPIRED", Ok(expired)),
                    ("REVOKED", Ok("REVOKED")),
                    ("ERROR", Ok("ERROR")),
                    ("SUSPENDED", Ok("SUSPENDED")),
                ],
            );
        }
    }

    #[test]
    fn disconnecting_revokes() {
        assert_table(
            Event::Disconnect,
            [
                ("NOT_CONNECTED", NOTHING_YET),
                ("PENDING", Ok("REVOKED")),
                ("PENDING_VERIFICATION", Ok("REVOKED")),
                ("ACTIVE", Ok("REVOKED")),
                ("EXPIRED", Ok("REVOKED")),
                ("REVOKED", Ok("REVOKED")),
                ("ERROR", Ok("REVOKED")),
                ("SUSPENDED", Ok("REVOKED")),
            ],
        );
    }

    #[test]
    fn verification_ends_a_sign_in_and_may_be_repeated() {
        assert_table(
            Event::Verify,
            [
                ("NOT_CONNECTED", NOTHING_YET),
                ("PENDING", NOT_WAITING),
                ("PENDING_VERIFICATION", Ok("ACTIVE")),
                ("ACTIVE", Ok("ACTIVE")),
                ("EXPIRED", NOT_WAITING),
                ("REVOKED", NOT_WAITING),
                ("ERROR", NOT_WAITING),
                ("SUSPENDED", NOT_WAITING),
            ],
        );
    }
}
