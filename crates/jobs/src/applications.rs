//! Applications.

use actions::applications::abandon_overdue::abandon_overdue;
use actions::applications::remind_correction::{CorrectionReminder, remind_correction};
use actions::applications::report_late::{StageOver, report_late};
use actions::applications::request_correction::CorrectionDeadline;
use actions::applications::tell_round_changed::tell_round_changed;
use actions::plans::amend::RoundChanged;

use crate::{Outcome, Task};

/// Gives an application up whose corrections did not come in time, where its round's rules say so.
pub(crate) fn correction_deadline(task: &Task<'_, CorrectionDeadline>) -> Outcome {
    task.change(|tx| abandon_overdue(tx, task.job.application)).into()
}

/// Puts a change of a round into the inbox of everybody concerned.
pub(crate) fn round_changed(task: &Task<'_, RoundChanged>) -> Outcome {
    let RoundChanged { plan, number } = task.job;
    task.change(|tx| tell_round_changed(tx, plan, number)).into()
}

/// Reminds of a correction that is still awaited.
pub(crate) fn correction_reminder(task: &Task<'_, CorrectionReminder>) -> Outcome {
    task.change(|tx| remind_correction(tx, &task.job)).into()
}

/// Reports the cases whose offices let a stage of the timetable pass.
pub(crate) fn stage_over(task: &Task<'_, StageOver>) -> Outcome {
    task.change(|tx| report_late(tx, &task.job)).into()
}
