//! The organiser does not accept a case, with its reasons (SUP-006, SUP-008).

use domain::applications::Ending;
use kernel::{ApplicationId, Role};
use policy::StepKind;
use store::Tx;

use crate::{Result, Verb};

/// Does not accept a case.
pub const VERB: Verb = Verb {
    kind: "applications.not_accept",
    roles: &[Role::Organiser],
};

/// Ends the case as not accepted.
///
/// # Errors
/// It does not stand at the organiser's acceptance, or no reason is given.
pub fn not_accept(tx: &mut Tx<'_>, id: ApplicationId, reason: &str) -> Result<()> {
    let turn = super::turn(tx, &VERB, id, StepKind::Acceptance)?;
    super::check_opinion(reason)?;
    super::recommend::end(tx, &VERB, &turn, Ending::NotAccepted, ("不予受理", reason))
}
