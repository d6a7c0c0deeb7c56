//! The few places where the two databases speak differently.

use diesel::prelude::*;

use crate::accounts::schema::sign_in_failures;
use crate::fees::schema::fee_serials;
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

/// The next number of a kind in an office's year, from 1; the row is made when there is none.
pub(crate) fn next_serial(conn: &mut Conn, office: &str, kind: &str, year: i32) -> Result<i32> {
    let key = (fee_serials::office_id, fee_serials::kind, fee_serials::year);
    let first = (
        fee_serials::office_id.eq(office),
        fee_serials::kind.eq(kind),
        fee_serials::year.eq(year),
        fee_serials::last.eq(1),
    );
    let next = fee_serials::last.eq(fee_serials::last + 1);
    let given = match conn {
        Conn::Postgres(conn) => diesel::insert_into(fee_serials::table)
            .values(first)
            .on_conflict(key)
            .do_update()
            .set(next)
            .returning(fee_serials::last)
            .get_result(conn)?,
        Conn::Sqlite(conn) => diesel::insert_into(fee_serials::table)
            .values(first)
            .on_conflict(key)
            .do_update()
            .set(next)
            .returning(fee_serials::last)
            .get_result(conn)?,
    };
    Ok(given)
}

/// Counts one more failure for `whose` and answers how many there are; the row is made when there is none.
pub(crate) fn count_failure(conn: &mut Conn, whose: &str, now_ms: i64) -> Result<i32> {
    let first = (
        sign_in_failures::whose.eq(whose),
        sign_in_failures::failures.eq(1),
        sign_in_failures::last_ms.eq(now_ms),
        sign_in_failures::locked_until_ms.eq(0),
    );
    let again = (
        sign_in_failures::failures.eq(sign_in_failures::failures + 1),
        sign_in_failures::last_ms.eq(now_ms),
    );
    let count = match conn {
        Conn::Postgres(conn) => diesel::insert_into(sign_in_failures::table)
            .values(first)
            .on_conflict(sign_in_failures::whose)
            .do_update()
            .set(again)
            .returning(sign_in_failures::failures)
            .get_result(conn)?,
        Conn::Sqlite(conn) => diesel::insert_into(sign_in_failures::table)
            .values(first)
            .on_conflict(sign_in_failures::whose)
            .do_update()
            .set(again)
            .returning(sign_in_failures::failures)
            .get_result(conn)?,
    };
    Ok(count)
}
