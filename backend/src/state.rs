//! The state of a sign-in (RFC 6749, section 10.12): what shows that the browser which comes back is the one that left.
//!
//! It lives in a signed cookie of that browser and nowhere on the server, so that a sign-in may end at another replica
//! than the one it began at, as long as they share the key.

use std::cmp::Reverse;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{error::ApiError, person::Person, upstream::Target};

/// How long a sign-in may take, from the click to the way back.
const LIFE: SignedDuration = SignedDuration::from_hours(1);

/// The fewest bytes that a secret is good for.
const SECRET_LENGTH: usize = 32;

/// How a cookie's name begins; a part of the state follows, so that sign-ins in two tabs do not end each other.
const NAME: &str = "connection_doctor_state_";

/// So many sign-ins may be under way in one browser. Those that are never finished would else add up, until requests are
/// longer than proxies take.
const MOST_COOKIES: usize = 4;

/// The key that signs states. All replicas of a server need the same.
#[derive(Clone)]
pub struct StateKey(Key);

/// A secret that is too short for a [`StateKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key for states needs {SECRET_LENGTH} random bytes or more")]
pub struct SecretTooShort;

impl StateKey {
    /// The key of a secret, which must be random and at least 32 bytes long.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn of(secret: &[u8]) -> Result<Self, SecretTooShort> {
        if secret.len() < SECRET_LENGTH { Err(SecretTooShort) } else { Ok(Self(Key::derive_from(secret))) }
    }

    /// A key that nobody else has: a sign-in that is under way does not outlive the process.
    pub fn random() -> Self {
        Self(Key::generate())
    }

    /// A new state for a sign-in, and the `Set-Cookie`s that go with it: its own is the last, those before it end the
    /// oldest of the browser that asks.
    pub(crate) fn begin(
        &self,
        headers: &HeaderMap,
        person: &Person,
        target: &Target,
        now: Timestamp,
        is_secure: bool,
    ) -> Result<(String, Vec<HeaderValue>), ApiError> {
        let state = format!("{:032x}", rand::random::<u128>());
        let departure = Departure {
            state: state.clone(),
            person: person.id().to_owned(),
            target: target.clone(),
            until: now + LIFE,
        };
        let value = serde_json::to_string(&departure).map_err(|_| unfit())?;
        let mut cookie = attributes(Cookie::new(name(&state), value));
        cookie.set_secure(is_secure);
        cookie.set_max_age(Duration::seconds(LIFE.as_secs()));
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.0).add(cookie);
        let set = jar.delta().next().ok_or_else(unfit)?.encoded().to_string();
        let set = HeaderValue::from_str(&set).map_err(|_| unfit())?;
        Ok((state, self.too_many(headers).filter_map(removal).chain([set]).collect()))
    }

    /// The names of the cookies for which there is no room beside a new one. What is none of this key's goes first.
    fn too_many(&self, headers: &HeaderMap) -> impl Iterator<Item = String> {
        let mut cookies = self.cookies(headers);
        cookies.sort_by_key(|(_, departure)| Reverse(departure.as_ref().map(|departure| departure.until)));
        cookies.into_iter().skip(MOST_COOKIES - 1).map(|(name, _)| name)
    }

    /// What the person left for with this state, if it was this person, in this browser, and not too long ago.
    pub(crate) fn redeem(
        &self,
        headers: &HeaderMap,
        person: &Person,
        state: &str,
        now: Timestamp,
    ) -> Result<Target, ApiError> {
        let departure = self.departure(headers, state).filter(|departure| {
            let is_same = departure.state.as_bytes().ct_eq(state.as_bytes());
            bool::from(is_same) && departure.person == person.id() && now < departure.until
        });
        let foreign = "this sign-in was not started by this person in this browser, or it took too long";
        Ok(departure.ok_or_else(|| ApiError::new(StatusCode::FORBIDDEN, foreign))?.target)
    }

    fn departure(&self, headers: &HeaderMap, state: &str) -> Option<Departure> {
        let name = name(state);
        self.cookies(headers).into_iter().find_map(|(its, departure)| departure.filter(|_| its == name))
    }

    /// The browser's cookies of this kind, by their names, with what they hold where it is of this key.
    fn cookies(&self, headers: &HeaderMap) -> Vec<(String, Option<Departure>)> {
        let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookies = values.flat_map(|value| Cookie::split_parse_encoded(value.to_owned()).flatten());
        let ours = cookies.filter(|cookie| {
            cookie.name().strip_prefix(NAME).is_some_and(|rest| name(rest) == cookie.name())
        });
        let read = ours.map(|cookie| {
            let name = cookie.name().to_owned();
            let mut jar = CookieJar::new();
            jar.add_original(cookie);
            let signed = jar.signed(&self.0).get(&name);
            (name, signed.and_then(|cookie| serde_json::from_str(cookie.value()).ok()))
        });
        read.collect()
    }
}

/// The `Set-Cookie` that ends a state, which is good for once.
pub(crate) fn spent(state: &str) -> Option<HeaderValue> {
    removal(name(state))
}

fn removal(name: String) -> Option<HeaderValue> {
    let mut cookie = attributes(Cookie::new(name, ""));
    cookie.make_removal();
    HeaderValue::from_str(&cookie.encoded().to_string()).ok()
}

