//! Sign-ins at a consent page: links that are used once and soon, and what follows from the answer.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    answer::{Answer, Consent, WayBack},
    catalog::Connection,
    machine::{self, Event},
    world::{Outcome, World, from_json, to_json},
};
use crate::{
    contract::ConnectedAccount,
    person::Person,
    upstream::{AuthorizationRequest, UpstreamError},
};

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
    /// Where the link leads once it is answered, if it may be opened again.
    leads_again_to: Option<Url>,
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

/// What a link leads to.
pub(crate) enum Link {
    /// To the question.
    Open(Box<SignIn>),
    /// To where its answer led before.
    Again(Url),
    /// To nothing any more; back to the app, where there was a sign-in.
    Over(Option<Url>),
}

impl Link {
    /// What the link with this secret leads to.
    pub(crate) fn of(tx: &Transaction<'_>, token: &str, now: Timestamp) -> Result<Self> {
        let sign_in = SignIn::load(tx, "SELECT sign_in FROM sign_ins WHERE token = ?1", token)?;
        Ok(match sign_in {
            None => Self::Over(None),
            Some(sign_in) if sign_in.is_open(now) => Self::Open(Box::new(sign_in)),
            Some(SignIn { leads_again_to: Some(url), .. }) => Self::Again(url),
            Some(sign_in) => Self::Over(Some(sign_in.return_url)),
        })
    }
}

impl SignIn {
    /// Starts a sign-in for an account.
    pub(crate) fn start(
        world: &World<'_>,
        account_id: &str,
        connection: &Connection,
        request: AuthorizationRequest,
    ) -> Result<Self> {
        let mut scopes = connection.scopes().unwrap_or_default();
        for scope in request.scopes {
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
            state: request.state,
            return_url: request.return_url,
            expires_at: world.now + LINK_LIFE,
            progress: Progress::Open,
            leads_again_to: None,
        };
        let values = (&sign_in.token, &sign_in.auth_request_id, &sign_in.person, to_json(&sign_in)?);
        world.tx.execute("INSERT INTO sign_ins VALUES (?1, ?2, ?3, ?4)", values)?;
        Ok(sign_in)
    }

    /// Takes the answer and tells where the person goes next, if they go anywhere.
    pub(crate) fn answer(
        mut self,
        tx: &Transaction<'_>,
        Answer { consent, way_back }: Answer,
        now: Timestamp,
    ) -> Result<Option<Url>> {
        let world = World::open(tx, Person::new(self.person.as_str()), now)?;
        let connection = find(&self.connection_name)?;
        let (_, verify) = world.settings()?;
        let mut placed = world.account(&self.account_id)?;
        let status = machine::next(&placed.record.account.status, consent.event(verify))?;
        let error = consent.error(connection);
        if let Consent::Allow { scopes, label } = &consent {
            let granted = self.scopes.iter().filter(|scope| scopes.contains(scope)).cloned().collect();
            placed.record.grant(connection, connection.has_scopes.then_some(granted), *label);
            placed.record.enter(connection, status, now);
            world.save(&placed)?;
            world.replace_token(&self.account_id)?;
        }
        let outcome = error.map_or(Outcome::Succeeded, |(code, _)| Outcome::Failed { code });
        world.note(&self.account_id, "authorization", outcome)?;

        let awaits_verification = verify && error.is_none();
        self.progress = if awaits_verification { Progress::AwaitsVerification } else { Progress::Answered };
        let gone_to = match way_back {
            WayBack::Closed => None,
            WayBack::Open { with_state, again } => {
                let url = self.address_after(error, with_state);
                self.leads_again_to = again.then(|| url.clone());
                Some(url)
            }
        };
        self.save(tx)?;
        Ok(gone_to)
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
            world.note(&sign_in.account_id, "verify", Outcome::Succeeded)?;
            sign_in.progress = Progress::Verified;
            sign_in.save(world.tx)?;
        }
        Ok(placed.record.account)
    }

    /// Whether the link can still be answered.
    fn is_open(&self, now: Timestamp) -> bool {
        self.progress == Progress::Open && now < self.expires_at
    }

    /// The return address with what the provider, or the service, tells the app.
    fn address_after(&self, error: Option<(&str, &str)>, with_state: bool) -> Url {
        let mut told = match error {
            Some((error, "")) => vec![("error", error)],
            Some((error, description)) => vec![("error", error), ("error_description", description)],
            None if self.progress == Progress::AwaitsVerification => {
                vec![("auth_request_id", self.auth_request_id.as_str())]
            }
            None => return self.return_url.clone(),
        };
        if with_state {
            told.push(("state", &self.state));
        }
        let mut url = self.return_url.clone();
        url.query_pairs_mut().extend_pairs(told);
        url
    }

    /// The sign-in of a request id.
    pub(crate) fn of_request(tx: &Transaction<'_>, auth_request_id: &str) -> Result<Option<Self>> {
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
