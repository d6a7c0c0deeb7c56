//! Rows of draws: every attempt is kept.

use diesel::prelude::*;
use domain::meetings::Draw;
use kernel::MeetingId;

use super::schema::draws;
use crate::{Error, Kept, Result, Rx, Tx};

/// Adds an attempt.
///
/// # Errors
/// Somebody else began the same attempt ([`Error::Stale`]), or the database is unavailable.
pub fn add(tx: &mut Tx<'_>, draw: &Draw) -> Result<()> {
    diesel::insert_into(draws::table)
        .values((
            draws::meeting_id.eq(draw.meeting.to_string()),
            draws::attempt.eq(draw.attempt),
            draws::version.eq(1),
            draws::stage.eq(draw.stage_code()),
            draws::body.eq(serde_json::to_string(draw)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed attempt.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save(tx: &mut Tx<'_>, draw: &Kept<Draw>) -> Result<()> {
    let row = draws::table
        .find((draw.meeting.to_string(), draw.attempt))
        .filter(draws::version.eq(draw.version()));
    let rows = diesel::update(row)
        .set((
            draws::version.eq(draw.version() + 1),
            draws::stage.eq(draw.stage_code()),
            draws::body.eq(serde_json::to_string(&**draw)?),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The attempts of a meeting, first to last.
///
/// # Errors
/// The database is unavailable.
pub fn all(rx: &mut Rx<'_>, meeting: MeetingId) -> Result<Vec<Kept<Draw>>> {
    let rows: Vec<(String, i64)> = draws::table
        .filter(draws::meeting_id.eq(meeting.to_string()))
        .order(draws::attempt)
        .select((draws::body, draws::version))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|(body, version)| Ok(Kept::read(serde_json::from_str(&body)?, version)))
        .collect()
}

/// The latest attempt of a meeting, if one was begun.
///
/// # Errors
/// The database is unavailable.
pub fn latest(rx: &mut Rx<'_>, meeting: MeetingId) -> Result<Option<Kept<Draw>>> {
    Ok(all(rx, meeting)?.pop())
}

/// The attempts that were committed to, the latest meeting's first, at most `most`.
///
/// # Errors
/// The database is unavailable.
pub fn committed(rx: &mut Rx<'_>, most: i64) -> Result<Vec<Draw>> {
    let bodies: Vec<String> = draws::table
        .filter(draws::stage.ne("prepared"))
        .order((draws::meeting_id.desc(), draws::attempt.desc()))
        .limit(most)
        .select(draws::body)
        .load(rx.conn)?;
    let mut found = Vec::with_capacity(bodies.len());
    for body in bodies {
        let draw: Draw = serde_json::from_str(&body)?;
        if draw.committed.is_some() {
            found.push(draw);
        }
    }
    Ok(found)
}
