//! Every night: sessions and done messages that nobody needs any more are removed.

use kernel::Actor;
use serde::{Deserialize, Serialize};
use store::accounts::{failures, second_factors, sessions};
use store::outbox::{self, Job};
use store::{House, Result, Tx};

use crate::{Outcome, Task, queue_daily};

/// The hour at which it runs.
const HOUR: u8 = 3;
/// Sessions that were last used longer ago are removed; they have been idle for far longer than is allowed.
const SESSIONS_KEPT_DAYS: i64 = 1;
/// Done messages are kept for this long, to be looked up.
const MESSAGES_KEPT_DAYS: i64 = 30;
/// Failures to sign in are forgotten after this long without another; locks are far shorter.
const FAILURES_KEPT_DAYS: i64 = 1;

/// Clears away what is no longer needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Housekeeping {}

impl Job for Housekeeping {
    const TOPIC: &'static str = "program.housekeeping";
}

/// Sees to it that housekeeping is queued; called when the program starts.
///
/// # Errors
/// The database is unavailable.
pub fn ensure(house: &House) -> Result<()> {
    house.change(&Actor::Program, queue_next)
}

/// Handles [`Housekeeping`].
pub fn handle(task: &Task<'_, Housekeeping>) -> Outcome {
    keeping_sessions(task, SESSIONS_KEPT_DAYS)
}

/// Handles [`Housekeeping`] where sessions last longer than usual: those used in the last `days` stay.
pub fn keeping_sessions(task: &Task<'_, Housekeeping>, days: i64) -> Outcome {
    let swept = task.change(|tx| {
        let now = tx.now();
        let ended = sessions::sweep(tx, now.plus_hours(-24 * days))?;
        failures::sweep(tx, now.plus_hours(-24 * FAILURES_KEPT_DAYS))?;
        second_factors::sweep(tx, now.plus_hours(-24 * FAILURES_KEPT_DAYS))?;
        let forgotten = outbox::sweep(tx, now.plus_hours(-24 * MESSAGES_KEPT_DAYS))?;
        queue_next(tx)?;
        Ok((ended, forgotten))
    });
    if let Ok((ended, forgotten)) = &swept {
        tracing::info!(sessions = ended, messages = forgotten, "housekeeping");
    }
    swept.into()
}

fn queue_next(tx: &mut Tx<'_>) -> Result<()> {
    let next = tx.today().next();
    queue_daily(tx, &Housekeeping {}, next, HOUR)
}
