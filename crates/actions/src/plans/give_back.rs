//! The title office with which a plan was filed gives it back to be mended.

use domain::plans::Stage;
use kernel::{PlanId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// 退回评审计划.
pub const VERB: Verb = Verb {
    kind: "plans.give_back",
    roles: &[Role::TitleOffice],
};

/// Gives the plan back; the drafting office is told why.
///
/// # Errors
/// It was not filed with this office, was published already, or no reason is given.
pub fn give_back(tx: &mut Tx<'_>, id: PlanId, reason: &str) -> Result<()> {
    let seat = VERB.permit(tx.actor())?;
    let stored = store::plans::find(tx, id)?;
    match stored.plan.stage {
        Stage::Filed { with, .. } if with == seat.office => {}
        _ => return Err(Error::NotFound),
    }
    let changed = stored.plan.clone().give_back(seat.office, reason, tx.now())?;
    store::plans::save(tx, &stored, &changed.state)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, None)?;
    let office = store::accounts::office(tx, seat.office)?.name;
    let title = &changed.state.content.title;
    let text = format!("{office}退回了《{title}》，请按意见修改后重新报备");
    for officer in store::accounts::holders(tx, Role::SeriesOffice, changed.state.office)? {
        store::notices::send(tx, officer, &Subject::of(id), &text)?;
    }
    Ok(())
}
