//! A PostgreSQL to test with: the one that `TEST_POSTGRES_URL` names, else one of its own from the programs on this
//! machine, which ends with the tests.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A new, empty place for a store; `None` where there is no PostgreSQL.
pub(crate) async fn place() -> Option<String> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(|| {
        let server = env::var("TEST_POSTGRES_URL").ok().or_else(start);
        if server.is_none() {
            eprintln!("there is no PostgreSQL here, so only SQLite is tested");
        }
        server
    });
    let server = server.as_deref()?;
    let schema = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("PostgreSQL answers");
    let driven = tokio::spawn(connection);
    client
        .batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"))
        .await
        .expect("a schema of our own");
    drop(client);
    driven.await.expect("a task that ends").expect("a connection that ends");
    let separator = if server.contains('?') { '&' } else { '?' };
    Some(format!("{server}{separator}options=-csearch_path%3D{schema}"))
}

/// Starts a server that is reached by a socket in a folder of its own.
fn start() -> Option<String> {
    let programs = programs()?;
    let folder = tempfile::tempdir().ok()?.keep();
    if is_root() {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status().ok()?;
        assert!(owned.success(), "the folder is given to the user of PostgreSQL");
    }
    let data = folder.join("data");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = command(&programs.join(program));
        let status = command.args(arguments).arg("-D").arg(&data).stdout(Stdio::null()).status();
        assert!(status.expect("PostgreSQL's programs can be run").success(), "{program}");
    };
    run("initdb", &["--auth=trust", "--username=postgres", "--no-sync"]);
    let options = format!("-c listen_addresses='' -c unix_socket_directories='{}'", folder.display());
    let log = folder.join("log");
    run("pg_ctl", &["start", "-w", "-o", &options, "-l", log.to_str()?]);
    // Tests have no end that could stop it, so a shell waits for that of this process.
    let mut guard = Command::new("sh");
    guard.arg("-c").arg(r#"cat; "$@"; rm -rf "$FOLDER""#).arg("guard").env("FOLDER", &folder);
    if is_root() {
        guard.args(["runuser", "-u", "postgres", "--"]);
    }
    guard.arg(programs.join("pg_ctl")).args(["stop", "-m", "immediate", "-s", "-D"]).arg(&data);
    let mut guard = guard.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().ok()?;
    std::mem::forget(guard.stdin.take());
    Some(format!("postgres://postgres@{}/postgres", folder.to_str()?.replace('/', "%2F")))
}

/// PostgreSQL does not run for the administrator of the machine.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
    command
}

fn is_root() -> bool {
    env::var("USER").is_ok_and(|user| user == "root")
        || Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// Where the programs are: Debian has a folder for each version.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).chain(debian).find(|folder| folder.join("initdb").is_file())
}
