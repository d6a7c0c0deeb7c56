//! Who may do and see what about committees and their experts.

use kernel::{Actor, Role};

use super::{Committee, Expert};

/// The roles in which a filing authority acts: a title office, an industry department or its title office.
pub const FILING_ROLES: [Role; 3] = [Role::TitleOffice, Role::Department, Role::SeriesOffice];

/// The organiser's staff.
#[must_use]
pub fn may_manage(actor: &Actor, committee: &Committee) -> bool {
    actor.holds(Role::Organiser, committee.organiser)
}

/// The filing authority's staff.
#[must_use]
pub fn may_file(actor: &Actor, committee: &Committee) -> bool {
    FILING_ROLES
        .iter()
        .any(|role| actor.holds(*role, committee.filing_office))
}

/// Organiser, filing authority, and the supervisor the organiser appointed.
#[must_use]
pub fn may_see(actor: &Actor, committee: &Committee) -> bool {
    may_manage(actor, committee)
        || may_file(actor, committee)
        || actor.holds(Role::Supervisor, committee.organiser)
}

/// Who may see one expert's entry: those who may see the committee, and the expert (EXP-023: names are not public).
#[must_use]
pub fn may_see_expert(actor: &Actor, committee: &Committee, expert: &Expert) -> bool {
    may_see(actor, committee) || (actor.is(Role::Expert) && actor.person() == Some(expert.person))
}
