//! A fresh database per test, copied from a migrated template that is made once per schema.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use store::Db;

use crate::postgres;
use crate::schema::{self, Schema};

/// Hash of all migrations; a changed migration makes new templates.
pub(crate) const SCHEMA: &str = env!("HENGJIAN_SCHEMA");

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded SQLite file.
    Sqlite,
    /// A PostgreSQL server: `HENGJIAN_TEST_POSTGRES`, or a private one started for this machine's tests.
    Postgres,
}

/// The folder that test processes share: templates, locks, the private PostgreSQL server.
///
/// `HENGJIAN_TEST_FOLDER` names another; `scripts/test` uses one of its own and removes it.
pub(crate) fn shared_folder() -> PathBuf {
    let folder = std::env::var_os("HENGJIAN_TEST_FOLDER")
        .map_or_else(|| std::env::temp_dir().join("hengjian-test"), PathBuf::from);
    fs::create_dir_all(&folder).expect("the shared test folder can be made");
    folder
}

/// Runs `work` while no other test process runs work under the same lock.
pub(crate) fn alone<T>(lock: &str, work: impl FnOnce() -> T) -> T {
    let path = shared_folder().join(lock);
    let file = File::create(&path).expect("a lock file can be made");
    file.lock().expect("a lock file can be locked");
    work()
}

#[derive(QueryableByName)]
struct SubjectRow {
    #[diesel(sql_type = Text)]
    subject_kind: String,
    #[diesel(sql_type = Text)]
    subject_id: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A database of its own for one test; gone when dropped.
#[derive(Debug)]
pub(crate) struct Database {
    url: String,
    server_name: Option<String>,
}

impl Database {
    pub(crate) fn fresh(engine: Engine, folder: &Path) -> Self {
        match engine {
            Engine::Sqlite => {
                let file = folder.join("hengjian.db");
                fs::copy(sqlite_template(), &file).expect("the template can be copied");
                Self {
                    url: file.to_str().expect("a path in UTF-8").to_owned(),
                    server_name: None,
                }
            }
            Engine::Postgres => {
                let name = postgres::fresh_database();
                Self {
                    url: postgres::url(&name),
                    server_name: Some(name),
                }
            }
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements behind the program's back.
    pub(crate) fn sql(&self, statements: &str) {
        if self.server_name.is_some() {
            self.postgres().batch_execute(statements).expect("the SQL runs");
        } else {
            self.sqlite().batch_execute(statements).expect("the SQL runs");
        }
    }

    pub(crate) fn count(&self, from: &str) -> i64 {
        let query = diesel::sql_query(format!("SELECT count(*) AS count FROM {from}"));
        let row: CountRow = if self.server_name.is_some() {
            query.get_result(&mut self.postgres()).expect("the SQL runs")
        } else {
            query.get_result(&mut self.sqlite()).expect("the SQL runs")
        };
        row.count
    }

    pub(crate) fn journaled_subjects(&self) -> Vec<(String, String)> {
        let query = diesel::sql_query(
            "SELECT DISTINCT subject_kind, subject_id FROM journal ORDER BY subject_kind, subject_id",
        );
        let rows: Vec<SubjectRow> = if self.server_name.is_some() {
            query.load(&mut self.postgres()).expect("the journal can be read")
        } else {
            query.load(&mut self.sqlite()).expect("the journal can be read")
        };
        rows.into_iter()
            .map(|row| (row.subject_kind, row.subject_id))
            .collect()
    }

    pub(crate) fn schema(&self) -> Schema {
        if self.server_name.is_some() {
            schema::of_postgres(&mut self.postgres())
        } else {
            schema::of_sqlite(&mut self.sqlite())
        }
    }

    pub(crate) fn revert_migrations(&self) {
        if self.server_name.is_some() {
            schema::revert(&mut self.postgres(), "postgres");
        } else {
            schema::revert(&mut self.sqlite(), "sqlite");
        }
    }

    fn postgres(&self) -> PgConnection {
        PgConnection::establish(&self.url).expect("the test's database answers")
    }

    fn sqlite(&self) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(&self.url).expect("the test's database opens");
        conn.batch_execute("PRAGMA busy_timeout = 5000")
            .expect("SQLite takes a pragma");
        conn
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.server_name {
            postgres::drop_database(name);
        }
    }
}

/// The migrated SQLite file of this schema, made by the first process that needs it.
fn sqlite_template() -> PathBuf {
    let template = shared_folder().join(format!("template-{SCHEMA}.db"));
    if template.exists() {
        return template;
    }
    alone("sqlite.lock", || {
        if template.exists() {
            return;
        }
        let making = tempfile::tempdir_in(shared_folder()).expect("a folder to make the template in");
        let source = making.path().join("source.db");
        let clean = making.path().join("clean.db");
        let source = source.to_str().expect("a path in UTF-8");
        Db::open(source, 1)
            .and_then(|db| db.migrate())
            .expect("the migrations run on SQLite");
        let mut conn = SqliteConnection::establish(source).expect("the template opens");
        conn.batch_execute(&format!("VACUUM INTO '{}'", clean.display()))
            .expect("the template can be copied out");
        drop(conn);
        fs::rename(&clean, &template).expect("the template can be put in its place");
    });
    template
}
