//! The organiser files the pool with the authority that approved the committee.

use kernel::{CommitteeId, Role};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{managed, pack_of};
use crate::{Result, Verb};

/// 专家库报送备案 (EXP-010, EXP-011, EXP-014).
pub const VERB: Verb = Verb {
    kind: "committees.file_pool",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct PoolFiled {
    entries: usize,
    reason: Option<String>,
}

/// Files the pool; `reason` passes over what the text asks only in principle.
///
/// # Errors
/// The committee is not the actor's, or the domain refuses the pool.
pub fn file_pool(tx: &mut Tx<'_>, rules: &Rules, id: CommitteeId, reason: Option<&str>) -> Result<()> {
    VERB.permit(tx.actor())?;
    let committee = managed(tx, id)?;
    let experts = store::committees::pool(tx, id)?;
    let today = tx.today();
    let committee = committee.decide(|was| was.file_pool(&experts, reason, rules, today))?;
    store::committees::save(tx, &committee)?;
    let body = PoolFiled {
        entries: experts.len(),
        reason: reason.map(journal::digest_of),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
