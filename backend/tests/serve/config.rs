//! The configuration file: what it may say, and what it is told when it is wrong.

use std::{fs, path::Path, process::Command, time::Duration};

use connection_doctor_backend::{
    Config,
    config::{ConfigError, LogFormat},
    session::{Proof, SigningAlgorithm},
};
use secrecy::ExposeSecret;

use crate::world::{BY_SECRET, config, env, text};

/// The keys that a configuration is told are wrong, and all that it is told.
fn wrong(text: &str) -> (Vec<String>, String) {
    match Config::parse(text, Path::new("/"), &env) {
        Err(error @ ConfigError::Wrong(_)) => {
            let all = error.to_string();
            let ConfigError::Wrong(problems) = error else { unreachable!("it was just matched") };
            (problems.into_iter().map(|problem| problem.key).collect(), all)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_least_that_can_be_said_is_enough() {
    let config = config("", "[session]\nshared_secret_env = \"SESSION_SECRET\"");
    assert_eq!(config.base_path, "/v1/connect");
    assert_eq!((config.log_format, config.metrics_listen), (LogFormat::Text, None));
    assert_eq!(config.grace, Duration::from_secs(20));
    assert_eq!(config.session.claim, "sub");
    assert_eq!((config.limits.time.as_secs(), config.limits.tool_time.as_secs()), (25, 65));
    assert!(config.limits.rates.is_some() && config.connections.is_empty() && config.store_url.is_none());
}

#[test]
fn all_of_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("webhook"), "whsec_cGxhbnRlZC1zZWNyZXQtb2Ytd2ViaG9va3M=\n").unwrap();
    fs::write(folder.path().join("store"), "postgres://doctor:secret@db/events").unwrap();
    let keys = r#"
        allow_remote = true
        metrics_listen = "0.0.0.0:9464"
        base_path = "/api/connect"
        allowed_origins = ["http://localhost:8080"]
        log_format = "json"
        grace_seconds = 5
        strict_transport_security_seconds = 600"#;
    let tables = r#"
        [session]
        jwks_url = "https://app.example/keys"
        algorithms = ["EdDSA"]
        cookie = "__Host-session"
        issuer = "https://app.example"
        audience = "connect"
        claim = "email"
        [[connection]]
        name = "gmail"
        provider = "GMAIL"
        display_name = "Gmail"
        icon_url = "https://app.example/gmail.svg"
        test_tool = "gmail_list"
        test_tool_input = { query = "is:unread", limit = 1 }
        required_scopes = ["https://www.googleapis.com/auth/gmail.readonly"]
        requested_scopes = ["openid"]
        can_disconnect = true
        redirect_uri = "https://env.scalekit.example/sso/v1/oauth/conn_1/callback"
        [[connection]]
        name = "slack"
        provider = "SLACK"
        display_name = "Slack"
        [webhooks]
        secret_envs = ["WEBHOOK_SECRET"]
        secret_files = ["webhook"]
        [store]
        url_file = "store"
        [notices]
        deliver_url = "https://app.example/notices"
        secret_env = "WEBHOOK_SECRET"
        reconnect_page = "https://app.example/settings"
        language = "de"
        [limits]
        calls_per_minute = 10
        expensive_calls_per_minute = 1
        call_seconds = 3
        tool_seconds = 4"#;
    let config = Config::parse(&text(keys, tables), folder.path(), &env).unwrap();
    let Proof::Jwks { url, algorithms } = &config.session.proof else { panic!("{:?}", config.session) };
    assert_eq!(
        (url.as_str(), &**algorithms),
        ("https://app.example/keys", [SigningAlgorithm::EdDsa].as_slice())
    );
    let [gmail, slack] = config.connections.as_slice() else { panic!("{:?}", config.connections) };
    assert_eq!(gmail.test_tool.as_ref().unwrap().input["limit"], 1);
    assert!(gmail.can_disconnect && !slack.can_disconnect && slack.test_tool.is_none());
    let webhooks = config.webhooks.as_ref().unwrap();
    assert_eq!(webhooks.path, "/webhooks/scalekit");
    assert_eq!(webhooks.secrets[1].expose_secret(), "whsec_cGxhbnRlZC1zZWNyZXQtb2Ytd2ViaG9va3M=");
    assert_eq!(config.notices.as_ref().unwrap().language, "de");
    assert_eq!(config.limits.rates.unwrap().calls_per_minute.get(), 10);
    let debug = format!("{config:?}");
    for secret in ["whsec", "secret@db", "planted-client-secret", "0123456789"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}

#[test]
fn the_example_is_good_with_and_without_what_is_commented_out() {
    let example = include_str!("../../serve.example.toml");
    let everything = example.lines().map(|line| match line.strip_prefix("# ") {
        Some(key) if key.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => key,
        _ => line,
    });
    let everything =
        everything.filter(|line| !line.starts_with("shared_secret_env")).collect::<Vec<_>>().join("\n");
    let secrets = |name: &str| {
        let is_of_webhooks = name.contains("WEBHOOK") || name.contains("NOTICE");
        env(if is_of_webhooks { "WEBHOOK_SECRET" } else { "STATE_KEY" })
    };
    let [short, long] = [example, &everything]
        .map(|text| Config::parse(text, Path::new("/"), &secrets).unwrap_or_else(|error| panic!("{error}")));
    // What the example calls defaults are the defaults.
    assert_eq!(short.limits, long.limits);
    assert_eq!((short.listen, short.grace, short.log_format), (long.listen, long.grace, long.log_format));
    assert_eq!((&short.base_path, &short.session.claim), (&long.base_path, &long.session.claim));
    assert_eq!(format!("{:?}", short.session), format!("{:?}", long.session));
    assert_eq!(
        format!("{:?} {:?}", short.webhooks, short.notices),
        format!("{:?} {:?}", long.webhooks, long.notices)
    );
    assert!(short.metrics_listen.is_none() && long.metrics_listen.is_some());
}

#[test]
fn what_is_not_known_or_of_the_wrong_kind_is_named_with_its_line() {
    for (text, key, line) in [
        (text("listem = 1", BY_SECRET), "listem", 5),
        (text("", "[session]\nshared_secret = \"planted\""), "session.shared_secret", 11),
        (text("", "[session]\nclaim = [\"planted\"]"), "session.claim", 11),
        (text("", "[session]\nclaim = \"planted"), "", 11),
        (text("grace_seconds = \"planted\"", BY_SECRET), "grace_seconds", 5),
        (text("log_format = \"planted\"", BY_SECRET), "log_format", 5),
        (
            text("", "[session]\njwks_url = \"https://a.example\"\nalgorithms = [\"HS256\"]"),
            "session.algorithms[0]",
            12,
        ),
        (text("", "[session]\n[[connection]]\nname = \"a\"\nnane = 1"), "connection[0].nane", 13),
        (text("", "[session]\n[limits]\ncalls_per_minute = 0"), "limits.calls_per_minute", 12),
        ("public_origins = []".to_owned(), "", 1),
    ] {
        let (keys, all) = wrong(&text);
        assert_eq!(keys, [key], "{all}");
        assert!(all.contains(&format!("line {line}: ")), "{all}");
        assert!(!all.contains("planted"), "{all}");
    }
}

#[test]
fn what_cannot_be_is_named_all_at_once() {
    let keys = r#"
        metrics_listen = "0.0.0.0:9464"
        base_path = "/v1/{path}"
        allowed_origins = ["app.example"]
        state_key_file = "missing""#;
    let tables = r#"
        [session]
        shared_secret_env = "NOT_SET"
        algorithms = ["RS256"]
        cookie = "a b"
        claim = ""
        [[connection]]
        name = "gmail"
        provider = ""
        display_name = ""
        test_tool_input = {}
        required_scopes = ["two words"]
        icon_url = "http://app.example/icon.svg"
        redirect_uri = "callback"
        [[connection]]
        name = "gmail"
        provider = "GMAIL"
        display_name = "Gmail"
        [webhooks]
        path = "webhooks"
        [notices]
        deliver_url = "http://app.example"
        secret_file = "/nonexistent"
        reconnect_page = "settings"
        language = """#;
    let (mut keys, all) = wrong(&text(keys, tables));
    keys.sort();
    assert_eq!(
        keys,
        [
            "allowed_origins",
            "base_path",
            "connection[0].display_name",
            "connection[0].icon_url",
            "connection[0].provider",
            "connection[0].redirect_uri",
            "connection[0].required_scopes",
            "connection[0].test_tool_input",
            "connection[1].name",
            "metrics_listen",
            "notices.deliver_url",
            "notices.language",
            "notices.reconnect_page",
            "notices.secret_file",
            "session.algorithms",
            "session.claim",
            "session.cookie",
            "session.shared_secret_env",
            "state_key",
            "webhooks",
            "webhooks",
            "webhooks.path",
        ],
        "{all}"
    );
    assert!(!all.contains("NOT_SET"), "a secret may stand there by mistake: {all}");
}

#[test]
fn a_session_has_one_strong_proof() {
    for (session, key) in [
        ("", "session"),
        ("shared_secret_env = \"SESSION_SECRET\"\njwks_url = \"https://a.example\"", "session"),
        ("shared_secret_env = \"SESSION_SECRET\"\nshared_secret_file = \"x\"", "session.shared_secret"),
        ("shared_secret_env = \"SHORT\"", "session.shared_secret"),
        ("jwks_url = \"http://app.example/keys\"", "session.jwks_url"),
        ("jwks_url = \"https://a.example\"\nalgorithms = []", "session.algorithms"),
    ] {
        let text = text("", &format!("[session]\n{session}"));
        let env = |name: &str| if name == "SHORT" { Some("x".repeat(31)) } else { env(name) };
        let Err(ConfigError::Wrong(problems)) = Config::parse(&text, Path::new("/"), &env) else {
            panic!("{session} is taken")
        };
        assert_eq!(problems.iter().map(|problem| &*problem.key).collect::<Vec<_>>(), [key], "{problems:?}");
    }
}

#[test]
fn the_binary_tells_what_is_wrong_and_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doctor.toml");
    let check = |text: &str, arguments: &[&str]| {
        fs::write(&path, text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_connection-doctor-backend"));
        command.arg("serve").arg("--config").arg(&path).args(arguments);
        for name in ["SESSION_SECRET", "STATE_KEY", "SCALEKIT_SECRET"] {
            command.env(name, env(name).unwrap());
        }
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    let (is_good, said, complained) = check(&text("", BY_SECRET), &["--check-config"]);
    assert!(
        is_good && said.ends_with("doctor.toml is good\n") && complained.is_empty(),
        "{said}{complained}"
    );
    for arguments in [["--check-config"].as_slice(), &[]] {
        let (is_good, said, complained) = check(&text("base_path = \"\"", BY_SECRET), arguments);
        assert!(!is_good && said.is_empty() && complained.contains("base_path: "), "{said}{complained}");
    }
}
