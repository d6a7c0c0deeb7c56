//! The organiser enters a payment from its slip (bank transfer, payment on the spot).

use domain::fees::{Channel, Payment};
use kernel::{Day, FeeOrderId, Money, Refusal, Refusals, Role, Timestamp};
use store::Tx;

use crate::{Result, Verb};

/// Enters a payment.
pub const VERB: Verb = Verb {
    kind: "fees.record_payment",
    roles: &[Role::Organiser],
};

/// A payment as the slip says.
#[derive(Debug, Clone)]
pub struct RecordPayment {
    /// The order it pays.
    pub order: FeeOrderId,
    /// The slip's number.
    pub reference: String,
    /// The amount on it.
    pub amount: Money,
    /// The day on it.
    pub paid: Day,
}

/// Enters the payment; the order is settled and its receipt given.
///
/// # Errors
/// The amount is not the order's, the slip was entered before, its day lies ahead, or there is nothing to pay.
pub fn record_payment(tx: &mut Tx<'_>, cmd: &RecordPayment) -> Result<()> {
    let stored = super::charged(tx, &VERB, cmd.order)?;
    let reference = cmd.reference.trim().to_owned();
    let mut found = Vec::new();
    if reference.is_empty() {
        found.push(Refusal::new("请填写缴款凭证号").at("reference").rule("FEE-004"));
    }
    if cmd.paid > tx.today() {
        found.push(Refusal::new("缴款日期不能晚于今天").at("paid").rule("FEE-004"));
    }
    let organiser = stored.order.organiser;
    if store::fees::entered(tx, organiser, Channel::Slip, &reference)?.is_some() {
        let refusal = Refusal::new("该凭证号已经登记过").at("reference").rule("FEE-004");
        found.push(refusal.remedy("请核对凭证号；一张凭证只登记一次"));
    }
    Refusals::check(found)?;
    let payment = Payment {
        channel: Channel::Slip,
        reference,
        amount: cmd.amount,
        paid: Timestamp::start_of(cmd.paid),
    };
    super::settle(tx, &VERB, &stored, payment)
}
