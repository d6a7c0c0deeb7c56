//! Rows of committees and experts.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::committees::{Committee, Expert};
use kernel::{CommitteeId, ExpertId, OfficeId, PersonId};

use crate::{Error, Kept, Result, Rx, Tx};
use schema::{committees, experts};

type Row = (String, i64);

fn committee((body, version): Row) -> Result<Kept<Committee>> {
    Ok(Kept::read(serde_json::from_str(&body)?, version))
}

fn expert((body, version): Row) -> Result<Kept<Expert>> {
    Ok(Kept::read(serde_json::from_str(&body)?, version))
}

/// Adds a committee.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, committee: &Committee) -> Result<()> {
    diesel::insert_into(committees::table)
        .values((
            committees::id.eq(committee.id.to_string()),
            committees::version.eq(1),
            committees::stage.eq(committee.stage.code()),
            committees::grade.eq(committee.declared.grade.code()),
            committees::series.eq(&committee.declared.series),
            committees::organiser_id.eq(committee.organiser.to_string()),
            committees::filing_office_id.eq(committee.filing_office.to_string()),
            committees::body.eq(serde_json::to_string(committee)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed committee.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save(tx: &mut Tx<'_>, committee: &Kept<Committee>) -> Result<()> {
    let (id, version) = (committee.id.to_string(), committee.version());
    let rows =
        diesel::update(committees::table.filter(committees::id.eq(id).and(committees::version.eq(version))))
            .set((
                committees::version.eq(version + 1),
                committees::stage.eq(committee.stage.code()),
                committees::grade.eq(committee.declared.grade.code()),
                committees::series.eq(&committee.declared.series),
                committees::body.eq(serde_json::to_string(&**committee)?),
            ))
            .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The committee `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: CommitteeId) -> Result<Kept<Committee>> {
    let row: Row = committees::table
        .find(id.to_string())
        .select((committees::body, committees::version))
        .first(rx.conn)?;
    committee(row)
}

/// The committees of an organiser, oldest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_organiser(rx: &mut Rx<'_>, organiser: OfficeId) -> Result<Vec<Committee>> {
    let rows: Vec<Row> = committees::table
        .filter(committees::organiser_id.eq(organiser.to_string()))
        .order(committees::id)
        .select((committees::body, committees::version))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|row| committee(row).map(Kept::into_inner))
        .collect()
}

/// The committees filed, or to be filed, with an authority, oldest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_filing_office(rx: &mut Rx<'_>, office: OfficeId) -> Result<Vec<Committee>> {
    let rows: Vec<Row> = committees::table
        .filter(committees::filing_office_id.eq(office.to_string()))
        .order(committees::id)
        .select((committees::body, committees::version))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|row| committee(row).map(Kept::into_inner))
        .collect()
}

/// Adds an expert to a pool.
///
/// # Errors
/// The person is in the pool already ([`Error::Stale`] from the unique index), or the database is unavailable.
pub fn add_expert(tx: &mut Tx<'_>, expert: &Expert) -> Result<()> {
    diesel::insert_into(experts::table)
        .values((
            experts::id.eq(expert.id.to_string()),
            experts::version.eq(1),
            experts::stage.eq(expert.stage.code()),
            experts::committee_id.eq(expert.committee.to_string()),
            experts::person_id.eq(expert.person.to_string()),
            experts::body.eq(serde_json::to_string(expert)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed expert.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save_expert(tx: &mut Tx<'_>, expert: &Kept<Expert>) -> Result<()> {
    let (id, version) = (expert.id.to_string(), expert.version());
    let rows = diesel::update(experts::table.filter(experts::id.eq(id).and(experts::version.eq(version))))
        .set((
            experts::version.eq(version + 1),
            experts::stage.eq(expert.stage.code()),
            experts::body.eq(serde_json::to_string(&**expert)?),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The expert `id`.
///
/// # Errors
/// There is none.
pub fn find_expert(rx: &mut Rx<'_>, id: ExpertId) -> Result<Kept<Expert>> {
    let row: Row = experts::table
        .find(id.to_string())
        .select((experts::body, experts::version))
        .first(rx.conn)?;
    expert(row)
}

/// Everybody ever in a committee's pool, by id.
///
/// # Errors
/// The database is unavailable.
pub fn pool(rx: &mut Rx<'_>, committee: CommitteeId) -> Result<Vec<Expert>> {
    let rows: Vec<Row> = experts::table
        .filter(experts::committee_id.eq(committee.to_string()))
        .order(experts::id)
        .select((experts::body, experts::version))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|row| expert(row).map(Kept::into_inner))
        .collect()
}

/// A person's entries in all pools, by id.
///
/// # Errors
/// The database is unavailable.
pub fn entries_of(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Expert>> {
    let rows: Vec<Row> = experts::table
        .filter(experts::person_id.eq(person.to_string()))
        .order(experts::id)
        .select((experts::body, experts::version))
        .load(rx.conn)?;
    rows.into_iter()
        .map(|row| expert(row).map(Kept::into_inner))
        .collect()
}

/// A person's entry in a committee's pool, if there is one.
///
/// # Errors
/// The database is unavailable.
pub fn entry_of(rx: &mut Rx<'_>, committee: CommitteeId, person: PersonId) -> Result<Option<Expert>> {
    let row: Option<Row> = experts::table
        .filter(
            experts::committee_id
                .eq(committee.to_string())
                .and(experts::person_id.eq(person.to_string())),
        )
        .select((experts::body, experts::version))
        .first(rx.conn)
        .optional()?;
    row.map(|row| expert(row).map(Kept::into_inner)).transpose()
}
