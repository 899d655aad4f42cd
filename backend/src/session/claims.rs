//! What a token claims (RFC 7519, section 4.1), once its signature is known to be good.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::SessionError;
use crate::person::Person;

/// How far the app's clock and ours may be apart, in seconds.
const LEEWAY: f64 = 60.0;

/// The longest id of a person, in bytes: what the connection service takes as an identifier.
const LONGEST_ID: usize = 100;

/// The claims of a token.
pub(super) type Claims = Map<String, Value>;

/// What a token must claim.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<String>,
    /// The claim that holds the person's id.
    pub(super) claim: String,
}

impl Expected {
    /// The person whom the claims name, if they are all as they must be.
    pub(super) fn person(&self, claims: &Claims, now: Timestamp) -> Result<Person, SessionError> {
        check_times(claims, now)?;
        if let Some(issuer) = &self.issuer
            && claims.get("iss") != Some(&Value::from(issuer.as_str()))
        {
            return Err(SessionError::WrongIssuer);
        }
        if !is_for(claims.get("aud"), self.audience.as_deref()) {
            return Err(SessionError::WrongAudience);
        }
        let id = claims.get(&self.claim).and_then(Value::as_str);
        let id = id.filter(|id| !id.trim().is_empty() && id.len() <= LONGEST_ID);
        id.map(Person::new).ok_or(SessionError::NoPerson)
    }
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), SessionError> {
    let now = now.as_duration().as_secs_f64();
    let expires = claims.get("exp").and_then(Value::as_f64).ok_or(SessionError::Claim("exp"))?;
    if now >= expires + LEEWAY {
        return Err(SessionError::Expired);
    }
    let Some(begins) = claims.get("nbf") else { return Ok(()) };
    let begins = begins.as_f64().ok_or(SessionError::Claim("nbf"))?;
    if now + LEEWAY < begins { Err(SessionError::NotYet) } else { Ok(()) }
}

/// Whether a token's audience has us in it. A token for nobody in particular is for us only where we have no name.
fn is_for(audience: Option<&Value>, us: Option<&str>) -> bool {
    match (audience, us) {
        (None, None) => true,
        (Some(Value::String(one)), Some(us)) => one == us,
        (Some(Value::Array(several)), Some(us)) => several.iter().any(|one| one.as_str() == Some(us)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Noon of the day on which all of this happens.
    const NOW: i64 = 1_795_348_800;

    fn checked(issuer: Option<&str>, audience: Option<&str>, claims: Value) -> Result<String, SessionError> {
        let expected = Expected {
            issuer: issuer.map(str::to_owned),
            audience: audience.map(str::to_owned),
            claim: "sub".to_owned(),
        };
        let Value::Object(claims) = claims else { panic!("claims are an object") };
        let now = Timestamp::from_second(NOW).unwrap();
        expected.person(&claims, now).map(|person| person.id().to_owned())
    }

    #[test]
    fn times_have_a_minute_of_leeway() {
        for (claims, outcome) in [
            (json!({ "exp": NOW + 1 }), Ok(())),
            (json!({ "exp": NOW - 59 }), Ok(())),
            (json!({ "exp": NOW - 60 }), Err(SessionError::Expired)),
            (json!({ "exp": NOW as f64 + 0.5 }), Ok(())),
            (json!({}), Err(SessionError::Claim("exp"))),
            (json!({ "exp": null }), Err(SessionError::Claim("exp"))),
            (json!({ "exp": (NOW + 1).to_string() }), Err(SessionError::Claim("exp"))),
            (json!({ "exp": -1 }), Err(SessionError::Expired)),
            (json!({ "exp": NOW + 1, "nbf": NOW + 60 }), Ok(())),
            (json!({ "exp": NOW + 100, "nbf": NOW + 61 }), Err(SessionError::NotYet)),
            (json!({ "exp": NOW + 1, "nbf": "now" }), Err(SessionError::Claim("nbf"))),
        ] {
            let mut claims = claims;
            claims["sub"] = json!("mara");
            assert_eq!(checked(None, None, claims.clone()).map(drop), outcome, "{claims}");
        }
    }

    #[test]
    fn issuer_and_audience_are_compared_letter_by_letter() {
        let ours = (Some("https://app.example"), Some("connect"));
        for ((issuer, audience), iss, aud, outcome) in [
            (ours, json!("https://app.example"), json!("connect"), Ok(())),
            (ours, json!("https://app.example"), json!(["other", "connect"]), Ok(())),
            (ours, json!("https://app.example/"), json!("connect"), Err(SessionError::WrongIssuer)),
            (ours, json!(["https://app.example"]), json!("connect"), Err(SessionError::WrongIssuer)),
            (ours, json!(null), json!("connect"), Err(SessionError::WrongIssuer)),
            (ours, json!("https://app.example"), json!("Connect"), Err(SessionError::WrongAudience)),
            (ours, json!("https://app.example"), json!([]), Err(SessionError::WrongAudience)),
            (
                ours,
                json!("https://app.example"),
                json!({ "connect": true }),
                Err(SessionError::WrongAudience),
            ),
            ((None, None), json!("anybody"), json!("connect"), Err(SessionError::WrongAudience)),
        ] {
            let claims = json!({ "exp": NOW + 1, "sub": "mara", "iss": iss, "aud": aud });
            assert_eq!(checked(issuer, audience, claims.clone()).map(drop), outcome, "{claims}");
        }
        let claims = json!({ "exp": NOW + 1, "sub": "mara" });
        assert_eq!(checked(None, Some("connect"), claims.clone()), Err(SessionError::WrongAudience));
        assert_eq!(checked(None, None, claims), Ok("mara".to_owned()));
    }

    #[test]
    fn a_person_is_a_text_that_the_service_takes() {
        for (id, is_one) in [
            (json!("mara@northwind.example"), true),
            (json!("x".repeat(LONGEST_ID)), true),
            (json!("x".repeat(LONGEST_ID + 1)), false),
            (json!("ü".repeat(LONGEST_ID / 2 + 1)), false),
            (json!(""), false),
            (json!(" "), false),
            (json!(17), false),
            (json!(["mara"]), false),
            (json!(null), false),
        ] {
            let person = checked(None, None, json!({ "exp": NOW + 1, "sub": id }));
            assert_eq!(person.is_ok(), is_one, "{id}: {person:?}");
        }
    }
}
