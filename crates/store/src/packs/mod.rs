//! Versions of policy packs, and the library of those in force.

mod in_force;
pub(crate) mod schema;

use diesel::prelude::*;
use domain::packs::{PackVersion, Report, Stage};
use kernel::PackVersionId;
use policy::{Library, LoadErrors};

use crate::{Error, Kept, Result, Rx, Tx};
pub use in_force::Shelf;
use schema::{pack_changes, pack_versions};

/// The files of packs: path (`folder/name.kdl`) and text.
pub type Files = Vec<(String, String)>;

/// The one row of `pack_changes`.
const IN_FORCE: &str = "in_force";

/// Adds a version with its files.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, version: &PackVersion, files: &Files) -> Result<()> {
    diesel::insert_into(pack_versions::table)
        .values((
            pack_versions::id.eq(version.id.to_string()),
            pack_versions::version.eq(1),
            pack_versions::pack.eq(&version.pack),
            pack_versions::stage.eq(version.stage.code()),
            pack_versions::body.eq(serde_json::to_string(version)?),
            pack_versions::files.eq(serde_json::to_string(files)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed version.
///
/// # Errors
/// Somebody else changed it meanwhile, or another version of the pack is in use ([`Error::Stale`]).
pub fn save(tx: &mut Tx<'_>, version: &Kept<PackVersion>) -> Result<()> {
    let (id, number) = (version.id.to_string(), version.version());
    let row = pack_versions::table.filter(pack_versions::id.eq(id).and(pack_versions::version.eq(number)));
    let rows = diesel::update(row)
        .set((
            pack_versions::version.eq(number + 1),
            pack_versions::stage.eq(version.stage.code()),
            pack_versions::body.eq(serde_json::to_string(&**version)?),
        ))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Keeps what the checker found.
///
/// # Errors
/// The database is unavailable.
pub fn save_report(tx: &mut Tx<'_>, id: PackVersionId, report: &Report) -> Result<()> {
    diesel::update(pack_versions::table.find(id.to_string()))
        .set(pack_versions::report.eq(serde_json::to_string(report)?))
        .execute(tx.conn)?;
    Ok(())
}

fn read((body, number): (String, i64)) -> Result<Kept<PackVersion>> {
    Ok(Kept::read(serde_json::from_str(&body)?, number))
}

/// The version `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: PackVersionId) -> Result<Kept<PackVersion>> {
    let row = pack_versions::table
        .find(id.to_string())
        .select((pack_versions::body, pack_versions::version))
        .first(rx.conn)?;
    read(row)
}

/// The files of the version `id`.
///
/// # Errors
/// There is none.
pub fn files(rx: &mut Rx<'_>, id: PackVersionId) -> Result<Files> {
    let files: String = pack_versions::table
        .find(id.to_string())
        .select(pack_versions::files)
        .first(rx.conn)?;
    Ok(serde_json::from_str(&files)?)
}

/// What the checker found in the version `id`, once it did.
///
/// # Errors
/// There is no such version.
pub fn report(rx: &mut Rx<'_>, id: PackVersionId) -> Result<Option<Report>> {
    let report: Option<String> = pack_versions::table
        .find(id.to_string())
        .select(pack_versions::report)
        .first(rx.conn)?;
    report.map(|text| Ok(serde_json::from_str(&text)?)).transpose()
}

/// Every version, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn all(rx: &mut Rx<'_>) -> Result<Vec<Kept<PackVersion>>> {
    let rows: Vec<(String, i64)> = pack_versions::table
        .order(pack_versions::id.desc())
        .select((pack_versions::body, pack_versions::version))
        .load(rx.conn)?;
    rows.into_iter().map(read).collect()
}

/// The version of `pack` in use, unless it is the one that comes with the program.
///
/// # Errors
/// The database is unavailable.
pub fn adopted(rx: &mut Rx<'_>, pack: &str) -> Result<Option<Kept<PackVersion>>> {
    let row: Option<(String, i64)> = pack_versions::table
        .filter(pack_versions::pack.eq(pack))
        .filter(pack_versions::stage.eq(Stage::Adopted.code()))
        .select((pack_versions::body, pack_versions::version))
        .first(rx.conn)
        .optional()?;
    row.map(read).transpose()
}

/// How often what is in force has changed.
///
/// # Errors
/// The database is unavailable.
pub fn changes(rx: &mut Rx<'_>) -> Result<i64> {
    in_force::changes(rx.conn)
}

/// What is in force has changed: every node loads it anew with its next unit of work.
///
/// # Errors
/// The database is unavailable.
pub fn changed(tx: &mut Tx<'_>) -> Result<()> {
    diesel::update(pack_changes::table.find(IN_FORCE))
        .set(pack_changes::count.eq(pack_changes::count + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// The files that would be in force if `pack` had `files`, or only those that come with the program for `None`;
/// examples among them.
///
/// # Errors
/// The database is unavailable.
pub fn supposing(rx: &mut Rx<'_>, pack: &str, files: Option<Files>) -> Result<Files> {
    let mut adopted = in_force::adopted(rx.conn)?;
    adopted.retain(|(known, _)| known != pack);
    adopted.extend(files.map(|files| (pack.to_owned(), files)));
    Ok(rx.house.shelf().over(adopted))
}

/// A library of `files`.
///
/// # Errors
/// Everything wrong in them, with file, line and column.
pub fn library(files: Files) -> Result<Library, LoadErrors> {
    Library::load(files)
}

/// The files of `pack` as they are in force, examples among them; none when there is no such pack.
///
/// # Errors
/// The database is unavailable.
pub fn in_force(rx: &mut Rx<'_>, pack: &str) -> Result<Files> {
    let adopted = in_force::adopted(rx.conn)?;
    let mut files = rx.house.shelf().over(adopted);
    files.retain(|(path, _)| path.split('/').next() == Some(pack));
    Ok(files)
}
