//! The drafting office publishes the deployment notice: from now on it is public, and applications may come.

use kernel::{PlanId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb, rules};

/// Publishes a notice.
pub const VERB: Verb = Verb {
    kind: "plans.publish",
    roles: &[Role::SeriesOffice],
};

/// Publishes the notice under its number.
///
/// # Errors
/// It was not filed, has no number, or its application window is over.
pub fn publish(tx: &mut Tx<'_>, id: PlanId, number: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let stored = super::own(tx, id)?;
    let rules = rules::of(tx, &stored.plan)?;
    let changed = stored.plan.clone().publish(number, &rules, tx.now())?;
    store::plans::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))
}
