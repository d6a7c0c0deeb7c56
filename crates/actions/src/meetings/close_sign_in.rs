//! The organiser closes sign-in and names who presides.

use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::organised;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 结束签到: the roll is fixed, the quorum holds (MTG-002), a chair or vice chair presides (MTG-001).
pub const VERB: Verb = Verb {
    kind: "meetings.close_sign_in",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct SignInClosed {
    members: u32,
    attending: usize,
    presider: ExpertId,
}

/// Closes sign-in.
///
/// # Errors
/// The meeting is not the actor's, or the domain refuses: no quorum, or nobody fit to preside.
pub fn close_sign_in(tx: &mut Tx<'_>, id: MeetingId, presider: ExpertId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let meeting = meeting.decide(|was| was.close_sign_in(presider, rules))?;
    store::meetings::save(tx, &meeting)?;
    let body = SignInClosed {
        members: meeting.size(),
        attending: meeting.session().map_or(0, |session| session.roll.len()),
        presider,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
