//! Keys that sign, and a place that publishes them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use base64::{Engine, prelude::BASE64_STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::{Value, json};

/// A key of nobody's, made for these tests.
const RSA_PEM: &str = include_str!("rsa-test-key.pem");

/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7).
const ED25519_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A key with a name.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) kid: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Key {
    pub(crate) fn rsa(kid: &'static str) -> Self {
        let base64 = RSA_PEM.lines().filter(|line| !line.starts_with('-')).collect::<String>();
        let der = BASE64_STANDARD.decode(base64).expect("base64");
        Self { kid, algorithm: Algorithm::RS256, key: EncodingKey::from_rsa_der(&der) }
    }

    pub(crate) fn p256(kid: &'static str) -> Self {
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let key = EncodingKey::from_ec_der(der.expect("a key").as_ref());
        Self { kid, algorithm: Algorithm::ES256, key }
    }

    pub(crate) fn ed25519(kid: &'static str) -> Self {
        let der = [ED25519_PREFIX.as_slice(), &rand::random::<[u8; 32]>()].concat();
        Self { kid, algorithm: Algorithm::EdDSA, key: EncodingKey::from_ed_der(&der) }
    }

    /// As it is published.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a public key");
        let mut jwk = serde_json::to_value(jwk).expect("JSON");
        jwk["kid"] = json!(self.kid);
        jwk
    }

    /// A token that it has signed, under its name.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as(self.algorithm, Some(self.kid), claims)
    }

    pub(crate) fn sign_as(&self, algorithm: Algorithm, kid: Option<&str>, claims: &Value) -> String {
        let header = Header { kid: kid.map(str::to_owned), ..Header::new(algorithm) };
        encode(&header, claims, &self.key).expect("a token")
    }
}

/// A place that publishes keys.
#[derive(Clone)]
pub(crate) struct Publisher {
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
    pub(crate) url: String,
}

impl Publisher {
    pub(crate) async fn start(keys: &[Value]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/keys", listener.local_addr().expect("an address"));
        let publisher = Self {
            answer: Arc::new(Mutex::new((StatusCode::OK, String::new()))),
            asked: Arc::default(),
            url,
        };
        publisher.publish(keys);
        let routes = Router::new().route("/keys", get(answer)).with_state(publisher.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        publisher
    }

    pub(crate) fn publish(&self, keys: &[Value]) {
        self.answer(StatusCode::OK, json!({ "keys": keys }).to_string());
    }

    pub(crate) fn answer(&self, status: StatusCode, body: String) {
        *self.answer.lock().expect("no panic while it is held") = (status, body);
    }

    /// How often the keys were asked for.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(State(publisher): State<Publisher>) -> impl IntoResponse {
    publisher.asked.fetch_add(1, Ordering::SeqCst);
    publisher.answer.lock().expect("no panic while it is held").clone()
}
