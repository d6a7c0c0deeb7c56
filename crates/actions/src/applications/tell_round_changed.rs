//! Everybody whom a change of a round concerns finds it in the inbox.

use std::collections::BTreeSet;

use kernel::{OfficeId, PersonId, PlanId, Role};
use store::Tx;
use store::journal::Subject;

use crate::{Result, Verb, plans};

/// 告知补充通知.
pub const VERB: Verb = Verb {
    kind: "applications.tell_round_changed",
    roles: &[],
};

/// Tells applicants with a case in the round that has not ended, drafts among them, the examiners of their units and of
/// every office that their cases have come to, and the organiser, what change `number` says; each person once.
///
/// # Errors
/// Somebody else than the program does it, or the database is unavailable.
pub fn tell_round_changed(tx: &mut Tx<'_>, plan: PlanId, number: u32) -> Result<()> {
    VERB.permit_program(tx.actor())?;
    let Some(text) = plans::amend::sentence(tx, plan, number)? else {
        return Ok(());
    };
    let concerned = store::applications::concerned(tx, plan)?;
    let mut people: BTreeSet<PersonId> = concerned.applicants.into_iter().collect();
    let organiser = store::plans::find(tx, plan)?.plan.content.organiser;
    let mut seats: BTreeSet<(Role, OfficeId)> = concerned.seats.into_iter().collect();
    seats.insert((Role::Organiser, organiser));
    for (role, office) in seats {
        people.extend(store::accounts::holders(tx, role, office)?);
    }
    for person in people {
        store::notices::send(tx, person, &Subject::of(plan), &text)?;
    }
    Ok(())
}
