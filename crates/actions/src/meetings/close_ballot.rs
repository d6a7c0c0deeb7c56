//! The presider closes the ballot. Box and papers are counted at once; before three tellers the board is closed, and the
//! platform publishes its sums as the first of the three.

use ballot::tellers::{Desk, HeadSignature, Post, Teller, TellerSecret};
use ballot::{BoxKey, Digest};
use domain::meetings::{Meeting, PLATFORM, Poll, refuse_post};
use kernel::{MeetingId, Role};
use policy::Rules;
use serde::Serialize;
use store::journal::{self, Subject};
use store::{Kept, Tx};

use super::{board_of, presided};
use crate::committees::pack_of;
use crate::{Error, Result, Verb};

/// 结束投票并计票 (VOT-002, VOT-004).
pub const VERB: Verb = Verb {
    kind: "meetings.close_ballot",
    roles: &[Role::Expert],
};

#[derive(Serialize)]
struct Closed {
    turnout: Option<usize>,
    record: Option<Digest>,
}

/// Closes the ballot. A counted result stays hidden until it is announced, and a box's key is destroyed.
///
/// # Errors
/// The actor does not preside, no ballot is open, or the count sheets of a paper vote are not equal.
pub fn close_ballot(tx: &mut Tx<'_>, id: MeetingId) -> Result<()> {
    VERB.permit(tx.actor())?;
    let meeting = presided(tx, id)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    // Without a key there is no open box; the domain then says where the meeting stands.
    let key = match store::meetings::box_key(tx, id) {
        Ok(key) => key,
        Err(Error::NotFound) => [0; 32],
        Err(error) => return Err(error),
    };
    let meeting = if meeting.tellers_poll().is_some() {
        close_board(tx, meeting, &key, rules)?
    } else {
        let now = tx.now();
        let meeting = meeting.decide(|was| was.close_ballot(&BoxKey(key), rules, now))?;
        store::meetings::set_box_key(tx, id, None)?;
        meeting
    };
    store::meetings::save(tx, &meeting)?;
    let poll = meeting.poll();
    let body = Closed {
        turnout: poll.and_then(Poll::turnout),
        record: poll.and_then(Poll::record),
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, Some(&pack_of(rules)))
}

/// Ends the board and publishes the platform's sums.
fn close_board(
    tx: &mut Tx<'_>,
    meeting: Kept<Meeting>,
    key: &[u8; 32],
    rules: &Rules,
) -> Result<Kept<Meeting>> {
    let board = board_of(&meeting);
    let before = board.end(tx)?;
    let Some(sheet) = meeting.tellers_poll().map(|poll| poll.sheet.clone()) else {
        return Ok(refuse_post(&ballot::Refused::OtherMode, rules)?);
    };
    let end = before.unwrap_or_else(|| Desk::beginning(&sheet));
    let mut desk = Desk::new(sheet.clone(), end, None, []);
    let now = tx.now();
    let closed = desk.append(&Post::Close);
    let receipt = closed.or_else(|why| refuse_post(&why, rules))?;
    let meeting = meeting.decide(|was| was.close_board(receipt))?;
    board.add(tx, receipt, &Post::Close)?;
    let posts = board.posts(tx)?;
    let teller = Teller::replay(sheet, PLATFORM, TellerSecret::new(key), posts);
    let (teller, _) = teller.or_else(|why| refuse_post(&why, rules))?;
    let signature = teller.sign_head().or_else(|why| refuse_post(&why, rules))?;
    let head = HeadSignature {
        teller: PLATFORM,
        signature,
    };
    let copy = teller.board().clone();
    let sums = teller.sums().or_else(|why| refuse_post(&why, rules))?;
    let meeting = meeting.decide(|was| was.publish(&copy, (head, sums), rules))?;
    Ok(meeting.decide(|was| was.count_published(&copy, rules, now))?)
}
