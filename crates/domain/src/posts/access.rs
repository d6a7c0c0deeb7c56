//! Who may see and handle a unit's post plan.

use kernel::{Actor, Role};

use super::PostPlan;

/// The unit's examiner.
#[must_use]
pub fn is_units(actor: &Actor, plan: &PostPlan) -> bool {
    actor.holds(Role::UnitExaminer, plan.unit)
}

/// The supervising department, which approves (五(二)1).
#[must_use]
pub fn decides(actor: &Actor, plan: &PostPlan) -> bool {
    actor.holds(Role::Department, plan.department)
}

/// The unit and its department.
#[must_use]
pub fn may_see(actor: &Actor, plan: &PostPlan) -> bool {
    is_units(actor, plan) || decides(actor, plan)
}
