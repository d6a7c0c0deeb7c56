//! Who may see and handle a posting.

use kernel::{Actor, Role};

use super::{Kind, Posting};

/// The office that posted it.
#[must_use]
pub fn posted_it(actor: &Actor, posting: &Posting) -> bool {
    match posting.kind {
        Kind::Unit | Kind::Vacancy => actor.holds(Role::UnitExaminer, posting.office),
        Kind::Result => actor.holds(Role::Organiser, posting.office),
    }
}

/// A unit's posting is for that unit's signed-in members (UNT-026); a result is for everybody.
#[must_use]
pub fn may_see(actor: &Actor, posting: &Posting) -> bool {
    match posting.kind {
        Kind::Unit | Kind::Vacancy => actor.seat().is_some_and(|seat| seat.office == posting.office),
        Kind::Result => true,
    }
}
