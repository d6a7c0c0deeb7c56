//! The filing authority returns an expert pool.

use domain::committees::access;
use kernel::CommitteeId;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::filed_with;
use crate::{Result, Verb};

/// 退回专家库备案.
pub const VERB: Verb = Verb {
    kind: "committees.return_pool",
    roles: &access::FILING_ROLES,
};

#[derive(Serialize)]
struct PoolReturned {
    reason: String,
}

/// Returns the pool with what is to be changed.
///
/// # Errors
/// The actor is not the filing authority, the pool is not waiting, or no reason is given.
pub fn return_pool(tx: &mut Tx<'_>, id: CommitteeId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let today = tx.today();
    let committee = filed_with(tx, id)?.decide(|was| was.return_pool(reason, today))?;
    store::committees::save(tx, &committee)?;
    let body = PoolReturned {
        reason: journal::digest_of(reason.trim()),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
