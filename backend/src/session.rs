//! Who is asking, by a signed session token (RFC 7519) that the app gives to its signed-in pages.
//!
//! The token comes in `Authorization: Bearer`, or in a cookie of a chosen name. How it must be signed is fixed by
//! [`Proof`] and never by the token itself.

mod claims;
mod jwks;
mod token;
mod verifier;

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use url::Url;

use self::{claims::Expected, token::token_in, verifier::Verifier};
use crate::{clock::Clock, error::ApiError, outgoing::NoClient, person::Person};

pub use self::jwks::SigningAlgorithm;

/// The shortest shared secret, in bytes: as long as the digest (RFC 7518, section 3.2).
pub const SHORTEST_SECRET: usize = 32;

/// What makes a session token a good one.
#[derive(Clone, Debug)]
pub struct SessionSettings {
    /// What it is signed with.
    pub proof: Proof,
    /// The cookie that carries it, where no `Authorization` does.
    pub cookie: Option<String>,
    /// The `iss` that it must have.
    pub issuer: Option<String>,
    /// The `aud` that it must have. A token for an audience is refused where none is set (RFC 7519, section 4.1.3).
    pub audience: Option<String>,
    /// The claim that holds the person's id, such as `sub`.
    pub claim: String,
}

/// What a session token is signed with.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A secret that the app and this server share, by HS256. At least [`SHORTEST_SECRET`] bytes.
    SharedSecret(SecretString),
    /// Keys that the app publishes as a JSON Web Key Set (RFC 7517).
    Jwks {
        /// Where the set is: an https address, or http on this machine.
        url: Url,
        /// How they may sign. A key of another kind is never used.
        algorithms: Vec<SigningAlgorithm>,
    },
}

/// Sessions by token; a clone shares the keys that were read.
#[derive(Clone, Debug)]
pub struct Sessions(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    verifier: Verifier,
    expected: Expected,
    cookie: Option<String>,
    clock: Clock,
}

/// Why a token names nobody. None of these says anything of the token that could be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SessionError {
    #[error("the session keys were not to be had yet")]
    NoKeys,
    #[error("it is too long")]
    TooLong,
    #[error("it is not a signed JSON Web Token")]
    Unreadable,
    #[error("it has extensions that are not understood")]
    Extended,
    #[error("no key has its name")]
    UnknownKey,
    #[error("it is not signed as this server is configured")]
    BadSignature,
    #[error("its claim `{0}` is missing or malformed")]
    Claim(&'static str),
    #[error("it has expired")]
    Expired,
    #[error("it is not valid yet")]
    NotYet,
    #[error("another issuer made it")]
    WrongIssuer,
    #[error("it is for another audience")]
    WrongAudience,
    #[error("it names no person, or one whose id is longer than the connection service allows")]
    NoPerson,
}

impl Sessions {
    /// Sessions whose tokens are as `settings` say.
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn new(settings: SessionSettings, clock: Clock) -> Result<Self, NoClient> {
        let SessionSettings { proof, cookie, issuer, audience, claim } = settings;
        let verifier = Verifier::new(proof)?;
        Ok(Self(Arc::new(Inner { verifier, expected: Expected { issuer, audience, claim }, cookie, clock })))
    }

    /// The person whom a request's token names; `None` when it has no token.
    async fn person(&self, headers: &HeaderMap) -> Result<Option<Person>, SessionError> {
        let Inner { verifier, expected, cookie, clock } = &*self.0;
        let Some(token) = token_in(headers, cookie.as_deref())? else { return Ok(None) };
        let now = clock.now();
        let claims = verifier.claims(token, now).await?;
        expected.person(&claims, now).map(Some)
    }
}

/// Middleware that puts the [`Person`] of a good token into the request, and into the answer for the log. A call
/// without one goes on and is refused where it needs a person.
pub async fn sign_in(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().remove::<Person>();
    let person = match sessions.person(request.headers()).await {
        Ok(person) => person,
        // Whoever is told that nobody is signed in signs in again, which would not help.
        Err(error @ SessionError::NoKeys) => {
            return ApiError::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response();
        }
        Err(error) => {
            tracing::info!(%error, "a session token was refused");
            None
        }
    };
    let Some(person) = person else { return next.run(request).await };
    request.extensions_mut().insert(person.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(person);
    response
}
