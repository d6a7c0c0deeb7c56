//! A device posts to the board of a vote before three tellers: a seat's entry, challenge or confirmation, or a
//! teller's complaint.

use ballot::Digest;
use ballot::tellers::{Desk, Post, Receipt, TellerSecret};
use domain::meetings::{Meeting, PLATFORM, access, refuse_post};
use kernel::{MeetingId, Role};
use policy::Rules;
use serde::Serialize;
use store::journal::{self, Subject};
use store::meetings::board::Board;
use store::{Kept, Tx};

use super::board_of;
use crate::{Error, Result, Verb};

/// 提交选票记录 (VOT-001, VOT-003). Who posts is public on the board; what they voted is not.
pub const VERB: Verb = Verb {
    kind: "meetings.post",
    roles: &[Role::Expert, Role::Supervisor],
};

#[derive(Serialize)]
struct Posted {
    round: u32,
    number: usize,
    head: Digest,
}

/// Appends a post to the board. The same post sent again, because the answer was lost, gets the same receipt and changes
/// nothing. The platform looks at its own share at once and complains like any teller.
///
/// # Errors
/// The actor has no part in the vote, the post is not theirs to send, no such ballot is open, or the board refuses it.
pub fn post(tx: &mut Tx<'_>, id: MeetingId, post: &Post) -> Result<Receipt> {
    VERB.permit(tx.actor())?;
    let meeting = store::meetings::find_to_change(tx, id)?;
    let has_part =
        access::member(tx.actor(), &meeting).is_some() || access::teller(tx.actor(), &meeting).is_some();
    if !has_part {
        return Err(Error::NotFound);
    }
    meeting.check_sender(tx.actor(), post)?;
    let rules = &crate::rules::of_plan(tx, meeting.plan)?;
    let board = board_of(&meeting);
    let mut desk = desk(tx, &meeting, board, post)?;
    let before = desk.end();
    let receipt = match desk.append(post) {
        Ok(receipt) => receipt,
        Err(why) => return Ok(refuse_post(&why, rules)?),
    };
    if receipt.number <= before.number {
        return Ok(receipt);
    }
    let meeting = keep(tx, meeting, board, (receipt, post))?;
    inspect(tx, meeting, &mut desk, (board, post), rules)?;
    Ok(receipt)
}

/// The end of the board with the posts of the seat.
fn desk(tx: &mut Tx<'_>, meeting: &Meeting, board: Board, post: &Post) -> Result<Desk> {
    let Some(poll) = meeting.tellers_poll() else {
        return Err(not_open(meeting, post));
    };
    let own = match post.seat() {
        Some(seat) => board.of_seat(tx, seat.0)?,
        None => Vec::new(),
    };
    let end = board.end(tx)?.unwrap_or_else(|| Desk::beginning(&poll.sheet));
    Ok(Desk::new(poll.sheet.clone(), end, poll.end, own))
}

/// The domain says where the meeting stands instead.
fn not_open(meeting: &Meeting, post: &Post) -> Error {
    match meeting.clone().posted(post) {
        Err(refusals) => Error::Refused(refusals),
        Ok(_) => Error::broken("a poll that is open and is not"),
    }
}

/// Keeps a post that the board has taken.
fn keep(
    tx: &mut Tx<'_>,
    meeting: Kept<Meeting>,
    board: Board,
    (receipt, post): (Receipt, &Post),
) -> Result<Kept<Meeting>> {
    let confirmed = |meeting: &Meeting| meeting.tellers_poll().map(|poll| poll.codes.clone());
    board.add(tx, receipt, post)?;
    let body = Posted {
        round: board.round,
        number: receipt.number,
        head: receipt.head,
    };
    journal::record(tx, &Subject::of(board.meeting), VERB.kind, &body, None)?;
    let before = confirmed(&meeting);
    let meeting = meeting.decide(|was| was.posted(post))?;
    if confirmed(&meeting) != before {
        store::meetings::save(tx, &meeting)?;
        let saved = store::meetings::find(tx, board.meeting)?;
        return Ok(saved);
    }
    Ok(meeting)
}

/// The platform is a teller as well: a share it cannot open is complained about before anybody relies on the entry.
fn inspect(
    tx: &mut Tx<'_>,
    meeting: Kept<Meeting>,
    desk: &mut Desk,
    (board, post): (Board, &Post),
    rules: &Rules,
) -> Result<()> {
    let (Post::Entry { entry, sealed }, Some(poll)) = (post, meeting.tellers_poll()) else {
        return Ok(());
    };
    let secret = TellerSecret::new(&store::meetings::box_key(tx, board.meeting)?);
    let Some(complaint) = secret.inspect(&poll.sheet, PLATFORM, entry, sealed) else {
        return Ok(());
    };
    let complaint = Post::Complain(complaint);
    match desk.append(&complaint) {
        Ok(receipt) => keep(tx, meeting, board, (receipt, &complaint)).map(|_| ()),
        Err(why) => Ok(refuse_post(&why, rules)?),
    }
}
