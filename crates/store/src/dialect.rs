//! The few places where the two databases speak differently.

use diesel::prelude::*;

use crate::outbox::schema::outbox;
use crate::{Conn, Result};

/// Ids of up to `limit` outbox messages that are due at `now_ms`, locked against other workers where the engine can.
///
/// SQLite needs no row locks: its one writer is already exclusive.
pub(crate) fn due_messages(conn: &mut Conn, now_ms: i64, limit: i64) -> Result<Vec<String>> {
    let ids = match conn {
        Conn::Postgres(conn) => outbox::table
            .filter(outbox::state.eq("waiting"))
            .filter(outbox::run_at_ms.le(now_ms))
            .order(outbox::run_at_ms)
            .limit(limit)
            .select(outbox::id)
            .for_update()
            .skip_locked()
            .load(conn)?,
        Conn::Sqlite(conn) => outbox::table
            .filter(outbox::state.eq("waiting"))
            .filter(outbox::run_at_ms.le(now_ms))
            .order(outbox::run_at_ms)
            .limit(limit)
            .select(outbox::id)
            .load(conn)?,
    };
    Ok(ids)
}
