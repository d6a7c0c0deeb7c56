//! Connections: a pool on PostgreSQL, one writer and several readers on SQLite.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, Pool, R2D2Connection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Error, Result};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const READERS: u32 = 4;
const POOL_WAIT: Duration = Duration::from_secs(5);

/// Runs one query on whichever database `$conn` is: `ask!(rx.conn, |conn| offices::table.find(id).first(conn))`.
///
/// The query is written once and compiled for each engine. Running it on [`Conn`] itself does the same with less
/// machine code, but puts the SQL text together at every call, which costs more than SQLite's answer to a look-up.
macro_rules! ask {
    ($conn:expr, |$engine:ident| $query:expr $(,)?) => {
        match &mut *$conn {
            $crate::Conn::Postgres($engine) => $query,
            $crate::Conn::Sqlite($engine) => $query,
        }
    };
}

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL or an engine that speaks like it.
    Postgres(PgConnection),
    /// An embedded SQLite file.
    Sqlite(SqliteConnection),
}

impl core::fmt::Debug for Conn {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Postgres(_) => "Conn::Postgres",
            Self::Sqlite(_) => "Conn::Sqlite",
        })
    }
}

/// Why a database could not be opened or migrated.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It does not answer.
    #[error("数据库连接不上：{0}。请检查配置项 database 的地址、账号和服务是否已启动")]
    Unreachable(String),
    /// Its schema was made by a newer program.
    #[error("数据库由更新版本的程序建立（多出迁移 {0}）。请改用该版本或更新的程序，数据未作任何改动")]
    NewerSchema(String),
    /// A migration failed; it was rolled back.
    #[error("数据库升级失败，已回退：{0}")]
    Migration(String),
}

struct Manager {
    url: String,
}

impl Manager {
    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres://") || self.url.starts_with("postgresql://")
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Conn, r2d2::Error> {
        if self.is_postgres() {
            return PgConnection::establish(&self.url)
                .map(Conn::Postgres)
                .map_err(r2d2::Error::ConnectionError);
        }
        let mut conn = SqliteConnection::establish(&self.url).map_err(r2d2::Error::ConnectionError)?;
        conn.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2048;",
        )
        .map_err(r2d2::Error::QueryError)?;
        Ok(Conn::Sqlite(conn))
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), r2d2::Error> {
        match conn {
            Conn::Postgres(conn) => conn.ping().map_err(r2d2::Error::QueryError),
            Conn::Sqlite(_) => Ok(()),
        }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        match conn {
            Conn::Postgres(conn) => R2D2Connection::is_broken(conn),
            Conn::Sqlite(_) => false,
        }
    }
}

/// One of the two databases, opened.
pub struct Db {
    pool: Pool<Manager>,
    /// SQLite allows one writer; waiting here is cheaper and fairer than `SQLITE_BUSY`.
    sqlite_writer: Option<Mutex<Conn>>,
}

impl core::fmt::Debug for Db {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(if self.sqlite_writer.is_some() {
            "Db(SQLite)"
        } else {
            "Db(PostgreSQL)"
        })
    }
}

impl Db {
    /// Opens `postgres://…`, or the SQLite file at the given path (made when missing).
    ///
    /// # Errors
    /// The database does not answer.
    pub fn open(url: &str, postgres_connections: u32) -> Result<Self, OpenError> {
        let manager = Manager { url: url.to_owned() };
        let postgres = manager.is_postgres();
        if let Some(folder) = Path::new(url).parent().filter(|_| !postgres) {
            std::fs::create_dir_all(folder).map_err(|error| OpenError::Unreachable(error.to_string()))?;
        }
        let first = manager
            .connect()
            .map_err(|error| OpenError::Unreachable(error.to_string()))?;
        let size = if postgres { postgres_connections } else { READERS };
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(POOL_WAIT)
            .build(manager)
            .map_err(|error| OpenError::Unreachable(error.to_string()))?;
        Ok(Self {
            pool,
            sqlite_writer: (!postgres).then(|| Mutex::new(first)),
        })
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        self.sqlite_writer.is_none()
    }

    /// Brings the schema up to this program's; answers how many migrations ran.
    ///
    /// # Errors
    /// The schema is newer than the program, or a migration fails (and is rolled back).
    pub fn migrate(&self) -> Result<usize, OpenError> {
        let run = |conn: &mut Conn| match conn {
            Conn::Postgres(conn) => migrate(conn, POSTGRES_MIGRATIONS),
            Conn::Sqlite(conn) => migrate(conn, SQLITE_MIGRATIONS),
        };
        match &self.sqlite_writer {
            Some(writer) => run(&mut lock(writer)),
            None => run(&mut *self
                .pool
                .get()
                .map_err(|error| OpenError::Unreachable(error.to_string()))?),
        }
    }

    /// Runs `work` on a snapshot that no writer disturbs.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self
            .pool
            .get()
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let begin = match *conn {
            Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Conn::Sqlite(_) => "BEGIN DEFERRED",
        };
        unit(&mut conn, (begin, "COMMIT"), work)
    }

    /// Runs `work` in one transaction: everything or nothing.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.ended_with("COMMIT", work)
    }

    /// Runs `work` in one transaction that is undone whatever comes of it.
    pub(crate) fn undo<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        self.ended_with("ROLLBACK", work)
    }

    fn ended_with<T>(&self, end: &str, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        match &self.sqlite_writer {
            Some(writer) => unit(&mut lock(writer), ("BEGIN IMMEDIATE", end), work),
            None => {
                let mut conn = self
                    .pool
                    .get()
                    .map_err(|error| Error::Unavailable(error.to_string()))?;
                unit(&mut conn, ("BEGIN", end), work)
            }
        }
    }
}

/// A writer that panicked left its transaction to be rolled back by [`unit`]'s guard, so the lock stays usable.
fn lock(writer: &Mutex<Conn>) -> MutexGuard<'_, Conn> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Rolls back unless told that the transaction ended.
struct Guard<'c> {
    conn: &'c mut Conn,
    open: bool,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if self.open
            && let Err(error) = self.conn.batch_execute("ROLLBACK")
        {
            tracing::warn!(%error, "rollback failed; the connection is given up");
        }
    }
}

fn unit<T>(
    conn: &mut Conn,
    (begin, end): (&str, &str),
    work: impl FnOnce(&mut Conn) -> Result<T>,
) -> Result<T> {
    conn.batch_execute(begin)?;
    let mut guard = Guard { conn, open: true };
    let done = work(guard.conn)?;
    guard.conn.batch_execute(end)?;
    guard.open = false;
    Ok(done)
}

fn migrate<C, D>(conn: &mut C, migrations: EmbeddedMigrations) -> Result<usize, OpenError>
where
    C: MigrationHarness<D>,
    D: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<D>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| OpenError::Migration(error.to_string());
    let known: Vec<String> = MigrationSource::<D>::migrations(&migrations)
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let applied = conn.applied_migrations().map_err(failed)?;
    if let Some(newer) = applied
        .iter()
        .map(ToString::to_string)
        .find(|version| !known.contains(version))
    {
        return Err(OpenError::NewerSchema(newer));
    }
    Ok(conn.run_pending_migrations(migrations).map_err(failed)?.len())
}
