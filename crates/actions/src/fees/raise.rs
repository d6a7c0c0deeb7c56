//! A case has come to the step at which its round's fee falls due: the order is made, in the same transaction.

use domain::fees::{Charge, Order, terms};
use domain::plans::Plan;
use kernel::{ApplicationId, FeeOrderId, Level, PersonId};
use policy::{Rules, StepKind};
use store::fees::Serial;
use store::journal::{self, Subject};
use store::{Tx, notices};

use crate::{Result, Verb, rules};

/// Makes an order; part of the verb that moves the case.
pub const VERB: Verb = Verb {
    kind: "fees.raise",
    roles: &[],
};

/// Whose fee it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// The application.
    pub case: ApplicationId,
    /// The applicant.
    pub person: PersonId,
    /// For which level.
    pub level: Level,
}

/// Makes the order if the fee falls due at `step` and the case has none that stands. A round without a step, or without an
/// amount for the level, has none made: what no text says is not charged.
pub(crate) fn raise_at(
    tx: &mut Tx<'_>,
    step: StepKind,
    payer: Payer,
    plan: &Plan,
    rules: &Rules,
) -> Result<Option<FeeOrderId>> {
    let falls_due = terms::due_step(rules).is_ok_and(|due| due.value == step);
    if falls_due && terms::amount(rules, payer.level).is_ok() {
        raise(tx, payer, plan, rules)
    } else {
        Ok(None)
    }
}

/// Makes the order, unless the case has one that stands; answers it.
///
/// # Errors
/// The round has no amount for the level.
pub(crate) fn raise(tx: &mut Tx<'_>, payer: Payer, plan: &Plan, rules: &Rules) -> Result<Option<FeeOrderId>> {
    let before = store::fees::of_case(tx, payer.case)?;
    if before.is_some_and(|stored| stored.order.stands()) {
        return Ok(None);
    }
    let organiser = store::accounts::office(tx, plan.content.organiser)?;
    let calendar = rules::calendar(tx, &organiser);
    let charge = Charge {
        case: payer.case,
        plan: plan.id,
        payer: payer.person,
        organiser: organiser.id,
        series_office: plan.office,
        level: payer.level,
    };
    terms::amount(rules, payer.level).map_err(|open| open.refusal())?;
    let number = store::fees::next_number(tx, organiser.id, Serial::Order)?;
    let id = tx.new_id();
    let changed = Order::raise(id, number, charge, rules, &calendar, tx.now())?;
    let order = &changed.state;
    let names = store::accounts::names(tx, &[order.payer])?;
    let name = names.into_iter().next().map(|(_, name)| name).unwrap_or_default();
    store::fees::add(tx, order, &name)?;
    let subject = Subject::of(id);
    let hash = rules.hash().to_string();
    journal::record(tx, &subject, VERB.kind, &changed.event, Some(&hash))?;
    let until = order
        .due
        .as_ref()
        .map_or_else(String::new, |(day, _)| format!("，请在{day}前缴纳"));
    let text = format!(
        "请缴纳评审费{}{until}，缴费单号{}",
        order.amount.value, order.number
    );
    notices::send(tx, order.payer, &subject, &text)?;
    Ok(Some(id))
}
