//! A server in this process, its configuration, and calls of people with a session.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use connection_doctor_backend::{Config, Services, serve::app};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{
    support::{Answer, Browser, Hands},
    upstream::Service,
};

/// The secret of sessions.
pub(crate) const SECRET: &str = "a secret of sessions, 32 bytes or more";

/// The cookie of sessions.
pub(crate) const COOKIE: &str = "app_session";

pub(crate) const LIST: &str = "/v1/connect/accounts";

/// A session by shared secret, with limits that no test meets by accident.
pub(crate) const BY_SECRET: &str = r#"
[session]
shared_secret_env = "SESSION_SECRET"
cookie = "app_session"
[limits]
calls_per_minute = 6000
expensive_calls_per_minute = 6000
"#;

/// A whole configuration that ends with these tables and begins with these keys.
pub(crate) fn text(keys: &str, tables: &str) -> String {
    format!(
        r#"
        listen = "127.0.0.1:0"
        public_origins = ["https://app.example"]
        state_key_env = "STATE_KEY"
        {keys}
        [scalekit]
        environment_url = "https://env.scalekit.example"
        client_id = "skc_1"
        client_secret_env = "SCALEKIT_SECRET"
        {tables}"#
    )
}

/// The environment that configurations name.
pub(crate) fn env(name: &str) -> Option<String> {
    let value = match name {
        "SESSION_SECRET" => SECRET,
        "STATE_KEY" => "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "SCALEKIT_SECRET" => "planted-client-secret",
        "WEBHOOK_SECRET" => "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        _ => return None,
    };
    Some(value.to_owned())
}

/// A good configuration.
pub(crate) fn config(keys: &str, tables: &str) -> Config {
    let text = text(keys, tables);
    Config::parse(&text, Path::new("/"), &env).unwrap_or_else(|error| panic!("{error}"))
}

/// The server of a configuration.
pub(crate) fn server(config: &Config, hands: &Hands) -> Router {
    let services = Services::new(Arc::new(Service::new())).with_clock(hands.clock());
    app(config, services).expect("a server")
}

/// The server of the usual configuration.
pub(crate) fn usual_server() -> Router {
    server(&config("", BY_SECRET), &Hands::new())
}

/// Claims of a person that are good for an hour.
pub(crate) fn claims(person: &str, hands: &Hands) -> Value {
    json!({ "sub": person, "exp": hands.clock().now().as_second() + 3600 })
}

/// A good token of a person.
pub(crate) fn token(person: &str) -> String {
    signed(&claims(person, &Hands::new()), SECRET)
}

/// A token by a shared secret.
pub(crate) fn signed(claims: &Value, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::new(Algorithm::HS256), claims, &key).expect("a token")
}

/// A call with a token in the header.
pub(crate) async fn call(app: &Router, method: Method, path: &str, token: &str, body: &str) -> Answer {
    Browser::of(app.clone()).send(request(method, path, token, body)).await
}

/// A sign-in that begins at one server and ends at the other.
pub(crate) async fn sign_in([one, other]: [&Router; 2], token: &str) -> [Answer; 2] {
    let mut browser = Browser::of(one.clone());
    let wish = r#"{"connection_name":"gmail"}"#;
    let link = browser.send(request(Method::POST, "/v1/connect/authorization_link", token, wish)).await;
    let state = link.json()["link"].as_str().and_then(|link| Some(link.rsplit_once("state=")?.1.to_owned()));
    let verification = json!({ "auth_request_id": "areq_1", "state": state }).to_string();
    let mut browser = browser.moved_to(other.clone());
    let verified = browser.send(request(Method::POST, "/v1/connect/verify", token, &verification)).await;
    [link, verified]
}

fn request(method: Method, path: &str, token: &str, body: &str) -> Result<Request<Body>, axum::http::Error> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    request.body(Body::from(body.to_owned()))
}

/// A reading call with a token in the header.
pub(crate) async fn get(app: &Router, path: &str, token: &str) -> Answer {
    call(app, Method::GET, path, token, "").await
}

/// A call without a body that changes something.
pub(crate) async fn poke(app: &Router, path: &str, token: &str) -> Answer {
    call(app, Method::POST, path, token, "").await
}
