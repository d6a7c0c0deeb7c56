//! The filing authority approves an expert pool.

use domain::committees::access;
use kernel::{CommitteeId, Day};
use policy::Rules;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{filed_with, pack_of};
use crate::{Result, Verb};

/// 核准专家库 (EXP-014, EXP-015).
pub const VERB: Verb = Verb {
    kind: "committees.approve_pool",
    roles: &access::FILING_ROLES,
};

#[derive(Serialize)]
struct PoolApproved {
    document: String,
    from: Day,
    to: Day,
}

/// Approves the pool under the document `number`, valid on the days `from` to `to`.
///
/// # Errors
/// The actor is not the filing authority, or the domain refuses the validity.
pub fn approve_pool(
    tx: &mut Tx<'_>,
    rules: &Rules,
    id: CommitteeId,
    number: &str,
    from: Day,
    to: Day,
) -> Result<()> {
    VERB.permit(tx.actor())?;
    let committee = filed_with(tx, id)?.decide(|was| was.approve_pool(number, from, to, rules))?;
    store::committees::save(tx, &committee)?;
    let body = PoolApproved {
        document: journal::digest_of(number.trim()),
        from,
        to,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
