//! Postings.

use actions::publicity::close::close;
use actions::publicity::post::PostingOver;
use store::Error;

use crate::{Outcome, Task};

/// Closes a posting whose period is over. One that an objection keeps open, or that was closed by hand, is left to the
/// office: the job has nothing more to do.
pub(crate) fn close_when_over(task: &Task<'_, PostingOver>) -> Outcome {
    match task.change(|tx| close(tx, task.job.posting)) {
        Err(Error::Refused(refusals)) => {
            tracing::debug!(posting = %task.job.posting, %refusals, "not closed");
            Outcome::Done
        }
        other => other.into(),
    }
}
