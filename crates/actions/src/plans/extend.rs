//! After a measured outage the drafting office lengthens the application window for everybody, with a published reason.

use domain::plans::Outage;
use kernel::{PlanId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// 因故障顺延.
pub const VERB: Verb = Verb {
    kind: "plans.extend",
    roles: &[Role::SeriesOffice],
};

/// Lengthens the window by every day of it on which the outage fell; everybody concerned is told.
///
/// # Errors
/// The notice is not published, the outage is not over or did not fall into the window, or its days were granted already.
pub fn extend(tx: &mut Tx<'_>, id: PlanId, outage: Outage, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let stored = super::own(tx, id)?;
    let changed = stored.plan.clone().extend(outage, reason, tx.now())?;
    store::plans::save(tx, &stored, &changed.state)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, None)?;
    super::amend::announce(tx, id, changed.event.number)
}
