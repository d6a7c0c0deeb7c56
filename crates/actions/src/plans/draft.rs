//! A series office drafts a round's deployment notice, or changes its draft.

use domain::plans::{Content, Plan, Soft};
use kernel::{PlanId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb, rules};

/// Drafts a plan.
pub const VERB: Verb = Verb {
    kind: "plans.draft",
    roles: &[Role::SeriesOffice],
};

/// Drafts a plan, or changes the draft `revised`. Where it departs from what the texts ask in principle (原则上), `soft`
/// says why and who approved it.
///
/// # Errors
/// Something in it does not fit the round's pack, the pack is not in force, or the plan was filed already.
pub fn draft(tx: &mut Tx<'_>, revised: Option<PlanId>, content: Content, soft: &Soft) -> Result<PlanId> {
    let seat = VERB.permit(tx.actor())?;
    let rules = rules::of_pack(tx, &content.pack)?;
    let hash = rules.hash().to_string();
    let (id, event) = match revised {
        None => {
            let id = tx.new_id();
            let changed = Plan::draft(id, seat.office, content, soft, &rules)?;
            store::plans::add(tx, &changed.state)?;
            (id, changed.event)
        }
        Some(id) => {
            let stored = super::own(tx, id)?;
            let changed = stored.plan.clone().revise(content, soft, &rules)?;
            store::plans::save(tx, &stored, &changed.state)?;
            (id, changed.event)
        }
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &event, Some(&hash))?;
    Ok(id)
}
