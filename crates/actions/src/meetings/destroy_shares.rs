//! The supervisor witnesses that the sealed shares of a counted vote are destroyed.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{board_of, supervised};
use crate::{Error, Result, Verb};

/// 销毁选票份额 (VOT-001): the public record stays and can be checked without them.
pub const VERB: Verb = Verb {
    kind: "meetings.destroy_shares",
    roles: &[Role::Supervisor],
};

#[derive(Serialize)]
struct Destroyed {
    entries: usize,
}

/// Deletes the sealed shares of the counted vote.
///
/// # Errors
/// The meeting is not the actor's to supervise, or nothing was counted before three tellers.
pub fn destroy_shares(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = supervised(tx, id)?;
    let by = tx.actor().person().ok_or(Error::NotFound)?;
    let now = tx.now();
    let meeting = meeting.decide(|was| was.destroy_shares(by, now))?;
    store::meetings::save(tx, &meeting)?;
    let entries = board_of(&meeting).destroy_shares(tx)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Destroyed { entries }, None)
}
