//! A teller publishes its sums over the closed board; the third one's counts the vote.

use ballot::Digest;
use ballot::tellers::{Board, HeadSignature, Sums};
use domain::meetings::{Stage, access, refuse_post};
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::board_of;
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 公布合计 (VOT-002, VOT-004).
pub const VERB: Verb = Verb {
    kind: "meetings.publish_sums",
    roles: &[Role::Supervisor, Role::Expert],
};

#[derive(Serialize)]
struct Published {
    teller: usize,
    head: Digest,
    counted: bool,
}

/// Takes the signed head and the sums of the teller that the actor is. After the third, the vote is counted, and the
/// platform's own key is destroyed; the result stays hidden until it is announced.
///
/// # Errors
/// The actor is not that teller, the board is open, or head or sums do not fit it.
pub fn publish_sums(tx: &mut Tx<'_>, id: MeetingId, head: HeadSignature, sums: Sums) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    if access::teller(tx.actor(), &meeting) != Some(sums.teller) {
        return Err(Error::NotFound);
    }
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let (teller, now) = (sums.teller, tx.now());
    let Some(poll) = meeting.tellers_poll() else {
        return Ok(refuse_post(&ballot::Refused::OtherMode, rules)?);
    };
    let sheet = poll.sheet.clone();
    let board = match Board::replay(sheet, board_of(&meeting).posts(tx)?) {
        Ok(board) => board,
        Err(why) => return Ok(refuse_post(&why, rules)?),
    };
    let meeting = meeting.decide(|was| was.publish(&board, (head, sums), rules))?;
    let meeting = meeting.decide(|was| was.count_published(&board, rules, now))?;
    store::meetings::save(tx, &meeting)?;
    let counted = matches!(meeting.stage, Stage::Counted { .. });
    if counted {
        store::meetings::set_box_key(tx, id, None)?;
    }
    let body = Published {
        teller,
        head: board.head(),
        counted,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}
