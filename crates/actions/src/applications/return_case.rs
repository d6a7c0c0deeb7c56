//! An office on the way returns a case with the complete list of what must be corrected; it may do so again.

use domain::applications::Point;
use kernel::{ApplicationId, Role};
use policy::StepKind;
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};

use crate::{Result, Verb};

/// Returns a case.
pub const VERB: Verb = Verb {
    kind: "applications.return_case",
    roles: &[
        Role::UnitExaminer,
        Role::Department,
        Role::SeriesOffice,
        Role::TitleOffice,
    ],
};

/// Returns the case to the applicant.
///
/// # Errors
/// It is not the office's turn, the step cannot return, or the list is empty or incomplete.
pub fn return_case(tx: &mut Tx<'_>, id: ApplicationId, points: Vec<Point>) -> Result<()> {
    let actor = *tx.actor();
    let step = store::applications::visible(tx, &actor, id)?
        .case
        .standing_at()
        .map(|leg| leg.step);
    let turn = super::turn(tx, &VERB, id, step.unwrap_or(StepKind::UnitAudit))?;
    // The deadline is the round's (2021: 24 hours, a flag only); other rounds set none.
    let due = turn
        .rules
        .hours("退回补报期限")
        .ok()
        .map(|hours| tx.now().plus_hours(i64::from(hours.value)));
    let count = points.len();
    let told: Vec<String> = points.iter().map(|point| point.sentence.clone()).collect();
    let changed = turn.stored.case.clone().return_case(points, due, tx.now())?;
    let name = super::actor_name(tx)?;
    let opinion = told.join("；");
    let handling = Handling {
        outcome: "退回修改",
        opinion: Some(&opinion),
        by: name.as_deref(),
    };
    store::applications::save(tx, &turn.stored, &changed.state, &handling)?;
    let (subject, hash) = (Subject::of(id), turn.rules.hash().to_string());
    journal::record(tx, &subject, VERB.kind, &changed.event, Some(&hash))?;
    let until = due.map_or_else(String::new, |due| format!("，请在{}前", due.minute_text()));
    let text = format!("您的申报被退回修改，共{count}项{until}补正后再次提交：{opinion}");
    store::notices::send(tx, changed.state.applicant, &subject, &text)?;
    if step != Some(StepKind::UnitAudit) {
        let applicant = super::name_of(tx, changed.state.applicant)?;
        let text = format!("{applicant}的申报被退回修改，共{count}项{until}，请督促其按时补正");
        super::tell_unit(tx, &changed.state, &text)?;
    }
    match due {
        Some(due) => super::remind_correction::queue(tx, id, due),
        None => Ok(()),
    }
}
