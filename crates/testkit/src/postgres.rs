//! The PostgreSQL server of the tests: the one that is named, or a private one that is started once and left running.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio, id};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use store::Db;

use crate::database::{SCHEMA, alone, shared_folder};

/// Names the server to test on, for example `postgres://postgres@localhost/postgres`. Its user must be allowed to
/// make databases.
const SERVER_VARIABLE: &str = "HENGJIAN_TEST_POSTGRES";
/// The advisory lock under which a template is made.
const TEMPLATE_LOCK: i64 = 0x4845_4e47;

/// The address of database `name` on the test server.
pub(crate) fn url(name: &str) -> String {
    let server = server();
    let (address, query) = server.split_once('?').map_or((server, ""), |(a, q)| (a, q));
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    let host_end = address[scheme_end..]
        .find('/')
        .map_or(address.len(), |at| scheme_end + at);
    let host = &address[..host_end];
    if query.is_empty() {
        format!("{host}/{name}")
    } else {
        format!("{host}/{name}?{query}")
    }
}

/// Makes a database for one test and answers its name.
pub(crate) fn fresh_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("hengjian_test_{}_{}", id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let template = format!("hengjian_template_{SCHEMA}");
    let mut conn = administrator();
    let make =
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE); CREATE DATABASE {name} TEMPLATE {template}");
    if run(&mut conn, &make).is_err() {
        make_template(&mut conn, &template);
        run(&mut conn, &make).expect("a database can be copied from the template");
    }
    name
}

/// Removes a test's database, whoever is still connected.
pub(crate) fn drop_database(name: &str) {
    if let Err(error) = run(
        &mut administrator(),
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    ) {
        eprintln!("the test's database {name} stays: {error}");
    }
}

/// `CREATE DATABASE` does not run inside a transaction, which several statements in one message would be.
fn run(conn: &mut PgConnection, statements: &str) -> QueryResult<()> {
    statements
        .split(';')
        .try_for_each(|statement| conn.batch_execute(statement))
}

fn make_template(conn: &mut PgConnection, template: &str) {
    let making = format!("{template}_making");
    run(conn, &format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).expect("the template lock");
    let known: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!(
        "(SELECT count(*) FROM pg_database WHERE datname = '{template}')"
    )))
    .get_result(conn)
    .expect("the list of databases");
    if known == 0 {
        run(
            conn,
            &format!(
                "DROP DATABASE IF EXISTS {making} WITH (FORCE); \
                 CREATE DATABASE {making} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ),
        )
        .expect("a database for the template");
        Db::open(&url(&making), 1)
            .and_then(|db| db.migrate())
            .expect("the migrations run on PostgreSQL");
        run(
            conn,
            &format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{making}'; \
                 ALTER DATABASE {making} RENAME TO {template}"
            ),
        )
        .expect("the template gets its name");
    }
    run(conn, &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).expect("the template unlock");
}

fn administrator() -> PgConnection {
    PgConnection::establish(server()).unwrap_or_else(|error| panic!("PostgreSQL for the tests: {error}"))
}

/// The address of the server's `postgres` database.
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| std::env::var(SERVER_VARIABLE).unwrap_or_else(|_| private_server()))
}

/// Starts the private server unless it runs; `scripts/test` stops its own at the end.
fn private_server() -> String {
    let programs = programs();
    let version = programs
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or("unknown");
    let folder = shared_folder().join(format!("postgres-{version}"));
    let address = format!("postgres:///postgres?host={}&user=postgres", folder.display());
    if PgConnection::establish(&address).is_ok() {
        return address;
    }
    alone("postgres.lock", || {
        if PgConnection::establish(&address).is_err() {
            start(&programs, &folder);
        }
    });
    address
}

/// The folder of `initdb` and `pg_ctl`: Debian's, or the one on the path.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .or_else(|| {
            let path = std::env::var_os("PATH")?;
            std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
        })
        .unwrap_or_else(|| {
            panic!("the tests need PostgreSQL: apt-get install postgresql, or set {SERVER_VARIABLE}")
        })
}

/// PostgreSQL refuses to run as root; as root it runs as the user `postgres` that its package makes.
fn as_server_user(command: &mut Command) -> &mut Command {
    if let Some((uid, gid)) = server_user() {
        command.uid(uid).gid(gid);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

fn server_user() -> Option<(u32, u32)> {
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let users = root.then(|| fs::read_to_string("/etc/passwd").ok()).flatten()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut parts = line.split(':').skip(2);
    let uid = parts.next()?.parse().ok()?;
    let gid = parts.next()?.parse().ok()?;
    Some((uid, gid))
}

fn start(programs: &Path, folder: &Path) {
    let data = folder.join("data");
    if !data.join("PG_VERSION").exists() {
        fs::create_dir_all(folder).expect("a folder for the server");
        // The folders above need only let the server's user through.
        if let Some((uid, gid)) = server_user() {
            chown(folder, Some(uid), Some(gid)).expect("the server's folder gets its owner");
            let above = folder.parent().expect("the shared test folder");
            fs::set_permissions(above, fs::Permissions::from_mode(0o711)).expect("the way to the server");
        }
        let made = as_server_user(Command::new(programs.join("initdb")).arg("-D").arg(&data))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .status()
            .expect("initdb runs");
        assert!(
            made.success(),
            "initdb failed; try: {}/initdb -D {}",
            programs.display(),
            data.display()
        );
    }
    let log = folder.join("log");
    let options = format!(
        "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_connections=300 \
         -c autovacuum=off -c max_wal_size=4GB",
        folder.display()
    );
    let mut command = Command::new(programs.join("pg_ctl"));
    command
        .args(["start", "--wait", "--timeout=60", "--pgdata"])
        .arg(&data);
    command.arg("--log").arg(&log).arg("--options").arg(options);
    let started = as_server_user(&mut command)
        .current_dir("/")
        .status()
        .expect("pg_ctl runs");
    assert!(
        started.success(),
        "PostgreSQL did not start; see {}",
        log.display()
    );
}
