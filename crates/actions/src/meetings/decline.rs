//! A drawn member cannot come; the next ticket takes the seat.

use domain::meetings::{Decline, access};
use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{entries, issue_code, running_draw};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 不能到会，替补: the member's own act, or a call the organiser records.
pub const VERB: Verb = Verb {
    kind: "meetings.decline",
    roles: &[Role::Expert, Role::Organiser],
};

#[derive(Serialize)]
struct Declined {
    out: ExpertId,
    substitute: ExpertId,
    reason: String,
    own_act: bool,
}

/// Records that `expert` cannot come and seats the substitute, who is told with a sign-in code.
///
/// # Errors
/// The actor is neither the member nor the organiser, sign-in has begun, or nobody is left for the seat: then a new
/// attempt is needed.
pub fn decline(tx: &mut Tx<'_>, id: MeetingId, expert: ExpertId, reason: &str) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let own_act = access::member(tx.actor(), &meeting).is_some_and(|member| member.expert == expert);
    if !own_act && !access::may_organise(tx.actor(), &meeting) {
        return Err(Error::NotFound);
    }
    let decline = Decline {
        expert,
        reason: reason.trim().to_owned(),
        told_to: tx.actor().person().filter(|_| !own_act),
        at: tx.now(),
    };
    let draw = running_draw(tx, id)?.decide(|was| was.decline(decline))?;
    store::meetings::draws::save(tx, &draw)?;
    let members = entries(tx, &draw.panel()?)?;
    let committee = store::committees::find(tx, meeting.committee)?;
    let mut substitute = None;
    let meeting = meeting.decide(|was| {
        let (state, next) = was.substitute(expert, &members, &committee, rules)?;
        substitute = Some(next);
        Ok::<_, kernel::Refusals>(state)
    })?;
    let substitute = substitute.ok_or_else(|| Error::broken("a substitution without a substitute"))?;
    let meeting = issue_code(tx, meeting, substitute)?;
    store::meetings::save(tx, &meeting)?;
    store::meetings::set_members(tx, &meeting)?;
    let body = Declined {
        out: expert,
        substitute,
        reason: journal::digest_of(reason.trim()),
        own_act,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
