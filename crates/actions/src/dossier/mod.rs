//! The person's own career library.

pub mod attach_file;
pub mod declare_none;
pub mod remove_entry;
pub mod write_entry;

use domain::dossier::Entry;
use kernel::DossierEntryId;
use store::Tx;

use crate::{Error, Result};

/// The entry, if it is in the actor's own library.
fn own(tx: &mut Tx<'_>, id: DossierEntryId) -> Result<Entry> {
    let entry = store::dossier::find(tx, id)?;
    if tx.actor().person() == Some(entry.person) {
        Ok(entry)
    } else {
        Err(Error::NotFound)
    }
}
