//! Rows of applications: the case, the offices it reached, its visits, its submissions, its claims.

mod lists;
pub(crate) mod schema;
mod verifications;
mod visits;

use diesel::prelude::*;
use domain::applications::{Application, Stage, access, role_at};
use kernel::{Actor, ApplicationId, Level, PersonId, Timestamp};

use crate::{Error, Result, Rx, Tx};
pub use lists::{
    Concerned, Filter, Row, concerned, count, count_waiting, counts_by_round, counts_by_status,
    each_submitted, list, of_applicant, of_plan_at, waiting, with_offices,
};
use schema::{application_offices, applications, submissions, title_claims};
pub use verifications::{attach_record, keep_verification, verification};
pub use visits::{Handling, Visit, visits};

/// An application with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The application.
    pub case: Application,
    version: i64,
}

/// Names that lists show beside a case without reading other tables.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The applicant's name.
    pub applicant: &'a str,
    /// The unit's name.
    pub unit: &'a str,
}

fn due_of(case: &Application) -> Option<i64> {
    match &case.stage {
        Stage::Returned { notice, .. } => notice.due.map(Timestamp::as_millis),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => None,
    }
}

fn holder_of(case: &Application) -> Option<String> {
    case.standing_at().map(|leg| leg.office.to_string())
}

/// Adds a draft.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, case: &Application, names: Names<'_>) -> Result<()> {
    ask!(tx.conn, |conn| diesel::insert_into(applications::table)
        .values((
            applications::id.eq(case.id.to_string()),
            applications::version.eq(1),
            applications::plan_id.eq(case.plan.to_string()),
            applications::applicant_id.eq(case.applicant.to_string()),
            applications::applicant_name.eq(names.applicant),
            applications::unit_id.eq(case.unit.to_string()),
            applications::unit_name.eq(names.unit),
            applications::level.eq(case.target.level.code()),
            applications::specialty.eq(&case.target.specialty),
            applications::status.eq(case.status()),
            applications::since_ms.eq(case.since.as_millis()),
            applications::body.eq(serde_json::to_string(case)?),
        ))
        .execute(conn))?;
    Ok(())
}

/// Saves a changed application: the row, the offices newly reached, and its visits.
///
/// # Errors
/// Somebody else changed it since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, case: &Application, handling: &Handling<'_>) -> Result<()> {
    let row = applications::table
        .find(case.id.to_string())
        .filter(applications::version.eq(before.version));
    let changed = ask!(tx.conn, |conn| diesel::update(row)
        .set((
            applications::version.eq(before.version + 1),
            applications::level.eq(case.target.level.code()),
            applications::specialty.eq(&case.target.specialty),
            applications::status.eq(case.status()),
            applications::holder_id.eq(holder_of(case)),
            applications::since_ms.eq(case.since.as_millis()),
            applications::due_ms.eq(due_of(case)),
            applications::submitted_ms.eq(case.submitted.map(Timestamp::as_millis)),
            applications::body.eq(serde_json::to_string(case)?),
        ))
        .execute(conn))?;
    if changed != 1 {
        return Err(Error::Stale);
    }
    reach(tx, &before.case, case)?;
    visits::follow(tx, &before.case, case, handling)
}

fn reach(tx: &mut Tx<'_>, before: &Application, after: &Application) -> Result<()> {
    let (known, now) = (access::reached(before), access::reached(after));
    for leg in now {
        if known.contains(leg) {
            continue;
        }
        let key = (
            after.id.to_string(),
            role_at(leg.step).code(),
            leg.office.to_string(),
        );
        let there: i64 = ask!(tx.conn, |conn| application_offices::table
            .find(key.clone())
            .count()
            .get_result(conn))?;
        if there == 0 {
            ask!(tx.conn, |conn| diesel::insert_into(application_offices::table)
                .values((
                    application_offices::application_id.eq(key.0),
                    application_offices::role.eq(key.1),
                    application_offices::office_id.eq(key.2),
                ))
                .execute(conn))?;
        }
    }
    Ok(())
}

/// The application `id`, whoever asks; actions that act for the program use it.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: ApplicationId) -> Result<Stored> {
    let (version, body): (i64, String) = ask!(rx.conn, |conn| applications::table
        .find(id.to_string())
        .select((applications::version, applications::body))
        .first(conn))?;
    Ok(Stored {
        case: serde_json::from_str(&body)?,
        version,
    })
}

