//! Whether an ID token belongs to a sign-in (OpenID Connect Core, section 3.1.3.7).
//!
//! It came straight from the token endpoint, over TLS or inside this machine, so its signature need not be checked.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;

use super::provider_error::ProviderError;

/// What an ID token has to say.
pub(super) struct Expected<'a> {
    /// Who made it.
    pub(super) issuer: &'a str,
    /// For whom.
    pub(super) client_id: &'a str,
    /// For which visit.
    pub(super) nonce: &'a str,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: f64,
    #[serde(default)]
    nonce: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Expected<'_> {
    /// Compares an ID token with what it has to say.
    pub(super) fn check(&self, id_token: &str, now: Timestamp) -> Result<(), ProviderError> {
        let claims = read(id_token).ok_or(ProviderError::Unreadable("the ID token is none"))?;
        let is_ours = match &claims.aud {
            Audience::One(client_id) => client_id == self.client_id,
            // With more than one audience, a claim would have to say which of them asked.
            Audience::Many(client_ids) => client_ids == &[self.client_id],
        };
        let wrong = if claims.iss != self.issuer {
            "the ID token's issuer"
        } else if !is_ours {
            "the ID token's audience"
        } else if claims.nonce != self.nonce {
            "the ID token's nonce"
        } else if claims.exp <= now.as_duration().as_secs_f64() {
            "the ID token has expired"
        } else {
            return Ok(());
        };
        Err(ProviderError::Foreign(wrong))
    }
}

fn read(id_token: &str) -> Option<Claims> {
    let mut parts = id_token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn outcome(claims: &Value) -> Result<(), ProviderError> {
        let expected = Expected { issuer: "https://login.example", client_id: "us", nonce: "n" };
        let token = format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        expected.check(&token, Timestamp::from_second(1000).unwrap())
    }

    #[test]
    fn every_claim_counts() {
        let good = json!({ "iss": "https://login.example", "aud": "us", "nonce": "n", "exp": 1001 });
        assert_eq!(outcome(&good), Ok(()));
        for (claim, value, accepted) in [
            ("aud", json!(["us"]), true),
            ("aud", json!(["us", "them"]), false),
            ("aud", json!("them"), false),
            ("iss", json!("https://login.example/"), false),
            ("nonce", json!("m"), false),
            ("nonce", json!(""), false),
            ("exp", json!(1000.5), true),
            ("exp", json!(1000), false),
            ("exp", json!("never"), false),
        ] {
            let mut claims = good.clone();
            claims[claim] = value.clone();
            assert_eq!(outcome(&claims).is_ok(), accepted, "{claim}: {value}");
        }
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        for text in ["", "a.b", "e30.e30.", "e30.!.c2ln"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
