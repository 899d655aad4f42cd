//! Whether a token was signed by whom it must be.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use secrecy::ExposeSecret;

use crate::outgoing::NoClient;

use super::{Proof, SessionError, claims::Claims, jwks::KeySet};

/// What tells a good signature.
pub(super) enum Verifier {
    /// A shared secret.
    Secret(DecodingKey),
    /// Published keys.
    Keys(Arc<KeySet>),
}

impl Verifier {
    pub(super) fn new(proof: Proof) -> Result<Self, NoClient> {
        Ok(match proof {
            Proof::SharedSecret(secret) => {
                Self::Secret(DecodingKey::from_secret(secret.expose_secret().as_bytes()))
            }
            Proof::Jwks { url, algorithms } => Self::Keys(Arc::new(KeySet::new(url, algorithms)?)),
        })
    }

    /// The claims of a token that is signed well. Its times are not looked at here.
    pub(super) async fn claims(&self, token: &str, now: Timestamp) -> Result<Claims, SessionError> {
        let header = decode_header(token).map_err(|_| SessionError::Unreadable)?;
        // What they mean may make the token another one than it seems (RFC 7515, section 4.1.11).
        if header.crit.is_some() || header.zip.is_some() || header.enc.is_some() {
            return Err(SessionError::Extended);
        }
        match self {
            Self::Secret(key) => verified(token, key, Algorithm::HS256),
            Self::Keys(keys) => {
                let key = keys.key(header.kid.as_deref(), now).await?;
                verified(token, &key.key, key.algorithm)
            }
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Secret(_) => "Secret(_)",
            Self::Keys(_) => "Keys(_)",
        })
    }
}

/// The claims of a token that this key has signed in this way. The algorithm is the key's: what the token's header
/// says must be the same and chooses nothing.
fn verified(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Claims, SessionError> {
    let mut signature_only = Validation::new(algorithm);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    let token = decode(token, key, &signature_only).map_err(|_| SessionError::BadSignature)?;
    Ok(token.claims)
}
