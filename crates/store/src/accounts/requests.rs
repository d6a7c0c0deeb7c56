//! People who registered themselves and wait for their unit's confirmation.

use diesel::prelude::*;
use kernel::{OfficeId, PersonId, Timestamp};

use super::schema::{membership_requests, people};
use crate::{Error, Result, Rx, Tx};

/// A request to be confirmed as a member of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub person: PersonId,
    /// The unit they name.
    pub office: OfficeId,
    /// When.
    pub asked: Timestamp,
}

/// Adds a request.
///
/// # Errors
/// The person has one already, or the database is unavailable.
pub fn add(tx: &mut Tx<'_>, person: PersonId, office: OfficeId) -> Result<()> {
    diesel::insert_into(membership_requests::table)
        .values((
            membership_requests::person_id.eq(person.to_string()),
            membership_requests::office_id.eq(office.to_string()),
            membership_requests::asked_ms.eq(tx.now().as_millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The requests that wait for a unit, oldest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_office(rx: &mut Rx<'_>, office: OfficeId) -> Result<Vec<Request>> {
    let rows: Vec<(String, i64)> = membership_requests::table
        .filter(membership_requests::office_id.eq(office.to_string()))
        .order((membership_requests::asked_ms, membership_requests::person_id))
        .select((membership_requests::person_id, membership_requests::asked_ms))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|(person, asked)| {
            Ok(Request {
                person: person.parse().map_err(Error::broken)?,
                office,
                asked: Timestamp::from_millis(asked),
            })
        })
        .collect()
}

/// The request of a person at a unit.
///
/// # Errors
/// There is none ([`Error::NotFound`]), or the database is unavailable.
pub fn find(rx: &mut Rx<'_>, person: PersonId, office: OfficeId) -> Result<Request> {
    let asked: i64 = membership_requests::table
        .find(person.to_string())
        .filter(membership_requests::office_id.eq(office.to_string()))
        .select(membership_requests::asked_ms)
        .first(rx.conn)?;
    Ok(Request {
        person,
        office,
        asked: Timestamp::from_millis(asked),
    })
}

/// Ends a request.
///
/// # Errors
/// The database is unavailable.
pub fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    diesel::delete(membership_requests::table.find(person.to_string())).execute(tx.conn)?;
    Ok(())
}

/// Removes a person who never had a seat, so that they may register again.
///
/// # Errors
/// Something refers to the person, or the database is unavailable.
pub fn forget_person(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    remove(tx, person)?;
    diesel::delete(people::table.find(person.to_string())).execute(tx.conn)?;
    Ok(())
}
