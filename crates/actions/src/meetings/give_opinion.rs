//! An expert gives an opinion on a case.

use std::collections::BTreeMap;

use domain::meetings::Opinion;
use kernel::{ApplicationId, ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::as_member;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 提交评议意见 (MTG-004); may be changed until the opinions are presented.
pub const VERB: Verb = Verb {
    kind: "meetings.give_opinion",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Given {
    case: ApplicationId,
    expert: ExpertId,
    opinion: String,
}

/// Keeps the actor's opinion on `case`.
///
/// # Errors
/// The actor is not drawn for the meeting, or the domain refuses the opinion.
pub fn give_opinion(
    tx: &mut Tx<'_>,
    id: MeetingId,
    case: ApplicationId,
    text: &str,
    scores: BTreeMap<String, i64>,
) -> Result<()> {
    VERB.permit(tx.actor())?;
    let (meeting, expert) = as_member(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let opinion = Opinion {
        case,
        expert,
        text: text.trim().to_owned(),
        scores,
    };
    meeting.check_opinion(&opinion, rules)?;
    store::meetings::set_opinion(tx, id, &opinion)?;
    let body = Given {
        case,
        expert,
        opinion: journal::digest_of(&serde_json::to_string(&opinion)?),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