/// The application `id`, if `actor` may see it.
///
/// # Errors
/// There is none, or the actor may not know that there is.
pub fn visible(rx: &mut Rx<'_>, actor: &Actor, id: ApplicationId) -> Result<Stored> {
    let stored = find(rx, id)?;
    if access::may_see(actor, &stored.case) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// One submission as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// From 1.
    pub number: i32,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of `content`.
    pub digest: String,
    /// Exactly what was sent, as JSON.
    pub content: String,
}

/// Keeps a submission.
///
/// # Errors
/// The number was used already, or the database is unavailable.
pub fn add_submission(
    tx: &mut Tx<'_>,
    id: ApplicationId,
    number: u32,
    digest: &str,
    content: &str,
) -> Result<()> {
    let at_ms = tx.now().as_millis();
    ask!(tx.conn, |conn| diesel::insert_into(submissions::table)
        .values((
            submissions::application_id.eq(id.to_string()),
            submissions::number.eq(i32::try_from(number).map_err(Error::broken)?),
            submissions::at_ms.eq(at_ms),
            submissions::digest.eq(digest),
            submissions::content.eq(content),
        ))
        .execute(conn))?;
    Ok(())
}

/// The submissions of an application, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn submissions(rx: &mut Rx<'_>, id: ApplicationId) -> Result<Vec<Submission>> {
    let rows: Vec<SubmissionRow> = ask!(rx.conn, |conn| submissions::table
        .filter(submissions::application_id.eq(id.to_string()))
        .order(submissions::number.desc())
        .select(SUBMISSION_COLUMNS)
        .load(conn))?;
    Ok(rows.into_iter().map(read_submission).collect())
}

/// The submission `number` of an application, the latest without a number; none if it was never submitted.
///
/// # Errors
/// The database is unavailable.
pub fn submission(rx: &mut Rx<'_>, id: ApplicationId, number: Option<i32>) -> Result<Option<Submission>> {
    // Submissions are numbered from 1 without gaps.
    let at_most = number.unwrap_or(i32::MAX);
    let row: Option<SubmissionRow> = ask!(rx.conn, |conn| submissions::table
        .filter(submissions::application_id.eq(id.to_string()))
        .filter(submissions::number.le(at_most))
        .order(submissions::number.desc())
        .select(SUBMISSION_COLUMNS)
        .first(conn))
    .optional()?;
    let found = row.map(read_submission);
    Ok(found.filter(|found| number.is_none_or(|number| number == found.number)))
}

type SubmissionRow = (i32, i64, String, String);

const SUBMISSION_COLUMNS: (
    submissions::number,
    submissions::at_ms,
    submissions::digest,
    submissions::content,
) = (
    submissions::number,
    submissions::at_ms,
    submissions::digest,
    submissions::content,
);

fn read_submission((number, at, digest, content): SubmissionRow) -> Submission {
    Submission {
        number,
        at: Timestamp::from_millis(at),
        digest,
        content,
    }
}

/// The application that claims the person's title of `level` in `year`, if one does.
///
/// # Errors
/// The database is unavailable.
pub fn claimant(rx: &mut Rx<'_>, person: PersonId, year: i16, level: Level) -> Result<Option<ApplicationId>> {
    let id: Option<String> = ask!(rx.conn, |conn| title_claims::table
        .find((person.to_string(), i32::from(year), level.code()))
        .select(title_claims::application_id)
        .first(conn))
    .optional()?;
    id.map(|id| id.parse().map_err(Error::broken)).transpose()
}

/// Claims the person's title of `level` in `year` for one application; a withdrawn case keeps its claim, so that
/// withdrawing and applying anew does not evade the limit.
///
/// # Errors
/// Another application claims it ([`Error::Stale`] when it did so at the same moment).
pub fn claim(tx: &mut Tx<'_>, case: &Application, year: i16) -> Result<()> {
    if claimant(tx, case.applicant, year, case.target.level)? == Some(case.id) {
        return Ok(());
    }
    ask!(tx.conn, |conn| diesel::insert_into(title_claims::table)
        .values((
            title_claims::person_id.eq(case.applicant.to_string()),
            title_claims::year.eq(i32::from(year)),
            title_claims::level.eq(case.target.level.code()),
            title_claims::application_id.eq(case.id.to_string()),
        ))
        .execute(conn))?;
    Ok(())
}
