//! The presider records that the opinions were presented.

use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::presided;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 介绍评议情况 (MTG-005).
pub const VERB: Verb = Verb {
    kind: "meetings.present_opinions",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Presented {
    opinions: usize,
}

/// Records the presentation; after it the ballot may be opened.
///
/// # Errors
/// The actor does not preside, or a case has too few opinions.
pub fn present_opinions(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let opinions = store::meetings::opinions(tx, id, None)?;
    let now = tx.now();
    let meeting = meeting.decide(|was| was.present(&opinions, rules, now))?;
    store::meetings::save(tx, &meeting)?;
    let body = Presented {
        opinions: opinions.len(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
