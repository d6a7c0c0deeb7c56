//! Who may see and handle a fee order.

use kernel::{Actor, Role};

use super::Order;

/// The applicant who is to pay.
#[must_use]
pub fn is_payer(actor: &Actor, order: &Order) -> bool {
    actor.is(Role::Applicant) && actor.person() == Some(order.payer)
}

/// The organiser who charges the fee (第四十七条).
#[must_use]
pub fn charges(actor: &Actor, order: &Order) -> bool {
    actor.holds(Role::Organiser, order.organiser)
}

/// The series office that set the round up; it answers requests for a waiver.
#[must_use]
pub fn answers_waivers(actor: &Actor, order: &Order) -> bool {
    actor.holds(Role::SeriesOffice, order.series_office)
}
