//! The gateway tells that an order was paid. Told twice, it is done once.

use domain::fees::{Channel, Payment};
use kernel::{Money, Refusal, Role, Timestamp};
use serde::Serialize;
use store::Tx;
use store::fees::{Entry, Outcome};
use store::journal::{self, Subject};

use super::gateway::Notice;
use crate::{Result, Verb};

/// Takes a notice whose signature was checked; done in the program's name.
pub const VERB: Verb = Verb {
    kind: "fees.notify",
    roles: &[],
};

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The order is settled by it.
    Settled,
    /// It was told before.
    Known,
    /// The money is kept for the organiser to deal with: another amount, or nothing left to pay.
    Kept,
}

#[derive(Serialize)]
struct Kept {
    outcome: &'static str,
    amount_cents: Money,
    reference: String,
}

/// Settles the order, or keeps the money for the organiser where it does not fit (FEE-004: nothing but the approved amount).
///
/// # Errors
/// Somebody other than the program asks, there is no such order, or the transaction was told before about something else.
pub fn notify(tx: &mut Tx<'_>, notice: &Notice) -> Result<Told> {
    VERB.permit_program(tx.actor())?;
    let stored = store::fees::find(tx, notice.order)?;
    let amount = Money::from_cents(notice.amount_cents);
    let organiser = stored.order.organiser;
    let before = store::fees::entered(tx, organiser, Channel::Gateway, &notice.reference)?;
    if let Some(before) = before {
        return if before == (notice.order, amount) {
            Ok(Told::Known)
        } else {
            Err(Refusal::new("该交易号已用于另一笔缴费").rule("FEE-004").into())
        };
    }
    let order = &stored.order;
    if order.is_open() && order.amount.value == amount {
        let payment = Payment {
            channel: Channel::Gateway,
            reference: notice.reference.clone(),
            amount,
            paid: Timestamp::from_millis(notice.paid_ms),
        };
        super::settle(tx, &VERB, &stored, payment)?;
        return Ok(Told::Settled);
    }
    let outcome = if order.is_open() {
        Outcome::Mismatch
    } else {
        Outcome::Surplus
    };
    let entry = Entry {
        channel: Channel::Gateway,
        reference: &notice.reference,
        amount,
        paid: Timestamp::from_millis(notice.paid_ms),
        outcome,
        receipt: None,
    };
    store::fees::enter(tx, order, &entry)?;
    let body = Kept {
        outcome: outcome.code(),
        amount_cents: amount,
        reference: journal::digest_of(&notice.reference),
    };
    journal::record(tx, &Subject::of(order.id), VERB.kind, &body, None)?;
    let text = format!("缴费单{}收到{amount}，{}", order.number, outcome.chinese());
    super::tell(tx, Role::Organiser, order, &text)?;
    Ok(Told::Kept)
}
