//! The presider gives up a ballot that cannot be counted.

use domain::meetings::{Method, Poll};
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{board_of, presided};
use crate::{Result, Verb};

/// 作废本次投票: before anything is counted, with a reason; the meeting votes again and both stay on record (VOT-001).
pub const VERB: Verb = Verb {
    kind: "meetings.void_ballot",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Voided {
    round: u32,
    method: Option<&'static str>,
    reason: String,
}

/// Gives up the open ballot; sealed shares are destroyed with it.
///
/// # Errors
/// The actor does not preside, no ballot is open and uncounted, or no reason is given.
pub fn void_ballot(tx: &mut Tx<'_>, id: MeetingId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let (board, now) = (board_of(&meeting), tx.now());
    let method = meeting.poll().map(Poll::method);
    let meeting = meeting.decide(|was| was.void_ballot(reason, now))?;
    store::meetings::save(tx, &meeting)?;
    board.destroy_shares(tx)?;
    if meeting.session().is_some_and(|session| session.tellers.is_none()) {
        store::meetings::set_box_key(tx, id, None)?;
    }
    let body = Voided {
        round: board.round,
        method: method.map(Method::code),
        reason: journal::digest_of(reason.trim()),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
