//! A title office enters a circumstance that bars a person, with its source and period.

use domain::integrity::Record;
use kernel::Role;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Enters a circumstance.
pub const VERB: Verb = Verb {
    kind: "integrity.record",
    roles: &[Role::TitleOffice, Role::Organiser],
};

/// Enters `entry`; it is known from now on and holds for its own days.
///
/// # Errors
/// The source is missing, the days are reversed, or there is no such person.
pub fn record(tx: &mut Tx<'_>, entry: Record) -> Result<()> {
    VERB.permit(tx.actor())?;
    store::accounts::person(tx, entry.person)?;
    let digest = journal::digest_of(&entry.source);
    let changed = entry.enter(digest)?;
    store::integrity::add(tx, &changed.state)?;
    journal::record(
        tx,
        &Subject::of(changed.state.person),
        VERB.kind,
        &changed.event,
        None,
    )
}
