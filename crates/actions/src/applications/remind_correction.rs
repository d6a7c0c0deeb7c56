//! The program reminds of a correction before its time runs out (UNT-033): what is given up was announced before.

use domain::applications::{Stage, reminder};
use kernel::{ApplicationId, Timestamp};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::journal::{self, Subject};
use store::outbox::{self, Job};

use crate::{Result, Verb};

/// Reminds of a correction; only the program's timer does.
pub const VERB: Verb = Verb {
    kind: "applications.remind_correction",
    roles: &[],
};

/// The timer of a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionReminder {
    /// The case.
    pub application: ApplicationId,
    /// The deadline it reminds of; another notice has another.
    pub due: Timestamp,
}

impl Job for CorrectionReminder {
    const TOPIC: &'static str = "applications.correction_reminder";
}

#[derive(Serialize)]
struct Reminded {
    points: usize,
    due: Timestamp,
}

/// Queues the reminder of a notice sent now.
pub(super) fn queue(tx: &mut Tx<'_>, application: ApplicationId, due: Timestamp) -> Result<()> {
    match reminder(tx.now(), due) {
        Some(at) => outbox::queue(tx, &CorrectionReminder { application, due }, at, None),
        None => Ok(()),
    }
}

/// Reminds the applicant, and the unit that is to urge them, if the case still waits for this correction; answers
/// whether it did.
///
/// # Errors
/// Somebody other than the program asks, or the database is unavailable.
pub fn remind_correction(tx: &mut Tx<'_>, job: &CorrectionReminder) -> Result<bool> {
    VERB.permit_program(tx.actor())?;
    let case = store::applications::find(tx, job.application)?.case;
    let Stage::Returned { notice, .. } = &case.stage else {
        return Ok(false);
    };
    if notice.due != Some(job.due) || tx.now() >= job.due {
        return Ok(false);
    }
    let (count, until) = (notice.points.len(), job.due.minute_text());
    let after = if notice.abandons {
        "逾期视为放弃申报"
    } else {
        "逾期提交会标注"
    };
    let subject = Subject::of(case.id);
    let text = format!("您的申报有{count}项内容等待补正，请在{until}前提交，{after}");
    store::notices::send(tx, case.applicant, &subject, &text)?;
    let name = super::name_of(tx, case.applicant)?;
    let text = format!("{name}的申报有{count}项内容等待补正，{until}到期，{after}，请督促其按时提交");
    super::tell_unit(tx, &case, &text)?;
    let body = Reminded {
        points: count,
        due: job.due,
    };
    journal::record(tx, &subject, VERB.kind, &body, None)?;
    Ok(true)
}
