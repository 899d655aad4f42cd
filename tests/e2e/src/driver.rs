//! The drivers' processes. A driver is shared by all tests of a test process and ends with it.

use std::{
    net::{Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::ChildStdout,
    time::timeout,
};

use crate::{
    logs,
    wait::{PATIENCE, wait_until},
};

/// Runs a program until it ends or the pipe to its standard input closes, which it does however this process ends, and then
/// ends the whole process group: the program, its browsers, and this shell. Their profiles go with them.
const UNTIL_CLOSED: &str = r#"TMPDIR=$(mktemp -d) && export TMPDIR || exit
exec 3<&0; cat <&3 >/dev/null & open=$!
{ "$@" </dev/null 3<&-; kill $open; } & wait $open
trap "" TERM; kill -TERM 0; sleep 1; rm -rf "$TMPDIR"; kill -KILL 0"#;

/// A running WebDriver server.
pub(crate) struct Driver {
    port: u16,
    _process: Child,
    _screen: Option<Screen>,
}

impl Driver {
    /// Starts a driver on a free port, which is put at the end of its arguments, and waits until it answers.
    ///
    /// # Errors
    /// When it cannot be started or does not answer.
    pub(crate) async fn start(
        name: &str,
        program: &str,
        args: &[&str],
        screen: Option<Screen>,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = bound_to_this_process(program, name)?;
        let (last, first) = args.split_last().context("a driver needs its port")?;
        command.args(first).arg(format!("{last}{port}"));
        if let Some(screen) = &screen {
            command.env("DISPLAY", &screen.display);
        }
        let mut process = command.spawn().with_context(|| format!("could not start {program}"))?;
        let look = async || {
            if process.try_wait()?.is_some() {
                return Ok(Some(false));
            }
            Ok(is_ready(port).await.then_some(true))
        };
        match wait_until(&format!("{program} to answer"), look).await {
            Ok(true) => {}
            Ok(false) => bail!("{program} ended at once; {}", where_it_says(name)),
            Err(error) => return Err(error.context(where_it_says(name))),
        }
        Ok(Self { port, _process: process, _screen: screen })
    }

    /// The base of its routes.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// A screen in memory.
pub(crate) struct Screen {
    display: String,
    _process: Child,
}

impl Screen {
    /// Starts an X server on a free display.
    ///
    /// # Errors
    /// When it cannot be started or does not name its display.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let mut command = bound_to_this_process("Xvfb", "screen")?;
        command.args(["-displayfd", "1", "-screen", "0", "1400x1200x24", "-nolisten", "tcp"]);
        let mut process = command.stdout(Stdio::piped()).spawn().context("could not start Xvfb")?;
        let output = process.stdout.take().context("Xvfb has no output")?;
        let mut line = String::new();
        let mut reader = BufReader::new(ChildStdout::from_std(output)?);
        timeout(PATIENCE, reader.read_line(&mut line)).await.context("Xvfb did not name its display")??;
        let number = line.trim();
        if number.is_empty() {
            bail!("Xvfb ended at once; {}", where_it_says("screen"));
        }
        Ok(Self { display: format!(":{number}"), _process: process })
    }
}

fn bound_to_this_process(program: &str, log: &str) -> anyhow::Result<Command> {
    let mut command = Command::new("sh");
    command
        .args(["-c", UNTIL_CLOSED, "sh", program])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(logs::log(log)?)
        .stderr(logs::log(&format!("{log}-errors"))?);
    Ok(command)
}

fn where_it_says(log: &str) -> String {
    format!("what it says is in target/e2e-logs/{log}.log and {log}-errors.log")
}

fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

async fn is_ready(port: u16) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        // geckodriver refuses a host without its port.
        let request = format!("GET /status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut start = [0; 12];
        stream.read_exact(&mut start).await?;
        Ok::<_, std::io::Error>(start)
    };
    ask.await.is_ok_and(|start| start.ends_with(b" 200"))
}
