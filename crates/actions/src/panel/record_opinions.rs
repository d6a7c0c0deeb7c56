//! The examiner writes down what the panel says of each case.

use std::collections::BTreeMap;

use kernel::{ApplicationId, PanelId, Role};
use store::Tx;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// 填写审议意见 (UNT-017, UNT-023).
pub const VERB: Verb = Verb {
    kind: "panel.record_opinions",
    roles: &[Role::UnitExaminer],
};

/// Writes down opinions by case; an empty one takes an earlier one back.
///
/// # Errors
/// The actor does not convene the panel, the votes are counted, or a case is not on the agenda.
pub fn record_opinions(
    tx: &mut Tx<'_>,
    id: PanelId,
    opinions: BTreeMap<ApplicationId, String>,
) -> Result<()> {
    let (stored, rules) = super::convened(tx, &VERB, id)?;
    let changed = stored.panel.clone().record_opinions(opinions)?;
    store::panel::save_record(tx, &stored, &changed.state)?;
    let hash = rules.hash().to_string();
    journal::record(tx, &Subject::of(id), VERB.kind, &changed.event, Some(&hash))
}
