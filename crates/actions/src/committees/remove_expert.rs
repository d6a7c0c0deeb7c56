//! The organiser removes an expert from the pool.

use domain::committees::RemovalReason;
use kernel::{ExpertId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::managed;
use crate::{Result, Verb};

/// 专家调整出库 (EXP-017).
pub const VERB: Verb = Verb {
    kind: "committees.remove_expert",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Removed {
    reason: RemovalReason,
}

/// Removes the expert at once: they cannot be drawn any more.
///
/// # Errors
/// The committee is not the actor's, or the expert was removed before.
pub fn remove_expert(tx: &mut Tx<'_>, id: ExpertId, reason: RemovalReason) -> Result<()> {
    VERB.permit(tx.actor())?;
    let expert = store::committees::find_expert(tx, id)?;
    managed(tx, expert.committee)?;
    let today = tx.today();
    let expert = expert.decide(|was| was.remove(reason, today))?;
    store::committees::save_expert(tx, &expert)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Removed { reason }, None)
}
