//! The organiser asks that an applicant need not pay, on a named basis.

use domain::fees::Waiver;
use kernel::{FeeOrderId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb, rules};

/// Asks for a waiver.
pub const VERB: Verb = Verb {
    kind: "fees.ask_waiver",
    roles: &[Role::Organiser],
};

/// Asks; the series office that set up the round answers.
///
/// # Errors
/// The round provides for no waiver, the basis is missing, or the order is not open.
pub fn ask_waiver(tx: &mut Tx<'_>, id: FeeOrderId, basis: &str) -> Result<()> {
    let stored = super::charged(tx, &VERB, id)?;
    let rules = rules::of_plan(tx, stored.order.plan)?;
    let waiver = Waiver {
        basis: basis.trim().to_owned(),
        asked_by: tx.actor().person().ok_or(Error::NotFound)?,
        asked: tx.now(),
        approved_by: None,
    };
    let digest = journal::digest_of(basis);
    let changed = stored.order.clone().ask_waiver(waiver, digest, &rules)?;
    store::fees::save(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))?;
    let text = format!("缴费单{}申请减免，请审批", changed.state.number);
    super::tell(tx, Role::SeriesOffice, &changed.state, &text)
}
