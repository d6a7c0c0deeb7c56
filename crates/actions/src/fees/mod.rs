//! Review fees: orders that fall due on a case's way, payments, waivers, refunds, receipts.

pub mod answer_waiver;
pub mod ask_waiver;
pub mod gateway;
pub mod keep_receipt;
pub mod notify;
pub mod raise;
pub mod record_payment;
pub mod refund;

use domain::fees::{Order, Payment, access, bar};
use kernel::{ApplicationId, FeeOrderId, Refusal, Role};
use policy::Rules;
use serde::{Deserialize, Serialize};
use store::fees::{Entry, Outcome, Serial, Stored};
use store::journal::{self, Subject};
use store::outbox::{self, Job};
use store::{Rx, Tx, notices};

use crate::{Error, Result, Verb};

/// The job that sets a receipt as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderReceipt {
    /// The order that was paid.
    pub order: FeeOrderId,
}

impl Job for RenderReceipt {
    const TOPIC: &'static str = "fees.render_receipt";
}

/// Why the case is not accepted yet, if its round says that an unpaid one is not (未缴费处理).
///
/// # Errors
/// The database is unavailable.
pub fn bar_of(rx: &mut Rx<'_>, case: ApplicationId, rules: &Rules) -> Result<Option<Refusal>> {
    let stored = store::fees::of_case(rx, case)?;
    Ok(bar(stored.as_ref().map(|stored| &stored.order), rules))
}

/// An application is no longer under way: what it did not pay is no longer asked for.
pub(crate) fn drop_unpaid(tx: &mut Tx<'_>, case: ApplicationId) -> Result<()> {
    let Some(stored) = store::fees::of_case(tx, case)? else {
        return Ok(());
    };
    let Some(changed) = stored.order.clone().dropped(tx.now()) else {
        return Ok(());
    };
    store::fees::save(tx, &stored, &changed.state)?;
    let subject = Subject::of(changed.state.id);
    journal::record(tx, &subject, "fees.drop", &changed.event, None)
}

/// The order, if the actor's office charges it.
fn charged(tx: &mut Tx<'_>, verb: &Verb, id: FeeOrderId) -> Result<Stored> {
    verb.permit(tx.actor())?;
    let stored = store::fees::find(tx, id)?;
    if access::charges(tx.actor(), &stored.order) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// The order settled by `payment`: receipt number, movement of money, receipt's file, message to the payer.
fn settle(tx: &mut Tx<'_>, verb: &Verb, stored: &Stored, payment: Payment) -> Result<()> {
    let order = stored.order.clone();
    if !order.is_open() || payment.amount != order.amount.value {
        // Refused by the order itself, before a receipt's number is spent on it.
        let refused = order.pay(payment, String::new(), String::new(), tx.now());
        return refused.map(|_| ()).map_err(Into::into);
    }
    let number = store::fees::next_number(tx, order.organiser, Serial::Receipt)?;
    let digest = journal::digest_of(&payment.reference);
    let entry = Entry {
        channel: payment.channel,
        reference: &payment.reference,
        amount: payment.amount,
        paid: payment.paid,
        outcome: Outcome::Matched,
        receipt: Some(&number),
    };
    store::fees::enter(tx, &order, &entry)?;
    let changed = order.pay(payment, digest, number.clone(), tx.now())?;
    store::fees::save(tx, stored, &changed.state)?;
    let order = &changed.state;
    let subject = Subject::of(order.id);
    journal::record(tx, &subject, verb.kind, &changed.event, None)?;
    outbox::queue(tx, &RenderReceipt { order: order.id }, tx.now(), None)?;
    let text = format!("评审费{}已收到，收据号{number}", order.amount.value);
    notices::send(tx, order.payer, &subject, &text)
}

/// Tells everybody who holds `role` in `office`.
fn tell(tx: &mut Tx<'_>, role: Role, order: &Order, text: &str) -> Result<()> {
    let office = match role {
        Role::SeriesOffice => order.series_office,
        _ => order.organiser,
    };
    for person in store::accounts::holders(tx, role, office)? {
        notices::send(tx, person, &Subject::of(order.id), text)?;
    }
    Ok(())
}
