//! The binary as a process: its one line, its database, its end.
#![cfg(unix)]

use std::{path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

const COOKIE: &str = "connection_doctor_sandbox=0123456789abcdef0123456789abcdef";

struct Server {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Server {
    async fn start(database: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_connection-doctor-backend"))
            .args(["--listen", "127.0.0.1:0", "--parent-stdin", "--database"])
            .arg(database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a piped stdout")).lines();
        let line = stdout.next_line().await.expect("a readable stdout").expect("one line");
        let address =
            line.strip_prefix("listening on http://").expect("the line of a server that is ready").to_owned();
        Self { child, stdout, address }
    }

    async fn request(&self, start: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).await.expect("a listening server");
        let request = format!(
            "{start} HTTP/1.1\r\nHost: {}\r\nCookie: {COOKIE}\r\nContent-Type: application/json\r\n\
             Content-Length: 0\r\nConnection: close\r\n\r\n",
            self.address
        );
        connection.write_all(request.as_bytes()).await.expect("a request that is taken");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.expect("an answer");
        answer
    }

    /// Waits for the end that was asked for, and checks that it was a good one.
    async fn end(mut self) {
        // Waiting would close stdin, which is a way of telling the server to end.
        let _stdin = self.child.stdin.take();
        let ended = tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await;
        assert!(ended.expect("the server ends when it is told to").expect("an exit status").success());
        assert_eq!(
            self.stdout.next_line().await.expect("a readable stdout"),
            None,
            "there was one line only"
        );
    }
}

#[tokio::test]
async fn a_server_ends_with_its_parent_and_the_next_one_remembers() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("new/sandbox.sqlite3");
    let account = "/v1/connect/accounts/ca_gmail_expired";

    let mut server = Server::start(&database).await;
    let answer = server.request(&format!("POST {account}/refresh")).await;
    assert!(answer.contains(r#""status":"ACTIVE""#), "{answer}");
    drop(server.child.stdin.take());
    server.end().await;

    let server = Server::start(&database).await;
    let answer = server.request(&format!("GET {account}")).await;
    assert!(answer.contains(r#""status":"ACTIVE""#), "{answer}");
    let pid = server.child.id().expect("a running server").to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    server.end().await;
}

#[tokio::test]
async fn an_address_that_others_reach_needs_leave() {
    let output = Command::new(env!("CARGO_BIN_EXE_connection-doctor-backend"))
        .args(["--listen", "0.0.0.0:0", "--database", "unused"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--allow-remote"));
}
