//! The series office answers a request for a waiver.

use domain::fees::access;
use kernel::{FeeOrderId, Role};
use store::Tx;
use store::journal::{self, Subject};
use store::notices;

use crate::{Error, Result, Verb};

/// Answers a request for a waiver.
pub const VERB: Verb = Verb {
    kind: "fees.answer_waiver",
    roles: &[Role::SeriesOffice],
};

/// Gives the waiver or refuses it; refused, the fee is due as before.
///
/// # Errors
/// Nothing was asked for, or the same person asked.
pub fn answer_waiver(tx: &mut Tx<'_>, id: FeeOrderId, given: bool) -> Result<()> {
    VERB.permit(tx.actor())?;
    let stored = store::fees::find(tx, id)?;
    if !access::answers_waivers(tx.actor(), &stored.order) {
        return Err(Error::NotFound);
    }
    let by = tx.actor().person().ok_or(Error::NotFound)?;
    let changed = stored.order.clone().answer_waiver(given, by)?;
    store::fees::save(tx, &stored, &changed.state)?;
    let (subject, order) = (Subject::of(id), &changed.state);
    journal::record(tx, &subject, VERB.kind, &changed.event, None)?;
    let text = if given {
        format!("缴费单{}已批准减免", order.number)
    } else {
        format!("缴费单{}的减免申请未获批准，请按期缴费", order.number)
    };
    notices::send(tx, order.payer, &subject, &text)?;
    super::tell(tx, Role::Organiser, order, &text)
}
