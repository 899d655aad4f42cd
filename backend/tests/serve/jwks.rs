//! Sessions by published keys.

use axum::{Router, http::StatusCode};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{
    keys::{Key, Publisher},
    support::Hands,
    world::{LIST, claims, config, get, server},
};

/// A server that trusts the keys of a place.
fn trusting(publisher: &Publisher, more: &str, hands: &Hands) -> Router {
    let tables = format!("[session]\njwks_url = \"{}\"\n{more}", publisher.url);
    server(&config("", &tables), hands)
}

async fn status(app: &Router, token: &str) -> u16 {
    get(app, LIST, token).await.status.as_u16()
}

#[tokio::test]
async fn each_kind_of_key_signs_in_its_own_way_only() {
    let hands = Hands::new();
    let keys = [Key::rsa("rsa"), Key::p256("p256"), Key::ed25519("ed25519")];
    let publisher = Publisher::start(&keys.each_ref().map(Key::jwk)).await;
    let app = trusting(&publisher, "", &hands);
    let claims = claims("mara", &hands);
    for key in &keys {
        assert_eq!(status(&app, &key.sign(&claims)).await, 200, "{}", key.kid);
    }
    let [rsa, p256, _] = &keys;
    for (what, token) in [
        ("another way of the same key", rsa.sign_as(Algorithm::RS512, Some("rsa"), &claims)),
        ("PSS", rsa.sign_as(Algorithm::PS256, Some("rsa"), &claims)),
        ("under another key's name", rsa.sign_as(Algorithm::RS256, Some("p256"), &claims)),
        ("a key that is not published", Key::p256("p256").sign(&claims)),
        ("no name where there are several", p256.sign_as(Algorithm::ES256, None, &claims)),
    ] {
        assert_eq!(status(&app, &token).await, 401, "{what}");
    }
    assert_eq!(publisher.asked(), 1);
}

#[tokio::test]
async fn a_public_key_is_never_a_secret() {
    let hands = Hands::new();
    let rsa = Key::rsa("rsa");
    let jwk = rsa.jwk();
    let secret = json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "oct", "alg": "HS256" });
    let publisher = Publisher::start(&[jwk.clone(), secret]).await;
    let app = trusting(&publisher, "", &hands);
    let claims = claims("mara", &hands);
    let modulus = jwk["n"].as_str().expect("a modulus");
    for (kid, secret) in
        [("rsa", modulus.as_bytes()), ("rsa", jwk.to_string().as_bytes()), ("oct", b"secret")]
    {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        let token = encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("a token");
        assert_eq!(status(&app, &token).await, 401, "{kid}");
    }
    assert_eq!(status(&app, &rsa.sign(&claims)).await, 200);
}

