//! One of two people keys in the count sheet of the paper ballots.

use std::collections::BTreeMap;

use ballot::{Keying, SheetLine};
use domain::panel::Matter;
use kernel::{PanelId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// Keys in a sheet.
pub const VERB: Verb = Verb {
    kind: "panel.key_in",
    roles: &[Role::UnitExaminer],
};

/// Keys in the actor's own count; a second person of the unit keys in theirs without seeing it.
///
/// # Errors
/// No paper vote is open, the sheet does not fit it, or two others have keyed in already.
pub fn key_in(tx: &mut Tx<'_>, id: PanelId, papers: u32, lines: &BTreeMap<Matter, SheetLine>) -> Result<()> {
    let (stored, _) = super::convened(tx, &VERB, id)?;
    let by = tx.actor().person().ok_or(Error::NotFound)?.to_string();
    let lines = lines
        .iter()
        .map(|(matter, line)| (matter.item(), *line))
        .collect();
    let changed = stored.panel.clone().key_in(Keying { by, papers, lines })?;
    let key = store::panel::box_key(tx, &stored)?;
    store::panel::save(tx, &stored, &changed.state, Some(&key))?;
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, None)
}
