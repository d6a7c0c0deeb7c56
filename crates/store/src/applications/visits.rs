//! The visits of a case: which office had it, from when to when, and what came of it. The timeline is made of them.

use diesel::prelude::*;
use domain::applications::{Application, Stage, step_code};
use kernel::{ApplicationId, OfficeId, Timestamp};

use super::schema::application_visits as table;
use crate::{Error, Result, Rx, Tx};

/// What is written on the visit that a change ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct Handling<'a> {
    /// What came of it, as pages say it: 审核通过, 退回修改, ….
    pub outcome: &'a str,
    /// The opinion, in the officer's words.
    pub opinion: Option<&'a str>,
    /// The officer's name, for the case's offices only.
    pub by: Option<&'a str>,
}

/// One visit of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The stored word of the step; `returned` while the applicant had it.
    pub step: String,
    /// The office that had it.
    pub office: OfficeId,
    /// From.
    pub entered: Timestamp,
    /// To; none for the present one.
    pub left: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The written opinion.
    pub opinion: Option<String>,
    /// Who handled it.
    pub handled_by: Option<String>,
}

/// Ends the open visit and begins the next, when the case has moved.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    before: &Application,
    after: &Application,
    handling: &Handling<'_>,
) -> Result<()> {
    if before.stage == after.stage {
        return Ok(());
    }
    let id = after.id.to_string();
    let now = tx.now().as_millis();
    ask!(tx.conn, |conn| diesel::update(table::table.filter(
        table::application_id.eq(&id).and(table::left_ms.is_null())
    ))
    .set((
        table::left_ms.eq(now),
        table::outcome.eq(handling.outcome),
        table::opinion.eq(handling.opinion),
        table::handled_by.eq(handling.by),
    ))
    .execute(conn))?;
    let next = match &after.stage {
        Stage::With { leg } => after.route.get(*leg).map(|leg| (step_code(leg.step), leg.office)),
        Stage::Returned { .. } => Some(("returned", after.unit)),
        Stage::Draft | Stage::Ended(_) => None,
    };
    let Some((step, office)) = next else { return Ok(()) };
    let last: Option<i32> = ask!(tx.conn, |conn| table::table
        .filter(table::application_id.eq(&id))
        .select(diesel::dsl::max(table::seq))
        .first(conn))?;
    ask!(tx.conn, |conn| diesel::insert_into(table::table)
        .values((
            table::application_id.eq(&id),
            table::seq.eq(last.unwrap_or(0) + 1),
            table::step.eq(step),
            table::office_id.eq(office.to_string()),
            table::entered_ms.eq(now),
        ))
        .execute(conn))?;
    Ok(())
}

/// The visits of a case, first to last.
///
/// # Errors
/// The database is unavailable.
pub fn visits(rx: &mut Rx<'_>, id: ApplicationId) -> Result<Vec<Visit>> {
    type Row = (
        String,
        String,
        i64,
        Option<i64>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let rows: Vec<Row> = ask!(rx.conn, |conn| table::table
        .filter(table::application_id.eq(id.to_string()))
        .order(table::seq)
        .select((
            table::step,
            table::office_id,
            table::entered_ms,
            table::left_ms,
            table::outcome,
            table::opinion,
            table::handled_by,
        ))
        .load(conn))?;
    rows.into_iter()
        .map(|(step, office, entered, left, outcome, opinion, handled_by)| {
            Ok(Visit {
                step,
                office: office.parse().map_err(Error::broken)?,
                entered: Timestamp::from_millis(entered),
                left: left.map(Timestamp::from_millis),
                outcome,
                opinion,
                handled_by,
            })
        })
        .collect()
}
