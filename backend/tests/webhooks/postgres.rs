//! A PostgreSQL to test with: the one that `TEST_POSTGRES_URL` names, else one of its own from the programs on this
//! machine, which ends with the tests. Without them, only SQLite is tested, unless `TEST_POSTGRES` says `required`.

use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A new, empty place for a store; `None` where there is no PostgreSQL.
pub(crate) async fn place() -> Option<String> {
    let (server, name) = (server()?, new_name());
    let make = [format!("DROP SCHEMA IF EXISTS {name} CASCADE"), format!("CREATE SCHEMA {name}")];
    execute(server, &make).await;
    Some(with_parameter(server, &format!("options=-csearch_path%3D{name}")))
}

/// The same as a whole database. Stores in one database share the lock of those who write, and this one none.
pub(crate) async fn database() -> Option<String> {
    let (server, name) = (server()?, new_name());
    let make = [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")];
    execute(server, &make).await;
    Some(with_parameter(server, &format!("dbname={name}")))
}

/// An address that says this, too.
pub(crate) fn with_parameter(address: &str, parameter: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{parameter}")
}

fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let server = env::var("TEST_POSTGRES_URL").ok().or_else(start);
        if server.is_none() {
            assert!(
                env::var_os("TEST_POSTGRES").is_none(),
                "there is no PostgreSQL here, and it is required"
            );
            eprintln!("there is no PostgreSQL here, so only SQLite is tested");
        }
        server
    });
    server.as_deref()
}

fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Executes each statement by itself.
async fn execute(server: &str, statements: &[String]) {
    let (client, connection) =
        tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("PostgreSQL answers");
    let driven = tokio::spawn(connection);
    for statement in statements {
        client.batch_execute(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    drop(client);
    driven.await.expect("a task that ends").expect("a connection that ends");
}

/// Starts a server that is reached by a socket in a folder of its own; `None` where its programs are missing.
fn start() -> Option<String> {
    let programs = programs()?;
    let folder = tempfile::tempdir().expect("a folder for PostgreSQL").keep();
    if is_root() {
        let owned = Command::new("chown").arg("postgres").arg(&folder).status().expect("chown can be run");
        assert!(owned.success(), "the folder is given to the user of PostgreSQL");
    }
    let data = folder.join("data");
    stop_with_this_process(&programs.join("pg_ctl"), &folder, &data);
    let run = |program: &str, arguments: &[&str]| {
        let mut command = command(&programs.join(program));
        let status = command.args(arguments).arg("-D").arg(&data).stdout(Stdio::null()).status();
        assert!(status.expect("PostgreSQL's programs can be run").success(), "{program}");
    };
    run("initdb", &["--auth=trust", "--username=postgres", "--no-sync"]);
    let options = format!("-c listen_addresses='' -c unix_socket_directories='{}'", folder.display());
    let log = folder.join("log");
    run("pg_ctl", &["start", "-w", "-o", &options, "-l", log.to_str().expect("a path in UTF-8")]);
    let folder = folder.to_str().expect("a path in UTF-8").replace('/', "%2F");
    Some(format!("postgres://postgres@{folder}/postgres"))
}

/// Tests have no end that could stop a server, so a shell waits for that of this process. It is out of the reach of the
/// Ctrl-C that ends the tests, as the server is.
fn stop_with_this_process(pg_ctl: &Path, folder: &Path, data: &Path) {
    let mut guard = Command::new("sh");
    guard.arg("-c").arg(r#"cat; "$@"; rm -rf "$FOLDER""#).arg("guard").env("FOLDER", folder);
    if is_root() {
        guard.args(["runuser", "-u", "postgres", "--"]);
    }
    guard.arg(pg_ctl).args(["stop", "-m", "immediate", "-s", "-D"]).arg(data).process_group(0);
    let guard = guard.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a shell can be started");
    // With its pipe, which only the end of this process closes.
    std::mem::forget(guard);
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
