//! 一次性告知补正: the organiser names everything to be corrected, once (SUP-003, SUP-005, 第二十二条).

use domain::applications::Point;
use kernel::{ApplicationId, Role, Timestamp};
use policy::StepKind;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::applications::Handling;
use store::journal::{self, Subject};
use store::outbox::{self, Job};

use crate::{Result, Verb, rules};

/// Sends the one-time notice.
pub const VERB: Verb = Verb {
    kind: "applications.request_correction",
    roles: &[Role::Organiser],
};

/// The timer behind a notice: when it runs out, the case is abandoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionDeadline {
    /// The case.
    pub application: ApplicationId,
}

impl Job for CorrectionDeadline {
    const TOPIC: &'static str = "applications.correction_deadline";
}

/// Sends the notice; its deadline is the round's 补正期限, to the end of that working day.
///
/// # Errors
/// A notice was sent already, the case is not with the organiser, the round has no deadline, or the list is empty.
pub fn request_correction(tx: &mut Tx<'_>, id: ApplicationId, points: Vec<Point>) -> Result<Timestamp> {
    let turn = super::turn(tx, &VERB, id, StepKind::Acceptance)?;
    let days = turn
        .rules
        .working_days("补正期限")
        .map_err(|open| open.refusal())?;
    let organiser = store::accounts::office(tx, turn.plan.content.organiser)?;
    let last_day = rules::calendar(tx, &organiser)
        .after(tx.today(), days.value)
        .latest();
    let due = Timestamp::start_of(last_day.next()).plus_millis(-1);
    let told: Vec<String> = points.iter().map(|point| point.sentence.clone()).collect();
    let changed = turn
        .stored
        .case
        .clone()
        .request_correction(points, due, &turn.rules, tx.now())?;
    let (name, opinion) = (super::actor_name(tx)?, told.join("；"));
    let handling = Handling {
        outcome: "一次性告知补正",
        opinion: Some(&opinion),
        by: name.as_deref(),
    };
    store::applications::save(tx, &turn.stored, &changed.state, &handling)?;
    let subject = Subject::of(id);
    journal::record(
        tx,
        &subject,
        VERB.kind,
        &changed.event,
        Some(&turn.rules.hash().to_string()),
    )?;
    let text = format!(
        "请在{}前一次补正以下{}项，逾期视为放弃申报：{opinion}",
        due.minute_text(),
        told.len()
    );
    store::notices::send(tx, changed.state.applicant, &subject, &text)?;
    let applicant = super::name_of(tx, changed.state.applicant)?;
    let text = format!(
        "{applicant}的申报须在{}前一次补正{}项，逾期视为放弃申报，请督促其按时提交",
        due.minute_text(),
        told.len()
    );
    super::tell_unit(tx, &changed.state, &text)?;
    super::remind_correction::queue(tx, id, due)?;
    outbox::queue(
        tx,
        &CorrectionDeadline { application: id },
        due.plus_millis(1),
        None,
    )?;
    Ok(due)
}
