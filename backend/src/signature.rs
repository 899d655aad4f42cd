//! Signatures of webhooks, as Standard Webhooks has them: those that come in and those that go out.

use std::{fmt, str::FromStr};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// The name of a message, the same each time that it is sent.
pub(crate) const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
/// When it was sent, this time.
pub(crate) const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
/// The signatures of both and of the body, one for each secret.
pub(crate) const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// How far the sender's clock may be from ours, either way.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The longest id of a message, in bytes.
const MAX_ID_LENGTH: usize = 256;

/// So many signatures are looked at: a sender has two or three, while one secret takes the place of another.
const MOST_SIGNATURES: usize = 8;

/// The shortest key, in bytes: what nobody guesses. The standard asks those who make keys for 24.
const MIN_KEY_LENGTH: usize = 16;

/// A secret that sender and receiver share, such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`. It does not print itself.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

/// A text that is not a secret for webhooks. It does not say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a webhook secret: a prefix such as `whsec_` and at least 16 bytes in base64")]
pub struct NotASecret;

/// Why a message is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsigned {
    /// A header is missing or is no text.
    #[error("the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` are needed")]
    Incomplete,
    /// It was sent too long ago, or is from the future.
    #[error("the timestamp is more than five minutes from the time here")]
    OutOfTime,
    /// No secret of ours made any of the signatures.
    #[error("the signature is not one of ours")]
    Forged,
}

impl Secret {
    /// A signature as it stands in the header.
    pub(crate) fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        format!(
            "v1,{}",
            BASE64_STANDARD.encode(self.mac(id, &seconds.to_string(), body).finalize().into_bytes())
        )
    }

    /// The three headers of a message that is sent now.
    pub(crate) fn headers(
        &self,
        id: &str,
        now: Timestamp,
        body: &[u8],
    ) -> Option<[(HeaderName, HeaderValue); 3]> {
        let seconds = now.as_second();
        let value = |text: &str| HeaderValue::from_str(text).ok();
        Some([
            (WEBHOOK_ID, value(id)?),
            (WEBHOOK_TIMESTAMP, seconds.into()),
            (WEBHOOK_SIGNATURE, value(&self.sign(id, seconds, body))?),
        ])
    }

    fn mac(&self, id: &str, seconds: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

impl FromStr for Secret {
    type Err = NotASecret;

    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let (_, key) = text.trim().split_once('_').ok_or(NotASecret)?;
        let key = BASE64_STANDARD.decode(key).ok().filter(|key| key.len() >= MIN_KEY_LENGTH);
        Hmac::new_from_slice(&key.ok_or(NotASecret)?).map(Self).map_err(|_| NotASecret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// The id of a message that one of the secrets signed, not long ago.
pub(crate) fn verify<'h>(
    secrets: &[Secret],
    headers: &'h HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<&'h str, Unsigned> {
    let text = |name| {
        headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).ok_or(Unsigned::Incomplete)
    };
    let (id, seconds, signatures) = (text(WEBHOOK_ID)?, text(WEBHOOK_TIMESTAMP)?, text(WEBHOOK_SIGNATURE)?);
    if id.is_empty() || id.len() > MAX_ID_LENGTH {
        return Err(Unsigned::Incomplete);
    }
    let sent_at = seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let age = now.duration_since(sent_at.ok_or(Unsigned::Incomplete)?);
    if age.abs() > TOLERANCE {
        return Err(Unsigned::OutOfTime);
    }
    let signatures = signatures.split(' ').filter_map(|signature| signature.strip_prefix("v1,"));
    let signatures = signatures.take(MOST_SIGNATURES).filter_map(|text| BASE64_STANDARD.decode(text).ok());
    // Each once, as a body takes longer than a signature.
    let macs: Vec<_> = secrets.iter().map(|secret| secret.mac(id, seconds, body)).collect();
    let is_mac = |signature: &[u8]| macs.iter().any(|mac| mac.clone().verify_slice(signature).is_ok());
    let is_ours = signatures.into_iter().any(|signature| is_mac(&signature));
    if is_ours { Ok(id) } else { Err(Unsigned::Forged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the standard's own reference implementations.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const SENT_AT: i64 = 1_614_265_330;

    fn secret() -> Secret {
        SECRET.parse().unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn signs_as_the_standard_says() {
        assert_eq!(secret().sign(ID, SENT_AT, BODY), SIGNATURE);
        let headers: HeaderMap = secret().headers(ID, at(SENT_AT), BODY).unwrap().into_iter().collect();
        assert_eq!(verify(&[secret()], &headers, BODY, at(SENT_AT)), Ok(ID));
    }

    #[test]
    fn only_a_whole_secret_is_one() {
        assert!("scalekit_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse::<Secret>().is_ok());
        for text in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_not base64"] {
            assert_eq!(text.parse::<Secret>().err(), Some(NotASecret), "{text}");
        }
        assert_eq!(format!("{:?}", secret()), "Secret(…)");
    }

    #[test]
    fn a_message_is_believed_for_five_minutes_before_and_after() {
        let headers: HeaderMap = secret().headers(ID, at(SENT_AT), BODY).unwrap().into_iter().collect();
        for (second, expected) in [
            (-301, Err(Unsigned::OutOfTime)),
            (-300, Ok(ID)),
            (0, Ok(ID)),
            (300, Ok(ID)),
            (301, Err(Unsigned::OutOfTime)),
        ] {
            assert_eq!(verify(&[secret()], &headers, BODY, at(SENT_AT + second)), expected, "{second}");
        }
    }
}
