//! The filing authority returns an application for a committee.

use domain::committees::access;
use kernel::CommitteeId;
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::filed_with;
use crate::{Result, Verb};

/// 退回备案申请.
pub const VERB: Verb = Verb {
    kind: "committees.return_registration",
    roles: &access::FILING_ROLES,
};

#[derive(Serialize)]
struct Returned {
    reason: String,
}

/// Returns the application with what is to be changed.
///
/// # Errors
/// The actor is not its filing authority, it is not waiting, or no reason is given.
pub fn return_registration(tx: &mut Tx<'_>, id: CommitteeId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let today = tx.today();
    let committee = filed_with(tx, id)?.decide(|was| was.send_back(reason, today))?;
    store::committees::save(tx, &committee)?;
    let body = Returned {
        reason: journal::digest_of(reason.trim()),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
