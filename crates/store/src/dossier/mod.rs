//! Rows of career libraries.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::dossier::{Dossier, Entry, Section};
use kernel::{DossierEntryId, PersonId};

use crate::{Error, Result, Rx, Tx};
use schema::{dossier_entries, dossier_none};

/// A person's whole library.
///
/// # Errors
/// The database is unavailable.
pub fn of_person(rx: &mut Rx<'_>, person: PersonId) -> Result<Dossier> {
    let bodies: Vec<String> = ask!(rx.conn, |conn| dossier_entries::table
        .filter(dossier_entries::person_id.eq(person.to_string()))
        .order(dossier_entries::id)
        .select(dossier_entries::body)
        .load(conn))?;
    let entries = bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect::<Result<Vec<Entry>>>()?;
    let none: Vec<String> = ask!(rx.conn, |conn| dossier_none::table
        .filter(dossier_none::person_id.eq(person.to_string()))
        .select(dossier_none::section)
        .load(conn))?;
    let none = none
        .iter()
        .map(|code| Section::from_code(code).ok_or_else(|| Error::broken(code)));
    Ok(Dossier {
        entries,
        none: none.collect::<Result<_>>()?,
    })
}

/// One entry of a library.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: DossierEntryId) -> Result<Entry> {
    let body: String = ask!(rx.conn, |conn| dossier_entries::table
        .find(id.to_string())
        .select(dossier_entries::body)
        .first(conn))?;
    Ok(serde_json::from_str(&body)?)
}

/// Adds an entry; the section is no longer ticked 'none'.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
    ask!(tx.conn, |conn| diesel::insert_into(dossier_entries::table)
        .values((
            dossier_entries::id.eq(entry.id.to_string()),
            dossier_entries::version.eq(1),
            dossier_entries::person_id.eq(entry.person.to_string()),
            dossier_entries::section.eq(entry.body.section().code()),
            dossier_entries::body.eq(serde_json::to_string(entry)?),
        ))
        .execute(conn))?;
    tick_none(tx, entry.person, entry.body.section(), false)
}

/// Saves a changed entry.
///
/// # Errors
/// The entry is gone.
pub fn save(tx: &mut Tx<'_>, entry: &Entry) -> Result<()> {
    let changed = ask!(tx.conn, |conn| diesel::update(
        dossier_entries::table.find(entry.id.to_string())
    )
    .set((
        dossier_entries::version.eq(dossier_entries::version + 1),
        dossier_entries::body.eq(serde_json::to_string(entry)?),
    ))
    .execute(conn))?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Removes an entry.
///
/// # Errors
/// The database is unavailable.
pub fn remove(tx: &mut Tx<'_>, id: DossierEntryId) -> Result<()> {
    ask!(tx.conn, |conn| diesel::delete(
        dossier_entries::table.find(id.to_string())
    )
    .execute(conn))?;
    Ok(())
}

/// Ticks or unticks 'none' for a section.
///
/// # Errors
/// The database is unavailable.
pub fn tick_none(tx: &mut Tx<'_>, person: PersonId, section: Section, none: bool) -> Result<()> {
    let key = (person.to_string(), section.code());
    ask!(tx.conn, |conn| diesel::delete(
        dossier_none::table.find((key.0.clone(), key.1))
    )
    .execute(conn))?;
    if none {
        ask!(tx.conn, |conn| diesel::insert_into(dossier_none::table)
            .values((dossier_none::person_id.eq(key.0), dossier_none::section.eq(key.1)))
            .execute(conn))?;
    }
    Ok(())
}
