//! `cargo xtask demo`: the demo on loopback until Ctrl-C.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::Stdio,
    thread,
    time::Duration,
};

use anyhow::bail;

use crate::{
    args::DemoOptions,
    site::{self, Use},
    step,
    supervise::{Event, Supervisor},
    tools,
};

/// Where `Trunk.toml` looks for the backend.
const BACKEND_PORT: u16 = 8787;

/// Builds and serves the page and its backend; when one ends, so does the other.
///
/// # Errors
/// When a port is taken, something does not build, or one of the two ends by itself.
pub(crate) fn run(options: &DemoOptions) -> anyhow::Result<()> {
    ensure_free(options.port, "the page; choose another with `--port`")?;
    ensure_free(BACKEND_PORT, "the backend")?;
    let tools = tools::for_build()?;

    step::heading("Building the backend");
    let program = site::build_backend(if options.release { Use::Release } else { Use::Development })?;

    step::heading("Starting the demo");
    let mut supervisor = Supervisor::new()?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, BACKEND_PORT)).to_string();
    let mut backend = site::backend(&program);
    backend.args(["--listen", &listen]);
    for host in ["127.0.0.1", "localhost"] {
        backend.arg("--allow-origin").arg(format!("http://{host}:{}", options.port));
    }
    supervisor.start("The backend", &mut backend)?;
    let mut trunk = site::trunk(&tools, "serve");
    trunk.args(["--port", &options.port.to_string()]).stdin(Stdio::null());
    if options.release {
        trunk.arg("--release");
    }
    if options.open {
        trunk.arg("--open");
    }
    supervisor.start("Trunk", &mut trunk)?;
    announce_when_up(options.port);

    match supervisor.wait(None) {
        Event::Exited(name, status) => bail!("{name} ended ({status}), so the demo stops"),
        Event::Interrupted | Event::TimedOut => {
            step::heading("Stopped");
            Ok(())
        }
    }
}

fn ensure_free(port: u16, of: &str) -> anyhow::Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is in use by another program, and it is the port of {of}")
        }
        Err(error) => bail!("port {port} of {of} cannot be used: {error}"),
    }
}

/// Trunk listens once its first build is done.
fn announce_when_up(port: u16) {
    thread::spawn(move || {
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            thread::sleep(Duration::from_millis(200));
        }
        step::heading(&format!("Open http://127.0.0.1:{port}/ (Ctrl-C stops the demo)"));
    });
}
