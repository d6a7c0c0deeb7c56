//! Lists of cases, each a function of what the viewer may see.

use diesel::prelude::*;
use domain::applications::{Application, Ending, step_code};
use kernel::{ApplicationId, Level, OfficeId, PersonId, PlanId, Role, Seat, Timestamp};
use policy::StepKind;

use super::schema::{application_offices, applications};
use crate::{Error, Result, Rx};

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The case.
    pub id: ApplicationId,
    /// The round.
    pub plan: PlanId,
    /// Who applies.
    pub applicant_name: String,
    /// Through which unit.
    pub unit_name: String,
    /// The level applied for.
    pub level: Level,
    /// The specialty applied for.
    pub specialty: String,
    /// The stored word of where it stands.
    pub status: String,
    /// Since when.
    pub since: Timestamp,
    /// By when the applicant must resubmit, if so.
    pub due: Option<Timestamp>,
}

/// What a list is narrowed to; everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One round.
    pub plan: Option<PlanId>,
    /// One status.
    pub status: Option<String>,
    /// One level.
    pub level: Option<Level>,
    /// Part of the applicant's name.
    pub name: Option<String>,
}

type Columns = (
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<i64>,
);

fn row(columns: Columns) -> Result<Row> {
    let (id, plan, applicant_name, unit_name, level, specialty, status, since, due) = columns;
    Ok(Row {
        id: id.parse().map_err(Error::broken)?,
        plan: plan.parse().map_err(Error::broken)?,
        applicant_name,
        unit_name,
        level: Level::from_code(&level).ok_or_else(|| Error::broken(&level))?,
        specialty,
        status,
        since: Timestamp::from_millis(since),
        due: due.map(Timestamp::from_millis),
    })
}

/// Cases that have reached `seat`'s office in its role, narrowed by a filter: a boxed query to select from.
macro_rules! reached {
    ($seat:expr, $filter:expr, $select:expr) => {{
        let (seat, filter): (Seat, &Filter) = ($seat, $filter);
        let joined = application_offices::table.on(application_offices::application_id.eq(applications::id));
        let mut query = applications::table
            .inner_join(joined)
            .filter(application_offices::office_id.eq(seat.office.to_string()))
            .filter(application_offices::role.eq(seat.role.code()))
            .filter(applications::status.ne("draft"))
            .select($select)
            .into_boxed();
        if let Some(plan) = filter.plan {
            query = query.filter(applications::plan_id.eq(plan.to_string()));
        }
        if let Some(status) = &filter.status {
            query = query.filter(applications::status.eq(status.clone()));
        }
        if let Some(level) = filter.level {
            query = query.filter(applications::level.eq(level.code()));
        }
        if let Some(name) = &filter.name {
            let letters = name.chars();
            let escaped: String = letters
                .filter(|letter| !matches!(letter, '%' | '_' | '\\'))
                .collect();
            query = query.filter(applications::applicant_name.like(format!("%{escaped}%")));
        }
        query
    }};
}

/// The cases that have reached `seat`'s office in its role, newest first, at most `limit` from `offset` on.
///
/// # Errors
/// The database is unavailable.
pub fn list(rx: &mut Rx<'_>, seat: Seat, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Row>> {
    let columns = (
        applications::id,
        applications::plan_id,
        applications::applicant_name,
        applications::unit_name,
        applications::level,
        applications::specialty,
        applications::status,
        applications::since_ms,
        applications::due_ms,
    );
    ask!(rx.conn, |conn| reached!(seat, filter, columns)
        .order((applications::since_ms.desc(), applications::id))
        .limit(limit)
        .offset(offset)
        .load::<Columns>(conn))?
    .into_iter()
    .map(row)
    .collect()
}

/// How many cases [`list`] has under this filter.
///
/// # Errors
/// The database is unavailable.
pub fn count(rx: &mut Rx<'_>, seat: Seat, filter: &Filter) -> Result<i64> {
    Ok(ask!(rx.conn, |conn| reached!(
        seat,
        filter,
        diesel::dsl::count_star()
    )
    .first(conn))?)
}

/// The cases whose turn it is in `seat`'s office at one of `steps`, longest waiting first.
///
/// # Errors
/// The database is unavailable.
pub fn waiting(rx: &mut Rx<'_>, seat: Seat, steps: &[StepKind], limit: i64) -> Result<Vec<Row>> {
    let codes: Vec<&str> = steps.iter().map(|step| step_code(*step)).collect();
    ask!(rx.conn, |conn| applications::table
        .filter(applications::holder_id.eq(seat.office.to_string()))
        .filter(applications::status.eq_any(codes))
        .order((applications::since_ms, applications::id))
        .limit(limit)
        .select((
            applications::id,
            applications::plan_id,
            applications::applicant_name,
            applications::unit_name,
            applications::level,
            applications::specialty,
            applications::status,
            applications::since_ms,
            applications::due_ms,
        ))
        .load::<Columns>(conn))?
    .into_iter()
    .map(row)
    .collect()
}

/// How many cases [`waiting`] has.
///
/// # Errors
/// The database is unavailable.
pub fn count_waiting(rx: &mut Rx<'_>, seat: Seat, steps: &[StepKind]) -> Result<i64> {
    let codes: Vec<&str> = steps.iter().map(|step| step_code(*step)).collect();
    Ok(ask!(rx.conn, |conn| applications::table
        .filter(applications::holder_id.eq(seat.office.to_string()))
        .filter(applications::status.eq_any(codes))
        .count()
        .get_result(conn))?)
}