#[tokio::test]
async fn only_keys_that_are_allowed_and_for_signatures_are_taken() {
    let hands = Hands::new();
    let (rsa, p256) = (Key::rsa("rsa"), Key::p256("p256"));
    let claims = claims("mara", &hands);
    let publisher =
        Publisher::start(&[json!("no key"), json!({ "kty": "new" }), rsa.jwk(), p256.jwk()]).await;
    let app = trusting(&publisher, r#"algorithms = ["ES256"]"#, &hands);
    assert_eq!(status(&app, &p256.sign(&claims)).await, 200);
    assert_eq!(status(&app, &rsa.sign(&claims)).await, 401);
    let changed = |key: &Key, name: &str, value: &str| {
        let mut jwk = key.jwk();
        jwk[name] = Value::from(value);
        jwk
    };
    let short = "AQAB".repeat(40);
    for jwk in [changed(&p256, "use", "enc"), changed(&p256, "alg", "ES384"), changed(&rsa, "n", &short)] {
        let publisher = Publisher::start(std::slice::from_ref(&jwk)).await;
        let app = trusting(&publisher, "", &hands);
        for key in [&p256, &rsa] {
            assert_eq!(status(&app, &key.sign(&claims)).await, 401, "{jwk}");
        }
    }
}

#[tokio::test]
async fn a_token_needs_no_name_where_there_is_one_key() {
    let hands = Hands::new();
    let key = Key::ed25519("only");
    let publisher = Publisher::start(&[key.jwk()]).await;
    let app = trusting(&publisher, "", &hands);
    let claims = claims("mara", &hands);
    assert_eq!(status(&app, &key.sign_as(Algorithm::EdDSA, None, &claims)).await, 200);
    assert_eq!(status(&app, &key.sign_as(Algorithm::EdDSA, Some("other"), &claims)).await, 401);
}

#[tokio::test]
async fn new_keys_are_found_but_not_asked_for_all_the_time() {
    let hands = Hands::new();
    let (old, new) = (Key::p256("old"), Key::p256("new"));
    let claims = claims("mara", &hands);
    let publisher = Publisher::start(&[old.jwk()]).await;
    let app = trusting(&publisher, "", &hands);
    assert_eq!(status(&app, &old.sign(&claims)).await, 200);
    publisher.publish(&[new.jwk()]);
    for _ in 0..5 {
        assert_eq!(status(&app, &new.sign(&claims)).await, 401);
    }
    assert_eq!(publisher.asked(), 1, "made-up names cost the app nothing");
    hands.forward(SignedDuration::from_secs(10));
    assert_eq!(status(&app, &new.sign(&claims)).await, 200);
    assert_eq!(status(&app, &old.sign(&claims)).await, 401);
    assert_eq!(publisher.asked(), 2);
}

#[tokio::test]
async fn keys_that_are_withdrawn_go_and_those_that_cannot_be_read_again_stay() {
    let hands = Hands::new();
    let key = Key::ed25519("key");
    let claims = claims("mara", &hands);
    let publisher = Publisher::start(&[key.jwk()]).await;
    let app = trusting(&publisher, "", &hands);
    assert_eq!(status(&app, &key.sign(&claims)).await, 200);
    for (answer, body) in [(500, "down"), (200, "<html>"), (302, ""), (200, &*" ".repeat(300_000))] {
        publisher.answer(StatusCode::from_u16(answer).unwrap(), body.to_owned());
        hands.forward(SignedDuration::from_mins(10));
        assert_eq!(status(&app, &key.sign(&claims)).await, 200, "{answer}");
    }
    publisher.publish(&[]);
    hands.forward(SignedDuration::from_mins(15));
    assert_eq!(status(&app, &key.sign(&claims)).await, 401);
    // Ten minutes after the first reading the keys were still fresh.
    assert_eq!(publisher.asked(), 5);
}

#[tokio::test]
async fn without_any_keys_yet_nobody_is_told_to_sign_in() {
    let hands = Hands::new();
    let key = Key::p256("key");
    let token = key.sign(&claims("mara", &hands));
    let publisher = Publisher::start(&[key.jwk()]).await;
    publisher.answer(StatusCode::BAD_GATEWAY, String::new());
    let app = trusting(&publisher, "", &hands);
    for _ in 0..3 {
        assert_eq!(get(&app, LIST, &token).await.error(), (503, 14, "UNAVAILABLE".into()));
    }
    assert_eq!(publisher.asked(), 1);
    publisher.publish(&[key.jwk()]);
    hands.forward(SignedDuration::from_secs(10));
    assert_eq!(status(&app, &token).await, 200);
}

/// Whoever is told that nobody is signed in signs in again, and is given the same key.
#[tokio::test]
async fn while_the_keys_cannot_be_read_again_a_new_one_is_nobodys_fault() {
    let hands = Hands::new();
    let (old, new, made_up) = (Key::p256("old"), Key::p256("new"), Key::p256("made-up"));
    let claims = claims("mara", &hands);
    let publisher = Publisher::start(&[old.jwk()]).await;
    let app = trusting(&publisher, "", &hands);
    assert_eq!(status(&app, &old.sign(&claims)).await, 200);
    for (answer, body) in [(502, "down"), (200, "<html>")] {
        publisher.answer(StatusCode::from_u16(answer).unwrap(), body.to_owned());
        hands.forward(SignedDuration::from_secs(10));
        for key in [&new, &made_up, &new] {
            assert_eq!(get(&app, LIST, &key.sign(&claims)).await.error(), (503, 14, "UNAVAILABLE".into()));
        }
        assert_eq!(status(&app, &old.sign(&claims)).await, 200, "what is known stays good");
        assert_eq!(status(&app, &Key::p256("old").sign(&claims)).await, 401, "a bad signature stays one");
    }
    assert_eq!(publisher.asked(), 3, "made-up names cost the app nothing");
    publisher.publish(&[old.jwk(), new.jwk()]);
    hands.forward(SignedDuration::from_secs(10));
    assert_eq!(status(&app, &new.sign(&claims)).await, 200);
    for _ in 0..3 {
        assert_eq!(status(&app, &made_up.sign(&claims)).await, 401, "there is no such key");
    }
    assert_eq!(publisher.asked(), 4);
}

#[tokio::test]
async fn many_callers_at_once_are_one_reading() {
    let hands = Hands::new();
    let key = Key::p256("key");
    let token = key.sign(&claims("mara", &hands));
    let publisher = Publisher::start(&[key.jwk()]).await;
    let app = trusting(&publisher, "", &hands);
    let calls = (0..20).map(|_| {
        let (app, token) = (app.clone(), token.clone());
        tokio::spawn(async move { status(&app, &token).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap(), 200);
    }
    assert_eq!(publisher.asked(), 1);
}
