//! An expert withdraws, or the office has them withdraw.

use domain::meetings::{Recusal, RecusalScope, RecusedBy, access};
use kernel::{ExpertId, MeetingId, Role};
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Tx, notices};

use crate::{Error, Result, Verb};

/// 回避 (EXP-024, EXP-025). Nobody lifts one.
pub const VERB: Verb = Verb {
    kind: "meetings.recuse",
    roles: &[Role::Expert, Role::Organiser],
};

#[derive(Serialize)]
struct Recused {
    expert: ExpertId,
    #[serde(flatten)]
    scope: RecusalScope,
    by: RecusedBy,
    reason: String,
}

/// Records a recusal of `expert`: by the expert in their own name, or by the organiser's office.
///
/// # Errors
/// The actor is neither, or the domain refuses.
pub fn recuse(
    tx: &mut Tx<'_>,
    id: MeetingId,
    expert: ExpertId,
    scope: RecusalScope,
    reason: &str,
) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let entry = store::committees::find_expert(tx, expert)?;
    if entry.committee != meeting.committee {
        return Err(Error::NotFound);
    }
    let own = tx.actor().is(Role::Expert) && tx.actor().person() == Some(entry.person);
    let by = match (own, access::may_organise(tx.actor(), &meeting)) {
        (true, _) => RecusedBy::Expert,
        (false, true) => RecusedBy::Office,
        (false, false) => return Err(Error::NotFound),
    };
    let recusal = Recusal {
        expert,
        scope,
        by,
        reason: reason.to_owned(),
        at: tx.now(),
    };
    let meeting = meeting.decide(|was| was.recuse(&recusal, rules))?;
    store::meetings::save(tx, &meeting)?;
    if by == RecusedBy::Office {
        let text = "经核对，您与评审工作有应当回避的情形，已登记回避。如有疑问，请联系评委会组建单位";
        notices::send(tx, entry.person, &Subject::of(id), text)?;
    }
    let body = Recused {
        expert,
        scope,
        by,
        reason: journal::digest_of(reason.trim()),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
