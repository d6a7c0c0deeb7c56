//! The unit enters its posts by level and how it will use the vacancies.

use domain::accounts::Nature;
use domain::posts::{Line, PostPlan, check_asked};
use kernel::{PlanId, PostPlanId, Role};
use store::Tx;
use store::journal;

use crate::{Error, Result, Verb, rules};

/// Enters the figures.
pub const VERB: Verb = Verb {
    kind: "posts.draft",
    roles: &[Role::UnitExaminer],
};

/// Figures to enter.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The round.
    pub plan: PlanId,
    /// The posts of each level.
    pub lines: Vec<Line>,
    /// How the vacancies are used.
    pub method: String,
}

/// Enters the figures of the unit's plan for the round; the plan is begun when there is none.
///
/// # Errors
/// The round asks for none, the figures do not fit each other, or the plan is no draft.
pub fn draft(tx: &mut Tx<'_>, cmd: Draft) -> Result<PostPlanId> {
    let seat = VERB.permit(tx.actor())?;
    let plan = store::plans::find(tx, cmd.plan)?.plan;
    if !matches!(plan.stage, domain::plans::Stage::Published { .. }) {
        return Err(Error::NotFound);
    }
    let rules = rules::of(tx, &plan)?;
    let unit = store::accounts::office(tx, seat.office)?;
    check_asked(&rules, unit.nature == Nature::PublicInstitution)?;
    if store::posts::of_unit(tx, plan.id, unit.id)?.is_none() {
        let department = unit.parent.unwrap_or(unit.id);
        let begun = PostPlan::begin(tx.new_id(), plan.id, unit.id, department);
        store::posts::add(tx, &begun)?;
    }
    let before = store::posts::of_unit(tx, plan.id, unit.id)?.ok_or(Error::NotFound)?;
    let digest = journal::digest_of(&cmd.method);
    let changed = before.posts.clone().draft(cmd.lines, cmd.method, digest)?;
    let id = changed.state.id;
    super::keep(
        tx,
        VERB.kind,
        &before,
        (&changed.state, &changed.event),
        Some(&rules),
    )?;
    Ok(id)
}
