//! Who may do and see what about lists for confirmation.

use kernel::{Actor, Role};

use super::ResultList;
use crate::certificates::access::ISSUING_ROLES;

/// The confirming authority's staff.
#[must_use]
pub fn may_confirm(actor: &Actor, list: &ResultList) -> bool {
    ISSUING_ROLES
        .iter()
        .any(|role| actor.holds(*role, list.authority))
}

/// Organiser and authority.
#[must_use]
pub fn may_see(actor: &Actor, list: &ResultList) -> bool {
    may_confirm(actor, list) || actor.holds(Role::Organiser, list.organiser)
}
