//! The backend at a terminal: the sandbox, or the stand-alone server of a configuration.

mod cli;
mod log;
mod stop;

use std::{
    error::Error,
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
    time::Duration,
};

use axum::Router;
use clap::Parser;
use connection_doctor_backend::{
    Clock, Config, EventStore, Live, OidcProvider, Sandbox, Server, Services, Settings, app,
    config::LogFormat, serve::run_until,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command, ServeArguments};

/// How long calls that are under way get to end after the sandbox was told to stop.
const GRACE: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    let mut cli = Cli::parse();
    let ended = match cli.command.take() {
        Some(Command::Serve(arguments)) => serve(arguments).await,
        None => sandbox(cli).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("connection-doctor-backend: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn sandbox(cli: Cli) -> Result<(), Box<dyn Error>> {
    log::start(LogFormat::Text);
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
    // Beside the sandbox's own: it has the shape of the real server's, and what is in it can be forgotten.
    let events = database.with_extension("events.sqlite3");
    let events = EventStore::open(&events.to_string_lossy(), Clock::system()).await?;
    let ending = CancellationToken::new();
    let live = Some(Live::new(events.clone(), ending.clone()));
    let sandbox = sandbox.telling(events);
    let settings = Settings { site: cli.site.clone(), allowed_origins: cli.allow_origin.clone(), live };
    let app = routes(&cli, &sandbox, &settings)?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| format!("{listen} cannot be listened on: {error}"))?;
    // Before the line that says so, because whoever reads it may stop the server at once.
    let stop_request = stop::request(cli.parent_stdin)?;
    say_ready(listener.local_addr()?)?;
    Ok(run_until(cancelling(ending, stop_request), listener, app, GRACE).await?)
}

async fn serve(arguments: ServeArguments) -> Result<(), Box<dyn Error>> {
    let mut config = Config::load(&arguments.config)?;
    arguments.apply_to(&mut config);
    if arguments.check_config {
        writeln!(io::stdout(), "{} is good", arguments.config.display())?;
        return Ok(());
    }
    log::start(config.log_format);
    let ending = CancellationToken::new();
    let services = Services::of(&config, ending.clone()).await?;
    let server = Server::bind(&config, services).await?;
    let stop_request = stop::request(arguments.parent_stdin)?;
    say_ready(server.address()?)?;
    if let Some(address) = server.metrics_address()? {
        tracing::info!(%address, "metrics are served");
    }
    Ok(server.run(cancelling(ending, stop_request)).await?)
}

/// The same end, of which streams and tasks are told as well.
async fn cancelling(ending: CancellationToken, end: impl Future<Output = ()>) {
    end.await;
    ending.cancel();
}

/// The one line by which whoever started the server knows that it listens, and where.
fn say_ready(address: SocketAddr) -> io::Result<()> {
    writeln!(io::stdout(), "listening on http://{address}")
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
