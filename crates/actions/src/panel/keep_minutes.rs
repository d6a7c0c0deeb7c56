//! The program keeps the minutes of a counted vote as a file.

use domain::panel::Panel;
use kernel::{FileId, PanelId, PersonId};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Keeping the file; done by the program.
pub const VERB: Verb = Verb {
    kind: "panel.keep_minutes",
    roles: &[],
};

#[derive(Serialize)]
struct Kept {
    file: FileId,
    digest: String,
}

/// Keeps `pdf` as the minutes of the panel (UNT-023), in the name of the unit's examiner `owner`. Minutes that are there
/// already stay, so that making them twice changes nothing.
///
/// # Errors
/// Somebody other than the program asks, there is no such panel, its votes are not counted, or the disk is unavailable.
pub fn keep_minutes(tx: &mut Tx<'_>, id: PanelId, owner: PersonId, pdf: &[u8]) -> Result<FileId> {
    VERB.permit_program(tx.actor())?;
    let stored = store::panel::find(tx, id)?;
    if let Some(kept) = stored.panel.minutes_file {
        return Ok(kept);
    }
    let number = stored.panel.minutes_number().ok_or(Error::NotFound)?;
    let file = store::files::store(tx, owner, &format!("{number}.pdf"), "application/pdf", pdf)?;
    let panel = Panel {
        minutes_file: Some(file.id),
        ..stored.panel.clone()
    };
    store::panel::save_record(tx, &stored, &panel)?;
    let body = Kept {
        file: file.id,
        digest: file.digest,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)?;
    Ok(file.id)
}
