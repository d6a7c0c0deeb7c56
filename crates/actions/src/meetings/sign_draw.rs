//! The supervisor signs the draw: the committee is seated.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{entries, issue_code, running_draw, supervised};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 监督员签署抽取结果 (DRW-003, DRW-004).
pub const VERB: Verb = Verb {
    kind: "meetings.sign_draw",
    roles: &[Role::Supervisor],
};

#[derive(Serialize)]
struct Signed {
    attempt: i32,
    members: usize,
    reason: Option<String>,
}

/// Signs; every member is told with a one-time sign-in code. `reason` passes over what the text asks only in principle.
///
/// # Errors
/// The actor does not supervise the meeting, nothing is drawn, or the committee is not one the text allows.
pub fn sign_draw(tx: &mut Tx<'_>, id: MeetingId, reason: Option<&str>) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = supervised(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let (by, now) = (tx.actor().person().ok_or(Error::NotFound)?, tx.now());
    let draw = running_draw(tx, id)?.decide(|was| was.sign(by, now))?;
    store::meetings::draws::save(tx, &draw)?;
    let drawn = entries(tx, &draw.panel()?)?;
    let committee = store::committees::find(tx, meeting.committee)?;
    let reason = reason.map(str::trim).filter(|text| !text.is_empty());
    let mut meeting = meeting.decide(|was| was.seat(drawn, &committee, reason, rules, now))?;
    let members: Vec<_> = meeting.members.iter().map(|member| member.expert).collect();
    for expert in &members {
        meeting = issue_code(tx, meeting, *expert)?;
    }
    store::meetings::save(tx, &meeting)?;
    store::meetings::set_members(tx, &meeting)?;
    let body = Signed {
        attempt: draw.attempt,
        members: members.len(),
        reason: reason.map(journal::digest_of),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
