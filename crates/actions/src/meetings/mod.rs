//! Review meetings, from the opening request to the sealed result.

pub mod affix_seal;
pub mod announce;
pub mod answer_opening;
pub mod assign;
pub mod call_off;
pub mod certify_seat;
pub mod close_ballot;
pub mod close_sign_in;
pub mod commit_draw;
pub mod convene;
pub mod decline;
pub mod destroy_shares;
pub mod draw;
pub mod give_opinion;
pub mod keep_minutes;
pub mod key_in;
pub mod name_tellers;
pub mod offer_nonce;
pub mod offer_teller_keys;
pub mod open_ballot;
pub mod post;
pub mod prepare_draw;
pub mod present_opinions;
pub mod publish_sums;
pub mod recuse;
pub mod reissue_code;
pub mod request_opening;
pub mod reveal_nonce;
pub mod sign_draw;
pub mod sign_in;
pub mod supervise;
pub mod void_ballot;
pub mod void_draw;
pub mod vote;

use data_encoding::BASE32_NOPAD;
use domain::committees::Expert;
use domain::meetings::{Draw, DrawParty, Meeting, Session, access, code_digest};
use kernel::{ExpertId, MeetingId, Refusal, Role};
use serde::{Deserialize, Serialize};
use store::journal::Subject;
use store::meetings::board::Board;
use store::outbox::Job;
use store::{Kept, Tx, notices};

use crate::{Error, Result};

/// Makes the minutes of a sealed meeting as a file; done by a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderMinutes {
    /// Which.
    pub meeting: MeetingId,
}

impl Job for RenderMinutes {
    const TOPIC: &'static str = "meetings.render_minutes";
}

/// The meeting, if the actor's office organises it; otherwise there is none for them.
fn organised(tx: &mut Tx<'_>, id: MeetingId) -> Result<Kept<Meeting>> {
    allowed(tx, id, access::may_organise)
}

/// The meeting, if the actor supervises it; otherwise there is none for them.
fn supervised(tx: &mut Tx<'_>, id: MeetingId) -> Result<Kept<Meeting>> {
    allowed(tx, id, access::may_supervise)
}

/// The meeting, if the actor presides over it; otherwise there is none for them.
fn presided(tx: &mut Tx<'_>, id: MeetingId) -> Result<Kept<Meeting>> {
    allowed(tx, id, access::presides)
}

fn allowed(
    tx: &mut Tx<'_>,
    id: MeetingId,
    may: impl Fn(&kernel::Actor, &Meeting) -> bool,
) -> Result<Kept<Meeting>> {
    let meeting = store::meetings::find_to_change(tx, id)?;
    if may(tx.actor(), &meeting) {
        Ok(meeting)
    } else {
        Err(Error::NotFound)
    }
}

/// The meeting and the actor's own entry in it, if they were drawn for it; otherwise there is none for them.
fn as_member(tx: &mut Tx<'_>, id: MeetingId) -> Result<(Kept<Meeting>, ExpertId)> {
    let meeting = store::meetings::find_to_change(tx, id)?;
    let expert = access::member(tx.actor(), &meeting).map(|member| member.expert);
    expert.map(|expert| (meeting, expert)).ok_or(Error::NotFound)
}

/// The running attempt at the draw of a meeting.
fn running_draw(tx: &mut Tx<'_>, id: MeetingId) -> Result<Kept<Draw>> {
    store::meetings::draws::latest(tx, id)?
        .ok_or_else(|| Refusal::new("还没有开始抽取专家").rule("DRW-002").into())
}

/// The board of the meeting's present ballot.
fn board_of(meeting: &Meeting) -> Board {
    Board {
        meeting: meeting.id,
        round: meeting.session().map_or(1, Session::round),
    }
}

/// The actor's part in the draw: organiser or supervisor.
fn party(actor: &kernel::Actor) -> DrawParty {
    if actor.is(Role::Supervisor) {
        DrawParty::Supervisor
    } else {
        DrawParty::Organiser
    }
}

/// The pool entries of a drawn panel, in its order.
fn entries(tx: &mut Tx<'_>, panel: &[ExpertId]) -> Result<Vec<Expert>> {
    let found = panel
        .iter()
        .map(|id| store::committees::find_expert(tx, *id).map(Kept::into_inner));
    found.collect()
}

/// Issues a one-time sign-in code to a member: 40 random bits, told to the member only, kept as a digest.
fn issue_code(tx: &mut Tx<'_>, meeting: Kept<Meeting>, expert: ExpertId) -> Result<Kept<Meeting>> {
    let mut chance = [0_u8; 5];
    tx.chance(&mut chance);
    let code = BASE32_NOPAD.encode(&chance);
    let digest = code_digest(meeting.id, expert, &code);
    let meeting = meeting.decide(|was| was.issue_code(expert, digest))?;
    let person = meeting.members.iter().find(|member| member.expert == expert);
    if let Some(member) = person {
        let text = format!(
            "您已被随机抽取参加{}的评审会议（{}），签到码为{code}，仅限本人当天使用。请对抽取结果和评审内容保密；有应当回避的情形请及时提出",
            meeting.day.prose(),
            meeting.place
        );
        notices::send(tx, member.person, &Subject::of(meeting.id), &text)?;
    }
    Ok(meeting)
}
