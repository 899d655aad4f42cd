//! Servers to load: a bare axum route, the contract with all its edges, and the contract over Scalekit's client.
//!
//! All three answer the same list of accounts. It prints a name, an address and a session for each, and ends with its
//! standard input.

use std::{io::Read, path::Path, sync::Arc};

use axum::{Json, Router, routing::get};
use connection_doctor_backend::{
    Clock, Config, Person, Sandbox, Services, Upstream,
    contract::AccountQuery,
    fake_scalekit::{FakeScalekit, upstream},
    serve,
    upstream::scalekit::Backoff,
};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;
use tokio::net::TcpListener;

const SECRET: &str = "a secret of sessions, 32 bytes or more";

const CONFIG: &str = r#"
    public_origins = ["http://127.0.0.1"]
    state_key_env = "STATE_KEY"
    [session]
    shared_secret_env = "SESSION_SECRET"
    [scalekit]
    environment_url = "http://127.0.0.1:1"
    client_id = "skc_1"
    client_secret_env = "CLIENT_SECRET"
    [limits]
    rates = false
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_writer(std::io::sink).init();
    let sandbox = Sandbox::in_memory(Clock::system())?;
    let mara = Person::new("mara");
    let page = sandbox.accounts(&mara, AccountQuery::default()).await?;
    let bare = Router::new().route("/v1/connect/accounts", get(async move || Json(page.clone())));
    let contract = contract(Arc::new(sandbox.clone()))?;
    let scalekit = contract_over_scalekit(&sandbox)?;
    for (name, routes) in
        [("a bare axum route", bare), ("the contract", contract), ("over Scalekit", scalekit)]
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!(
            "{}",
            json!({ "name": name, "origin": format!("http://{}", listener.local_addr()?), "token": token()? })
        );
        tokio::spawn(async move { axum::serve(listener, routes).await });
    }
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    std::process::exit(0)
}

fn contract_over_scalekit(sandbox: &Sandbox) -> Result<Router, Box<dyn std::error::Error>> {
    contract(Arc::new(upstream(&FakeScalekit::over(sandbox), Backoff::default())?))
}

fn contract(upstream: Arc<dyn Upstream>) -> Result<Router, Box<dyn std::error::Error>> {
    let secrets = |name: &str| {
        Some(match name {
            "STATE_KEY" => "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".to_owned(),
            _ => SECRET.to_owned(),
        })
    };
    let config = Config::parse(CONFIG, Path::new("/"), &secrets)?;
    Ok(serve::app(&config, Services::new(upstream))?)
}

fn token() -> Result<String, jsonwebtoken::errors::Error> {
    let claims = json!({ "sub": "mara", "exp": Clock::system().now().as_second() + 3600 });
    encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes()))
}
