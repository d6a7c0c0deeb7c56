//! Rows of lists for confirmation.

pub(crate) mod schema;

use diesel::prelude::*;
use domain::publicity::{Kind, Posting};
use domain::results::ResultList;
use kernel::{AnnouncementId, ApplicationId, Day, OfficeId};

use crate::publicity::schema::{posting_cases, postings};
use crate::{Error, Kept, Result, Rx, Tx};
use schema::{result_cases, result_lists};

/// Adds a list with its cases.
///
/// # Errors
/// A case is on another list ([`Error::Stale`] from the unique index), or the database is unavailable.
pub fn add(tx: &mut Tx<'_>, list: &ResultList) -> Result<()> {
    let id = list.id.to_string();
    diesel::insert_into(result_lists::table)
        .values((
            result_lists::id.eq(&id),
            result_lists::version.eq(1),
            result_lists::stage.eq(list.stage.code()),
            result_lists::plan_id.eq(list.plan.to_string()),
            result_lists::meeting_id.eq(list.meeting.to_string()),
            result_lists::organiser_id.eq(list.organiser.to_string()),
            result_lists::authority_id.eq(list.authority.to_string()),
            result_lists::body.eq(serde_json::to_string(list)?),
        ))
        .execute(tx.conn)?;
    for line in &list.lines {
        diesel::insert_into(result_cases::table)
            .values((
                result_cases::application_id.eq(line.case.to_string()),
                result_cases::list_id.eq(&id),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Saves a changed list.
///
/// # Errors
/// Somebody else changed it meanwhile ([`Error::Stale`]), or the database is unavailable.
pub fn save(tx: &mut Tx<'_>, list: &Kept<ResultList>) -> Result<()> {
    let (id, version) = (list.id.to_string(), list.version());
    let rows = diesel::update(
        result_lists::table.filter(result_lists::id.eq(id).and(result_lists::version.eq(version))),
    )
    .set((
        result_lists::version.eq(version + 1),
        result_lists::stage.eq(list.stage.code()),
        result_lists::body.eq(serde_json::to_string(&**list)?),
    ))
    .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The list `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: AnnouncementId) -> Result<Kept<ResultList>> {
    let (body, version): (String, i64) = result_lists::table
        .find(id.to_string())
        .select((result_lists::body, result_lists::version))
        .first(rx.conn)?;
    Ok(Kept::read(serde_json::from_str(&body)?, version))
}

/// The list a case is on, if it was submitted.
///
/// # Errors
/// The database is unavailable.
pub fn of_case(rx: &mut Rx<'_>, case: ApplicationId) -> Result<Option<ResultList>> {
    let body: Option<String> = result_lists::table
        .inner_join(result_cases::table.on(result_cases::list_id.eq(result_lists::id)))
        .filter(result_cases::application_id.eq(case.to_string()))
        .select(result_lists::body)
        .first(rx.conn)
        .optional()?;
    body.map(|body| Ok(serde_json::from_str(&body)?)).transpose()
}

fn load(bodies: &[String]) -> Result<Vec<ResultList>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// The lists an organiser submitted, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_organiser(rx: &mut Rx<'_>, organiser: OfficeId) -> Result<Vec<ResultList>> {
    let bodies: Vec<String> = result_lists::table
        .filter(result_lists::organiser_id.eq(organiser.to_string()))
        .order(result_lists::id.desc())
        .select(result_lists::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The lists submitted to an authority, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_authority(rx: &mut Rx<'_>, authority: OfficeId) -> Result<Vec<ResultList>> {
    let bodies: Vec<String> = result_lists::table
        .filter(result_lists::authority_id.eq(authority.to_string()))
        .order(result_lists::id.desc())
        .select(result_lists::body)
        .load(rx.conn)?;
    load(&bodies)
}

/// The last day of the result posting that `case` passed through, if there was one.
///
/// # Errors
/// The database is unavailable.
pub fn publicity_end(rx: &mut Rx<'_>, case: ApplicationId) -> Result<Option<Day>> {
    let body: Option<String> = postings::table
        .inner_join(posting_cases::table.on(posting_cases::posting_id.eq(postings::id)))
        .filter(posting_cases::application_id.eq(case.to_string()))
        .filter(
            postings::kind
                .eq(Kind::Result.code())
                .and(postings::closed_ms.is_not_null()),
        )
        .order(postings::id.desc())
        .select(postings::body)
        .first(rx.conn)
        .optional()?;
    let posting: Option<Posting> = body.map(|body| serde_json::from_str(&body)).transpose()?;
    Ok(posting.map(|posting| posting.last_day.latest()))
}
