//! The supervisor voids an attempt at the draw.

use domain::meetings::Signed;
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{running_draw, supervised};
use crate::{Error, Result, Verb};

/// 抽取作废: stays on record; the next attempt is chained to it.
pub const VERB: Verb = Verb {
    kind: "meetings.void_draw",
    roles: &[Role::Supervisor],
};

#[derive(Serialize)]
struct VoidedDraw {
    attempt: i32,
    reason: String,
}

/// Voids the running attempt with the supervisor's reason; a seated committee is taken back.
///
/// # Errors
/// The actor does not supervise the meeting, sign-in has begun, or no reason is given.
pub fn void_draw(tx: &mut Tx<'_>, id: MeetingId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = supervised(tx, id)?;
    let now = tx.now();
    let signed = Signed {
        by: tx.actor().person().ok_or(Error::NotFound)?,
        at: now,
    };
    let draw = running_draw(tx, id)?.decide(|was| was.void(reason, signed))?;
    store::meetings::draws::save(tx, &draw)?;
    let meeting = meeting.decide(|was| was.unseat(now))?;
    store::meetings::save(tx, &meeting)?;
    store::meetings::set_members(tx, &meeting)?;
    let body = VoidedDraw {
        attempt: draw.attempt,
        reason: journal::digest_of(reason.trim()),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
