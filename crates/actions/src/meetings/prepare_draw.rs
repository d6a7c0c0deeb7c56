//! The organiser freezes the pool for a draw.

use domain::meetings::{Draw, Wish};
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Kept, Tx};

use super::organised;
use crate::committees::pack_of;
use crate::{Result, Verb};

/// 冻结专家库，准备抽取 (DRW-002, DRW-006).
pub const VERB: Verb = Verb {
    kind: "meetings.prepare_draw",
    roles: &[Role::Organiser],
};

#[derive(Serialize)]
struct Prepared {
    attempt: i32,
    pool: usize,
    eligible: usize,
    panels: u32,
    pool_root: String,
}

/// Begins an attempt with the pool as it is now; building the list of panels takes a moment for large pools.
///
/// # Errors
/// The meeting is not the actor's or not opened, the pool is not in force, an attempt is running, or the pool offers too
/// few.
pub fn prepare_draw(tx: &mut Tx<'_>, id: MeetingId, wish: Wish) -> Result<i32> {
    VERB.permit(tx.actor())?;
    let meeting = organised(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let committee = store::committees::find(tx, meeting.committee)?;
    committee.in_force(meeting.day, rules)?;
    committee.pool_in_force(meeting.day, rules)?;
    let pool = store::committees::pool(tx, meeting.committee)?;
    let before = store::meetings::draws::all(tx, id)?;
    let before: Vec<Draw> = before.into_iter().map(Kept::into_inner).collect();
    let mut salt = [0_u8; 32];
    tx.chance(&mut salt);
    let draw = Draw::prepare(&meeting, &before, (&committee, &pool), wish, salt, rules)?;
    store::meetings::draws::add(tx, &draw)?;
    let body = Prepared {
        attempt: draw.attempt,
        pool: draw.frozen().rows().len(),
        eligible: draw.frozen().eligible(),
        panels: draw.prepared.panels(),
        pool_root: draw.frozen().pool_root().to_string(),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))?;
    Ok(draw.attempt)
}
