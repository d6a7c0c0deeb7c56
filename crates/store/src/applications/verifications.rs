//! The unit's records of what it compared (材料审核记录), one per submission examined, with the file made of each.

use diesel::prelude::*;
use domain::applications::Verification;
use kernel::{ApplicationId, FileId};

use super::schema::verifications as table;
use crate::{Error, Result, Rx, Tx};

/// Keeps the record of a submission; an examination done again after a withdrawal replaces it.
///
/// # Errors
/// The database is unavailable.
pub fn keep_verification(tx: &mut Tx<'_>, id: ApplicationId, verification: &Verification) -> Result<()> {
    let number = i32::try_from(verification.submission).map_err(Error::broken)?;
    diesel::delete(table::table.find((id.to_string(), number))).execute(tx.conn)?;
    diesel::insert_into(table::table)
        .values((
            table::application_id.eq(id.to_string()),
            table::submission.eq(number),
            table::body.eq(serde_json::to_string(verification)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The latest record of a case with its file, once made; none before the unit has examined it.
///
/// # Errors
/// The database is unavailable.
pub fn verification(rx: &mut Rx<'_>, id: ApplicationId) -> Result<Option<(Verification, Option<FileId>)>> {
    let row: Option<(String, Option<String>)> = ask!(rx.conn, |conn| table::table
        .filter(table::application_id.eq(id.to_string()))
        .order(table::submission.desc())
        .select((table::body, table::file_id))
        .first(conn))
    .optional()?;
    let Some((body, file)) = row else {
        return Ok(None);
    };
    let file = file.map(|id| id.parse().map_err(Error::broken)).transpose()?;
    Ok(Some((serde_json::from_str(&body)?, file)))
}

/// Notes the file made of the record of a submission.
///
/// # Errors
/// There is no such record ([`Error::Stale`]: it was replaced meanwhile).
pub fn attach_record(tx: &mut Tx<'_>, id: ApplicationId, submission: u32, file: FileId) -> Result<()> {
    let number = i32::try_from(submission).map_err(Error::broken)?;
    let changed = diesel::update(table::table.find((id.to_string(), number)))
        .set(table::file_id.eq(file.to_string()))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
