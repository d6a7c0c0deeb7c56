//! The organiser calls a meeting off before the vote.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::organised;
use crate::{Result, Verb};

/// 取消会议; its cases may go to another meeting.
pub const VERB: Verb = Verb {
    kind: "meetings.call_off",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct CalledOff {
    from: &'static str,
    reason: String,
}

/// Calls the meeting off.
///
/// # Errors
/// The meeting is not the actor's, voting has begun, or no reason is given.
pub fn call_off(tx: &mut Tx<'_>, id: MeetingId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let now = tx.now();
    let body = CalledOff {
        from: meeting.stage.code(),
        reason: journal::digest_of(reason.trim()),
    };
    let meeting = meeting.decide(|was| was.call_off(reason, now))?;
    store::meetings::save(tx, &meeting)?;
    store::meetings::free_agenda(tx, id)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
