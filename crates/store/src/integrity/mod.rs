//! Rows of circumstances that bar a person.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::integrity::{Circumstance, Record};
use kernel::PersonId;

use crate::{Error, Result, Rx, Tx};
use schema::circumstances;

/// Enters a circumstance; it becomes known now.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, record: &Record) -> Result<()> {
    let id = tx.new_id::<kernel::kinds::Objection>().to_string();
    diesel::insert_into(circumstances::table)
        .values((
            circumstances::id.eq(id),
            circumstances::person_id.eq(record.person.to_string()),
            circumstances::circumstance.eq(record.circumstance.code()),
            circumstances::from_day.eq(record.from.to_string()),
            circumstances::to_day.eq(record.to.map(|day| day.to_string())),
            circumstances::source.eq(&record.source),
            circumstances::known_ms.eq(tx.now().as_millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Everything on file about a person.
///
/// # Errors
/// The database is unavailable.
pub fn of_person(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Record>> {
    type Row = (String, String, Option<String>, String);
    let rows: Vec<Row> = ask!(rx.conn, |conn| circumstances::table
        .filter(circumstances::person_id.eq(person.to_string()))
        .order(circumstances::id)
        .select((
            circumstances::circumstance,
            circumstances::from_day,
            circumstances::to_day,
            circumstances::source,
        ))
        .load(conn))?;
    rows.into_iter()
        .map(|(circumstance, from, to, source)| {
            Ok(Record {
                person,
                circumstance: Circumstance::from_code(&circumstance)
                    .ok_or_else(|| Error::broken(&circumstance))?,
                from: from.parse().map_err(Error::broken)?,
                to: to.map(|day| day.parse().map_err(Error::broken)).transpose()?,
                source,
            })
        })
        .collect()
}
