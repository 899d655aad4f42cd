//! The status of a connected account, as the backend last knew it.

/// Where a connected account stands. Always *last known*: show it with the time of the last check.
///
/// Source: the troubleshooting guide's five words; the aliases are those of the current Scalekit API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The person has no account here yet.
    NotConnected,
    /// The sign-in was begun and not finished. Also sent as `PENDING_AUTH`.
    Pending,
    /// The provider said yes; the app has not yet bound the sign-in to the person.
    PendingVerification,
    /// Connected and working.
    Active,
    /// The tokens ran out and could not be renewed.
    Expired,
    /// Access was taken back. Also sent as `DISCONNECTED`.
    Revoked,
    /// Signing in or renewing ended with an error.
    Error,
    /// Any other word, kept as sent. Never to be drawn as connected.
    Unknown(String),
}

impl Status {
    /// Reads a wire word. Spelling counts, case does not.
    pub fn parse(word: &str) -> Self {
        let word = word.trim();
        for (spelling, status) in SPELLINGS {
            if word.eq_ignore_ascii_case(spelling) {
                return status.clone();
            }
        }
        Self::Unknown(crate::tidy(word, 64))
    }

    /// The wire word, in the guide's spelling.
    pub fn word(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            _ => self.known_word().unwrap_or_default(),
        }
    }

    /// The same, where it is a word of ours.
    pub fn known_word(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotConnected => "NOT_CONNECTED",
            Self::Pending => "PENDING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
            Self::Error => "ERROR",
            Self::Unknown(_) => return None,
        })
    }
}

const SPELLINGS: [(&str, Status); 9] = [
    ("NOT_CONNECTED", Status::NotConnected),
    ("PENDING", Status::Pending),
    ("PENDING_AUTH", Status::Pending),
    ("PENDING_VERIFICATION", Status::PendingVerification),
    ("ACTIVE", Status::Active),
    ("EXPIRED", Status::Expired),
    ("REVOKED", Status::Revoked),
    ("DISCONNECTED", Status::Revoked),
    ("ERROR", Status::Error),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_and_alias_is_read() {
        for (spelling, status) in SPELLINGS {
            assert_eq!(Status::parse(spelling), status);
            assert_eq!(Status::parse(&spelling.to_lowercase()), status);
            assert_eq!(Status::parse(status.word()), status, "the word of {status:?} reads back");
        }
    }

    #[test]
    fn other_words_are_kept_and_never_active() {
        for word in ["SUSPENDED", "ACTIVE2", "IN ACTIVE", "CONNECTION_STATUS_UNSPECIFIED", ""] {
            assert_eq!(Status::parse(word), Status::Unknown(word.to_owned()));
        }
    }
}
