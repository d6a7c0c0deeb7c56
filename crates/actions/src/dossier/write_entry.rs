//! Adds an entry to one's library, or changes one.

use domain::dossier::{Body, Entry, Provenance};
use kernel::{DossierEntryId, Refusals, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Writes an entry.
pub const VERB: Verb = Verb {
    kind: "dossier.write_entry",
    roles: &[Role::Applicant],
};

#[derive(Serialize)]
struct Written<'a> {
    section: &'a str,
    digest: String,
}

/// Adds an entry, or changes `revised`; a changed entry is no longer verified.
///
/// # Errors
/// Something in it cannot be, or the entry is not the actor's.
pub fn write_entry(tx: &mut Tx<'_>, revised: Option<DossierEntryId>, body: Body) -> Result<DossierEntryId> {
    VERB.permit(tx.actor())?;
    let person = tx.actor().person().ok_or(Error::NotFound)?;
    Refusals::check(body.check(tx.today()))?;
    let section = body.section();
    let digest = journal::digest_of(&serde_json::to_string(&body)?);
    let id = match revised {
        None => {
            let id = tx.new_id();
            let entry = Entry {
                id,
                person,
                body,
                files: Vec::new(),
                provenance: Provenance::Claimed,
            };
            store::dossier::add(tx, &entry)?;
            id
        }
        Some(id) => {
            let before = super::own(tx, id)?;
            if before.body.section() != section {
                return Err(Error::NotFound);
            }
            store::dossier::save(
                tx,
                &Entry {
                    body,
                    provenance: Provenance::Claimed,
                    ..before
                },
            )?;
            id
        }
    };
    let event = Written {
        section: section.code(),
        digest,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &event, None)?;
    Ok(id)
}
