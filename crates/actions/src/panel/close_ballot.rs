//! Closes the vote, counts it by the round's threshold, and sends each case on or ends it.

use ballot::BoxKey;
use domain::applications::Ending;
use kernel::{PanelId, Role};
use policy::StepKind;
use store::Tx;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb, applications};

/// Closes the vote.
pub const VERB: Verb = Verb {
    kind: "panel.close_ballot",
    roles: &[Role::UnitExaminer],
};

/// Closes and counts; cases that reached the threshold go on, the others end as not recommended (UNT-035).
///
/// # Errors
/// No vote is open, the two count sheets differ, or nobody voted.
pub fn close_ballot(tx: &mut Tx<'_>, id: PanelId) -> Result<()> {
    let (stored, rules) = super::convened(tx, &VERB, id)?;
    let key = match store::panel::box_key(tx, &stored) {
        Ok(key) => key,
        Err(Error::NotFound) => [0; 32],
        Err(other) => return Err(other),
    };
    let changed = stored
        .panel
        .clone()
        .close_ballot(&BoxKey(key), &rules, tx.now())?;
    store::panel::save(tx, &stored, &changed.state, None)?;
    journal::record(
        tx,
        &Subject::of(id),
        VERB.kind,
        &changed.event,
        Some(&rules.hash().to_string()),
    )?;
    for result in &changed.event.results {
        let turn = applications::turn(tx, &VERB, result.case, StepKind::Panel)?;
        if result.passed {
            let outcome = ("单位审议通过", result.explanation.as_str());
            applications::go_on(tx, &VERB, &turn, StepKind::Panel, outcome)?;
        } else {
            let outcome = ("单位审议未通过", result.explanation.as_str());
            applications::recommend::end(tx, &VERB, &turn, Ending::NotRecommended, outcome)?;
        }
    }
    Ok(())
}
