//! Removes an entry from one's library. What was submitted with it stays in the submission.

use kernel::{DossierEntryId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Removes an entry.
pub const VERB: Verb = Verb {
    kind: "dossier.remove_entry",
    roles: &[Role::Applicant],
};

#[derive(Serialize)]
struct Removed<'a> {
    section: &'a str,
}

/// Removes the entry.
///
/// # Errors
/// It is not in the actor's library.
pub fn remove_entry(tx: &mut Tx<'_>, id: DossierEntryId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let entry = super::own(tx, id)?;
    store::dossier::remove(tx, id)?;
    let event = Removed {
        section: entry.body.section().code(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)
}
