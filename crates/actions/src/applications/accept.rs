//! The organiser accepts a case for review (SUP-004).

use kernel::{ApplicationId, Role};
use policy::StepKind;
use store::Tx;

use crate::{Result, Verb, fees};

/// Accepts a case.
pub const VERB: Verb = Verb {
    kind: "applications.accept",
    roles: &[Role::Organiser],
};

/// Accepts the case: it now waits for the committee.
///
/// # Errors
/// It does not stand at the organiser's acceptance, or its fee is not paid and the round says that it is not accepted then.
pub fn accept(tx: &mut Tx<'_>, id: ApplicationId, opinion: &str) -> Result<()> {
    let turn = super::turn(tx, &VERB, id, StepKind::Acceptance)?;
    if let Some(unpaid) = fees::bar_of(tx, id, &turn.rules)? {
        return Err(unpaid.into());
    }
    super::go_on(tx, &VERB, &turn, StepKind::Acceptance, ("已受理", opinion))
}
