//! The keys that the app publishes (RFC 7517): read when they are first needed, kept, and read again when a token names
//! a key that is not among them.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use reqwest::{Client, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::SessionError;
use crate::outgoing::{self, NoClient};

/// How long a whole reading may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The longest set that is read, in bytes.
const SET_LIMIT: usize = 256 * 1024;

/// The least time between two readings, so that made-up names of keys cannot turn this server on the app's.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// After how long the keys are read again though nothing is missing, so that one that was withdrawn goes.
const FRESH_FOR: SignedDuration = SignedDuration::from_mins(15);

/// The shortest modulus of an RSA key, in bytes (RFC 7518, section 3.3).
const SHORTEST_MODULUS: usize = 256;

/// How a published key may sign. There is none among these by which a public key could be taken for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum SigningAlgorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// One key that tokens are verified with, in one way.
#[derive(Clone)]
pub(super) struct VerifyingKey {
    kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

/// The app's keys.
pub(super) struct KeySet {
    url: Url,
    algorithms: Vec<SigningAlgorithm>,
    http: Client,
    known: RwLock<Known>,
    /// When the set was last asked for. Whoever holds it is the one who asks.
    last_asked: Mutex<Option<Timestamp>>,
}

/// What was read last.
#[derive(Clone, Default)]
struct Known {
    keys: Arc<[VerifyingKey]>,
    read_at: Option<Timestamp>,
    /// Whether that was also the last attempt. Otherwise there may be keys that are not among these.
    is_whole: bool,
}

/// Why a set was not read.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error("{0}")]
    NotSent(#[from] reqwest::Error),
    #[error("the answer was {0}")]
    Refused(StatusCode),
    #[error("the answer does not end")]
    Endless,
    #[error("the answer is no key set: {0}")]
    NoSet(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct Published {
    // One by one, because a key that we cannot read must not cost us those that we can.
    keys: Vec<Value>,
}

impl KeySet {
    pub(super) fn new(url: Url, algorithms: Vec<SigningAlgorithm>) -> Result<Self, NoClient> {
        let http = outgoing::client(url.scheme() == "http", TIME_LIMIT)?;
        Ok(Self { url, algorithms, http, known: RwLock::default(), last_asked: Mutex::default() })
    }

    /// The key of this name. A token without one needs a set of one key.
    pub(super) async fn key(
        self: &Arc<Self>,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<VerifyingKey, SessionError> {
        let known = self.known();
        let found = known.find(kid);
        if let Some(key) = found.filter(|_| known.is_fresh(now)) {
            return Ok(key.clone());
        }
        // On a task of its own: a caller who hangs up must not take the reading along, for the next may have to wait.
        let this = Arc::clone(self);
        let is_known = found.is_some();
        let reading = tokio::spawn(async move { this.read_again(is_known, now).await });
        // It does not panic, and is not aborted but with the whole runtime.
        let _ = reading.await;
        let known = self.known();
        // Only a set that could be read tells that there is no such key: until then it may be one of today's.
        let missing = if known.is_whole { SessionError::UnknownKey } else { SessionError::NoKeys };
        known.find(kid).cloned().ok_or(missing)
    }

    /// Reads the set, unless that was tried a moment ago. Who has a key already does not wait for another's reading.
    async fn read_again(&self, has_key: bool, now: Timestamp) {
        let last_asked =
            if has_key { self.last_asked.try_lock().ok() } else { Some(self.last_asked.lock().await) };
        let Some(mut last_asked) = last_asked else { return };
        if last_asked.is_some_and(|then| is_within(PAUSE, then, now)) {
            return;
        }
        *last_asked = Some(now);
        let read = self.read().await;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok(keys) => *known = Known { keys: keys.into(), read_at: Some(now), is_whole: true },
            Err(error) => {
                known.is_whole = false;
                tracing::warn!(%error, "the session keys could not be read");
            }
        }
    }

    async fn read(&self) -> Result<Vec<VerifyingKey>, Unread> {
        let request = self.http.get(self.url.clone()).header(header::ACCEPT, "application/json");
        let response = request.send().await.map_err(reqwest::Error::without_url)?;
        if response.status() != StatusCode::OK {
            return Err(Unread::Refused(response.status()));
        }
        let body = outgoing::body_up_to(SET_LIMIT, response).await.map_err(reqwest::Error::without_url)?;
        let published: Published = serde_json::from_slice(&body.ok_or(Unread::Endless)?)?;
        let keys = published.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        Ok(keys.filter_map(|key: Jwk| verifying_key(&key, &self.algorithms)).collect())
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Known {
    fn find(&self, kid: Option<&str>) -> Option<&VerifyingKey> {
        match (kid, &*self.keys) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(kid), keys) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
        }
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        self.read_at.is_some_and(|then| is_within(FRESH_FOR, then, now))
    }
}

/// Whether no more than this time is between the two, in either direction: who has waited for a reading brings the time
/// from before it. A clock that was put back further counts as a long time, so that nothing waits for it to come round.
fn is_within(time: SignedDuration, then: Timestamp, now: Timestamp) -> bool {
    now.duration_since(then).abs() < time
}

/// A published key as one that verifies, if it is for signatures and of a kind that is allowed.
fn verifying_key(jwk: &Jwk, allowed: &[SigningAlgorithm]) -> Option<VerifyingKey> {
    let common = &jwk.common;
    let (kind, algorithm, key_algorithm) = match &jwk.algorithm {
        AlgorithmParameters::RSA(key) if modulus_length(&key.n) >= SHORTEST_MODULUS => {
            (SigningAlgorithm::Rs256, Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (SigningAlgorithm::Es256, Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (SigningAlgorithm::EdDsa, Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let signs = common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    let in_that_way = common.key_algorithm.is_none_or(|named| named == key_algorithm);
    if !signs || !in_that_way || !allowed.contains(&kind) {
        return None;
    }
    Some(VerifyingKey { kid: common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(jwk).ok()? })
}

/// How many bytes a modulus has: four letters of base64 are three.
fn modulus_length(base64: &str) -> usize {
    base64.trim_end_matches('=').len() * 3 / 4
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_rsa_key_that_can_be_broken_is_not_taken() {
        for (letters, is_taken) in [(171, false), (340, false), (342, true), (683, true)] {
            let jwk = json!({ "kty": "RSA", "e": "AQAB", "n": "A".repeat(letters) });
            let jwk = serde_json::from_value(jwk).unwrap();
            let key = verifying_key(&jwk, &[SigningAlgorithm::Rs256]);
            assert_eq!(key.is_some(), is_taken, "{letters}");
        }
    }

    #[test]
    fn a_clock_that_was_put_back_is_not_waited_for() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(is_within(PAUSE, at(100), at(109)));
        assert!(!is_within(PAUSE, at(100), at(110)));
        assert!(is_within(PAUSE, at(100), at(91)));
        assert!(!is_within(PAUSE, at(100), at(90)));
    }
}
