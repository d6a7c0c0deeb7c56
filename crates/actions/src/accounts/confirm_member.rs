//! A unit confirms that somebody who registered belongs to it.

use domain::accounts::Held;
use kernel::{PersonId, Role, Seat};
use serde::Serialize;
use store::Tx;
use store::accounts::requests;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Confirms a member; the unit's examiner.
pub const VERB: Verb = Verb {
    kind: "accounts.confirm_member",
    roles: &[Role::UnitExaminer],
};

#[derive(Serialize)]
struct Confirmed {
    held: Held,
}

/// Gives the person a seat as an applicant of the unit from today on.
///
/// # Errors
/// The person does not wait for this unit.
pub fn confirm_member(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let office = VERB.permit(tx.actor())?.office;
    requests::find(tx, person, office)?;
    let held = Held {
        seat: Seat {
            role: Role::Applicant,
            office,
        },
        since: tx.today(),
        until: None,
    };
    requests::remove(tx, person)?;
    store::accounts::add_seat(tx, person, &held)?;
    let text = "所在单位已确认您的注册，可以填写个人业绩库和申报";
    store::notices::send(tx, person, &Subject::of(person), text)?;
    journal::record(tx, &Subject::of(person), VERB.kind, &Confirmed { held }, None)
}
