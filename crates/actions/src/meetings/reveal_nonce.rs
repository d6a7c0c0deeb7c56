//! Organiser and supervisor each reveal their number.

use domain::meetings::{DrawParty, access};
use kernel::{MeetingId, Role};
use serde::Serialize;
use store::Tx;
use store::journal::{self, Subject};

use super::{allowed, party, running_draw};
use crate::{Result, Verb};

/// 公开随机数.
pub const VERB: Verb = Verb {
    kind: "meetings.reveal_nonce",
    roles: &[Role::Organiser, Role::Supervisor],
};

#[derive(Serialize)]
struct Revealed {
    attempt: i32,
    party: DrawParty,
}

/// Reveals the actor's number.
///
/// # Errors
/// The actor neither organises nor supervises, nothing is committed to, or it is another number.
pub fn reveal_nonce(tx: &mut Tx<'_>, id: MeetingId, nonce: [u8; 32]) -> Result<()> {
    VERB.permit(tx.actor())?;
    allowed(tx, id, access::may_see_members)?;
    let (party, now) = (party(tx.actor()), tx.now());
    let draw = running_draw(tx, id)?.decide(|was| was.reveal(party, nonce, now))?;
    store::meetings::draws::save(tx, &draw)?;
    let body = Revealed {
        attempt: draw.attempt,
        party,
    };
    journal::record(tx, &Subject::of(id), VERB.kind, &body, None)
}
