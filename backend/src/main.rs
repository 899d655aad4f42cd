//! The sandbox backend at a terminal.

mod cli;
mod stop;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use axum::Router;
use clap::Parser;
use connection_doctor_backend::{Clock, OidcProvider, Sandbox, Settings, app};
use tokio::{net::TcpListener, sync::oneshot};

use crate::cli::Cli;

/// How long calls that are under way get to end after the server was told to stop.
const GRACE: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("connection-doctor-backend: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Box<dyn Error>> {
    let listen = cli.listen_address()?;
    let database = cli.database_path()?;
    if let Some(directory) = database.parent() {
        std::fs::create_dir_all(directory)
            .map_err(|error| format!("{} cannot be made: {error}", directory.display()))?;
    }
    let mut sandbox = Sandbox::open(&database, Clock::system())?;
    if let Some((issuer, client_id)) = cli.provider() {
        sandbox = sandbox.with_provider(OidcProvider::new(issuer, client_id)?);
    }
    if cli.reset {
        sandbox.reset()?;
    }
    let settings = Settings { site: cli.site.clone(), allowed_origins: cli.allow_origin.clone() };
    let app = routes(&cli, &sandbox, &settings)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("{listen} cannot be listened on: {error}"))?;
    // Before the line that says so, because whoever reads it may stop the server at once.
    let stop_request = stop::request(cli.parent_stdin)?;
    writeln!(io::stdout(), "listening on http://{}", listener.local_addr()?)?;

    let (told_to_stop, mut stopping) = oneshot::channel();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop_request.await;
        // The receiver is gone only when the server has ended by itself.
        let _ = told_to_stop.send(());
    });
    let out_of_time = async {
        if (&mut stopping).await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending().await
        }
    };
    tokio::select! {
        ended = server.into_future() => Ok(ended?),
        () = out_of_time => Ok(()),
    }
}

#[cfg(feature = "fake-scalekit")]
fn routes(cli: &Cli, sandbox: &Sandbox, settings: &Settings) -> Result<Router, Box<dyn Error>> {
    if cli.over_fake_scalekit {
        return connection_doctor_backend::fake_scalekit::app(sandbox, settings);
    }
    Ok(app(sandbox, settings))
}

#[cfg(not(feature = "fake-scalekit"))]
fn routes(_: &Cli, sandbox: &Sandbox, settings: &Settings) -> Result<Router, Box<dyn Error>> {
    Ok(app(sandbox, settings))
}
