//! The organiser makes the orders that were not made when their cases passed the step at which the fee falls due: the round
//! named that step, or its amount, only later.

use domain::applications::step_code;
use domain::fees::terms;
use domain::plans::Plan;
use kernel::{PlanId, Role, Seat};
use policy::{Rules, StepKind};
use store::applications::{Filter, Row};
use store::{Rx, Tx};

use crate::fees::raise::{Payer, raise};
use crate::{Error, Result, Verb, rules};

/// Makes missing orders.
pub const VERB: Verb = Verb {
    kind: "applications.call_fees",
    roles: &[Role::Organiser],
};

/// More cases than one round ever had.
const MOST_CASES: i64 = 200_000;

/// The cases of the plan whose fee fell due without an order, among those that have come to `seat`'s office: what came to
/// the organiser has passed every step before its own.
///
/// # Errors
/// The database is unavailable.
pub fn without_order(rx: &mut Rx<'_>, seat: Seat, plan: &Plan, rules: &Rules) -> Result<Vec<Row>> {
    let Ok(due) = terms::due_step(rules) else {
        return Ok(Vec::new());
    };
    let filter = Filter {
        plan: Some(plan.id),
        ..Filter::default()
    };
    let ordered = store::fees::cases_with_order(rx, plan.id)?;
    let mut rows = store::applications::list(rx, seat, &filter, MOST_CASES, 0)?;
    rows.retain(|row| {
        is_past(&row.status, due.value)
            && !ordered.contains(&row.id)
            && terms::amount(rules, row.level).is_ok()
    });
    Ok(rows)
}

/// Whether a case of the organiser that stands at `status` is under way and has come to `step`.
fn is_past(status: &str, step: StepKind) -> bool {
    let later = [
        StepKind::Review,
        StepKind::ResultPublicity,
        StepKind::Confirmation,
        StepKind::Issue,
    ];
    let accepted = later.iter().any(|later| step_code(*later) == status);
    let waits = status == step_code(StepKind::Acceptance) || status == "returned";
    accepted || (waits && step != StepKind::Review)
}

/// Makes the missing orders of a round; answers how many.
///
/// # Errors
/// It is not the organiser's round, or the round does not say at which step its fee falls due.
pub fn call_fees(tx: &mut Tx<'_>, id: PlanId) -> Result<usize> {
    let seat = VERB.permit(tx.actor())?;
    let plan = store::plans::find(tx, id)?.plan;
    if plan.content.organiser != seat.office {
        return Err(Error::NotFound);
    }
    let rules = rules::of(tx, &plan)?;
    terms::due_step(&rules).map_err(|open| open.refusal())?;
    let missing = without_order(tx, seat, &plan, &rules)?;
    for row in &missing {
        let payer = Payer {
            case: row.id,
            person: store::applications::find(tx, row.id)?.case.applicant,
            level: row.level,
        };
        raise(tx, payer, &plan, &rules)?;
    }
    Ok(missing.len())
}
