//! The organiser opens sign-in on the day of the meeting.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::organised;
use crate::{Result, Verb};

/// 召开会议，开始签到 (MTG-001).
pub const VERB: Verb = Verb {
    kind: "meetings.convene",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Convened {
    members: u32,
}

/// Opens sign-in.
///
/// # Errors
/// The meeting is not the actor's, its committee is not drawn, or it is another day.
pub fn convene(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let now = tx.now();
    let meeting = meeting.decide(|was| was.convene(now))?;
    store::meetings::save(tx, &meeting)?;
    let body = Convened {
        members: meeting.size(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
