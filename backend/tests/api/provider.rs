//! A provider as small as one can be, for what an honest one never does. The code that a test gives says what comes of it.

use std::{
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::form_urlencoded;

pub(crate) const CLIENT_ID: &str = "connection-doctor";

/// In each token that the provider gives, to be found nowhere afterwards.
pub(crate) const SECRET: &str = "of-the-person-alone";

/// A provider on loopback.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    description: Arc<Mutex<Value>>,
    redeemed: Arc<Mutex<Vec<HashMap<String, String>>>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let description = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/ask?tenant=1"),
            "token_endpoint": format!("{issuer}/token"),
            "authorization_response_iss_parameter_supported": true,
        });
        let description = Arc::new(Mutex::new(description));
        let provider = Self { issuer, description, redeemed: Arc::default() };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/token", post(redeem))
            .with_state(provider.clone());
        tokio::spawn(async { axum::serve(listener, routes).await });
        provider
    }

    /// Has the provider describe itself otherwise from now on.
    pub(crate) fn describe(&self, field: &str, value: Value) {
        self.description.lock().expect("no test panics while it holds this")[field] = value;
    }

    /// What the token endpoint was sent last.
    pub(crate) fn redeemed(&self) -> HashMap<String, String> {
        self.redeemed.lock().expect("no test panics while it holds this").last().cloned().unwrap_or_default()
    }
}

async fn describe(State(provider): State<Provider>) -> Json<Value> {
    Json(provider.description.lock().expect("no test panics while it holds this").clone())
}

/// A code is what comes of it and, after a dot, the nonce.
async fn redeem(State(provider): State<Provider>, body: String) -> Response {
    let form: HashMap<_, _> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let code = form["code"].clone();
    provider.redeemed.lock().expect("no test panics while it holds this").push(form);
    let (fate, nonce) = code.split_once('.').unwrap_or((&code, ""));
    let no = |status, error: &str| {
        (status, Json(json!({ "error": error, "error_description": SECRET }))).into_response()
    };
    match fate {
        "yes" => Json(tokens(&provider.issuer, nonce)).into_response(),
        "endless" => "x".repeat(100_000).into_response(),
        "garbage" => format!(r#"{{"access_token":"{SECRET}","id_token":7}}"#).into_response(),
        "silent" => pending().await,
        "moved" => (StatusCode::FOUND, [("location", "https://elsewhere.example/")]).into_response(),
        "broken" => no(StatusCode::INTERNAL_SERVER_ERROR, "invalid_grant"),
        error => no(StatusCode::BAD_REQUEST, error),
    }
}

fn tokens(issuer: &str, nonce: &str) -> Value {
    let claims =
        json!({ "iss": issuer, "aud": CLIENT_ID, "nonce": nonce, "exp": 9_999_999_999_u64, "sub": SECRET });
    json!({
        "access_token": SECRET,
        "refresh_token": SECRET,
        "token_type": "Bearer",
        "id_token": format!("e30.{}.{SECRET}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string())),
    })
}
