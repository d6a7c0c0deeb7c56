//! Rows of units' post plans.

pub(crate) mod schema;

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::posts::PostPlan;
use kernel::{ApplicationId, Level, OfficeId, PlanId, PostPlanId};

use crate::{Error, Result, Rx, Tx};
use schema::{post_plans, post_recommendations};

/// A post plan with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The post plan.
    pub posts: PostPlan,
    version: i64,
}

fn stored((version, body): (i64, String)) -> Result<Stored> {
    Ok(Stored {
        posts: serde_json::from_str(&body)?,
        version,
    })
}

/// Adds a post plan; a unit has one for each round.
///
/// # Errors
/// The unit has one for this round ([`Error::Stale`] when it was made at the same moment).
pub fn add(tx: &mut Tx<'_>, posts: &PostPlan) -> Result<()> {
    diesel::insert_into(post_plans::table)
        .values((
            post_plans::id.eq(posts.id.to_string()),
            post_plans::version.eq(1),
            post_plans::plan_id.eq(posts.plan.to_string()),
            post_plans::unit_id.eq(posts.unit.to_string()),
            post_plans::department_id.eq(posts.department.to_string()),
            post_plans::status.eq(posts.stage.code()),
            post_plans::body.eq(serde_json::to_string(posts)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a changed post plan.
///
/// # Errors
/// Somebody else changed it since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, posts: &PostPlan) -> Result<()> {
    let row = post_plans::table
        .find(posts.id.to_string())
        .filter(post_plans::version.eq(before.version));
    let changed = diesel::update(row)
        .set((
            post_plans::version.eq(before.version + 1),
            post_plans::status.eq(posts.stage.code()),
            post_plans::body.eq(serde_json::to_string(posts)?),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The post plan `id`. Whether the actor may see it is the caller's question.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: PostPlanId) -> Result<Stored> {
    let found = post_plans::table
        .find(id.to_string())
        .select((post_plans::version, post_plans::body))
        .first(rx.conn)?;
    stored(found)
}

/// The unit's post plan of a round, if it has one.
///
/// # Errors
/// The database is unavailable.
pub fn of_unit(rx: &mut Rx<'_>, plan: PlanId, unit: OfficeId) -> Result<Option<Stored>> {
    let found: Option<(i64, String)> = post_plans::table
        .filter(post_plans::plan_id.eq(plan.to_string()))
        .filter(post_plans::unit_id.eq(unit.to_string()))
        .select((post_plans::version, post_plans::body))
        .first(rx.conn)
        .optional()?;
    found.map(stored).transpose()
}

/// The post plans of a round under a department, in the order they were begun.
///
/// # Errors
/// The database is unavailable.
pub fn of_department(rx: &mut Rx<'_>, plan: PlanId, department: OfficeId) -> Result<Vec<PostPlan>> {
    let bodies: Vec<String> = post_plans::table
        .filter(post_plans::plan_id.eq(plan.to_string()))
        .filter(post_plans::department_id.eq(department.to_string()))
        .order(post_plans::id)
        .select(post_plans::body)
        .load(rx.conn)?;
    let read = |body: &String| Ok(serde_json::from_str(body)?);
    bodies.iter().map(read).collect()
}

/// How many post plans wait for a department's decision.
///
/// # Errors
/// The database is unavailable.
pub fn waiting_count(rx: &mut Rx<'_>, department: OfficeId) -> Result<i64> {
    Ok(post_plans::table
        .filter(post_plans::department_id.eq(department.to_string()))
        .filter(post_plans::status.eq("publicised"))
        .select(count_star())
        .first(rx.conn)?)
}

/// Notes that a unit recommended a case, inside or outside the ratio; a case recommended anew is noted once.
///
/// # Errors
/// The database is unavailable.
pub fn note_recommendation(
    tx: &mut Tx<'_>,
    (plan, unit): (PlanId, OfficeId),
    case: ApplicationId,
    level: Level,
    outside: bool,
) -> Result<()> {
    release(tx, case)?;
    diesel::insert_into(post_recommendations::table)
        .values((
            post_recommendations::application_id.eq(case.to_string()),
            post_recommendations::plan_id.eq(plan.to_string()),
            post_recommendations::unit_id.eq(unit.to_string()),
            post_recommendations::level.eq(level.code()),
            post_recommendations::outside.eq(outside),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A case is no longer recommended: its post is free again.
///
/// # Errors
/// The database is unavailable.
pub fn release(tx: &mut Tx<'_>, case: ApplicationId) -> Result<()> {
    diesel::delete(post_recommendations::table.find(case.to_string())).execute(tx.conn)?;
    Ok(())
}

/// How many other cases the unit has recommended for a level inside the ratio, `but` left out.
///
/// # Errors
/// The database is unavailable.
pub fn recommended(
    rx: &mut Rx<'_>,
    (plan, unit): (PlanId, OfficeId),
    level: Level,
    but: Option<ApplicationId>,
) -> Result<u32> {
    let mut query = post_recommendations::table
        .filter(post_recommendations::plan_id.eq(plan.to_string()))
        .filter(post_recommendations::unit_id.eq(unit.to_string()))
        .filter(post_recommendations::level.eq(level.code()))
        .filter(post_recommendations::outside.eq(false))
        .select(count_star())
        .into_boxed();
    if let Some(but) = but {
        query = query.filter(post_recommendations::application_id.ne(but.to_string()));
    }
    let count: i64 = query.first(rx.conn)?;
    u32::try_from(count).map_err(Error::broken)
}
