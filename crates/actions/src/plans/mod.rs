//! Yearly plans and deployment notices.

pub mod amend;
pub mod draft;
pub mod enter_setting;
pub mod extend;
pub mod file;
pub mod give_back;
pub mod publish;

use domain::plans::Plan;
use kernel::{Actor, PlanId, Role};
use store::Tx;
use store::plans::Stored;

use crate::{Error, Result};

/// The plan, if the actor drafts for its office.
fn own(tx: &mut Tx<'_>, id: PlanId) -> Result<Stored> {
    let stored = store::plans::find(tx, id)?;
    if drafts(tx.actor(), &stored.plan) {
        Ok(stored)
    } else {
        Err(Error::NotFound)
    }
}

/// The series office that drafted it, acting as such.
fn drafts(actor: &Actor, plan: &Plan) -> bool {
    actor.holds(Role::SeriesOffice, plan.office)
}
