//! The contract inside an axum app with sessions of its own, in front of Scalekit. `docs/backend.md` shows lines of it.
//!
//! It takes `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_CLIENT_ID`, `SCALEKIT_CLIENT_SECRET` and `STATE_KEY` from the environment.

use std::{convert::Infallible, env, error::Error, sync::Arc};

use axum::{Router, extract::FromRequestParts, http::request::Parts, routing::get};
use connection_doctor_backend::{
    BASE_PATH, Clock, Edge, EventStore, Person, StateKey,
    person::people_from,
    router,
    upstream::{
        Connection, TestTool,
        scalekit::{Backoff, Scalekit, Settings},
    },
};
use tokio::net::TcpListener;

/// How the app knows who is signed in: here by what stands in front of it.
#[derive(Clone)]
struct Sessions;

struct Session {
    user: Option<String>,
}

impl FromRequestParts<Sessions> for Session {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Sessions) -> Result<Self, Infallible> {
        let user = parts.headers.get("x-authenticated-user");
        Ok(Self { user: user.and_then(|user| user.to_str().ok()).map(str::to_owned) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        environment: env::var("SCALEKIT_ENVIRONMENT_URL")?.parse()?,
        client_id: env::var("SCALEKIT_CLIENT_ID")?,
        client_secret: env::var("SCALEKIT_CLIENT_SECRET")?.into(),
        backoff: Backoff::default(),
        clock: Clock::system(),
    };
    let gmail = Connection {
        name: "gmail".to_owned(),
        provider: "GMAIL".to_owned(),
        test_tool: Some(TestTool { name: "gmail_fetch_mails".to_owned(), ..TestTool::default() }),
        ..Connection::default()
    };
    let store = EventStore::open("sqlite:events.sqlite3", Clock::system()).await?;
    let secret = env::var("STATE_KEY")?;
    let (sessions, connections) = (Sessions, vec![gmail]);
    let app = Router::new().route("/", get(async || "Northwind"));

    let edge = Edge::new("https://app.example".parse()?, StateKey::of(secret.as_bytes())?, Clock::system());
    let scalekit = Scalekit::new(settings, Arc::new(connections), Arc::new(store))?;
    let contract = router(Arc::new(scalekit), &edge);
    let contract = people_from(contract, sessions, |session: Session| session.user.map(Person::new));
    let app = app.nest(BASE_PATH, contract);

    axum::serve(TcpListener::bind("127.0.0.1:8080").await?, app).await?;
    Ok(())
}
