//! The answer on a consent page: what it decides, and how the person gets back to the app.

use super::{catalog::Connection, machine::Event};

/// An answer to a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// What it decides.
    pub(crate) consent: Consent,
    /// How the person gets back.
    pub(crate) way_back: WayBack,
}

/// What the person, or the provider, decides on the consent page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Access.
    Allow {
        /// To these of the scopes that were asked for.
        scopes: Vec<String>,
        /// As this account; `None` for the one that the page greets.
        label: Option<&'static str>,
    },
    /// No access.
    Deny,
    /// The provider broke down.
    Fail,
    /// An admin has to approve the app first.
    NeedApproval,
    /// A no in the words of a provider that is not the sandbox.
    Refuse {
        /// The provider's code.
        error: String,
        /// What it says of it, which may be nothing.
        description: String,
    },
}

/// How the person gets back to the app after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WayBack {
    /// Not at all: they are left on a page that says that the window can be closed.
    Closed,
    /// To the return address.
    Open {
        /// Whether `state` goes along.
        with_state: bool,
        /// Whether the link leads there again when it is opened later, as a repeated callback does.
        again: bool,
    },
}

impl Consent {
    /// What it means for the account; `verify` when a sign-in must still be bound to the person.
    pub(crate) fn event(&self, verify: bool) -> Event {
        match self {
            Self::Allow { .. } => Event::Allow { verify },
            Self::Deny | Self::Refuse { .. } => Event::Deny,
            Self::Fail => Event::Fail,
            Self::NeedApproval => Event::NeedApproval,
        }
    }

    /// The provider's error and its description, which may be empty; `None` for access.
    pub(crate) fn error(&self, connection: &Connection) -> Option<(&str, &str)> {
        match self {
            Self::Allow { .. } => None,
            Self::Deny => Some(("access_denied", connection.denial)),
            Self::Fail => Some(("server_error", "The authorization server met an unexpected condition.")),
            Self::NeedApproval => Some(connection.approval),
            Self::Refuse { error, description } => Some((error, description)),
        }
    }
}
