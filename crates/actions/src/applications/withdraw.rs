//! The applicant takes the application back into a draft, before it is accepted for review.

use kernel::{ApplicationId, Role};
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use crate::{Result, Verb, fees};

/// Withdraws an application.
pub const VERB: Verb = Verb {
    kind: "applications.withdraw",
    roles: &[Role::Applicant],
};

/// Withdraws it; its claim on this year's title of the level stays.
///
/// # Errors
/// It is a draft, was accepted for review, or has ended.
pub fn withdraw(tx: &mut Tx<'_>, id: ApplicationId) -> Result<()> {
    let stored = super::own(tx, &VERB, id)?;
    let changed = stored.case.clone().withdraw(tx.now())?;
    let handling = Handling {
        outcome: "申报人撤回",
        ..Handling::default()
    };
    store::applications::save(tx, &stored, &changed.state, &handling)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, None)?;
    store::posts::release(tx, id)?;
    fees::drop_unpaid(tx, id)
}
