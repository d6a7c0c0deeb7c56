//! Work at a moment: messages queued ahead.

use kernel::{Day, Timestamp};
use store::outbox::{self, Job};
use store::{Result, Tx};

/// Queues `job` for `hour` o'clock of `day` in Beijing, once for that day however many nodes ask for it.
///
/// A job that runs every day queues the next day's in its own [`Task::change`](crate::Task::change).
///
/// # Errors
/// The database is unavailable.
pub fn queue_daily<J: Job>(tx: &mut Tx<'_>, job: &J, day: Day, hour: u8) -> Result<()> {
    let moment = Timestamp::start_of(day).plus_hours(i64::from(hour));
    outbox::queue(tx, job, moment, Some(&format!("{}.{day}", J::TOPIC)))
}
