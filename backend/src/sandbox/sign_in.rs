//! Sign-ins at a consent page: links that are used once and soon, and what follows from the answer.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    catalog::Connection,
    machine::{self, Event},
    world::{Outcome, World, from_json, to_json},
};
use crate::{contract::ConnectedAccount, person::Person, upstream::UpstreamError};

/// How long a link works.
const LINK_LIFE: SignedDuration = SignedDuration::from_mins(10);

type Result<T> = std::result::Result<T, UpstreamError>;

/// A sign-in that was started.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// The secret part of the link.
    pub(crate) token: String,
    /// The id under which the sign-in is verified.
    pub(crate) auth_request_id: String,
    /// Who started it.
    pub(crate) person: String,
    /// The account it is for.
    pub(crate) account_id: String,
    /// The account's connection.
    pub(crate) connection_name: String,
    /// What is asked for.
    pub(crate) scopes: Vec<String>,
    /// The state that goes back with the answer.
    pub(crate) state: String,
    /// Where the person goes back to.
    pub(crate) return_url: Url,
    /// When the link stops working.
    pub(crate) expires_at: Timestamp,
    /// How far it is.
    pub(crate) progress: Progress,
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Progress {
    /// Nobody has answered yet.
    Open,
    /// Answered, with nothing to follow.
    Answered,
    /// Allowed, and waiting to be bound to the person.
    AwaitsVerification,
    /// Bound to the person.
    Verified,
}

/// The answer of the person, or of the provider, on the consent page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Access, to these of the scopes that were asked for.
    Allow(Vec<String>),
    /// No access.
    Deny,
    /// The provider broke down.
    Fail,
}

impl SignIn {
    /// Starts a sign-in for an account.
    pub(crate) fn start(
        world: &World<'_>,
        account_id: &str,
        connection: &Connection,
        extra_scopes: Vec<String>,
        return_url: Url,
    ) -> Result<Self> {
        let mut scopes = connection.scopes().unwrap_or_default();
        for scope in extra_scopes {
            if connection.has_scopes && !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let sign_in = Self {
            token: secret(),
            auth_request_id: format!("areq_{}", secret()),
            person: world.person.id().to_owned(),
            account_id: account_id.to_owned(),
            connection_name: connection.name.to_owned(),
            scopes,
            state: secret(),
            return_url,
            expires_at: world.now + LINK_LIFE,
            progress: Progress::Open,
        };
        let values = (&sign_in.token, &sign_in.auth_request_id, &sign_in.person, to_json(&sign_in)?);
        world.tx.execute("INSERT INTO sign_ins VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(sign_in)
    }

    /// The sign-in of a link.
    pub(crate) fn of_link(tx: &Transaction<'_>, token: &str) -> Result<Option<Self>> {
        Self::load(tx, "SELECT sign_in FROM sign_ins WHERE token = ?1", token)
    }

    /// Whether the link can still be answered.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.progress == Progress::Open && now < self.expires_at
    }

    /// Takes the answer and tells where the person goes next.
    pub(crate) fn answer(mut self, tx: &Transaction<'_>, consent: Consent, now: Timestamp) -> Result<Url> {
        let world = World::open(tx, Person::new(self.person.as_str()), now)?;
        let connection = find(&self.connection_name)?;
        let (_, verify) = world.settings()?;
        let mut placed = world.account(&self.account_id)?;
        let (event, code) = match consent {
            Consent::Allow(_) => (Event::Allow { verify }, None),
            Consent::Deny => (Event::Deny, Some(("access_denied", connection.denial))),
            Consent::Fail => {
                (Event::Fail, Some(("server_error", "The authorization server met an unexpected condition.")))
            }
        };
        let status = machine::next(&placed.record.account.status, event)?;
        if let Consent::Allow(scopes) = consent {
            let granted = self.scopes.iter().filter(|scope| scopes.contains(scope)).cloned().collect();
            placed.record.grant(connection, connection.has_scopes.then_some(granted));
            placed.record.enter(connection, status, now);
            world.save(&placed)?;
        }
        let outcome = code.map_or(Outcome::Succeeded, |(code, _)| Outcome::Failed { code });
        world.note(&self.account_id, "authorization", outcome)?;

        let awaits_verification = verify && code.is_none();
        self.progress = if awaits_verification { Progress::AwaitsVerification } else { Progress::Answered };
        self.save(tx)?;
        let mut url = self.return_url;
        if let Some((error, description)) = code {
            let mut query = url.query_pairs_mut();
            query.append_pair("error", error);
            if !description.is_empty() {
                query.append_pair("error_description", description);
            }
            query.append_pair("state", &self.state);
        } else if awaits_verification {
            let mut query = url.query_pairs_mut();
            query.append_pair("auth_request_id", &self.auth_request_id).append_pair("state", &self.state);
        }
        Ok(url)
    }

    /// Binds the sign-in of this id to the person of the world, if that person started it.
    pub(crate) fn verify(world: &World<'_>, auth_request_id: &str, state: &str) -> Result<ConnectedAccount> {
        let mut sign_in = Self::of_request(world.tx, auth_request_id)?
            .filter(|sign_in| matches!(sign_in.progress, Progress::AwaitsVerification | Progress::Verified))
            .ok_or(UpstreamError::NotFound { what: "the sign-in" })?;
        if sign_in.person != world.person.id() || sign_in.state != state {
            return Err(UpstreamError::Forbidden { reason: "somebody else started this sign-in".to_owned() });
        }
        let mut placed = world.account(&sign_in.account_id)?;
        if sign_in.progress == Progress::AwaitsVerification {
            let status = machine::next(&placed.record.account.status, Event::Verify)?;
            placed.record.enter(find(&sign_in.connection_name)?, status, world.now);
            world.save(&placed)?;
            world.note(&sign_in.account_id, "verification", Outcome::Succeeded)?;
            sign_in.progress = Progress::Verified;
            sign_in.save(world.tx)?;
        }
        Ok(placed.record.account)
    }

    fn of_request(tx: &Transaction<'_>, auth_request_id: &str) -> Result<Option<Self>> {
        Self::load(tx, "SELECT sign_in FROM sign_ins WHERE auth_request_id = ?1", auth_request_id)
    }

    fn load(tx: &Transaction<'_>, query: &str, key: &str) -> Result<Option<Self>> {
        let text: Option<String> = tx.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional()?;
        text.map(|text| from_json(&text)).transpose()
    }

    fn save(&self, tx: &Transaction<'_>) -> Result<()> {
        tx.execute("UPDATE sign_ins SET sign_in = ?2 WHERE token = ?1", (&self.token, to_json(self)?))?;
        Ok(())
    }
}

/// The catalogue's entry of a connection that the database names.
pub(crate) fn find(connection_name: &str) -> Result<&'static Connection> {
    Connection::find(connection_name).ok_or(UpstreamError::NotFound { what: "the connection" })
}

fn secret() -> String {
    format!("{:032x}", rand::random::<u128>())
}
