//! The organiser or the presider assigns experts to cases.

use std::collections::BTreeMap;

use domain::meetings::access;
use kernel::{ApplicationId, ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::allowed;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 安排分工评议 (MTG-004).
pub const VERB: Verb = Verb {
    kind: "meetings.assign",
    roles: &[Role::Organiser, Role::Expert],
};

#[derive(Serialize)]
struct Assigned {
    assigned: BTreeMap<ApplicationId, Vec<ExpertId>>,
}

/// Assigns the experts who give opinions on each case, in place of any earlier assignment.
///
/// # Errors
/// The actor neither organises nor presides, or the domain refuses.
pub fn assign(
    tx: &mut Tx<'_>,
    id: MeetingId,
    assigned: BTreeMap<ApplicationId, Vec<ExpertId>>,
) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = allowed(tx, id, |actor, meeting| {
        access::may_organise(actor, meeting) || access::presides(actor, meeting)
    })?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let body = Assigned {
        assigned: assigned.clone(),
    };
    let meeting = meeting.decide(|was| was.assign(assigned, rules))?;
    store::meetings::save(tx, &meeting)?;
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
