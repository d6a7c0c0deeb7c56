//! The presider closes the ballot; it is counted at once.

use ballot::BoxKey;
use domain::meetings::Stage;
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::presided;
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 结束投票并计票 (VOT-002, VOT-004).
pub const VERB: Verb = Verb {
    kind: "meetings.close_ballot",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Closed {
    turnout: usize,
    contents: String,
}

/// Closes and counts the ballot; the box's key is destroyed. The result stays hidden until it is announced.
///
/// # Errors
/// The actor does not preside, or no ballot is open.
pub fn close_ballot(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let key = match store::meetings::box_key(tx, id) {
        Ok(key) => BoxKey(key),
        Err(Error::NotFound) => BoxKey([0; 32]),
        Err(error) => return Err(error),
    };
    let now = tx.now();
    let meeting = meeting.decide(|was| was.close_ballot(&key, rules, now))?;
    store::meetings::save(tx, &meeting)?;
    store::meetings::set_box_key(tx, id, None)?;
    let Stage::Counted { poll, .. } = &meeting.stage else {
        return Err(Error::broken("a closed ballot is not counted"));
    };
    let body = Closed {
        turnout: poll.voted().len(),
        contents: poll.digest().to_string(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
