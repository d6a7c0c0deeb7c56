//! Who may see and handle an application.

use kernel::{Actor, Role};

use super::{Application, Leg, Stage, role_at};

/// 申报人本人.
#[must_use]
pub fn is_applicant(actor: &Actor, case: &Application) -> bool {
    actor.is(Role::Applicant) && actor.person() == Some(case.applicant)
}

/// An office the case has reached, in the role that acts there: it saw the case once and keeps seeing it.
#[must_use]
pub fn has_reached(actor: &Actor, case: &Application) -> bool {
    reached(case)
        .iter()
        .any(|leg| actor.holds(role_at(leg.step), leg.office))
}

/// The applicant, or an office the case has reached.
#[must_use]
pub fn may_see(actor: &Actor, case: &Application) -> bool {
    is_applicant(actor, case) || has_reached(actor, case)
}

/// The office whose turn it is, in its role.
#[must_use]
pub fn has_the_turn(actor: &Actor, case: &Application) -> bool {
    case.standing_at()
        .is_some_and(|leg| actor.holds(role_at(leg.step), leg.office))
}

/// The legs the case has reached so far. A withdrawn draft is out of everybody's sight but the applicant's.
#[must_use]
pub fn reached(case: &Application) -> &[Leg] {
    let count = if case.stage == Stage::Draft {
        0
    } else {
        case.reached
    };
    &case.route[..count.min(case.route.len())]
}
