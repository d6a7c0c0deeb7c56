//! The organiser gives a fee back, where the round provides for it (退费办法).

use domain::fees::{Channel, Refund as GivenBack};
use kernel::{FeeOrderId, Money, Refusal, Role};
use store::Tx;
use store::fees::{Entry, Outcome};
use store::journal::{self, Subject};
use store::notices;

use crate::{Error, Result, Verb, rules};

/// Gives a fee back.
pub const VERB: Verb = Verb {
    kind: "fees.refund",
    roles: &[Role::Organiser],
};

/// A refund to enter.
#[derive(Debug, Clone)]
pub struct Refund {
    /// The order that was paid.
    pub order: FeeOrderId,
    /// Why, under the round's provision.
    pub reason: String,
    /// The number of the slip of the transfer back.
    pub reference: String,
}

/// Enters that the whole payment was given back.
///
/// # Errors
/// The round provides for no refund, nothing was paid, reason or slip is missing, or the slip was entered before.
pub fn refund(tx: &mut Tx<'_>, cmd: &Refund) -> Result<()> {
    let stored = super::charged(tx, &VERB, cmd.order)?;
    let rules = rules::of_plan(tx, stored.order.plan)?;
    let reference = cmd.reference.trim().to_owned();
    let organiser = stored.order.organiser;
    if store::fees::entered(tx, organiser, Channel::Slip, &reference)?.is_some() {
        let refusal = Refusal::new("该凭证号已经登记过").at("reference").rule("FEE-004");
        return Err(refusal.into());
    }
    let back = GivenBack {
        reason: cmd.reason.trim().to_owned(),
        reference: reference.clone(),
        at: tx.now(),
        by: tx.actor().person().ok_or(Error::NotFound)?,
    };
    let digest = journal::digest_of(&cmd.reason);
    let changed = stored.order.clone().refund(back, digest, &rules)?;
    let order = &changed.state;
    store::fees::save(tx, &stored, order)?;
    let entry = Entry {
        channel: Channel::Slip,
        reference: &reference,
        amount: Money::from_cents(-changed.event.amount_cents.cents()),
        paid: tx.now(),
        outcome: Outcome::Refund,
        receipt: None,
    };
    store::fees::enter(tx, order, &entry)?;
    let subject = Subject::of(order.id);
    let hash = rules.hash().to_string();
    journal::record(tx, &subject, VERB.kind, &changed.event, Some(&hash))?;
    let text = format!("评审费{}已退还", changed.event.amount_cents);
    notices::send(tx, order.payer, &subject, &text)
}
