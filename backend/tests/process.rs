//! The binary as a process: its one line, its database, its end.
#![cfg(unix)]

use std::{fs, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
};

#[path = "api/provider.rs"]
#[expect(dead_code, reason = "here it need not be watched")]
mod provider;

use provider::{CLIENT_ID, Provider, SECRET};

const COOKIE: &str = "connection_doctor_sandbox=0123456789abcdef0123456789abcdef";

struct Server {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Server {
    async fn start(database: &Path) -> Self {
        Self::start_with(database, &[], Stdio::inherit()).await
    }

    async fn start_with(database: &Path, more: &[&str], log: Stdio) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_connection-doctor-backend"))
            .args(["--listen", "127.0.0.1:0", "--parent-stdin", "--database"])
            .arg(database)
            .args(more)
            .stderr(log)
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
        self.send(start, "").await
    }

    async fn send(&self, start: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).await.expect("a listening server");
        let request = format!(
            "{start} HTTP/1.1\r\nHost: {}\r\nCookie: {COOKIE}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
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

/// Signs in with a code that leads to this, and gives all that came back on the way.
async fn sign_in(server: &Server, fate: &str) -> String {
    let between = |text: &str, before: &str, after: char| {
        let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
        rest.split(after).next().unwrap_or_default().to_owned()
    };
    let body = r#"{"connection_name":"notion"}"#;
    let link = server.send("POST /v1/connect/authorization_link", body).await;
    let left = server.request(&format!("GET {}", between(&link, &server.address, '"'))).await;
    let [state, nonce] = ["&state=", "&nonce="].map(|name| between(&left, name, '&'));
    let code = fate.replace("NONCE", &nonce);
    let issuer = between(&left, "location: ", '?').replace("/ask", "");
    let callback = format!("GET /sandbox/oidc/callback?state={state}&code={code}&iss={issuer}");
    [link, left, server.request(&callback).await].concat()
}

/// Whether a text is in any file of a directory.
fn holds(directory: &Path, text: &str) -> bool {
    let files = fs::read_dir(directory).expect("a directory").map(|file| {
        let file = file.expect("a file").path();
        fs::read(file).expect("a file that can be read")
    });
    files.into_iter().any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
}

#[tokio::test]
async fn no_token_of_a_provider_is_kept_or_told() {
    let directory = tempfile::tempdir().unwrap();
    let provider = Provider::start().await;
    let told = ["--oidc-issuer", &provider.issuer, "--oidc-client-id", CLIENT_ID];
    let database = directory.path().join("sandbox.sqlite3");
    let mut server = Server::start_with(&database, &told, Stdio::piped()).await;
    for fate in ["garbage.", "broken.", "yes.of-another-visit", "yes.NONCE"] {
        let answers = sign_in(&server, fate).await;
        assert_eq!(answers.contains("error="), fate != "yes.NONCE", "{answers}");
        assert!(!answers.contains(SECRET), "{answers}");
    }
    let account = server.request("GET /v1/connect/accounts/ca_notion").await;
    assert!(account.contains(r#""status":"ACTIVE""#) && !account.contains(SECRET), "{account}");
    assert!(!holds(directory.path(), SECRET), "while it runs");

    let mut log = server.child.stderr.take().expect("a piped stderr");
    drop(server.child.stdin.take());
    server.end().await;
    assert!(holds(directory.path(), "ca_notion"), "this is how it would be found");
    assert!(!holds(directory.path(), SECRET), "when it has ended");
    let mut lines = String::new();
    log.read_to_string(&mut lines).await.unwrap();
    assert_eq!(lines.matches("a sign-in at the provider failed").count(), 3, "{lines}");
    assert!(!lines.contains(SECRET) && !lines.contains("e30."), "{lines}");
}
