//! The supervising department sends a unit's plan back with its reason.

use kernel::{PostPlanId, Role};
use store::Tx;
use store::journal;

use crate::{Result, Verb};

/// Sends the plan back.
pub const VERB: Verb = Verb {
    kind: "posts.send_back",
    roles: &[Role::Department],
};

/// Sends the plan back to the unit, which drafts it anew.
///
/// # Errors
/// It is not with the department, or the reason is missing.
pub fn send_back(tx: &mut Tx<'_>, id: PostPlanId, reason: &str) -> Result<()> {
    let (before, rules) = super::decided(tx, &VERB, id)?;
    let digest = journal::digest_of(reason);
    let changed = before.posts.clone().send_back(reason, digest)?;
    super::keep(
        tx,
        VERB.kind,
        &before,
        (&changed.state, &changed.event),
        Some(&rules),
    )?;
    let text = format!("空缺岗位使用方案被主管部门退回：{}", reason.trim());
    super::tell(tx, Role::UnitExaminer, &changed.state, &text)
}
