//! Applications.

use actions::applications::abandon_overdue::abandon_overdue;
use actions::applications::request_correction::CorrectionDeadline;

use crate::{Outcome, Task};

/// Gives an application up whose corrections did not come in time, where its round's rules say so.
pub(crate) fn correction_deadline(task: &Task<'_, CorrectionDeadline>) -> Outcome {
    task.change(|tx| abandon_overdue(tx, task.job.application)).into()
}