impl std::fmt::Debug for StateKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("StateKey")
    }
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Departure {
    state: String,
    person: String,
    target: Target,
    until: Timestamp,
}

/// Every request to the host carries it, for under which path browsers reach the contract is not known here, where an app
/// or a proxy may have put it elsewhere. No script reads it. The way back is a navigation from another site, which a
/// stricter `SameSite` would keep it from where a server looks at the address itself.
fn attributes(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie
}

fn name(state: &str) -> String {
    let known = state.bytes().take(8).filter(u8::is_ascii_alphanumeric).map(char::from);
    NAME.chars().chain(known).collect()
}

fn unfit() -> ApiError {
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "the state of the sign-in could not be kept")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> Target {
        Target::Account("ca_1".to_owned())
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    /// A state of Mara's and its cookie, of a browser that has no other.
    fn begun(key: &StateKey, is_secure: bool) -> (String, HeaderValue) {
        let (state, mut cookies) =
            key.begin(&HeaderMap::new(), &Person::new("mara"), &target(), now(), is_secure).expect("a state");
        (state, cookies.pop().expect("a cookie"))
    }

    fn pair(set_cookie: &HeaderValue) -> String {
        let text = set_cookie.to_str().expect("a cookie of plain text");
        text.split(';').next().unwrap_or_default().to_owned()
    }

    /// A browser that got this cookie.
    fn browser(set_cookie: &HeaderValue) -> HeaderMap {
        let cookies = format!("theme=dark; {}; a=b", pair(set_cookie));
        [(header::COOKIE, HeaderValue::from_str(&cookies).unwrap())].into_iter().collect()
    }

    #[test]
    fn the_same_person_in_the_same_browser_comes_back() {
        let key = StateKey::of(&[7; 32]).unwrap();
        let (state, cookie) = begun(&key, true);
        let text = cookie.to_str().unwrap();
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=3600"] {
            assert!(text.contains(attribute), "{text}");
        }
        let replica = StateKey::of(&[7; 32]).unwrap();
        assert_eq!(replica.redeem(&browser(&cookie), &Person::new("mara"), &state, now()).unwrap(), target());
    }

    #[test]
    fn nobody_else_does() {
        let key = StateKey::random();
        let (state, cookie) = begun(&key, false);
        let (other_state, _) = begun(&key, false);
        let headers = browser(&cookie);
        let mut forged = headers.clone();
        let signed = headers[header::COOKIE].to_str().unwrap();
        forged.insert(header::COOKIE, signed.replace("mara", "eve_").parse().unwrap());
        let similar = format!("{}{}", &state[..8], "0".repeat(24));
        let later = now() + LIFE;
        for (headers, person, state, now, why) in [
            (&headers, "eve", &state, now(), "another person"),
            (&HeaderMap::new(), "mara", &state, now(), "another browser"),
            (&headers, "mara", &other_state, now(), "another state"),
            (&headers, "mara", &similar, now(), "a state that begins alike"),
            (&headers, "mara", &String::new(), now(), "no state"),
            (&forged, "eve_", &state, now(), "a cookie that was changed"),
            (&headers, "mara", &state, later, "too late"),
        ] {
            assert!(key.redeem(headers, &Person::new(person), state, now).is_err(), "{why}");
        }
        assert!(
            StateKey::random().redeem(&headers, &Person::new("mara"), &state, now()).is_err(),
            "another key"
        );
        assert!(key.redeem(&headers, &Person::new("mara"), &state, now()).is_ok());
    }

    #[test]
    fn a_state_that_is_spent_leaves_the_browser() {
        let text = spent("0123456789").unwrap();
        let text = text.to_str().unwrap();
        assert!(text.starts_with("connection_doctor_state_01234567=;"), "{text}");
        assert!(text.contains("Max-Age=0") && text.contains("Path=/"), "{text}");
    }

    #[test]
    fn only_the_newest_sign_ins_stay_in_the_browser() {
        let key = StateKey::random();
        let others = begun(&StateKey::random(), true);
        let mut pairs = vec![pair(&others.1), "a=b".to_owned()];
        let mut states = vec![others.0];
        for second in 0..20 {
            let headers = [(header::COOKIE, pairs.join("; ").parse().unwrap())].into_iter().collect();
            let now = now() + SignedDuration::from_secs(second);
            let (state, cookies) = key.begin(&headers, &Person::new("mara"), &target(), now, true).unwrap();
            for cookie in &cookies {
                let pair = pair(cookie);
                let name = pair.split('=').next().unwrap();
                pairs.retain(|other| other.split('=').next() != Some(name));
                if !pair.ends_with('=') {
                    pairs.insert(0, pair);
                }
            }
            states.push(state);
            let kept: Vec<_> = states.iter().rev().take(MOST_COOKIES).map(|state| name(state)).collect();
            let kept: Vec<_> = kept.iter().map(String::as_str).chain(["a"]).collect();
            let held: Vec<_> = pairs.iter().map(|pair| pair.split('=').next().unwrap()).collect();
            assert_eq!(held, kept);
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert_eq!(StateKey::of(&[1; 31]).unwrap_err(), SecretTooShort);
    }
}
