//! Signed-in sessions, shared by all nodes. The browser holds a random token; the row only its digest.

use diesel::prelude::*;
use kernel::{PersonId, Role, Seat, Timestamp};

use super::schema::{people, sessions};
use crate::{Error, Result, Rx, Tx, journal};

/// A session as found by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Digest of the token, the row's key.
    pub token_digest: String,
    /// Who is signed in.
    pub person: PersonId,
    /// Their name, for the page header.
    pub name: String,
    /// The seat they act in now.
    pub seat: Seat,
    /// The token every form of this session carries.
    pub form_token: String,
    /// When it began.
    pub started: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
}

/// Begins a session for `person` in `seat`, known to the browser by `token`.
///
/// # Errors
/// The database is unavailable.
pub fn begin(tx: &mut Tx<'_>, token: &str, form_token: &str, person: PersonId, seat: Seat) -> Result<()> {
    let now = tx.now().as_millis();
    ask!(tx.conn, |conn| diesel::insert_into(sessions::table)
        .values((
            sessions::token_digest.eq(journal::digest_of(token)),
            sessions::person_id.eq(person.to_string()),
            sessions::role.eq(seat.role.code()),
            sessions::office_id.eq(seat.office.to_string()),
            sessions::form_token.eq(form_token),
            sessions::started_ms.eq(now),
            sessions::seen_ms.eq(now),
        ))
        .execute(conn))?;
    Ok(())
}

/// The session known by `token`, if any; whether it is still fresh is the caller's question.
///
/// # Errors
/// The database is unavailable.
pub fn find(rx: &mut Rx<'_>, token: &str) -> Result<Option<Session>> {
    type Row = (String, String, String, String, String, String, i64, i64);
    let row: Option<Row> = ask!(rx.conn, |conn| sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(sessions::token_digest.eq(journal::digest_of(token)))
        .select((
            sessions::token_digest,
            sessions::person_id,
            people::name,
            sessions::role,
            sessions::office_id,
            sessions::form_token,
            sessions::started_ms,
            sessions::seen_ms,
        ))
        .first(conn))
    .optional()?;
    let Some((token_digest, person, name, role, office, form_token, started, seen)) = row else {
        return Ok(None);
    };
    let role = Role::from_code(&role).ok_or_else(|| Error::broken(&role))?;
    let office = office.parse().map_err(Error::broken)?;
    Ok(Some(Session {
        token_digest,
        person: person.parse().map_err(Error::broken)?,
        name,
        seat: Seat { role, office },
        form_token,
        started: Timestamp::from_millis(started),
        seen: Timestamp::from_millis(seen),
    }))
}

/// Notes that the session is in use.
///
/// # Errors
/// The database is unavailable.
pub fn touch(tx: &mut Tx<'_>, token_digest: &str) -> Result<()> {
    let now = tx.now().as_millis();
    ask!(tx.conn, |conn| diesel::update(sessions::table.find(token_digest))
        .set(sessions::seen_ms.eq(now))
        .execute(conn))?;
    Ok(())
}

/// Changes the seat the session acts in.
///
/// # Errors
/// The database is unavailable.
pub fn switch_seat(tx: &mut Tx<'_>, token_digest: &str, seat: Seat) -> Result<()> {
    ask!(tx.conn, |conn| diesel::update(sessions::table.find(token_digest))
        .set((
            sessions::role.eq(seat.role.code()),
            sessions::office_id.eq(seat.office.to_string()),
        ))
        .execute(conn))?;
    Ok(())
}

/// Ends the session.
///
/// # Errors
/// The database is unavailable.
pub fn end(tx: &mut Tx<'_>, token_digest: &str) -> Result<()> {
    ask!(tx.conn, |conn| diesel::delete(sessions::table.find(token_digest))
        .execute(conn))?;
    Ok(())
}

/// Ends the other sessions of the same person; answers how many.
///
/// # Errors
/// The database is unavailable.
pub fn end_others(tx: &mut Tx<'_>, kept: &Session) -> Result<usize> {
    let others = sessions::table.filter(
        sessions::person_id
            .eq(kept.person.to_string())
            .and(sessions::token_digest.ne(&kept.token_digest)),
    );
    Ok(ask!(tx.conn, |conn| diesel::delete(others).execute(conn))?)
}

/// Removes sessions last used before `moment`; answers how many.
///
/// # Errors
/// The database is unavailable.
pub fn sweep(tx: &mut Tx<'_>, moment: Timestamp) -> Result<usize> {
    Ok(ask!(tx.conn, |conn| diesel::delete(
        sessions::table.filter(sessions::seen_ms.lt(moment.as_millis()))
    )
    .execute(conn))?)
}
