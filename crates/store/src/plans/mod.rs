//! Rows of yearly plans.

pub(crate) mod schema;

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;
use domain::plans::Plan;
use kernel::{OfficeId, PlanId};

use crate::{Error, Result, Rx, Tx};
use schema::plans;

/// A plan with the version it was read at.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The plan.
    pub plan: Plan,
    version: i64,
}

/// Adds a plan.
///
/// # Errors
/// The database is unavailable.
pub fn add(tx: &mut Tx<'_>, plan: &Plan) -> Result<()> {
    ask!(tx.conn, |conn| diesel::insert_into(plans::table)
        .values((
            plans::id.eq(plan.id.to_string()),
            plans::version.eq(1),
            plans::office_id.eq(plan.office.to_string()),
            plans::year.eq(i32::from(plan.content.year)),
            plans::status.eq(plan.stage.code()),
            plans::series.eq(&plan.content.series),
            plans::title.eq(&plan.content.title),
            plans::apply_from.eq(plan.content.application.from.to_string()),
            plans::apply_to.eq(plan.content.application.to.to_string()),
            plans::body.eq(serde_json::to_string(plan)?),
        ))
        .execute(conn))?;
    Ok(())
}

/// Saves a changed plan.
///
/// # Errors
/// Somebody else changed it since it was read.
pub fn save(tx: &mut Tx<'_>, before: &Stored, plan: &Plan) -> Result<()> {
    let row = plans::table
        .find(plan.id.to_string())
        .filter(plans::version.eq(before.version));
    let changed = ask!(tx.conn, |conn| diesel::update(row)
        .set((
            plans::version.eq(before.version + 1),
            plans::status.eq(plan.stage.code()),
            plans::title.eq(&plan.content.title),
            plans::apply_from.eq(plan.content.application.from.to_string()),
            plans::apply_to.eq(plan.content.application.to.to_string()),
            plans::body.eq(serde_json::to_string(plan)?),
        ))
        .execute(conn))?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The plan `id`.
///
/// # Errors
/// There is none.
pub fn find(rx: &mut Rx<'_>, id: PlanId) -> Result<Stored> {
    let version: i64 = ask!(rx.conn, |conn| plans::table
        .find(id.to_string())
        .select(plans::version)
        .first(conn))?;
    let plan = at(rx, &[(id, version)])?.pop().ok_or(Error::NotFound)?;
    Ok(Stored { plan, version })
}

/// The plans with these ids at these versions, in the same order: those kept decoded, the others read at once.
fn at(rx: &mut Rx<'_>, wanted: &[(PlanId, i64)]) -> Result<Vec<Plan>> {
    let known = |(id, version): &(PlanId, i64)| rx.remembered_plans()?.get(id, *version);
    let mut found: BTreeMap<PlanId, Arc<Plan>> = wanted
        .iter()
        .filter_map(|plan| Some((plan.0, known(plan)?)))
        .collect();
    let missing = wanted.iter().filter(|(id, _)| !found.contains_key(id));
    let missing: Vec<String> = missing.map(|(id, _)| id.to_string()).collect();
    if !missing.is_empty() {
        let rows: Vec<(i64, String)> = ask!(rx.conn, |conn| plans::table
            .filter(plans::id.eq_any(missing))
            .select((plans::version, plans::body))
            .load(conn))?;
        for (version, body) in rows {
            let plan: Arc<Plan> = Arc::new(serde_json::from_str(&body)?);
            if let Some(plans) = rx.remembered_plans() {
                plans.put(plan.id, version, &plan);
            }
            found.insert(plan.id, plan);
        }
    }
    let in_order = wanted.iter().map(|(id, _)| found.get(id));
    in_order
        .map(|plan| plan.map(|plan| Plan::clone(plan)).ok_or(Error::NotFound))
        .collect()
}

/// The published plans, the ones that close last first.
///
/// # Errors
/// The database is unavailable.
pub fn published(rx: &mut Rx<'_>) -> Result<Vec<Plan>> {
    let rows: Vec<(String, i64)> = ask!(rx.conn, |conn| plans::table
        .filter(plans::status.eq("published"))
        .order((plans::apply_to.desc(), plans::id))
        .select((plans::id, plans::version))
        .load(conn))?;
    let read = |(id, version): (String, i64)| Ok((id.parse().map_err(Error::broken)?, version));
    let wanted = rows.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    at(rx, &wanted)
}

fn load(bodies: &[String]) -> Result<Vec<Plan>> {
    bodies
        .iter()
        .map(|body| Ok(serde_json::from_str(body)?))
        .collect()
}

/// The plans an office drafted, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn of_office(rx: &mut Rx<'_>, office: OfficeId) -> Result<Vec<Plan>> {
    let bodies: Vec<String> = ask!(rx.conn, |conn| plans::table
        .filter(plans::office_id.eq(office.to_string()))
        .order(plans::id.desc())
        .select(plans::body)
        .load(conn))?;
    load(&bodies)
}

/// The plans filed with the office, published ones among them, newest first.
///
/// # Errors
/// The database is unavailable.
pub fn filed_with(rx: &mut Rx<'_>, office: OfficeId) -> Result<Vec<Plan>> {
    let bodies: Vec<String> = plans::table
        .filter(plans::status.ne("draft"))
        .order(plans::id.desc())
        .select(plans::body)
        .load(rx.conn)?;
    let mut plans = load(&bodies)?;
    plans.retain(|plan| plan.filed_with() == Some(office));
    Ok(plans)
}

/// How many plans, drafts among them, go by `pack`.
///
/// # Errors
/// The database is unavailable.
pub fn naming(rx: &mut Rx<'_>, pack: &str) -> Result<usize> {
    let bodies: Vec<String> = ask!(rx.conn, |conn| plans::table.select(plans::body).load(conn))?;
    let plans = load(&bodies)?;
    Ok(plans.iter().filter(|plan| plan.content.pack == pack).count())
}
