//! Somebody who is at the provider now, with what makes sure that the answer is theirs.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rusqlite::{OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use crate::{Person, UpstreamError};

type Result<T> = std::result::Result<T, UpstreamError>;

/// A visit to the provider.
pub(super) struct Visit {
    /// Goes to the provider and comes back with the answer.
    pub(super) state: String,
    /// Whose browser it is, which need not be that of whoever the sign-in is for.
    person: String,
    /// The sign-in's.
    pub(super) token: String,
    /// What PKCE's challenge is made from; it never leaves the server but to redeem the code (RFC 7636).
    pub(super) verifier: String,
    /// Comes back in the ID token.
    pub(super) nonce: String,
}

impl Visit {
    /// A new visit from a person's browser, for the sign-in of a token.
    pub(super) fn of(person: &Person, token: String) -> Self {
        Self { state: secret(), person: person.id().to_owned(), token, verifier: secret(), nonce: secret() }
    }

    /// What goes to the provider in the place of the verifier, by the method `S256`.
    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }

    /// Keeps the visit until its answer comes.
    pub(super) fn remember(&self, tx: &Transaction<'_>) -> Result<()> {
        let values = (&self.state, &self.person, &self.token, &self.verifier, &self.nonce);
        tx.execute("INSERT INTO visits VALUES (?1, ?2, ?3, ?4, ?5)", values)?;
        Ok(())
    }

    /// The visit from this person's browser to which an answer with this state belongs. There is only one answer to it.
    pub(super) fn take(tx: &Transaction<'_>, person: &Person, state: &str) -> Result<Option<Self>> {
        let mut statement = tx.prepare_cached(
            "DELETE FROM visits WHERE state = ?1 AND person = ?2
             RETURNING state, person, token, verifier, nonce",
        )?;
        let visit = statement.query_row((state, person.id()), |row| {
            Ok(Self {
                state: row.get(0)?,
                person: row.get(1)?,
                token: row.get(2)?,
                verifier: row.get(3)?,
                nonce: row.get(4)?,
            })
        });
        Ok(visit.optional()?)
    }
}

fn secret() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_standards() {
        let visit = Visit {
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
            ..Visit::of(&Person::new("mara"), String::new())
        };
        assert_eq!(visit.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn no_two_secrets_are_one() {
        let [one, other] = [(), ()].map(|()| Visit::of(&Person::new("mara"), String::new()));
        let mut secrets = [one.state, one.verifier, one.nonce, other.state, other.verifier, other.nonce];
        secrets.sort();
        assert!(secrets.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(secrets.iter().all(|secret| secret.len() == 43), "RFC 7636 wants 43 to 128 characters");
    }
}
