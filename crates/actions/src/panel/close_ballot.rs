//! Closes the vote, counts it by the round's threshold, and sends each case on or ends it.

use ballot::BoxKey;
use domain::applications::Ending;
use domain::panel::CaseResult;
use kernel::{PanelId, Role};
use policy::StepKind;
use store::Tx;
use store::journal::{self, Subject};
use store::outbox;

use super::RenderMinutes;
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
    // UNT-024: where the text wants the result of the vote entered, its figures go with the case.
    let with_figures = rules.law("审议记录").is_some();
    for result in &changed.event.results {
        let turn = applications::turn(tx, &VERB, result.case, StepKind::Panel)?;
        let report = result.report(with_figures);
        if result.passed {
            let outcome = ("单位审议通过", report.as_str());
            applications::go_on(tx, &VERB, &turn, StepKind::Panel, outcome)?;
        } else {
            let outcome = ("单位审议未通过", report.as_str());
            applications::recommend::end(tx, &VERB, &turn, Ending::NotRecommended, outcome)?;
        }
    }
    tell_of_doubts(tx, id, &changed.event.results)?;
    // The minutes are kept in the name of who counted.
    let by = tx.actor().person().ok_or(Error::NotFound)?;
    let now = tx.now();
    outbox::queue(tx, &RenderMinutes { panel: id, by }, now, None)
}

/// Materials that most votes call untrue are looked into before anything is recommended (AMB-29).
fn tell_of_doubts(tx: &mut Tx<'_>, id: PanelId, results: &[CaseResult]) -> Result<()> {
    let doubted = results
        .iter()
        .filter(|result| result.truth.is_some_and(|truth| truth.is_doubted()));
    let number = doubted.count();
    if number == 0 {
        return Ok(());
    }
    let by = tx.actor().person().ok_or(Error::NotFound)?;
    let text = format!(
        "审议表决中，有{number}位申报人的材料被过半数的票认为不属实。请先核实材料，再出具单位推荐意见"
    );
    store::notices::send(tx, by, &Subject::of(id), &text)
}
