//! A member votes. The journal knows that somebody voted, not who and not what.

use std::collections::BTreeMap;

use ballot::{BoxKey, Choice};
use domain::meetings::access;
use kernel::{Actor, ApplicationId, MeetingId, Role};
use serde::Serialize;
use store::House;
use store::journal::{self, Subject};

use crate::{Error, Result, Verb};

/// 投票 (VOT-001, VOT-003).
pub const VERB: Verb = Verb {
    kind: "meetings.vote",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Voted {}

/// Puts the actor's ballot into the box.
///
/// The change is made by the program: a journal entry naming the voter would tell the order of voting.
///
/// # Errors
/// The actor is not drawn for the meeting, the poll is not open, they have voted, or the ballot is incomplete.
pub fn vote(
    house: &House,
    actor: &Actor,
    id: MeetingId,
    choices: &BTreeMap<ApplicationId, Choice>,
) -> Result<()> {
    VERB.permit(actor)?;
    house.change(&Actor::Program, |tx| {
        let meeting = store::meetings::find_to_change(tx, id)?;
        let member = access::member(actor, &meeting).ok_or(Error::NotFound)?;
        let expert = member.expert;
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
    })
}