/// How many cases of each round stand where, among those that have reached `seat`'s office in its role: the round, the
/// status, the number.
///
/// # Errors
/// The database is unavailable.
pub fn counts_by_round(rx: &mut Rx<'_>, seat: Seat) -> Result<Vec<(PlanId, String, i64)>> {
    let counted: Vec<(String, String, i64)> = ask!(rx.conn, |conn| applications::table
        .inner_join(application_offices::table.on(application_offices::application_id.eq(applications::id)))
        .filter(application_offices::office_id.eq(seat.office.to_string()))
        .filter(application_offices::role.eq(seat.role.code()))
        .filter(applications::status.ne("draft"))
        .group_by((applications::plan_id, applications::status))
        .order((applications::plan_id, applications::status))
        .select((
            applications::plan_id,
            applications::status,
            diesel::dsl::count_star(),
        ))
        .load(conn))?;
    let read = |(plan, status, number): (String, String, i64)| {
        Ok((plan.parse().map_err(Error::broken)?, status, number))
    };
    counted.into_iter().map(read).collect()
}

/// How many cases stand where, among those that have reached `seat`'s office in its role.
///
/// # Errors
/// The database is unavailable.
pub fn counts_by_status(rx: &mut Rx<'_>, seat: Seat) -> Result<Vec<(String, i64)>> {
    Ok(ask!(rx.conn, |conn| applications::table
        .inner_join(application_offices::table.on(application_offices::application_id.eq(applications::id)))
        .filter(application_offices::office_id.eq(seat.office.to_string()))
        .filter(application_offices::role.eq(seat.role.code()))
        .filter(applications::status.ne("draft"))
        .group_by(applications::status)
        .order(applications::status)
        .select((applications::status, diesel::dsl::count_star()))
        .load(conn))?)
}

/// A person's own applications, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_applicant(rx: &mut Rx<'_>, person: PersonId) -> Result<Vec<Application>> {
    let bodies: Vec<String> = ask!(rx.conn, |conn| applications::table
        .filter(applications::applicant_id.eq(person.to_string()))
        .order(applications::id.desc())
        .select(applications::body)
        .load(conn))?;
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// The cases of a round that stand at `step`, in the order of their ids.
///
/// # Errors
/// The database is unavailable.
pub fn of_plan_at(rx: &mut Rx<'_>, plan: PlanId, step: StepKind) -> Result<Vec<Application>> {
    let bodies: Vec<String> = ask!(rx.conn, |conn| applications::table
        .filter(
            applications::plan_id
                .eq(plan.to_string())
                .and(applications::status.eq(step_code(step))),
        )
        .order(applications::id)
        .select(applications::body)
        .load(conn))?;
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// The cases of a level of a round that wait at an office, in the order of their ids.
///
/// # Errors
/// The database is unavailable.
pub fn with_offices(rx: &mut Rx<'_>, plan: PlanId, level: Level) -> Result<Vec<Application>> {
    let bodies: Vec<String> = applications::table
        .filter(applications::plan_id.eq(plan.to_string()))
        .filter(applications::level.eq(level.code()))
        .filter(applications::holder_id.is_not_null())
        .order(applications::id)
        .select(applications::body)
        .load(rx.conn)?;
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// Visits the cases of a round that were submitted at least once, in the order of their ids, a few hundred at a time.
///
/// # Errors
/// The database is unavailable, or what `visit` refuses.
pub fn each_submitted<E: From<Error>>(
    rx: &mut Rx<'_>,
    plan: PlanId,
    mut visit: impl FnMut(&mut Rx<'_>, Application) -> core::result::Result<(), E>,
) -> core::result::Result<(), E> {
    const AT_ONCE: i64 = 500;
    let mut after = String::new();
    loop {
        let rows: Vec<(String, String)> = applications::table
            .filter(applications::plan_id.eq(plan.to_string()))
            .filter(applications::id.gt(&after))
            .order(applications::id)
            .select((applications::id, applications::body))
            .limit(AT_ONCE)
            .load(rx.conn)
            .map_err(Error::from)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (_, body) in &rows {
            let case: Application = serde_json::from_str(body).map_err(Error::from)?;
            if case.submissions > 0 {
                visit(rx, case)?;
            }
        }
    }
}

/// Whom a change of a round concerns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Applicants with a case that has not ended.
    pub applicants: Vec<PersonId>,
    /// The offices of these cases, each in its role: the units, and those they have come to.
    pub seats: Vec<(Role, OfficeId)>,
}

/// Whom a change of the round `plan` concerns, each once.
///
/// # Errors
/// The database is unavailable.
pub fn concerned(rx: &mut Rx<'_>, plan: PlanId) -> Result<Concerned> {
    let goes_on = || {
        applications::table
            .filter(applications::plan_id.eq(plan.to_string()))
            .filter(applications::status.ne_all(Ending::CODES))
    };
    let applicants: Vec<String> = goes_on()
        .select(applications::applicant_id)
        .distinct()
        .load(rx.conn)?;
    let units: Vec<String> = goes_on().select(applications::unit_id).distinct().load(rx.conn)?;
    let joined = application_offices::table.on(application_offices::application_id.eq(applications::id));
    let offices: Vec<(String, String)> = goes_on()
        .inner_join(joined)
        .select((application_offices::role, application_offices::office_id))
        .distinct()
        .load(rx.conn)?;
    let unit = |id: String| (Role::UnitExaminer.code().to_owned(), id);
    let seats = units.into_iter().map(unit).chain(offices);
    Ok(Concerned {
        applicants: applicants
            .iter()
            .map(|id| id.parse().map_err(Error::broken))
            .collect::<Result<_>>()?,
        seats: seats
            .map(|(role, office)| {
                let role = Role::from_code(&role).ok_or_else(|| Error::broken(&role))?;
                Ok((role, office.parse().map_err(Error::broken)?))
            })
            .collect::<Result<_>>()?,
    })
}
