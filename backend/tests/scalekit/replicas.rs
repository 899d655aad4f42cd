//! Two processes of the stand-alone server before one fake Scalekit and one store: a person goes from one to the other
//! with every call, and everything that leaves either of them is looked at for secrets.

use std::{io::Write, process::Stdio};

use base64::{Engine, prelude::BASE64_STANDARD};
use connection_doctor_backend::{
    Clock, Person, Sandbox,
    fake_scalekit::{CLIENT, FakeScalekit, PLANTED},
};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, Method, Response, header};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::TcpListener,
    process::{Child, Command},
};

const SESSION_SECRET: &str = "planted-secret of sessions, of 32 bytes or more";
const WEBHOOK_KEY: &[u8] = b"planted-secret of webhooks";
const ID: &str = "ca_gmail_expired-mara";

/// A process, and what it says.
struct Replica {
    child: Child,
    address: String,
    metrics: String,
    said: String,
}

impl Replica {
    async fn start(config: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_connection-doctor-backend"))
            .args(["serve", "--parent-stdin", "--config"])
            .arg(config)
            .env("STATE_KEY", BASE64_STANDARD.encode([7; 32]))
            .env("SESSION_SECRET", SESSION_SECRET)
            .env("CLIENT_SECRET", CLIENT.1)
            .env("WEBHOOK_SECRET", format!("whsec_{}", BASE64_STANDARD.encode(WEBHOOK_KEY)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a piped stdout")).lines();
        let line = stdout.next_line().await.expect("a readable stdout").expect("one line");
        let address = line.strip_prefix("listening on ").expect("where it listens").to_owned();
        let mut stderr = BufReader::new(child.stderr.take().expect("a piped stderr"));
        let mut said = String::new();
        while !said.contains("metrics are served") {
            assert_ne!(stderr.read_line(&mut said).await.expect("a readable stderr"), 0, "{said}");
        }
        child.stderr = Some(stderr.into_inner());
        let at = said
            .lines()
            .last()
            .and_then(|line| Some(line.split_once("\"address\":\"")?.1.split_once('"')?.0));
        let metrics = format!("http://{}/metrics", at.expect("where metrics are"));
        Self { child, address, metrics, said }
    }

    /// Ends it, and gives everything that it has said.
    async fn end(mut self) -> String {
        drop(self.child.stdin.take());
        let mut stderr = self.child.stderr.take().expect("a piped stderr");
        stderr.read_to_string(&mut self.said).await.expect("a log of text");
        assert!(self.child.wait().await.expect("it ends").success());
        self.said
    }
}

/// Mara's browser, and all that it was told.
struct Browser {
    http: Client,
    token: String,
    cookies: Vec<String>,
    told: String,
}

impl Browser {
    async fn call(
        &mut self,
        replica: &Replica,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let mut request = self
            .http
            .request(method, format!("{}/v1/connect/{path}", replica.address))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, self.cookies.join("; "));
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.expect("an answer");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.cookies
                .extend(cookie.to_str().ok().and_then(|cookie| cookie.split(';').next()).map(str::to_owned));
        }
        let (status, text) = read(response).await;
        self.told.push_str(&text);
        let body = text.rsplit_once("\n\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

/// Status, and headers and body as text.
async fn read(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let headers: Vec<_> =
        response.headers().iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    let body = response.text().await.expect("a body of text");
    (status, format!("{}\n\n{body}", headers.join("\n")))
}

/// A client without TLS, for this machine.
fn http() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().tls_certs_only([]).build().expect("a client")
}

async fn serve(fake: &FakeScalekit) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let routes = fake.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

fn configure(folder: &TempDir, environment: &str) -> std::path::PathBuf {
    let path = folder.path().join("serve.toml");
    let store = folder.path().join("events.sqlite3");
    let text = format!(
        r#"
        listen = "127.0.0.1:0"
        metrics_listen = "127.0.0.1:0"
        log_format = "json"
        public_origins = ["https://app.example"]
        state_key_env = "STATE_KEY"
        [session]
        shared_secret_env = "SESSION_SECRET"
        [scalekit]
        environment_url = "{environment}"
        client_id = "{}"
        client_secret_env = "CLIENT_SECRET"
        [webhooks]
        secret_envs = ["WEBHOOK_SECRET"]
        [store]
        url = {:?}
        [[connection]]
        name = "gmail"
        provider = "GMAIL"
        display_name = "Gmail"
        test_tool = "gmail_get_profile"
        can_disconnect = true
        [[connection]]
        name = "salesforce"
        provider = "SALESFORCE"
        display_name = "Salesforce"
        test_tool = "salesforce_get_user_info"
        "#,
        CLIENT.0,
        store.to_str().expect("a path of text")
    );
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(text.as_bytes()).expect("a written file");
    path
}

/// A delivery as the service signs it.
async fn webhook(http: &Client, replica: &Replica, id: &str, kind: &str) -> u16 {
    let now = Timestamp::now();
    let body = json!({
        "spec_version": "1", "id": "evt_1", "type": format!("connected_account.{kind}"), "occurred_at": now,
        "environment_id": "env_1", "object": "ConnectedAccount",
        "data": { "id": ID, "identifier": "mara", "connection_id": "conn_gmail", "connection_name": "gmail",
                  "provider": "GMAIL", "authorization_type": "OAUTH", "status": "ACTIVE", "extra": PLANTED },
    });
    let (body, seconds) = (body.to_string(), now.as_second());
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_KEY).expect("a key");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    let signature = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
    let request = http
        .post(format!("{}/webhooks/scalekit", replica.address))
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature)
        .body(body);
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_person_goes_between_two_replicas_and_no_secret_leaves_either() {
    let fake = FakeScalekit::over(&Sandbox::in_memory(Clock::system()).expect("a database in memory"));
    fake.start_verifying(&Person::new("mara")).await.expect("a world");
    let folder = tempfile::tempdir().expect("a folder");
    let config = configure(&folder, &serve(&fake).await);
    let (one, other) = (Replica::start(&config).await, Replica::start(&config).await);
    let claims = json!({ "sub": "mara", "exp": Timestamp::now().as_second() + 3600 });
    let key = EncodingKey::from_secret(SESSION_SECRET.as_bytes());
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token");
    let http = http();
    let mut mara = Browser { http: http.clone(), token, cookies: Vec::new(), told: String::new() };

    let (status, page) = mara.call(&one, Method::GET, "accounts", None).await;
    assert_eq!((status, page["connected_accounts"][0]["id"].as_str()), (200, Some(ID)));
    assert_eq!(mara.call(&other, Method::POST, &format!("accounts/{ID}/refresh"), None).await.0, 200);
    assert_eq!(mara.call(&one, Method::GET, "accounts/ca_gmail_expired-eve", None).await.0, 404);

    // A sign-in that begins at one and ends at the other.
    let wish = json!({ "connected_account_id": ID, "return_url": "/settings" });
    let (status, link) = mara.call(&one, Method::POST, "authorization_link", Some(wish)).await;
    assert_eq!(status, 200);
    let link = link["link"].as_str().expect("a link").to_owned();
    let auth_request_id = fake.allow(&link).await.expect("a question");
    let state = fake.state_of(&auth_request_id).await.expect("a state");
    let forged = json!({ "auth_request_id": auth_request_id, "state": "0".repeat(32) });
    assert_eq!(mara.call(&other, Method::POST, "verify", Some(forged)).await.0, 403);
    let verification = json!({ "auth_request_id": auth_request_id, "state": state });
    let (status, verified) = mara.call(&other, Method::POST, "verify", Some(verification)).await;
    assert_eq!((status, verified["connected_account"]["status"].as_str()), (200, Some("ACTIVE")));

    // Tools, one that works and one that the provider refuses.
    for (id, tool, expected) in [
        (ID, "gmail_get_profile", 200),
        ("ca_salesforce_error-mara", "salesforce_get_user_info", 401),
        (ID, "gmail_send_mail", 403),
    ] {
        let call = json!({ "connected_account_id": id, "tool_name": tool, "tool_input": {} });
        assert_eq!(mara.call(&one, Method::POST, "tools/execute", Some(call)).await.0, expected, "{tool}");
    }
    fake.revoke_tokens();
    assert_eq!(mara.call(&one, Method::GET, &format!("accounts/{ID}"), None).await.0, 200);

    // A webhook that comes to both is told once, and what either did is known to both.
    for replica in [&one, &other, &one] {
        assert_eq!(webhook(&http, replica, "msg_1", "oauth_succeeded").await, 204);
    }
    let mut histories = Vec::new();
    for replica in [&one, &other] {
        let (status, events) = mara.call(replica, Method::GET, &format!("accounts/{ID}/events"), None).await;
        assert_eq!(status, 200);
        histories.push(events["events"].as_array().expect("events").clone());
    }
    assert_eq!(histories[0], histories[1]);
    let mut kinds: Vec<_> = histories[0].iter().filter_map(|event| event["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["authorization", "tool_execution", "verify"]);

    let mut metrics = String::new();
    for replica in [&one, &other] {
        let response = http.get(&replica.metrics).send().await.expect("metrics");
        metrics.push_str(&read(response).await.1);
    }
    assert!(metrics.contains(r#"operation="auth",outcome="ok""#), "{metrics}");
    assert!(metrics.contains(r#"webhooks_total{outcome="duplicate"} 1"#), "{metrics}");
    let session = mara.token.clone();
    let told = mara.told;
    let log = [one.end().await, other.end().await].concat();
    assert!(log.contains("called the connection service"), "{log}");
    for (what, text) in [("an answer", &told), ("the log", &log), ("a metric", &metrics)] {
        for secret in
            [PLANTED, CLIENT.1, "ya29.", "stack_entries", "debug_info", "authorization_details", &session]
        {
            assert!(!text.contains(secret), "{what} tells {secret}:\n{text}");
        }
    }
    for (what, text) in [("the log", &log), ("a metric", &metrics)] {
        for secret in [link.as_str(), &auth_request_id, &state, "mara", "connection_doctor_state_"] {
            assert!(!text.contains(secret), "{what} tells {secret}:\n{text}");
        }
    }
}
