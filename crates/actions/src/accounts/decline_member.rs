//! A unit does not confirm somebody who registered; they may register again.

use kernel::{OfficeId, PersonId, Role};
use serde::Serialize;
use store::Tx;
use store::accounts::requests;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Declines a member; the unit's examiner.
pub const VERB: Verb = Verb {
    kind: "accounts.decline_member",
    roles: &[Role::UnitExaminer],
};

#[derive(Serialize)]
struct Declined {
    office: OfficeId,
}

/// Forgets the person, who never had a seat.
///
/// # Errors
/// The person does not wait for this unit.
pub fn decline_member(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let office = VERB.permit(tx.actor())?.office;
    requests::find(tx, person, office)?;
    requests::forget_person(tx, person)?;
    journal::record(tx, &Subject::of(person), VERB.kind, &Declined { office }, None)
}
