//! A member votes.

use std::collections::BTreeMap;

use ballot::{BoxKey, Choice};
use kernel::{ApplicationId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::as_member;
use crate::{Error, Result, Verb};

/// 投票 (VOT-001, VOT-003). The journal says that the member voted, never what.
pub const VERB: Verb = Verb {
    kind: "meetings.vote",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Voted {}

/// Puts the actor's ballot into the box.
///
/// # Errors
/// The actor is not drawn for the meeting, the poll is not open, they have voted, or the ballot is incomplete.
pub fn vote(tx: &mut Tx<'_>, id: MeetingId, choices: &BTreeMap<ApplicationId, Choice>) -> Result<()> {
    VERB.permit(tx.actor())?;
    let (meeting, expert) = as_member(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    // Without a key there is no open poll; the domain then says where the meeting stands.
    let key = match store::meetings::box_key(tx, id) {
        Ok(key) => BoxKey(key),
        Err(Error::NotFound) => BoxKey([0; 32]),
        Err(error) => return Err(error),
    };
    let meeting = meeting.decide(|was| was.cast(expert, choices, &key, rules))?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &Voted {}, None)
}
