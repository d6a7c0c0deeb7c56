//! A member signs in.

use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::as_member;
use crate::{Result, Verb};

/// 签到: with the member's own account and the one-time code of this meeting.
pub const VERB: Verb = Verb {
    kind: "meetings.sign_in",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct SignedIn {
    expert: ExpertId,
}

/// Signs the actor in.
///
/// # Errors
/// The actor is not drawn for the meeting, sign-in is not open, or the code is wrong or used.
pub fn sign_in(tx: &mut Tx<'_>, id: MeetingId, code: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let (meeting, expert) = as_member(tx, id)?;
    let now = tx.now();
    let meeting = meeting.decide(|was| was.sign_in(expert, code, now))?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &SignedIn { expert }, None)
}
