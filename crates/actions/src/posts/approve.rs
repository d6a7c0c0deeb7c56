//! The supervising department approves a unit's plan for using vacancies.

use kernel::{PostPlanId, Role};
use store::Tx;

use crate::{Error, Result, Verb};

/// Approves the plan.
pub const VERB: Verb = Verb {
    kind: "posts.approve",
    roles: &[Role::Department],
};

/// Approves the plan under `number`; from now on the unit may recommend within it.
///
/// # Errors
/// It is not with the department, the number is missing, or the round's last day for it is over.
pub fn approve(tx: &mut Tx<'_>, id: PostPlanId, number: &str) -> Result<()> {
    let (before, rules) = super::decided(tx, &VERB, id)?;
    let by = tx.actor().person().ok_or(Error::NotFound)?;
    let changed = before.posts.clone().approve(number, by, &rules, tx.now())?;
    super::keep(
        tx,
        VERB.kind,
        &before,
        (&changed.state, &changed.event),
        Some(&rules),
    )?;
    let text = "空缺岗位使用方案已经主管部门批准，可以在批准的空岗内推荐人选";
    super::tell(tx, Role::UnitExaminer, &changed.state, text)
}
