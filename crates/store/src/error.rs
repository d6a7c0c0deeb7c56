//! What can come of a unit of work, without any transport in it.

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use kernel::{Refusal, Refusals};

/// Why a unit of work did not happen. Nothing of it was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not know that there is.
    #[error("没有找到")]
    NotFound,
    /// A rule stands against it.
    #[error("{0}")]
    Refused(Refusals),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人更新，请刷新后重新办理")]
    Stale,
    /// The database or file store does not answer; trying again later may help.
    #[error("系统暂时无法保存或读取数据，请稍后再试")]
    Unavailable(String),
    /// Stored data or the program is wrong; only a developer can help.
    #[error("系统内部错误")]
    Broken(String),
}

/// The outcome of a unit of work.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// Stored data that cannot be read as what it should be.
    pub fn broken(what: impl core::fmt::Display) -> Self {
        Self::Broken(what.to_string())
    }
}

impl From<Refusals> for Error {
    fn from(refusals: Refusals) -> Self {
        Self::Refused(refusals)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("stored JSON: {error}"))
    }
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DatabaseError(
                DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::SerializationFailure,
                info,
            ) => {
                tracing::debug!(constraint = info.constraint_name(), "two writers met");
                Self::Stale
            }
            Diesel::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Diesel::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            Diesel::DatabaseError(DatabaseErrorKind::Unknown, ref info) if is_outage(info.message()) => {
                Self::Unavailable(error.to_string())
            }
            other => Self::Broken(other.to_string()),
        }
    }
}

/// SQLite and libpq report a full disk, a lost server or a busy database only in words.
fn is_outage(message: &str) -> bool {
    const SIGNS: [&str; 8] = [
        "disk is full",
        "disk I/O error",
        "database is locked",
        "unable to open database",
        "server closed the connection",
        "connection to server",
        "terminating connection",
        "no connection to the server",
    ];
    SIGNS.iter().any(|sign| message.contains(sign))
}
