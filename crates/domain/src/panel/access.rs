//! Who may see and handle a panel.

use kernel::{Actor, Role};

use super::Panel;

/// The unit's examiner, who convenes the panel and keeps its minutes.
#[must_use]
pub fn convenes(actor: &Actor, panel: &Panel) -> bool {
    actor.holds(Role::UnitExaminer, panel.unit)
}

/// A member of this panel, in their seat as one.
#[must_use]
pub fn is_member(actor: &Actor, panel: &Panel) -> bool {
    actor.holds(Role::PanelMember, panel.unit)
        && actor
            .person()
            .is_some_and(|person| panel.seat_of(person).is_some())
}

/// The examiner or a member.
#[must_use]
pub fn may_see(actor: &Actor, panel: &Panel) -> bool {
    convenes(actor, panel) || is_member(actor, panel)
}
