//! The program ends a case whose one-time notice ran out without a correction (逾期未补正，视为放弃).

use domain::applications::Stage;
use kernel::ApplicationId;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use crate::{Result, Verb, fees};

/// Ends an overdue case; only the program's timer does.
pub const VERB: Verb = Verb {
    kind: "applications.abandon_overdue",
    roles: &[],
};

/// Ends the case if it is still waiting past its deadline; answers whether it was.
///
/// # Errors
/// Somebody other than the program asks, or the database is unavailable.
pub fn abandon_overdue(tx: &mut Tx<'_>, id: ApplicationId) -> Result<bool> {
    VERB.permit_program(tx.actor())?;
    let stored = store::applications::find(tx, id)?;
    let overdue = match &stored.case.stage {
        Stage::Returned { notice, .. } => notice.abandons && notice.due.is_some_and(|due| tx.now() > due),
        Stage::Draft | Stage::With { .. } | Stage::Ended(_) => false,
    };
    if !overdue {
        return Ok(false);
    }
    let changed = stored.case.clone().abandon(tx.now())?;
    let handling = Handling {
        outcome: "逾期未补正，视为放弃申报",
        ..Handling::default()
    };
    store::applications::save(tx, &stored, &changed.state, &handling)?;
    let subject = Subject::of(id);
    journal::record(tx, &subject, VERB.kind, &changed.event, None)?;
    store::notices::send(
        tx,
        changed.state.applicant,
        &subject,
        "补正期限已过，您的申报视为放弃",
    )?;
    store::posts::release(tx, id)?;
    fees::drop_unpaid(tx, id)?;
    Ok(true)
}
