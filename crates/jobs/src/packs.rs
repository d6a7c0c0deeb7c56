//! Versions of policy packs.

use actions::packs::check::{CheckPack, check};
use actions::packs::examine::examine;
use store::Error;

use crate::{Outcome, Task};

/// Runs the checker over an uploaded version. One that was withdrawn meanwhile needs no report.
pub(crate) fn check_version(task: &Task<'_, CheckPack>) -> Outcome {
    let id = task.job.version;
    let report = match examine(task.house, id) {
        Ok(report) => report,
        Err(error) => return Outcome::from(Err::<(), _>(error)),
    };
    match task.change(|tx| check(tx, id, &report)) {
        Err(Error::Refused(refusals)) => {
            tracing::debug!(version = %id, %refusals, "no report is wanted");
            Outcome::Done
        }
        other => other.into(),
    }
}
